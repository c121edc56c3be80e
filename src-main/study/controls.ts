// Which recipes of a study are its controls, read from its spec. What they show is measured elsewhere.
import { NO_CONTROLS, UNSCALED, type Controls } from '../analysis/headline/controls.ts';
import type { StoredSpec } from '../records/origin.ts';
import type { StudyContents } from '../records/types.ts';

/** What the spec's entry of a recipe may say; a mere name is a recipe of that name. */
interface RecipeEntry {
  readonly name: string;
  readonly control?: 'negative' | 'positive';
  readonly recipe?: string;
  readonly stages?: readonly { readonly recipe: string }[];
}

/** Fields that leave a recipe what it is: with triggers, kept parts or a loss scale it is another one. */
const PLAIN: readonly string[] = ['name', 'recipe', 'stages'] satisfies (keyof RecipeEntry)[];

/**
 * An entry with `control` is one; without any that is positive, the first that trains in nothing but `fp8-unscaled`, whatever
 * it is called. The baseline is none, nor is a recipe that the study does not have.
 */
export function controlsOf({
  spec,
  baseline,
  recipes,
}: Pick<StudyContents, 'spec' | 'baseline' | 'recipes'>): Controls {
  // Those that were only imported are their names.
  const written = spec.recipes ?? [...trainedRecipes(spec), ...recipes];
  if (!Array.isArray(written)) return NO_CONTROLS;
  const entries = (written as readonly (string | RecipeEntry)[])
    .map((entry): RecipeEntry => (typeof entry === 'string' ? { name: entry } : entry))
    .filter(({ name }) => name !== baseline && recipes.includes(name));
  const named = (kind: RecipeEntry['control']) => entries.find(({ control }) => control === kind)?.name;
  const positive = named('positive') ?? entries.find(isUnscaled)?.name;
  return { negative: named('negative') ?? null, positive: positive ?? null };
}

function trainedRecipes({ training }: StoredSpec): readonly unknown[] {
  const recipes = training?.spec.recipes;
  return Array.isArray(recipes) ? recipes : [];
}

function isUnscaled(entry: RecipeEntry): boolean {
  const { name, recipe, stages } = entry;
  const trainsIn = stages?.map((stage) => stage.recipe) ?? [recipe ?? name];
  return (
    Object.keys(entry).every((field) => PLAIN.includes(field)) && trainsIn.every((each) => each === UNSCALED)
  );
}
