// Writes a cast as the kernels read it (kernels/cast.ts), and chooses the code that carries it out.
import type { Cast } from '../../../formats/cast.ts';
import { bitsOf } from '../../../formats/round.ts';

const PATHS = { byBits: 0, wideNearest: 1, narrowNearest: 2, wideTruncated: 3, general: 4 } as const;
const ROUNDINGS = { 'nearest-even': 0, 'toward-zero': 1, stochastic: 2 } as const;
const NANS = { ieee: 0, 'all-ones': 0, 'negative-zero': 1, none: 2 } as const;

export const CAST_BYTES = 64;

function isWide(cast: Cast): boolean {
  return cast.format.exponentBits === 8;
}

/** The fast loops hold for the common casts only; `general` is right for every signed format with a mantissa. */
function pathOf(cast: Cast): number {
  const { format, rounding, overflow, subnormals } = cast;
  if (!format.signed || format.mantissaBits === 0) return PATHS.byBits;
  if (subnormals === 'flush') return PATHS.general;
  if (isWide(cast)) {
    if (overflow !== 'format' || format.mantissaBits === 23) return PATHS.general;
    if (rounding === 'nearest-even') return PATHS.wideNearest;
    return rounding === 'toward-zero' ? PATHS.wideTruncated : PATHS.general;
  }
  const signedNaN = NANS[format.nan] === NANS.ieee;
  return rounding === 'nearest-even' && overflow === 'saturate' && signedNaN
    ? PATHS.narrowNearest
    : PATHS.general;
}

/** The words of `Cast` in kernels/cast.ts, in its order. */
export function castWords(cast: Cast): Int32Array {
  const { format, rounding, overflow, subnormals } = cast;
  const max = bitsOf(format.maxFinite);
  const saturates = overflow === 'saturate' || format.nan === 'none';
  return Int32Array.of(
    pathOf(cast),
    format.mantissaBits,
    bitsOf(Math.max(format.minNormal, 2 ** -126)),
    max,
    saturates ? max : bitsOf(format.infinity ? Infinity : NaN),
    ROUNDINGS[rounding],
    isWide(cast) ? 1 : 0,
    NANS[format.nan],
    subnormals === 'flush' ? 1 : 0,
    1 - format.bias,
    format.bias,
    format.signed ? 1 : 0,
    overflow === 'saturate' ? 1 : 0,
  );
}
