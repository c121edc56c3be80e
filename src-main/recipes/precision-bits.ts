// How narrow the numbers of a recipe are: where it matters for speed, the operands of its linear layers, and anywhere.
import type { Precision } from '../formats/precision.ts';
import type { Recipe } from './recipe.ts';
import { precisionAt, SITES } from './sites.ts';

/** Bits of the narrowest operand of the linear layers' forward product; 32 where nothing is rounded. */
export function precisionBits({ linear: { forward } }: Recipe): number {
  return Math.min(bitsOf(forward.activation), bitsOf(forward.weight));
}

/** Bits of the narrowest of all sites, those of edge layers included. */
export function narrowestBits(recipe: Recipe): number {
  const edges = recipe.edgeLayers ? [{ ...recipe, linear: recipe.edgeLayers.linear }] : [];
  const all = [recipe, ...edges].flatMap((each) => SITES.map(({ path }) => precisionAt(each, path)));
  return Math.min(...all.map(bitsOf));
}

function bitsOf(precision: Precision | null): number {
  return precision ? 1 + precision.cast.format.exponentBits + precision.cast.format.mantissaBits : 32;
}
