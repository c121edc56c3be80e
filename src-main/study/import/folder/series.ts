// Points of one metric of one run, in the order in which they were logged, and how those of a run that was interrupted and taken up
// again are put together. Pure.
import { curveOfPoints, natsOf, type Curve, type LossScale } from '../cells.ts';

/** `steps` and `values` have one entry a point. Values may be NaN or infinite. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Its ends alone are kept: it is no curve. */
  readonly endsOnly?: true;
  /** How attempts ended of which the points are gone, because a later one took the run up before their end. */
  readonly rolledBack?: readonly AttemptEnd[];
}

export interface AttemptEnd {
  readonly step: number;
  /** The mean of its last three values: one may be noise. */
  readonly value: number;
}

const END_POINTS = 3;
/** Fewer points than this are put out of order by a logger, too. */
const LEAST_ROLLED_BACK = 2;

/** Of an attempt that the next one takes up at `from`; null: hardly anything of it is rolled back, or it had hardly begun. */
export function endOfAttempt(
  steps: readonly number[],
  values: readonly number[],
  from: number,
): AttemptEnd | null {
  const gone = steps.filter((step) => step >= from).length;
  if (gone < LEAST_ROLLED_BACK || steps.length <= END_POINTS) return null;
  const value = values.slice(-END_POINTS).reduce((sum, each) => sum + each, 0) / END_POINTS;
  // One that was not finite stays among the points.
  return Number.isFinite(value) ? { step: steps.at(-1)!, value } : null;
}

/** The ends of all attempts that were rolled back: a point of an earlier step than the one before takes the run up. */
export function endsRolledBack({ steps, values, rolledBack = [] }: Series): readonly AttemptEnd[] {
  const ends = [...rolledBack];
  let begin = 0;
  for (let i = 1; i < steps.length; i++) {
    if (steps[i]! >= steps[i - 1]!) continue;
    const end = endOfAttempt(steps.slice(begin, i), values.slice(begin, i), steps[i]!);
    if (end !== null) ends.push(end);
    begin = i;
  }
  return ends;
}

/** Points that are collected one by one. */
export class SeriesMap {
  readonly #series = new Map<
    string,
    { steps: number[]; values: number[]; rolledBack?: readonly AttemptEnd[] }
  >();

  add(name: string, step: number, value: number): void {
    let own = this.#series.get(name);
    if (own === undefined) this.#series.set(name, (own = { steps: [], values: [] }));
    own.steps.push(step);
    own.values.push(value);
  }

  /** Of a metric that has points. */
  rolledBack(name: string, ends: readonly AttemptEnd[]): void {
    const own = this.#series.get(name);
    if (own) own.rolledBack = ends;
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
 * rolled back, but a value that was not finite has happened and stays. `areAttempts`: else both tell of the same attempts.
 */
export function continued(
  earlier: ReadonlyMap<string, Series>,
  later: ReadonlyMap<string, Series>,
  { areAttempts = true } = {},
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
    const end = areAttempts ? endOfAttempt(before.steps, before.values, from) : null;
    const rolledBack = [
      ...(before.rolledBack ?? []),
      ...(end === null ? [] : [end]),
      ...(series.rolledBack ?? []),
    ];
    all.set(name, {
      steps: [...before.steps.filter((_, i) => stays[i]), ...series.steps],
      values: [...before.values.filter((_, i) => stays[i]), ...series.values],
      ...(rolledBack.length > 0 && { rolledBack }),
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

/** The same of the ends of attempts that were rolled back. @throws as above. */
export function endsInNats(
  column: string,
  series: Series,
  { unit, negated }: LossScale,
): readonly AttemptEnd[] {
  return endsRolledBack(series).map(({ step, value }) => ({
    step,
    value: natsOf(column, negated ? -value : value, unit),
  }));
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
