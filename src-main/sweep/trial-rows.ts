// The rows in which a device's speed is measured: the one of the least work and the one of the most that is worth waiting for; where
// none is, the least with a smaller batch. Pure.
import { stepFlops } from '../engine/flops.ts';
import { isMeasurable, measurableBatchSize } from '../host/measurable.ts';
import type { DeviceDescription } from '../engine/device.ts';
import { stepSize } from '../plan/step-size.ts';
import { rowValuesOf, specAtRow, type Spec } from '../spec/spec.ts';

export interface TrialRow {
  /** Of this row alone. */
  readonly spec: Spec;
  /** The row of the study itself that is most like it. */
  readonly rowValue: number;
  /** stepSize() of it. */
  readonly size: number;
  /** Floating-point operations of a step of one lane. */
  readonly flops: number;
}

/** One or two, by their work. */
export function trialRows(spec: Spec, vocabulary: number, clock: DeviceDescription['clock']): TrialRow[] {
  const rows = rowValuesOf(spec)
    .map((rowValue): TrialRow => {
      const row = specAtRow(spec, rowValue);
      const flops = stepFlops(row.model, row.batchSizes[0]!, vocabulary);
      return { spec: row, rowValue, size: stepSize(spec, rowValue), flops };
    })
    .sort((a, b) => a.flops - b.flops);
  const least = rows[0]!;
  const most = rows.findLast(({ flops }) => isMeasurable(flops, clock));
  if (most) return least.size === most.size ? [most] : [least, most];
  const batch = least.spec.batchSizes[0]!;
  const flopsAt = (batchSize: number) => stepFlops(least.spec.model, batchSize, vocabulary);
  const smaller = measurableBatchSize(batch, clock, flopsAt);
  return [
    {
      ...least,
      spec: { ...least.spec, batchSizes: [smaller] },
      size: (least.size * smaller) / batch,
      flops: flopsAt(smaller),
    },
  ];
}
