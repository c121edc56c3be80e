// Many runs in one panel of curves: medians and a band of quartiles in the place of a line per run. An unstable run counts as above the axis from its end
// on, so that the band of those that are left never looks calmer than all of them were; each has its mark at its step.
import { bisectLeft } from 'd3-array';
import {
  inRange,
  leavingMark,
  leavingPoint,
  nameOf,
  pointsUntil,
  stepOf,
  stepsOf,
  type CurveRun,
  type CurveSeries,
  type PanelContext,
} from './curve-line.ts';
import { columnEnds, isWithin, xIn, type StepRange } from './curve-span.ts';
import { crossMark, type Box } from './marks.ts';
import { element, polyline, titled, type Attributes, type Child, type Svg } from './svg.ts';
import type { Theme } from './theme.ts';

/** More runs than this in one panel hide one another. */
export const MOST_LINES = 20;
/** More learning rates than this have no medians of their own, and the legend names some of them. */
export const MOST_RATES = 12;
/** How band and median of all runs of a panel are drawn. */
export const BAND_OPACITY = '0.16';
export const MEDIAN_LINE = { 'stroke-width': 1.8 } as const;
/** The band holds the middle half of the runs. */
const BAND = { low: 0.25, high: 0.75 };
/** Pixels between the arrows of two runs that leave the axis: nearer ones would hide one another. */
const ARROWS_APART = 7;

/** Whether it counts as above the axis from its end on, so that no band narrows as runs go wrong. */
export function isLost({ unstable, nonfinite }: CurveRun): boolean {
  return unstable || nonfinite;
}

interface Reaching {
  readonly run: CurveRun;
  readonly values: ArrayLike<number>;
  /** Its steps. */
  readonly reach: number;
}

/** Of a run at a step: its last value by then. null: it had not begun, or has ended as planned; Infinity: no number, or it is lost. */
function valueAt({ run, values, reach }: Reaching, step: number): number | null {
  if (values.length === 0) return isLost(run) ? Infinity : null;
  const before = pointsUntil(run, values.length, step);
  if (before === 0) return null;
  const isOver = before === values.length && step >= reach;
  if (isOver) return isLost(run) ? Infinity : null;
  const value = values[before - 1]!;
  return Number.isFinite(value) ? value : Infinity;
}

interface RankedStep {
  readonly step: number;
  readonly sorted: readonly number[];
}

/** By step, the values of the runs in order; steps at which no run has one are left out. */
export function rankedValues(
  runs: readonly CurveRun[],
  valuesOf: (run: CurveRun) => ArrayLike<number> | null,
  steps: readonly number[],
): RankedStep[] {
  const reaching = runs.flatMap((run): Reaching[] => {
    const values = valuesOf(run);
    return values === null ? [] : [{ run, values, reach: stepsOf(run) }];
  });
  return steps.flatMap((step) => {
    const found = reaching.flatMap((each) => valueAt(each, step) ?? []);
    return found.length === 0 ? [] : [{ step, sorted: found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) }];
  });
}

/** The value that a share of the runs lies below; between two runs the higher one. */
export function ranked(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

type LineLook = Pick<CurveSeries, 'colour' | 'dashes'>;

export function drawBands(runs: readonly CurveRun[], box: Box, context: PanelContext): Svg {
  const { colouring, theme, scale, values, range } = context;
  const x = (step: number) => xIn(box, range, step);
  const y = (value: number) => box.y + box.height - scale.at(value) * box.height;
  const ends = columnEnds(range);
  const bySeries = [...Map.groupBy(runs, colouring.of)];
  const isOneRate = new Set(runs.map(({ learningRate }) => learningRate)).size === 1;
  const place = ({ step, sorted }: RankedStep, share: number) => [x(step), y(ranked(sorted, share))] as const;
  const median = ({ colour, dashes }: LineLook, at: readonly RankedStep[], line: Attributes) =>
    element('path', {
      class: 'median',
      d: polyline(at.map((each) => place(each, 0.5))),
      fill: 'none',
      stroke: colour,
      'stroke-dasharray': dashes,
      ...line,
    });
  const all: LineLook = { colour: theme.ink, dashes: undefined };
  const banded = (isOneRate ? bySeries : [[all, runs] as const]).map(
    ([look, own]) => [look, rankedValues(own, values, ends)] as const,
  );
  return element(
    'g',
    { class: 'bands' },
    banded.map(([{ colour }, at]) => {
      const high = at.map((each) => place(each, BAND.high));
      const low = at.map((each) => place(each, BAND.low)).reverse();
      const d = high.length > 0 && `${polyline([...high, ...low])}Z`;
      if (d === false) return null;
      return element('path', { class: 'band', d, fill: colour, 'fill-opacity': BAND_OPACITY });
    }),
    !isOneRate &&
      bySeries.length <= MOST_RATES &&
      bySeries.map(([look, own]) => {
        const at = rankedValues(own, values, ends);
        return at.length > 0 && median(look, at, { 'stroke-width': 1.2 });
      }),
    drawHighest(runs, x, y, context),
    banded.map(([look, at]) => at.length > 0 && median(look, at, MEDIAN_LINE)),
    drawFates(runs, box, context),
  );
}

/**
 * The highest finite value of all runs after the end of each column up to that of the next, so that no spike is lost in the band; Infinity
 * once a run is lost, -Infinity where there is none.
 */
export function highestValues(
  runs: readonly CurveRun[],
  valuesOf: (run: CurveRun) => ArrayLike<number> | null,
  range: StepRange,
): number[] {
  const ends = columnEnds(range);
  const highest = new Array<number>(ends.length).fill(-Infinity);
  for (const run of runs) {
    const values = valuesOf(run);
    if (values === null) continue;
    let last = -1;
    for (let index = 0; index < values.length; index++) {
      const [step, value] = [stepOf(run, index), values[index]!];
      if (!Number.isFinite(value)) continue;
      last = bisectLeft(ends, step);
      if (step >= range.from && value > (highest[last] ?? Infinity)) highest[last] = value;
    }
    if (isLost(run)) highest.fill(Infinity, last + 1);
  }
  return highest;
}

function drawHighest(
  runs: readonly CurveRun[],
  x: (step: number) => number,
  y: (value: number) => number,
  { theme, range, values }: PanelContext,
): Svg | null {
  const ends = columnEnds(range);
  const points = highestValues(runs, values, range).flatMap((value, column) =>
    value === -Infinity ? [] : [[x(ends[column]!), y(value)] as const],
  );
  if (points.length === 0) return null;
  return element('path', { class: 'highest', d: polyline(points), ...highestLine(theme) });
}

/** How the line of the highest values is drawn. */
export function highestLine({ quiet }: Theme) {
  return { fill: 'none', stroke: quiet, 'stroke-width': 0.8, 'stroke-dasharray': '2 1.5' };
}

/** Of every run that leaves the axis, is lost, or had triggers. Of arrows that would hide one another the first is drawn. */
function drawFates(runs: readonly CurveRun[], box: Box, context: PanelContext): Child {
  const { values, scale, range } = context;
  const taken = new Set<number>();
  return runs.map((run) => {
    const own = values(run);
    if (own === null) return null;
    const { cutAbove } = scale;
    const leaves = cutAbove === null ? -1 : leavingPoint(own, cutAbove, inRange(run, range));
    if (leaves < 0 && !isLost(run) && run.actions.length === 0) return null;
    const left = leaves < 0 ? null : xIn(box, range, stepOf(run, leaves));
    const place = left === null ? -1 : Math.floor((left - box.x) / ARROWS_APART);
    const hasArrow = left !== null && !taken.has(place);
    taken.add(place);
    return drawFate(run, own, hasArrow ? left : null, box, context);
  });
}

/** What became of one run: an arrow where it leaves a cut axis; along the floor its end if it is lost, and where triggers acted. */
function drawFate(
  run: CurveRun,
  values: ArrayLike<number>,
  arrow: number | null,
  box: Box,
  context: PanelContext,
): Svg {
  const { colouring, range } = context;
  const { colour } = colouring.of(run);
  const floor = box.y + box.height;
  const last = Array.from(values).findLastIndex((value) => Number.isFinite(value));
  const endStep = last < 0 ? 0 : stepOf(run, last);
  const end = xIn(box, range, endStep);
  return element(
    'g',
    { class: 'fate', 'data-recipe': run.recipe, 'data-seed': String(run.seed) },
    titled(nameOf(run, context)),
    arrow !== null && leavingMark(arrow, box.y, colour),
    isLost(run) &&
      isWithin(range, endStep) &&
      (run.nonfinite ? crossMark(end, floor - 5, 3.4, colour, 1.6) : failureTick(end, floor, colour)),
    run.actions
      .filter(({ step }) => isWithin(range, step))
      .map(({ step }) =>
        element('path', {
          class: 'action',
          d: `M${xIn(box, range, step).toFixed(2)} ${(floor - 10).toFixed(2)}l4 -7h-8z`,
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
