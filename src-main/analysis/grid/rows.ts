// The second axis of a map: what the rows of a grid are, where a row lies on its axis, and whether a search would draw from it. What
// a spec may name as rows is said by spec/rows.ts, what they are called by report/language. Pure.

/**
 * How far apart rows lie. `octaves`: log2 of the value. `horizon`: log2 of 1 / (1 - value), the steps over which a running mean with
 * this decay averages: 0.9, 0.99 and 0.999 lie equally far apart. `even`: rows in their order, each as high as the others,
 * because a value among them has no logarithm (a weight decay of 0).
 */
export type RowScale = 'octaves' | 'horizon' | 'even';

/**
 * What kind of setting it is. A search for a setting to train with draws batch sizes and hyperparameters; nobody searches for the size
 * of the model or the budget, which cost what they bring. `unknown`: a column of imported runs that nobody said more of.
 */
export type RowKind = 'batch-size' | 'hyperparameter' | 'size' | 'budget' | 'unknown';

export interface RowSetting {
  /** As a spec has it, e.g. `model.width`; of imported runs the name of the column. */
  readonly path: string;
  readonly kind: RowKind;
  /** By nature; of an analysis, the one on which all of its rows have a place. */
  readonly scale: RowScale;
}

export const BATCH_SIZE_ROWS: RowSetting = { path: 'batchSize', kind: 'batch-size', scale: 'octaves' };

export function isSearchable({ kind }: RowSetting): boolean {
  return kind === 'batch-size' || kind === 'hyperparameter';
}

/** Whether the rows are a ladder of model sizes. A column of imported runs may count parameters. */
export function isOfSizes({ kind, path }: RowSetting): boolean {
  return kind === 'size' || /parameters$/i.test(path);
}

/** Values of all rows, ascending, to their places on the axis: in octaves, or in rows where the scale is even. */
export function rowPlaces({ scale }: RowSetting, values: readonly number[]): ReadonlyMap<number, number> {
  return new Map(values.map((value, index) => [value, scale === 'even' ? index : placeOf(scale, value)]));
}

function placeOf(scale: Exclude<RowScale, 'even'>, value: number): number {
  return scale === 'octaves' ? Math.log2(value) : -Math.log2(1 - value);
}

/** The same on the scale on which every one of these values has a place. */
export function onItsScale(setting: RowSetting, values: readonly number[]): RowSetting {
  const { scale } = setting;
  return scale === 'even' || values.every((value) => Number.isFinite(placeOf(scale, value)))
    ? setting
    : { ...setting, scale: 'even' };
}
