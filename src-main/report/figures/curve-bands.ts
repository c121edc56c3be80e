// Many runs in one panel of curves: medians and a band in the place of a line per run. A run that failed counts as above the axis from its end
// on, so that the band of those that are left never looks calmer than all of them were; each failure has its mark at its step.
import type { Label } from '../../analysis/labels/labels.ts';
import type { Words } from '../language/language.ts';
import {
  leavingMark,
  leavingPoint,
  nameOf,
  stepOf,
  stepsOf,
  type CurveRun,
  type PanelContext,
} from './curve-line.ts';
import { crossMark, type Box } from './marks.ts';
import { element, polyline, titled, type Svg } from './svg.ts';
import type { Theme } from './theme.ts';

/** More runs than this in one panel hide one another. */
export const MOST_LINES = 20;
const BAND = { low: 0.1, high: 0.9 };
/** Pixels between two steps at which the runs are ranked. */
const STRIDE = 2;
const ENDED_WELL: readonly (Label | null)[] = ['ok', 'spiky', 'degraded', 'slow', 'unjudged', null];

export function hasFailed({ label, nonfinite }: CurveRun): boolean {
  return nonfinite || !ENDED_WELL.includes(label);
}

/** "150 runs: ok 120, nonfinite 30": how all runs of a panel ended. */
export function endings(runs: readonly CurveRun[], { figures, labels, numbers }: Words): string {
  const counts = [...Map.groupBy(runs, ({ label }) => label)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([label, own]) => figures.curves.ending(label && labels[label], own.length));
  return figures.curves.endings(runs.length, numbers.list(counts));
}

/** Of a run at a step: its last value by then. null: it had not begun, or has ended as planned; Infinity: no number, or it has failed. */
function valueAt(run: CurveRun, values: ArrayLike<number>, step: number): number | null {
  if (values.length === 0) return hasFailed(run) ? Infinity : null;
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (stepOf(run, middle) <= step) from = middle + 1;
    else to = middle;
  }
  if (from === 0) return null;
  const isOver = from === values.length && step >= stepsOf(run);
  if (isOver) return hasFailed(run) ? Infinity : null;
  const value = values[from - 1]!;
  return Number.isFinite(value) ? value : Infinity;
}

/** By step, the values of the runs in order; steps at which no run has one are left out. */
export function rankedValues(
  runs: readonly CurveRun[],
  valuesOf: (run: CurveRun) => ArrayLike<number> | null,
  steps: readonly number[],
): { readonly step: number; readonly sorted: readonly number[] }[] {
  return steps.flatMap((step) => {
    const found = runs.flatMap((run) => {
      const values = valuesOf(run);
      return values === null ? [] : (valueAt(run, values, step) ?? []);
    });
    return found.length === 0 ? [] : [{ step, sorted: found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) }];
  });
}

/** The value that a share of the runs lies below; between two runs the higher one. */
export function ranked(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

export function drawBands(runs: readonly CurveRun[], box: Box, context: PanelContext): Svg {
  const { colouring, theme, scale, values } = context;
  const xOf = (step: number) => box.x + ((step + 1) / context.steps) * box.width;
  const y = (value: number) => box.y + box.height - scale.at(value) * box.height;
  const count = Math.min(context.steps, Math.round(box.width / STRIDE));
  const steps = Array.from({ length: count }, (_, i) => Math.round(((i + 1) * context.steps) / count) - 1);
  const byColour = [...Map.groupBy(runs, colouring.of)];
  const isOneRate = new Set(runs.map(({ learningRate }) => learningRate)).size === 1;
  const banded = isOneRate ? byColour : [[theme.quiet, runs] as const];
  return element(
    'g',
    { class: 'bands' },
    banded.map(([colour, own]) => {
      const at = rankedValues(own, values, steps);
      if (at.length === 0) return null;
      const edge = (share: number) =>
        at.map(({ step, sorted }) => [xOf(step), y(ranked(sorted, share))] as const);
      const d = `${polyline([...edge(BAND.high), ...edge(BAND.low).reverse()])}Z`;
      return element('path', { class: 'band', d, fill: colour, 'fill-opacity': '0.22' });
    }),
    byColour.map(([colour, own]) => {
      const at = rankedValues(own, values, steps);
      if (at.length === 0) return null;
      const d = polyline(at.map(({ step, sorted }) => [xOf(step), y(ranked(sorted, 0.5))] as const));
      return element('path', { class: 'median', d, fill: 'none', stroke: colour, 'stroke-width': 1.6 });
    }),
    drawHighest(runs, xOf, y, count, context),
    runs.map((run) => drawMarks(run, box, context)),
  );
}

/**
 * The highest finite value of all runs between one step and the next of `count`, so that no spike is lost in the band; Infinity once a run has
 * failed, -Infinity where there is none.
 */
export function highestValues(
  runs: readonly CurveRun[],
  valuesOf: (run: CurveRun) => ArrayLike<number> | null,
  steps: number,
  count: number,
): number[] {
  const highest = new Array<number>(count).fill(-Infinity);
  for (const run of runs) {
    let last = -1;
    for (const [index, value] of Array.from(valuesOf(run) ?? []).entries()) {
      if (!Number.isFinite(value)) continue;
      last = Math.min(count - 1, Math.floor((stepOf(run, index) * count) / steps));
      if (value > highest[last]!) highest[last] = value;
    }
    if (hasFailed(run) && valuesOf(run) !== null) highest.fill(Infinity, last + 1);
  }
  return highest;
}

function drawHighest(
  runs: readonly CurveRun[],
  xOf: (step: number) => number,
  y: (value: number) => number,
  count: number,
  { theme, steps, values }: PanelContext,
): Svg | null {
  const points = highestValues(runs, values, steps, count).flatMap((value, column) =>
    value === -Infinity ? [] : [[xOf(((column + 1) * steps) / count - 1), y(value)] as const],
  );
  if (points.length === 0) return null;
  return element('path', { class: 'highest', d: polyline(points), ...highestLine(theme) });
}

/** How the line of the highest values is drawn. */
export function highestLine({ quiet }: Theme) {
  return { fill: 'none', stroke: quiet, 'stroke-width': 0.8, 'stroke-dasharray': '2 1.5' };
}

/** What became of one run: an arrow where it leaves a cut axis; along the floor its end if it failed, and where triggers acted. */
function drawMarks(
  run: CurveRun,
  box: Box,
  { colouring, values, scale, steps, words, ...context }: PanelContext,
) {
  const own = values(run);
  if (own === null) return null;
  const colour = colouring.of(run);
  const xOf = (step: number) => box.x + ((step + 1) / steps) * box.width;
  const { cutAbove } = scale;
  const leaves = cutAbove === null ? -1 : leavingPoint(own, cutAbove);
  const floor = box.y + box.height;
  const last = Array.from(own).findLastIndex((value) => Number.isFinite(value));
  const end = xOf(last < 0 ? 0 : stepOf(run, last));
  if (leaves < 0 && !hasFailed(run) && run.actions.length === 0) return null;
  return element(
    'g',
    { class: 'fate', 'data-recipe': run.recipe, 'data-seed': String(run.seed) },
    titled(nameOf(run, { words, ...context })),
    leaves >= 0 && leavingMark(xOf(stepOf(run, leaves)), box.y, colour),
    hasFailed(run) &&
      (run.nonfinite ? crossMark(end, floor - 5, 3.4, colour, 1.6) : failureTick(end, floor, colour)),
    run.actions.map(({ step }) =>
      element('path', {
        class: 'action',
        d: `M${xOf(step).toFixed(2)} ${(floor - 10).toFixed(2)}l4 -7h-8z`,
        fill: colour,
      }),
    ),
  );
}

/** A tick that stands on the floor of a panel. */
export function failureTick(x: number, floor: number, colour: string): Svg {
  const d = `M${x.toFixed(2)} ${floor.toFixed(2)}v-10`;
  return element('path', { class: 'failure', d, stroke: colour, 'stroke-width': 1.6 });
}
