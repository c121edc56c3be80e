// The percentile bootstrap over seeds: the same resampled seeds for every recipe, learning rate and batch size, because
// runs of one seed share weights and data. It knows of seeds only; the measures are passed in.
// With three or four seeds it is too narrow: where all seeds agree it has no width, while the interval of a cell has.
import type { Interval } from './grid.ts';

/** Resamples behind each interval; deterministic, so that a study shows the same interval every time. */
export const BOOTSTRAP_RESAMPLES = 1000;

/** How often each seed was drawn. */
export type SeedWeights = ReadonlyMap<number, number>;

/** The seeds of a study as they are drawn again and again. Few seeds can be drawn in few ways: five in 126. */
export interface Resamples {
  /** Ascending. */
  readonly seeds: readonly number[];
  /** Every way of drawing that occurs. */
  readonly ways: readonly SeedWeights[];
  /** Index into `ways`, one a resample; none at all where there are fewer than two seeds, which say nothing of their spread. */
  readonly drawn: readonly number[];
}

export function drawSeeds(seeds: readonly number[]): Resamples {
  const sorted = seeds.toSorted((a, b) => a - b);
  const ways: SeedWeights[] = [];
  const wayOf = new Map<string, number>();
  const drawn = Array.from({ length: sorted.length < 2 ? 0 : BOOTSTRAP_RESAMPLES }, (_, resample) => {
    const counts = sorted.map(() => 0);
    for (let draw = 0; draw < sorted.length; draw++) {
      const random = hash(hash(resample) ^ (draw + 1)) / 2 ** 32;
      counts[Math.floor(random * sorted.length)]! += 1;
    }
    const key = counts.join(' ');
    if (!wayOf.has(key)) wayOf.set(key, ways.push(new Map(sorted.map((seed, i) => [seed, counts[i]!]))) - 1);
    return wayOf.get(key)!;
  });
  return { seeds: sorted, ways, drawn };
}

/** One value a resample; each way of drawing the seeds is measured once. */
export function overResamples<T>({ ways, drawn }: Resamples, measure: (weights: SeedWeights) => T): T[] {
  const measured = ways.map(measure);
  return drawn.map((way) => measured[way]!);
}

/** Nearest-rank percentiles, so that infinite values may stand among the others; null where there are none. */
export function percentileInterval(values: readonly number[], confidence: number): Interval | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length - 1e-9))) - 1]!;
  const tail = (1 - confidence) / 2;
  return { low: at(tail), high: at(1 - tail) };
}

/** 32-bit integer hash (lowbias32 of C. Wellons' hash-prospector). */
function hash(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
