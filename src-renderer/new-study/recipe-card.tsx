// One chosen recipe: what it rounds, as a picture for every stage, and what can be done with it.
import { useId } from 'react';
import { bitLayoutFigure } from '../../src-main/report/figures/bit-layout.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { CONTROL_WORDS, controlKind } from './controls.ts';
import type { RecipeDraft, StageDraft } from './draft.ts';
import { Folded } from './fields.tsx';
import { focusField, useForm } from './form-state.ts';
import { recipeIn, withRenamed } from './own-draft.ts';
import { OwnRecipe } from './own-recipe.tsx';
import { RecipeDetails } from './recipe-details.tsx';
import { copyOf, replaced, without } from './recipe-words.ts';
import { triggerWords } from './trigger-words.ts';
import { useReportWords } from '../words/language.ts';

/** Pixels: a card beside another on most screens; in narrower ones the picture shrinks a little. */
const PICTURE = 360;

interface CardProps {
  readonly recipe: RecipeDraft;
  readonly index: number;
}

export function RecipeCard({ recipe, index }: CardProps) {
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
        <h3>{name === '' ? 'Recipe without a name' : name}</h3>
        {isBaseline && <span className="chip">baseline</span>}
        {control !== null && <span className="chip">{control} control</span>}
        <span className="spring" />
        <div className="row">
          <button
            type="button"
            className="link"
            aria-label={`Duplicate ${name}`}
            onClick={() => change([...all.slice(0, index + 1), copyOf(recipe, all), ...all.slice(index + 1)])}
          >
            Duplicate
          </button>
          <button
            type="button"
            className="link"
            aria-label={`Remove ${name}`}
            onClick={() => {
              change(without(all, index));
              // The button of the last card goes with it; the keyboard must not be left nowhere.
              if (index === all.length - 1) focusField('recipes');
            }}
          >
            Remove
          </button>
        </div>
      </div>
      {control !== null && <p className="fine">{CONTROL_WORDS[control]}</p>}
      {control !== 'negative' && stages.map((_, at) => <StagePicture key={at} stages={stages} at={at} />)}
      {control !== 'negative' && (recipe.kept.triggers || recipe.kept.kept) && (
        <ul className="fine">
          {recipe.kept.triggers?.map((trigger, at) => (
            <li key={at}>{triggerWords(trigger)}</li>
          ))}
          {recipe.kept.kept && <li>some parts stay in {recipe.kept.kept.recipe}, as the spec has them</li>}
        </ul>
      )}
      <Folded
        title={control === 'negative' ? 'Name' : 'Name, stages, own optimizer settings'}
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
        <Folded title="Sites" holds={(field) => isOfSites(field, index)} id={`${recipe.name}-sites`}>
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
  const words = useReportWords();
  const prefix = useId();
  const { draft } = useForm();
  const known = recipeIn(draft.recipes, stages[at]!.recipe);
  if (!known) return null;
  const svg = bitLayoutFigure(known, { theme, idPrefix: prefix, width: PICTURE, words });
  return (
    <>
      {stages.length > 1 && (
        <p>
          From step {at === 0 ? 0 : stages[at - 1]!.untilStep || '?'}: {known.name}
        </p>
      )}
      <p className="fine">{known.summary}</p>
      <Figure svg={svg} label={`What ${known.name} rounds`} />
    </>
  );
}
