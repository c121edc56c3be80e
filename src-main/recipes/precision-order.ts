// The order of recipes by how narrow their numbers are, for pictures that go through them from high to low precision. Pure.
import { precisionBits } from './precision-bits.ts';
import { spelling } from './precision-names.ts';
import { RECIPES } from './presets.ts';

/** Layers of a model so deep that what the first and last of them keep does not decide. */
const DEEP = 100;

/** Names that say how many bits they have; the first that fits. */
const BITS_BY_NAME: readonly (readonly [RegExp, number])[] = [
  [/fp64/, 64],
  [/(nv|mx)?fp4|e2m1/, 4],
  [/fp6|e2m3|e3m2/, 6],
  [/fp8|e4m3|e5m2|int8/, 8],
  [/bf16|fp16/, 16],
  [/tf32/, 19],
  [/fp32/, 32],
];

/** Bits of the products of a recipe by its name; null where the name says nothing. */
export function bitsOfName(name: string): number | null {
  const preset = RECIPES.find((recipe) => recipe.name === name);
  if (preset) return precisionBits(preset, DEEP);
  return BITS_BY_NAME.find(([pattern]) => pattern.test(spelling(name)))?.[1] ?? null;
}

/**
 * From the highest precision to the lowest; of equal ones `first` comes first and `last` last, the others as they are. What a name
 * says nothing about is taken for as narrow as the narrowest: it is new, and looked at last.
 */
export function byPrecision(
  recipes: readonly string[],
  { first, last }: { readonly first: readonly string[]; readonly last: string | null },
): string[] {
  const bits = new Map(recipes.map((recipe) => [recipe, bitsOfName(recipe)]));
  const least = Math.min(...[...bits.values()].filter((value) => value !== null), 64);
  // A recipe that is run once more under a name of its own is as precise as what it repeats.
  const place = (recipe: string) => {
    const at = first.indexOf(recipe);
    return at >= 0 ? at - first.length : recipe === last ? 1 : 0;
  };
  const bitsAt = (recipe: string) =>
    bits.get(first.includes(recipe) ? first[0]! : recipe) ?? bits.get(recipe) ?? least;
  return recipes.toSorted((a, b) => bitsAt(b) - bitsAt(a) || place(a) - place(b));
}
