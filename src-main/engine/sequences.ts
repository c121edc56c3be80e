// The sequences that steps train on, taken out of a corpus that may be far larger than memory: a step sees its own alone.
import type { Tokens } from './corpus.ts';
import type { Sequences } from './device.ts';

/**
 * The sequences of these batches: each of `context` tokens and one more. A batch is where its sequences start in the corpus; one
 * that several lanes share, as the same array, is read once.
 */
export function gatherSequences(
  tokens: Tokens,
  batches: readonly Float64Array[],
  context: number,
): Sequences {
  const length = context + 1;
  const places = new Map<Float64Array, number>();
  let end = 0;
  for (const starts of batches) {
    if (places.has(starts)) continue;
    places.set(starts, end);
    end += starts.length * length;
  }
  const gathered = new Uint32Array(end);
  for (const [starts, place] of places) {
    starts.forEach((start, b) => gathered.set(tokens.subarray(start, start + length), place + b * length));
  }
  const offsets = batches.flatMap((starts) => Array.from(starts, (_, b) => places.get(starts)! + b * length));
  return { tokens: gathered, offsets: Int32Array.from(offsets) };
}
