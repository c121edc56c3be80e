// One chosen recipe: what it rounds, as a picture for every stage, and what can be done with it.
import { useId } from 'react';
import { bitLayoutFigure } from '../../src-main/report/figures/bit-layout.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { controlKind, controlWords } from './controls.ts';
import type { RecipeDraft, StageDraft } from './draft.ts';
import { Folded } from './fields.tsx';
import { focusField, useForm } from './form-state.ts';
import { recipeIn, withRenamed } from './own-draft.ts';
import { OwnRecipe } from './own-recipe.tsx';
import { RecipeDetails } from './recipe-details.tsx';
import { copyOf, replaced, summaryOf, without } from './recipe-words.ts';
import { triggerWords } from './trigger-words.ts';

/** Pixels: a card beside another on most screens; in narrower ones the picture shrinks a little. */
const PICTURE = 360;

interface CardProps {
  readonly recipe: RecipeDraft;
  readonly index: number;
}

export function RecipeCard({ recipe, index }: CardProps) {
  const words = useWords();
  const own = words.newStudyRecipes;
  const { draft, spec, lastSpec, dispatch } = useForm();
  const { name, stages } = recipe;
  const all = draft.recipes;
  const change = (recipes: readonly RecipeDraft[]) => dispatch({ kind: 'set-recipes', recipes });
  const baseline = (spec ?? lastSpec)?.baseline ?? null;
  const isBaseline = baseline === name;
  const control = isBaseline ? null : controlKind(recipe, baseline);
  return (
    <li className={recipe.own ? 'recipe-card wide' : 'recipe-card'}>
      <div className="row">
        <h3>{name === '' ? own.nameless : name}</h3>
        {isBaseline && <span className="chip">{own.isBaseline}</span>}
        {control !== null && <span className="chip">{own.controls[control]}</span>}
        <span className="spring" />
        <div className="row">
          <button
            type="button"
            className="link"
            aria-label={own.duplicateOf(name)}
            onClick={() => change([...all.slice(0, index + 1), copyOf(recipe, all), ...all.slice(index + 1)])}
          >
            {own.duplicate}
          </button>
          <button
            type="button"
            className="link"
            aria-label={own.removeOf(name)}
            onClick={() => {
              change(without(all, index));
              // The button of the last card goes with it; the keyboard must not be left nowhere.
              if (index === all.length - 1) focusField('recipes');
            }}
          >
            {own.remove}
          </button>
        </div>
      </div>
      {control !== null && <p className="fine">{controlWords(control, words)}</p>}
      {control !== 'negative' && stages.map((_, at) => <StagePicture key={at} stages={stages} at={at} />)}
      {control !== 'negative' && (recipe.kept.triggers || recipe.kept.kept) && (
        <ul className="fine">
          {recipe.kept.triggers?.map((trigger, at) => (
            <li key={at}>{triggerWords(trigger, words)}</li>
          ))}
          {recipe.kept.kept && <li>{own.keptIn(recipe.kept.kept.recipe)}</li>}
        </ul>
      )}
      <Folded
        title={control === 'negative' ? own.name : own.details}
        holds={(field) => field.startsWith(`recipes[${index}]`) && !isOfSites(field, index)}
      >
        <RecipeDetails
          recipe={recipe}
          index={index}
          onChange={(next) => change(replaced(all, index, next))}
          onRename={(next) => change(withRenamed(all, index, next))}
        />
      </Folded>
      {recipe.own && (
        <Folded title={own.sites} holds={(field) => isOfSites(field, index)} id={`${recipe.name}-sites`}>
          <OwnRecipe
            recipe={recipe}
            own={recipe.own}
            index={index}
            onChange={(next) => change(replaced(all, index, next))}
          />
        </Folded>
      )}
    </li>
  );
}

/** Whether a field is among those of what an own recipe extends and sets. */
function isOfSites(field: string, index: number): boolean {
  const start = `recipes[${index}].`;
  return field.startsWith(start) && !/^(stages|optimizer)\b/.test(field.slice(start.length));
}

function StagePicture({ stages, at }: { readonly stages: readonly StageDraft[]; readonly at: number }) {
  const theme = useTheme();
  const report = useReportWords();
  const prefix = useId();
  const words = useWords();
  const { draft } = useForm();
  const known = recipeIn(draft.recipes, stages[at]!.recipe);
  if (!known) return null;
  const svg = bitLayoutFigure(known, { theme, idPrefix: prefix, width: PICTURE, words: report });
  return (
    <>
      {stages.length > 1 && (
        <p>{words.newStudyRecipes.fromStep(at === 0 ? '0' : stages[at - 1]!.untilStep || '?', known.name)}</p>
      )}
      <p className="fine">{summaryOf(known, words)}</p>
      <Figure svg={svg} label={words.newStudyRecipes.rounds(known.name)} />
    </>
  );
}
