// A study whose size is not written down but chosen: the largest of a row of sizes that a device is through with in a given time,
// and then as many seeds as that time holds. Pure; how long a size takes is asked of whoever can measure it.
import { mostShare } from './refine.ts';
import { timesRange, type TimeRange } from './estimate.ts';
import { parseSpec, type Spec } from '../spec/spec.ts';

export interface SizedPreset {
  readonly name: string;
  /** That the study may take. */
  readonly seconds: number;
  /** Fewest and most seeds. */
  readonly seeds: { readonly from: number; readonly to: number };
  /** Fields of a spec that all sizes share. */
  readonly common: object;
  /** From small to large, what each has beside them; each takes longer than the one before it. */
  readonly sizes: readonly object[];
}

/** For all runs of a spec, or why it cannot be trained or told. */
export type Timing = { readonly seconds: TimeRange } | { readonly reason: string };

export interface Sized {
  readonly spec: Spec;
  /** Of what is trained of it at most; null where nothing could be told of it, for a reason. */
  readonly seconds: TimeRange | null;
  readonly reason: string | null;
}

/** @throws SpecError. */
export function specOfSize({ name, common, sizes }: SizedPreset, size: number, seeds: number): Spec {
  return parseSpec({ name, ...common, ...sizes[size], seeds });
}

/** The largest size that is likely to end in time; the smallest where none is. Not every size is asked for. */
export async function chooseSize(
  preset: SizedPreset,
  timingOf: (spec: Spec) => Promise<Timing>,
): Promise<Sized> {
  const { from, to } = preset.seeds;
  const timed = async (size: number): Promise<Sized> => {
    const spec = specOfSize(preset, size, from);
    const timing = await timingOf(spec);
    if (!('seconds' in timing)) return { spec, seconds: null, reason: timing.reason };
    return { spec, seconds: timesRange(shareOf(spec), timing.seconds), reason: null };
  };
  const isInTime = ({ seconds }: Sized) => seconds !== null && seconds.likely <= preset.seconds;
  const smallest = await timed(0);
  if (!isInTime(smallest)) return smallest;
  let best = { size: 0, found: smallest };
  for (let beyond = preset.sizes.length; beyond - best.size > 1;) {
    const size = (best.size + beyond) >> 1;
    const found = await timed(size);
    if (isInTime(found)) best = { size, found };
    else beyond = size;
  }
  const { spec, seconds } = best.found;
  for (let seeds = to; seeds > from; seeds--) {
    const more = specOfSize(preset, best.size, seeds);
    const longer = timesRange(workOf(more) / workOf(spec), seconds!);
    if (longer.likely <= preset.seconds) return { spec: more, seconds: longer, reason: null };
  }
  return best.found;
}

/** Runs that are trained at most, of specs that differ in their seeds alone. */
function workOf(spec: Spec): number {
  return spec.seeds.length * shareOf(spec);
}

function shareOf(spec: Spec): number {
  return spec.refine === null ? 1 : mostShare(spec);
}
