// How narrow the numbers of a recipe are where it matters for speed: the operands of its linear layers.
import type { Recipe } from './recipe.ts';

/** Bits of the narrowest operand of the linear layers' forward product; 32 where nothing is rounded. */
export function precisionBits({ linear: { forward } }: Recipe): number {
  const bits = [forward.activation, forward.weight].map((precision) =>
    precision ? 1 + precision.cast.format.exponentBits + precision.cast.format.mantissaBits : 32,
  );
  return Math.min(...bits);
}
