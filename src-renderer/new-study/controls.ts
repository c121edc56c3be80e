// The controls among the recipes of a draft: which they are, how they are added and taken away, and how the negative one follows
// the baseline. Pure.
import { UNSCALED } from '../../src-main/analysis/headline/controls.ts';
import { CONTROLS, PERTURBATION, type Control } from '../../src-main/recipes/control.ts';
import { highestPrecision } from '../../src-main/spec/recipes.ts';
import type { Draft, RecipeDraft } from './draft.ts';
import { entryOf } from './own-draft.ts';
import type { PageWords } from '../words/words.ts';
import { isPlain, plainRecipe } from './recipe-words.ts';

/** What the name of a negative control ends with; the name before it is the baseline's. */
const AGAIN = '-perturbed';

/** One sentence. */
export function controlWords(
  control: Control,
  { newStudyRecipes: { controlWords: words } }: PageWords,
): string {
  return control === 'negative' ? words.negative(PERTURBATION) : words.positive;
}

export function controlKind(recipe: RecipeDraft, baseline: string | null): Control | null {
  const { control } = recipe.kept;
  if (control !== undefined) return control;
  const isUnscaled = recipe.stages.length === 1 && isPlain({ ...recipe, name: UNSCALED }, UNSCALED);
  return isUnscaled && recipe.name !== baseline ? 'positive' : null;
}

/** Name of the recipe that the others are compared with; null where there is none. */
export function baselineOf({ texts, recipes }: Draft): string | null {
  if (recipes.length === 0) return null;
  if (texts.baseline) return texts.baseline;
  try {
    return highestPrecision(
      recipes.map((recipe) => ({
        ...entryOf(recipe),
        stages: recipe.stages,
        ...(recipe.kept.control !== undefined && { control: recipe.kept.control }),
      })),
    );
  } catch {
    // It names a recipe that there is not, or one of its own that is wrong; the form says so.
    return null;
  }
}

export function hasControls(draft: Draft): boolean {
  const baseline = baselineOf(draft);
  return CONTROLS.every((kind) => draft.recipes.some((recipe) => controlKind(recipe, baseline) === kind));
}

/** With what is missing of the two at the end of the list. */
export function withControls(draft: Draft): RecipeDraft[] {
  const name = baselineOf(draft);
  const baseline = draft.recipes.find((recipe) => recipe.name === name);
  const isThere = (kind: Control) => draft.recipes.some((recipe) => controlKind(recipe, name) === kind);
  const free = (wanted: string): string =>
    draft.recipes.some((recipe) => recipe.name === wanted) ? free(`${wanted}-2`) : wanted;
  return [
    ...draft.recipes,
    ...(baseline && !isThere('negative') ? [again(baseline, free(`${baseline.name}${AGAIN}`))] : []),
    ...(isThere('positive') || name === UNSCALED
      ? []
      : [{ ...plainRecipe(UNSCALED), name: free(UNSCALED), kept: { control: 'positive' as const } }]),
  ];
}

/** Without those that are there as controls alone. */
export function withoutControls({ recipes }: Draft): RecipeDraft[] {
  return recipes.filter(({ kept }) => kept.control === undefined);
}

/** The negative control trains by what the baseline trains by, whatever that has become; a name made here follows too. */
export function followed(draft: Draft): Draft {
  const name = baselineOf(draft);
  const baseline = draft.recipes.find((recipe) => recipe.name === name);
  if (!baseline || baseline.kept.control === 'negative') return draft;
  const isTaken = draft.recipes.some((recipe) => recipe.name === `${name}${AGAIN}`);
  const recipes = draft.recipes.map((recipe) => {
    if (recipe.kept.control !== 'negative') return recipe;
    const isMade = recipe.name.endsWith(AGAIN) && !isTaken;
    return again(baseline, isMade ? `${name}${AGAIN}` : recipe.name);
  });
  return { ...draft, recipes };
}

function again(baseline: RecipeDraft, name: string): RecipeDraft {
  // It trains in a recipe of the baseline's own, and defines none.
  return { ...baseline, name, own: null, kept: { ...baseline.kept, control: 'negative' } };
}
