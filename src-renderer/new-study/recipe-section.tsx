// The recipe axis: those chosen, each with a picture of what it rounds; the list to choose from; the baseline.
import { useId } from 'react';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { bitLegendFigure } from '../../src-main/report/figures/bit-layout.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { ControlsChoice } from './controls-choice.tsx';
import { FieldShell, described, Folded, Section } from './fields.tsx';
import { problemOf } from './check.ts';
import { fieldId, useField, useForm } from './form-state.ts';
import { OwnPicker } from './own-picker.tsx';
import { ProgramPicker } from './program-picker.tsx';
import { RecipeCard } from './recipe-card.tsx';
import { FAMILIES, isPlain, plainRecipe, summaryOf } from './recipe-words.ts';

export function RecipeSection() {
  const words = useWords().newStudyRecipes;
  const { draft, problems } = useForm();
  const problem = problemOf(problems, 'recipes');
  return (
    <Section id="recipes-heading" title={words.title} word="recipe">
      {problem !== null && (
        <p id={`${fieldId('recipes')}-problem`} className="bad">
          {problem}
        </p>
      )}
      <BitLegend />
      <ul className="recipe-cards">
        {draft.recipes.map((recipe, index) => (
          // Names may be edited, and may be equal for a moment; the place is what a card stands for.
          <RecipeCard key={index} recipe={recipe} index={index} />
        ))}
      </ul>
      <Folded title={words.add} holds={(field) => field === 'recipes'} id={fieldId('recipes')}>
        <Picker />
        <OwnPicker />
        <ProgramPicker />
      </Folded>
      <Baseline />
      <ControlsChoice />
    </Section>
  );
}

function BitLegend() {
  const theme = useTheme();
  const report = useReportWords();
  const prefix = useId();
  const words = useWords().newStudyRecipes;
  return <Figure svg={bitLegendFigure({ theme, idPrefix: prefix, words: report })} label={words.bitKinds} />;
}

function Picker() {
  const words = useWords();
  const { draft, dispatch } = useForm();
  return (
    <div className="families">
      {FAMILIES.map(({ kind, names }) => (
        <fieldset key={kind}>
          <legend>{words.newStudyRecipes.families[kind]}</legend>
          {names.map((name) => {
            const at = draft.recipes.findIndex((recipe) => isPlain(recipe, name));
            const recipes =
              at < 0
                ? [...draft.recipes, plainRecipe(name)]
                : draft.recipes.filter((_, index) => index !== at);
            const note = `${fieldId('recipes')}-${name}`;
            return (
              <div key={name} className="pick">
                <label>
                  <input
                    type="checkbox"
                    aria-describedby={note}
                    checked={at >= 0}
                    onChange={() => dispatch({ kind: 'set-recipes', recipes })}
                  />{' '}
                  {name}
                </label>
                <p id={note} className="fine">
                  {summaryOf(recipeByName(name), words)}
                </p>
              </div>
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}

function Baseline() {
  const { draft, lastSpec } = useForm();
  const { id, text, set, problem } = useField('baseline');
  const names = draft.recipes.map(({ name }) => name);
  const automatic = draft.texts.baseline === '' ? lastSpec?.baseline : undefined;
  const words = useWords().newStudyRecipes;
  const { label, hint } = words.baseline;
  return (
    <FieldShell id={id} label={label} hint={hint} problem={problem} className="medium">
      <select {...described(id, hint, problem)} value={text} onChange={(event) => set(event.target.value)}>
        <option value="">{automatic ? words.highestIs(automatic) : words.highest}</option>
        {[...new Set([...names, ...(text === '' ? [] : [text])])].map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </FieldShell>
  );
}
