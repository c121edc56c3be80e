// A range of which the most likely value was set: its ends keep their proportion to it. Pure.
import type { Range } from '../../src-main/analysis/decision/inputs.ts';

interface Allowed {
  readonly least: number;
  readonly most: number;
  readonly assumed: Range | null;
}

/** `before`: the range as it was before the value was typed. One that is all 0 has no proportion: then that of the assumption. */
export function scaled(before: Range, value: number, { least, most, assumed }: Allowed): Range {
  const shape = before.value > 0 ? before : assumed;
  if (shape === null || shape.value === 0) return { low: value, value, high: value };
  const end = (at: number) => Math.min(most, Math.max(least, (at * value) / shape.value));
  return { low: Math.min(value, end(shape.low)), value, high: Math.max(value, end(shape.high)) };
}
