// The mapping of a table, as far as its names and values tell. Where they do not, nothing is taken: `doubts` say between what.
// Pure.
import { hasLosses } from '../cells.ts';
import { LABEL_WORDS } from '../label-words.ts';
import {
  IMPORT_FIELDS,
  type ImportField,
  type LossUnit,
  type Mapping,
  type RateScale,
} from '../../../spec/import-mapping.ts';
import { stateKind, stateWord } from '../states.ts';
import { isConstant } from '../folder/series.ts';
import { seriesRows, type Objective, type Row, type Table } from '../table.ts';
import { guessBatch } from './batch.ts';
import {
  candidatesOf,
  chosen,
  isNumber,
  METRIC_KINDS,
  sampled,
  SETTING_KINDS,
  type Choice,
} from './candidates.ts';
import { guessLayout, type Layout } from './history.ts';
import { columnName } from './names.ts';
import { FIELD_NAMES, HISTORY, VOCABULARY } from './patterns.ts';
import { guessRecipe } from './recipe.ts';

export interface Guess {
  readonly mapping: Mapping;
  /** Of fields that were not found because several columns may be meant. */
  readonly doubts: Readonly<Partial<Record<ImportField, NonNullable<Choice['doubt']>>>>;
  /** Columns that may multiply the batch size, though its name does not say so. */
  readonly batchDoubts: readonly string[];
  /** Those of them that are the same in all runs, and above 1. */
  readonly batchAside: readonly string[];
  /** The column by which rows may be steps, where that is not sure. */
  readonly layout: Layout;
  /** Learning rates that were found and change within a run: logged, not set. */
  readonly logged: readonly string[];
}

const isList = (value: unknown) => Array.isArray(value) || /^\s*\[/.test(String(value));
const isState = (value: unknown) => stateKind(stateWord(value)) !== null;
const isLabel = (value: unknown) => LABEL_WORDS.has(String(value).trim().toLowerCase());

const GUESSES = new WeakMap<Table, Guess>();

/** Of one table it is made once: a large one is looked through more than once for it. */
export function guess(table: Table): Guess {
  const known = GUESSES.get(table);
  if (known) return known;
  const made = guessAnew(table);
  GUESSES.set(table, made);
  return made;
}

function guessAnew(table: Table): Guess {
  const { rows } = table;
  const of = (
    field: keyof typeof FIELD_NAMES,
    kinds = METRIC_KINDS,
    holds: (value: unknown) => boolean = isNumber,
  ) => candidatesOf(table, { patterns: FIELD_NAMES[field], kinds, holds, atLeast: holds === isNumber });
  const rates = table.lacks === null ? of('learningRate', SETTING_KINDS) : [];
  const { batch, accumulation, devices, doubtful, aside } = guessBatch(table);
  const seed = of('seed', SETTING_KINDS)[0]?.column ?? null;
  const recipeColumns = guessRecipe(table);
  const settings = [batch.column, accumulation, devices, seed, ...recipeColumns].filter(
    (column) => typeof column === 'string',
  );
  const layout = guessLayout(table, { settings, rate: rates[0]?.column ?? null });
  const logged = rates
    .map(({ column }) => column)
    .filter((column) => changesWithin(rows, layout, column) || changesInRun(table, column));
  const rate = chosen(
    rates.filter(({ column }) => !logged.includes(column)),
    rows,
  );
  const lossCurve = curveColumnOf(table);
  const tail = tailOf(
    table,
    of('tailLoss').filter(({ column }) => column !== lossCurve),
  );
  const validation = of('validationLoss')[0]?.column ?? null;
  const first = (field: keyof typeof FIELD_NAMES, holds?: (value: unknown) => boolean) =>
    of(field, undefined, holds)[0]?.column ?? null;
  const columns: Mapping['columns'] = {
    learningRate: rate.column,
    batchSize: batch.column,
    // No name tells what a user compares by.
    row: null,
    seed,
    tailLoss: tail.column,
    validationLoss: validation,
    startLoss: first('startLoss'),
    lossCurve,
    run: layout.run,
    step: layout.step,
    steps: of('steps', undefined, isNumber).find(({ column }) => column !== layout.step)?.column ?? null,
    label: first('label', isLabel),
    state: first('state', isState) ?? stateOf(table),
  };
  // Where only a validation loss was kept, it is the loss.
  const withTail =
    tail.column === null && !tail.doubt && columns.lossCurve === null && columns.label === null;
  const tailLoss = withTail ? validation : tail.column;
  const lossUnit = unitByName(tailLoss ?? columns.lossCurve);
  const doubts = { learningRate: rate.doubt, batchSize: batch.doubt, tailLoss: tail.doubt };
  return {
    mapping: {
      ...NOTHING_SAID,
      columns: { ...columns, tailLoss },
      rowsAre: layout.rowsAre,
      recipeColumns,
      accumulation,
      devices,
      rateScale: scaleOf(rate.column, rows),
      batchScale: /^(log2|lb)_/.test(columnName(batch.column ?? '').plain) ? 'log2' : 'linear',
      lossUnit,
      vocabulary: isPerByte(tailLoss ?? columns.lossCurve) ? null : vocabularyOf(table),
    },
    doubts: Object.fromEntries(
      Object.entries(doubts).filter(([, doubt]) => doubt !== null),
    ) as Guess['doubts'],
    batchDoubts: doubtful,
    batchAside: aside,
    layout,
    logged,
  };
}

export function guessMapping(table: Table): Mapping {
  return guess(table).mapping;
}

/** What only the user can say. */
const NOTHING_SAID = {
  recipe: null,
  mergeSpellings: true,
  baseline: null,
  initialLoss: null,
  failedAbove: null,
  unigramEntropy: null,
  emptyLoss: null,
  failedMeans: {},
  prunedMeans: null,
  study: null,
  objective: null,
  direction: null,
  rateBins: 'auto',
  unsaidSeeds: 'one',
  duplicates: 'worst',
} as const satisfies Partial<Mapping>;

/** The objectives of an Optuna study, also where its trials were written as a table of another kind. */
export function objectivesOf(table: Table): readonly Objective[] {
  if (table.objectives.length > 0) return table.objectives;
  const columns = table.columns.filter((column) => /^values_\d+$/.test(column));
  return columns.map((column) => ({ column, name: null, direction: 'not set' }));
}

/** Lists of losses, called so or as a loss is, or lists of entries with a loss among other things. */
function curveColumnOf(table: Table): string | null {
  const find = (patterns: readonly RegExp[], holds: (value: unknown) => boolean) =>
    candidatesOf(table, { patterns, kinds: METRIC_KINDS, holds })[0]?.column;
  return (
    find(FIELD_NAMES.lossCurve, isList) ??
    find(FIELD_NAMES.tailLoss, isList) ??
    find([HISTORY], (value) => isList(value) && hasLosses(value)) ??
    null
  );
}

/** Of several objectives, only one whose name says that it is a loss is taken for it. */
function tailOf(table: Table, candidates: ReturnType<typeof candidatesOf>): Choice {
  const objectives = objectivesOf(table);
  const losses = objectives.filter(
    ({ name }) => name !== null && FIELD_NAMES.tailLoss.some((p) => p.test(columnName(name).plain)),
  );
  if (losses.length === 1) return { column: losses[0]!.column, doubt: null };
  return chosen(candidates, table.rows);
}

/** A column of states most of which are not known: those must be asked for. */
function stateOf(table: Table): string | null {
  const named = candidatesOf(table, { patterns: FIELD_NAMES.state, kinds: METRIC_KINDS, holds: () => true });
  return (
    named.find(({ column }) =>
      table.rows.some((row) => {
        const value = row.cell(column);
        return value !== undefined && isState(value);
      }),
    )?.column ?? null
  );
}

function changesWithin(rows: readonly Row[], { rowsAre, run }: Layout, column: string): boolean {
  if (rowsAre !== 'steps' || run === null) return false;
  const known = new Map<unknown, number>();
  return rows.some((row) => {
    const [name, value] = [row.cell(run), row.cell(column)];
    if (value === undefined) return false;
    const first = known.get(name);
    if (first === undefined) known.set(name, Number(value));
    return first !== undefined && first !== Number(value);
  });
}

/** Of a folder: a rate that changes within any of its runs was logged. */
function changesInRun(table: Table, column: string): boolean {
  return seriesRows(table).some((row) => {
    const series = row.series(column);
    return series !== undefined && !isConstant(series);
  });
}

/** What the name of a column says of the unit of its losses. */
export function unitByName(column: string | null): LossUnit {
  const { plain } = columnName(column ?? '');
  return /(bpb|bpc|bits_per_\w+)$/.test(plain)
    ? 'bits'
    : /(ppl|perplexity)$/.test(plain)
      ? 'perplexity'
      : 'nats';
}

/** A vocabulary counts tokens: it says nothing of a loss of bytes or characters. */
export function isPerByte(column: string | null): boolean {
  return /(bpb|bpc|bits_per_(byte|char|character))$/.test(columnName(column ?? '').plain);
}

/** A learning rate is positive; a column of negative numbers holds its logarithm. */
function scaleOf(column: string | null, rows: readonly Row[]): RateScale {
  if (column === null) return 'linear';
  const { plain } = columnName(column);
  if (/^(log10|lg)_/.test(plain)) return 'log10';
  if (/^ln_/.test(plain)) return 'ln';
  const rates = sampled(rows)
    .map((row) => Number(row.cell(column)))
    .filter(Number.isFinite);
  return rates.length > 0 && rates.every((rate) => rate < 0) ? 'log10' : 'linear';
}

/** The size of the vocabulary, where the table has it and all runs have the same. */
function vocabularyOf(table: Table): number | null {
  const [found] = candidatesOf(table, { patterns: [VOCABULARY], kinds: SETTING_KINDS, holds: isNumber });
  if (!found) return null;
  const sizes = new Set(
    table.rows
      .map((row) => row.cell(found.column))
      .filter((value) => value !== undefined)
      .map(Number),
  );
  const [size] = sizes;
  return sizes.size === 1 && Number.isSafeInteger(size) && size! > 1 ? size! : null;
}

/** Whether every column that a mapping names is one of the table. */
export function unknownColumn(
  table: Table,
  mapping: Mapping,
): { readonly field: string; readonly column: string } | null {
  const known = new Set(table.columns);
  const named: [string, string | number | null][] = [
    ...IMPORT_FIELDS.map((field): [string, string | null] => [field, mapping.columns[field]]),
    ...mapping.recipeColumns.map((column): [string, string] => ['recipe', column]),
    ['accumulation', mapping.accumulation],
    ['devices', mapping.devices],
  ];
  const found = named.find(([, column]) => typeof column === 'string' && !known.has(column));
  return found ? { field: found[0], column: String(found[1]) } : null;
}
