// How much of a job is trained to measure its speed: counted beforehand, so that a measurement of a large model does not take
// minutes for a single step. Pure.
import type { DeviceDescription } from '../engine/device.ts';

/** Floating-point operations of one step that are worth waiting for: a fraction of a second on the slower of each kind. */
const WORK = { processor: 4e10, wall: 2e12 } as const;

type Measured = Pick<DeviceDescription, 'clock' | 'threads'>;

/** Whether a step of one lane with so many operations is measured as it is. */
export function isMeasurable(flops: number, clock: DeviceDescription['clock']): boolean {
  return flops <= WORK[clock];
}

/** This batch size halved until a step of one lane is measured, or down to one. */
export function measurableBatchSize(
  size: number,
  clock: DeviceDescription['clock'],
  flopsAt: (batchSize: number) => number,
): number {
  let smaller = size;
  while (smaller > 1 && !isMeasurable(flopsAt(smaller), clock)) smaller = Math.floor(smaller / 2);
  return smaller;
}

/** Lanes of a measurement: one for every thread, and as many more as are worth waiting for. */
export function measurableLanes({ clock, threads }: Measured, flops: number, most: number): number {
  return Math.min(most, Math.max(threads, Math.floor(WORK[clock] / flops)));
}
