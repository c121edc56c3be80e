// The recipes in families, for a person who looks for one, and small changes to the list of those chosen.
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import type { PageWords } from '../words/words.ts';
import type { RecipeDraft } from './draft.ts';

export interface Family {
  readonly kind: FamilyKind;
  readonly names: readonly string[];
}

const KINDS = ['high', 'products', 'state', 'mantissa', 'exponent'] as const;
export type FamilyKind = (typeof KINDS)[number];

function kindOf(name: string): FamilyKind {
  if (name.startsWith('mask-')) return 'mantissa';
  if (name.startsWith('exponent-')) return 'exponent';
  const { weights, adamM, weightGradient, linear } = recipeByName(name);
  const isNarrow = (bits: number | undefined) => bits !== undefined && bits < 8;
  const state = [weights, adamM, weightGradient].map((site) => site?.cast.format.exponentBits);
  if (state.some(isNarrow)) return 'state';
  return isNarrow(linear.forward.weight?.cast.format.exponentBits) ? 'products' : 'high';
}

export const FAMILIES: readonly Family[] = KINDS.map((kind) => ({
  kind,
  names: RECIPE_NAMES.filter((name) => kindOf(name) === kind),
}));

export function plainRecipe(recipe: string): RecipeDraft {
  return { name: recipe, stages: [{ recipe, untilStep: '' }], optimizer: [], own: null, kept: {} };
}

/** Whether this trains as the recipe of that name, under that name. */
export function isPlain({ name, stages, optimizer, own, kept }: RecipeDraft, recipe: string): boolean {
  const isChanged =
    own !== null || optimizer.length > 0 || Object.keys(kept).some((key) => key !== 'control');
  return name === recipe && stages.length === 1 && stages[0]!.recipe === recipe && !isChanged;
}

/** A copy under a name that is free; a control is copied as what it trains by. */
export function copyOf(recipe: RecipeDraft, all: readonly RecipeDraft[]): RecipeDraft {
  const kept = { ...recipe.kept };
  Reflect.deleteProperty(kept, 'control');
  const taken = new Set(all.map(({ name }) => name));
  let number = 2;
  while (taken.has(`${recipe.name} ${number}`)) number++;
  return { ...renamed(recipe, `${recipe.name} ${number}`), kept };
}

/** Under another name; the stages of a recipe of its own that name it follow. */
export function renamed(recipe: RecipeDraft, name: string): RecipeDraft {
  if (recipe.own === null) return { ...recipe, name };
  const stages = recipe.stages.map((stage) =>
    stage.recipe === recipe.name ? { ...stage, recipe: name } : stage,
  );
  return { ...recipe, name, stages };
}

export function replaced<T>(list: readonly T[], index: number, item: T): T[] {
  return list.map((other, at) => (at === index ? item : other));
}

export function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index);
}

/** What a recipe is, in a sentence or two. */
export function summaryOf({ name, summary }: Recipe, { newStudySummaries }: PageWords): string {
  return newStudySummaries[name] ?? summary;
}
