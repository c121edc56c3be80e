// How much of a job is trained to measure its speed: counted beforehand, so that a measurement of a large model does not take
// minutes for a single step. Pure.
import type { DeviceDescription } from '../engine/device.ts';

/** Floating-point operations of one step that are worth waiting for: a fraction of a second on the slower of each kind. */
const WORK = { processor: 4e10, wall: 2e12 } as const;

type Measured = Pick<DeviceDescription, 'clock' | 'threads'>;

/** The largest of these batch sizes of which one step of one lane is measured, or else a smaller one than all. */
export function measurableBatchSize(
  sizes: readonly number[],
  clock: DeviceDescription['clock'],
  flopsAt: (batchSize: number) => number,
): number {
  const allowed = (size: number) => flopsAt(size) <= WORK[clock];
  const fitting = sizes.findLast(allowed);
  if (fitting !== undefined) return fitting;
  let size = sizes[0]!;
  while (size > 1 && !allowed(size)) size = Math.floor(size / 2);
  return size;
}

/** Lanes of a measurement: one for every thread, and as many more as are worth waiting for. */
export function measurableLanes({ clock, threads }: Measured, flops: number, most: number): number {
  return Math.min(most, Math.max(threads, Math.floor(WORK[clock] / flops)));
}
