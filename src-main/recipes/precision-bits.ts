// How narrow the numbers of a recipe are: where it matters for speed, the operands of its linear layers, and anywhere.
import type { Precision } from '../formats/precision.ts';
import type { LinearPrecision, Recipe } from './recipe.ts';
import { precisionAt, SITES } from './sites.ts';

/**
 * Bits that more than half of the products of the linear layers take at most; 32 where nothing is rounded. Of a product its wider
 * operand counts: hardware multiplies two numbers of 8 bits fast, not one with a wider one. `layers` are those of the model.
 */
export function precisionBits({ linear, edgeLayers }: Recipe, layers: number): number {
  const edges = edgeLayers ? Math.min(layers, edgeLayers.first + edgeLayers.last) : 0;
  const products = [
    ...Array.from({ length: layers - edges }, () => productBits(linear)),
    ...Array.from({ length: edges }, () => productBits(edgeLayers!.linear)),
  ].flat();
  return products.toSorted((a, b) => a - b)[products.length >> 1]!;
}

/** Of the forward product, that of the input gradient and that of the weight gradient. */
function productBits({ forward, inputGradient, weightGradient }: LinearPrecision): number[] {
  return [forward, inputGradient, weightGradient].map((operands) =>
    Math.max(...Object.values<Precision | null>(operands).map(bitsOf)),
  );
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
