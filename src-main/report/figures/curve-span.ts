// The steps that a picture of curves shows, and the columns of steps by which curves are thinned and ranked. Pure.
import type { Box } from './marks.ts';

/** As on the axis: from the end of step `from` to the end of step `to`, counted from 1; 0 is the start. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** Fewer steps are not looked at. */
export const FEWEST_STEPS = 4;

/** Within 0 to `steps`, at least a few of them; null where it is all of them. */
export function fittedRange(from: number, width: number, steps: number): StepRange | null {
  const wide = Math.max(FEWEST_STEPS, Math.round(width));
  if (wide >= steps) return null;
  const start = Math.min(Math.max(0, Math.round(from)), steps - wide);
  return { from: start, to: start + wide };
}

/** What can be seen of a range that was asked for, of so many steps; null where it is all of them, and for null. */
export function shownRange(range: StepRange | null, steps: number): StepRange | null {
  return range && fittedRange(range.from, Math.min(range.to, steps) - range.from, steps);
}

/** Columns of steps in a panel at most, each a pixel or two wide. */
export const COLUMNS = 160;

/** The last step of each column, counted from 0 and ascending. */
export function columnEnds({ from, to }: StepRange): number[] {
  const count = Math.min(to - from, COLUMNS);
  return Array.from({ length: count }, (_, i) => from + Math.round(((i + 1) * (to - from)) / count) - 1);
}

/** Where a step, counted from 0, lies in a panel, in pixels. */
export function xIn({ x, width }: Box, { from, to }: StepRange, step: number): number {
  return x + ((step + 1 - from) / (to - from)) * width;
}

export function isWithin({ from, to }: StepRange, step: number): boolean {
  return step + 1 >= from && step + 1 <= to;
}
