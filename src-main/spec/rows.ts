// The rows of a map: the batch sizes of a spec, or the values of any one numeric setting of its model, optimizer or budget, each with
// what moves along with it. Which settings there are, how they may be written, and what a row sets. Pure; spec.ts checks every row
// as a spec of its own.
import { z } from 'zod';
import { BATCH_SIZE_ROWS, type RowKind, type RowScale, type RowSetting } from '../analysis/grid/rows.ts';
import { chosen, must, strictly } from './errors.ts';
import { breaks, rule } from './rules.ts';

interface Facts {
  readonly kind: RowKind;
  /** The scale on which it is usually looked at; a value that has no place there makes the rows even. */
  readonly scale: Exclude<RowScale, 'even'>;
}

const size: Facts = { kind: 'size', scale: 'octaves' };
const hyperparameter: Facts = { kind: 'hyperparameter', scale: 'octaves' };
const decay: Facts = { kind: 'hyperparameter', scale: 'horizon' };

/** Settings that rows can be of, by their place in a spec. */
export const ROW_SETTINGS = {
  'model.layers': size,
  'model.width': size,
  'model.heads': size,
  'model.hidden': size,
  'model.context': size,
  'model.zLoss': hyperparameter,
  'model.initialStandardDeviation': hyperparameter,
  'model.residualCoefficient': hyperparameter,
  'model.baseWidth': hyperparameter,
  'model.baseHeads': hyperparameter,
  'optimizer.beta1': decay,
  'optimizer.beta2': decay,
  'optimizer.epsilon': hyperparameter,
  'optimizer.momentum': decay,
  'optimizer.weightDecay': hyperparameter,
  'optimizer.clip': hyperparameter,
  'optimizer.warmupSteps': hyperparameter,
  'optimizer.finalFraction': hyperparameter,
  steps: { kind: 'budget', scale: 'octaves' },
} satisfies Readonly<Record<string, Facts>>;
export type RowPath = keyof typeof ROW_SETTINGS;
export const ROW_PATHS = Object.keys(ROW_SETTINGS) as [RowPath, ...RowPath[]];

/** Rows that are not batch sizes. */
export interface Rows {
  readonly setting: string;
  /** Ascending. */
  readonly values: readonly number[];
  /** Further settings that move along: of each, one value a row. */
  readonly with?: Readonly<Record<string, readonly number[] | undefined>> | undefined;
}

/** Of a study whose runs this program trains. */
export interface SettingRows extends Rows {
  readonly setting: RowPath;
  readonly with?: Readonly<Partial<Record<RowPath, readonly number[] | undefined>>> | undefined;
}

const MAX_VALUES = 1000;
const number = z.number(must(rule('number')));
const listText = rule('ascending');
const words = must(rule('ascendingCounted', MAX_VALUES));
const ascending = z
  .array(number, must(listText))
  .min(1, words)
  .max(MAX_VALUES, words)
  .superRefine((values, context) => {
    const at = values.findIndex((value, index) => index > 0 && value <= values[index - 1]!);
    if (at < 0) return;
    context.addIssue({ path: [at], ...breaks('aboveBefore', values[at - 1]!) });
  });

const above0 = must(rule('above0'));
const positive = z.number(above0).gt(0, above0).lt(Infinity, above0);
const octaves = strictly({ from: positive, to: positive }, 'an object with from and to')
  .refine(({ from, to }) => Number.isInteger(Math.log2(to / from)) && to >= from, {
    path: ['to'],
    error: (issue) => `from, ${(issue.input as { from: number }).from}, times a power of two`,
  })
  .transform(({ from, to }) => Array.from({ length: Math.log2(to / from) + 1 }, (_, i) => from * 2 ** i));

const setting = must(`one of ${ROW_PATHS.join(', ')}`);
const along = z.array(number, must(rule('along')));

/** How a list of values may be written. */
export const rowValuesSchema = chosen<number[]>([ascending, octaves], (value) =>
  Array.isArray(value) ? ascending : octaves,
);
export const alongSchema = along;

export const rowsSchema: z.ZodType<SettingRows> = strictly(
  {
    setting: z.enum(ROW_PATHS, setting),
    values: rowValuesSchema,
    with: strictly(
      Object.fromEntries(ROW_PATHS.map((path) => [path, along.optional()])) as Record<
        RowPath,
        z.ZodOptional<typeof along>
      >,
      'an object of settings, each with a list of one value per row',
    ).optional(),
  },
  'an object with setting and values',
).superRefine(checkAlong);

/** What moves along must have a value for each row, and be another setting. */
export function checkAlong(
  { setting: own, values, with: others = {} }: Rows,
  context: z.core.$RefinementCtx,
): void {
  for (const [path, list] of Object.entries(others)) {
    if (path === own) {
      context.addIssue({ path: ['with', path], ...breaks('notAlong') });
    } else if (list && list.length !== values.length) {
      context.addIssue({ path: ['with', path], ...breaks('alongCounted', values.length, list.length) });
    }
  }
}

/** What a grid needs to have rows. */
export interface RowsOfGrid {
  readonly batchSizes: readonly number[];
  readonly rows?: Rows | undefined;
}

/** Values of the rows, ascending: which row a run belongs to. */
export function rowValuesOf({ rows, batchSizes }: RowsOfGrid): readonly number[] {
  return rows?.values ?? batchSizes;
}

/**
 * Of the kind of whatever costs most of what the rows set: weight decay whose steps move along is not searched over either. A name that is none
 * of this program's settings may be anything: nobody says whether a search would draw from it.
 */
export function rowSettingOf({ rows }: Pick<RowsOfGrid, 'rows'>): RowSetting {
  if (!rows) return BATCH_SIZE_ROWS;
  const kinds = namesOf(rows).map((name) => factsOf(name).kind);
  const kind = COSTLY.find((each) => kinds.includes(each)) ?? 'hyperparameter';
  return { path: pathCalled(rows.setting) ?? rows.setting, kind, scale: factsOf(rows.setting).scale };
}

const COSTLY: readonly RowKind[] = ['size', 'budget', 'unknown'];

interface NamedFacts extends Omit<Facts, 'kind'> {
  readonly kind: RowKind;
}

function factsOf(name: string): NamedFacts {
  const path = pathCalled(name);
  return path ? ROW_SETTINGS[path] : { kind: 'unknown', scale: 'octaves' };
}

/** The setting that is called so, as a column of a file or an argument of a trainer may be. */
function pathCalled(name: string): RowPath | undefined {
  return ROW_PATHS.find((known) => plain(known) === plain(name));
}

/** weightDecay, weight_decay, config.weight-decay: the last part in lower case without what joins its words. */
function plain(name: string): string {
  return name
    .split(/[./]/)
    .at(-1)!
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase();
}

/** What the rows set, their own setting first. */
export function namesOf({ setting: own, with: others = {} }: Rows): string[] {
  return [own, ...Object.keys(others)];
}

/** The same of settings that this program has. */
export function pathsOf(rows: SettingRows): RowPath[] {
  return namesOf(rows) as RowPath[];
}

/** The value of a setting in the row of this number; undefined: rows do not set it. */
export function valueInRow(rows: Rows, path: string, index: number): number | undefined {
  return path === rows.setting ? rows.values[index] : rows.with?.[path]?.[index];
}

/** The same of the row with this value. @throws RangeError where there is no such row. */
export function valueAtRow({ rows }: RowsOfGrid, path: string, rowValue: number): number | undefined {
  return rows && valueInRow(rows, path, indexOfRow(rows, rowValue));
}

/** @throws RangeError where there is no such row. */
export function indexOfRow(rows: Rows, rowValue: number): number {
  const index = rows.values.indexOf(rowValue);
  if (index < 0) throw new RangeError(`There is no row ${rowValue} of ${rows.setting}.`);
  return index;
}

export function batchSizeAt({ rows, batchSizes }: RowsOfGrid, rowValue: number): number {
  return rows ? batchSizes[0]! : rowValue;
}

/** An object with this row's values in it; what is between on the way there is copied. */
export function withRow<T extends object>(target: T, rows: SettingRows, index: number): T {
  return pathsOf(rows).reduce<T>((copy, path) => {
    const [group, field] = path.split('.') as [string, string?];
    const value = valueInRow(rows, path, index)!;
    if (field === undefined) return { ...copy, [group]: value };
    const inside: unknown = Reflect.get(copy, group);
    // What is there and is no object is told as such.
    if (inside !== undefined && (typeof inside !== 'object' || inside === null)) return copy;
    return { ...copy, [group]: { ...inside, [field]: value } };
  }, target);
}
