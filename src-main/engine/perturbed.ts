// Initial weights changed by next to nothing, as the negative control has them: what differs after that is what chaos alone
// does. On the host, so that every device begins with the same bits.
import type { Precision } from '../formats/precision.ts';
import { randomUnit, streamKey } from './random.ts';

const FLOAT32_MANTISSA_BITS = 23;

/**
 * Every weight times 1 + relative x u, u uniform in (-1, 1) from (seed, name of the tensor, index), in float32. Where weights
 * are kept in a format of fewer mantissa bits the change is as many of its last places, or rounding would undo it.
 */
export function perturbed(
  weights: Float32Array,
  { name, seed, relative, atRest }: Perturbation,
): Float32Array {
  const key = streamKey(seed, `perturbation:${name}`, 0);
  const bits = Math.min(FLOAT32_MANTISSA_BITS, atRest?.cast.format.mantissaBits ?? FLOAT32_MANTISSA_BITS);
  const most = relative * 2 ** (FLOAT32_MANTISSA_BITS - bits);
  return weights.map((weight, index) => weight * (1 + most * (2 * randomUnit(key, index) - 1)));
}

export interface Perturbation {
  readonly name: string;
  readonly seed: number;
  /** Largest relative change in float32. */
  readonly relative: number;
  /** How the weights are kept; null: in float32. */
  readonly atRest: Precision | null;
}
