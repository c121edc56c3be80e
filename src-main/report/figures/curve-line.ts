// The line of one run in a panel of curves. Where it leaves a cut axis stands an arrow, at its end in NaN or Inf a cross, and a triangle
// where a trigger acted, so that no line that goes wrong looks like one that just ends.
import type { Label } from '../../analysis/labels/labels.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import type { Words } from '../language/language.ts';
import { formatLearningRate } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { rowText } from '../language/row-text.ts';
import type { CurveScale } from './curve-scale.ts';
import { decimate } from './decimate.ts';
import { isWithin, xIn, type StepRange } from './curve-span.ts';
import { crossMark, type Box } from './marks.ts';
import { element, polyline, titled, type Svg } from './svg.ts';
import type { Theme } from './theme.ts';

export interface CurveRun {
  readonly recipe: string;
  readonly learningRate: number;
  readonly rowValue: number;
  readonly seed: number;
  readonly label: Label | null;
  /** Whether the study's own thresholds count its label as unstable. */
  readonly unstable: boolean;
  /** Whether it ended with NaN or Inf. */
  readonly nonfinite: boolean;
  /** One value a point; what is not finite breaks the line. */
  readonly loss: ArrayLike<number>;
  /** The step of each point, counted from 0; null or absent: 0, 1, 2 and so on. */
  readonly step?: ArrayLike<number> | null;
  readonly gradientNorm: ArrayLike<number> | null;
  /** Of a dynamic loss scale; null or absent: there was none. */
  readonly lossScale?: ArrayLike<number> | null;
  /** Where triggers of its precision program acted, and what they did in one sentence. */
  readonly actions: readonly { readonly step: number; readonly message: string }[];
}

/** What a colour stands for: a recipe, or a learning rate. */
export interface CurveSeries {
  readonly text: string;
  readonly colour: string;
  /** Tells it from another one of the same colour. */
  readonly dashes: string | undefined;
}

export interface Colouring {
  /** The same one for all runs of a series. */
  readonly of: (run: CurveRun) => CurveSeries;
  /** Those that the legend names. */
  readonly entries: readonly CurveSeries[];
}

export interface PanelContext {
  readonly theme: Theme;
  readonly range: StepRange;
  readonly scale: CurveScale;
  readonly colouring: Colouring;
  readonly values: (run: CurveRun) => ArrayLike<number> | null;
  readonly words: Words;
  readonly rowSetting: RowSetting;
}

/** Steps that a run's curves reach over. */
export function stepsOf(run: CurveRun): number {
  const points = Math.max(run.loss.length, run.gradientNorm?.length ?? 0);
  if (!run.step) return points;
  let last = 0;
  for (let index = 0; index < points; index++) last = Math.max(last, stepOf(run, index));
  return last + 1;
}

/** A file may come from anyone: a step that is no number is the place of its point. */
export function stepOf({ step }: CurveRun, index: number): number {
  const at = step?.[index];
  return at !== undefined && at >= 0 && at < Infinity ? at : index;
}

/** Of a run in words: recipe, cell, seed and label. */
export function nameOf(
  run: CurveRun,
  { words, rowSetting }: Pick<PanelContext, 'words' | 'rowSetting'>,
): string {
  const { figures, labels } = words;
  const recipe = recipeName(run.recipe, null, words);
  const rate = formatLearningRate(run.learningRate);
  const cell = figures.cellName(recipe, rate, rowText(rowSetting, run.rowValue, words));
  return figures.curves.run(cell, run.seed, run.label && labels[run.label]);
}

export function drawRun(run: CurveRun, box: Box, context: PanelContext): Svg | null {
  const values = context.values(run);
  if (values === null || values.length === 0) return null;
  const { colour, dashes } = context.colouring.of(run);
  const { range } = context;
  const xOf = (step: number) => xIn(box, range, step);
  const x = (index: number) => xOf(stepOf(run, index));
  const y = (value: number) => box.y + box.height - context.scale.at(value) * box.height;
  const columns = Math.max(1, Math.round((stepsOf(run) / (range.to - range.from)) * box.width));
  const kept = decimate(values, columns);
  const segments = kept.map((segment) => segment.map(([index, value]) => [x(index), y(value)] as const));
  const { cutAbove } = context.scale;
  const leaves = cutAbove === null ? -1 : leavingPoint(values, cutAbove, inRange(run, range));
  const d = segments
    .map((points) => polyline(points.length === 1 ? [points[0]!, points[0]!] : points))
    .join('');
  const last = segments.at(-1)?.at(-1);
  const end = last ?? [x(values.length - 1), box.y + 8];
  const name = nameOf(run, context);
  return element(
    'g',
    { class: 'curve', 'data-recipe': run.recipe, 'data-seed': String(run.seed) },
    titled(name),
    d !== '' &&
      element('path', {
        d,
        fill: 'none',
        stroke: colour,
        'stroke-width': 1.2,
        'stroke-opacity': '0.85',
        'stroke-dasharray': dashes,
        'stroke-linejoin': 'round',
        'stroke-linecap': 'round',
      }),
    run.actions.map(({ step, message }) => {
      const value = values[Math.max(0, pointsUntil(run, values.length, step) - 1)]!;
      if (!Number.isFinite(value)) return null;
      const [left, top] = [xOf(step), y(value)];
      const d = `M${left.toFixed(2)} ${(top - 2).toFixed(2)}l4 -7h-8z`;
      return element(
        'path',
        { class: 'action', d, fill: colour, stroke: context.theme.background, 'stroke-width': 0.8 },
        titled(`${name}. ${message}`),
      );
    }),
    leaves >= 0 && leavingMark(x(leaves), box.y, colour),
    run.nonfinite && [
      crossMark(end[0], end[1], 4.2, context.theme.background, 4),
      crossMark(end[0], end[1], 4.2, colour, 2),
    ],
  );
}

/** How many of its first `length` points lie at this step or before it. */
export function pointsUntil(run: CurveRun, length: number, step: number): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (stepOf(run, middle) <= step) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether a point of the run is among the steps that are shown. */
export function inRange(run: CurveRun, range: StepRange): (index: number) => boolean {
  return (index) => isWithin(range, stepOf(run, index));
}

/**
 * Where a curve leaves an axis that is cut: for good if it ends beyond it, else for the first time; -1: nowhere. Not finite is no value, nor
 * is what is not shown.
 */
export function leavingPoint(
  values: ArrayLike<number>,
  cutAbove: number,
  isShown: (index: number) => boolean = () => true,
): number {
  let [first, latest, isBeyond] = [-1, -1, false];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value) || !isShown(index)) continue;
    if (value > cutAbove && !isBeyond) latest = index;
    isBeyond = value > cutAbove;
    if (isBeyond && first < 0) first = index;
  }
  return isBeyond ? latest : first;
}

/** An arrow at the upper end of the axis, `top` pixels from above. */
export function leavingMark(x: number, top: number, colour: string): Svg {
  const d = `M${x.toFixed(2)} ${(top + 10).toFixed(2)}v-9m-4 4.5l4 -4.5l4 4.5`;
  return element('path', { class: 'leaves', d, stroke: colour, 'stroke-width': 1.8, fill: 'none' });
}
