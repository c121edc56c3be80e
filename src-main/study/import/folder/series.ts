// Points of one metric of one run, in the order in which they were logged, and how those of a run that was interrupted and taken up
// again are put together. Pure.
import { curveOfPoints, natsOf, type Curve, type LossScale } from '../cells.ts';

/** `steps` and `values` have one entry a point. Values may be NaN or infinite. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Its ends alone are kept: it is no curve. */
  readonly endsOnly?: true;
}

/** Points that are collected one by one. */
export class SeriesMap {
  readonly #series = new Map<string, { steps: number[]; values: number[] }>();

  add(name: string, step: number, value: number): void {
    let own = this.#series.get(name);
    if (own === undefined) this.#series.set(name, (own = { steps: [], values: [] }));
    own.steps.push(step);
    own.values.push(value);
  }

  get all(): ReadonlyMap<string, Series> {
    return this.#series;
  }
}

export function firstStep({ steps }: Series): number {
  return steps.reduce((least, step) => Math.min(least, step), Infinity);
}

export function lastStep({ steps }: Series): number {
  return steps.reduce((most, step) => Math.max(most, step), -Infinity);
}

/** The first step that an attempt logs of what earlier ones logged too: from there on those were rolled back. Infinity: of nothing. */
export function takenUpAt(earlier: ReadonlyMap<string, Series>, later: ReadonlyMap<string, Series>): number {
  let from = Infinity;
  for (const [name, series] of later) {
    if (earlier.has(name)) from = Math.min(from, firstStep(series));
  }
  return from;
}

/**
 * The metrics of a run from two files of it. What the earlier logged of the metrics of the later, from where that takes the run up, was
 * rolled back, but a value that was not finite has happened and stays.
 */
export function continued(
  earlier: ReadonlyMap<string, Series>,
  later: ReadonlyMap<string, Series>,
): ReadonlyMap<string, Series> {
  const from = takenUpAt(earlier, later);
  const all = new Map(earlier);
  for (const [name, series] of later) {
    const before = earlier.get(name);
    if (!before) {
      all.set(name, series);
      continue;
    }
    const stays = before.steps.map((step, i) => step < from || !Number.isFinite(before.values[i]!));
    all.set(name, {
      steps: [...before.steps.filter((_, i) => stays[i]), ...series.steps],
      values: [...before.values.filter((_, i) => stays[i]), ...series.values],
    });
  }
  return all;
}

/** Of a step that was logged twice, the later value counts, as everywhere. @throws RowError where a perplexity cannot be one. */
export function curveOfSeries(
  column: string,
  { steps, values }: Series,
  { unit, negated }: LossScale,
): Curve {
  return curveOfPoints(
    steps.map((step, i) => [step, natsOf(column, negated ? -values[i]! : values[i]!, unit)] as const),
  );
}

/** The value of the last step, or one that was not finite: a metric that broke once is not mended by a later value. */
export function lastOf({ steps, values }: Series): number | undefined {
  const broken = values.find((value) => !Number.isFinite(value));
  if (broken !== undefined) return broken;
  let at = 0;
  for (let i = 1; i < steps.length; i++) if (steps[i]! >= steps[at]!) at = i;
  return values[at];
}

export function isConstant({ values }: Series): boolean {
  return values.every((value) => Object.is(value, values[0]));
}
