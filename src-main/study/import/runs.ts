// The rows of a foreign table as runs, by a mapping. A row that cannot be one is listed with the reason. Pure.
import { summarize } from '../../analysis/curves.ts';
import { LABELS, type Label } from '../../analysis/labels.ts';
import { DEFAULT_THRESHOLDS } from '../../analysis/thresholds.ts';
import type { FinishedRun, PlannedRun } from '../types.ts';
import { ImportError } from './import-error.ts';
import { STATE_WORDS, type LossUnit, type Mapping } from './mapping.ts';
import type { Row, RowProblem, Table } from './table.ts';

export interface ImportedRun {
  readonly line: number;
  readonly planned: PlannedRun;
  readonly measured: FinishedRun['measured'];
  readonly loss: Float32Array | null;
  readonly label: Label | null;
  /** What the column said. */
  readonly labelText: string | null;
  /** Why it has no outcome, in one sentence: it broke for outside reasons. null for all others. */
  readonly failure: string | null;
}

export interface ImportedRuns {
  readonly runs: readonly ImportedRun[];
  readonly problems: readonly RowProblem[];
}

/** Other words for the labels. */
const LABEL_WORDS: ReadonlyMap<string, Label> = new Map([
  ...LABELS.map((label) => [label, label] as const),
  ...['stable', 'good', 'converged'].map((word) => [word, 'ok'] as const),
  ...['diverged', 'divergent', 'unstable', 'nan'].map((word) => [word, 'nonfinite'] as const),
]);

const LONGEST_RECIPE = 60;
/** Columns that a complaint lists. */
const LISTED = 20;

/** @throws ImportError where the mapping lacks what every run needs. */
export function importRuns(table: Table, mapping: Mapping): ImportedRuns {
  checkMapping(table, mapping);
  const problems: RowProblem[] = [...table.problems];
  const runs = new Map<string, ImportedRun>();
  const seedsOfCell = new Map<string, number>();
  for (const row of table.rows) {
    try {
      const run = runOf(row, mapping, seedsOfCell);
      const { recipe, learningRate, batchSize, seed } = run.planned;
      const key = JSON.stringify([recipe, learningRate, batchSize, seed]);
      const other = runs.get(key);
      if (other && (run.failure !== null || other.failure === null)) {
        throw new RowError(
          `It has the recipe, learning rate, batch size and seed of line ${other.line}; the earlier one is kept.`,
        );
      }
      if (other) problems.push({ line: other.line, message: `It failed; line ${run.line} repeats it.` });
      runs.set(key, run);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      problems.push({ line: row.line, message: error.message });
    }
  }
  return { runs: [...runs.values()], problems: problems.toSorted((a, b) => a.line - b.line) };
}

class RowError extends Error {}

function checkMapping({ columns }: Table, { columns: mapped }: Mapping): void {
  for (const [field, column] of Object.entries(mapped)) {
    if (column !== null && !columns.includes(column)) {
      throw new ImportError(`${field} is column "${column}"; it must be one of ${listed(columns)}.`);
    }
  }
  for (const field of ['learningRate', 'batchSize'] as const) {
    if (mapped[field] === null) {
      throw new ImportError(`No column is the ${field}; say which: ${listed(columns)}.`);
    }
  }
  if (mapped.tailLoss === null && mapped.lossCurve === null && mapped.label === null) {
    throw new ImportError(`No column is the tailLoss, lossCurve or label; say which: ${listed(columns)}.`);
  }
}

function listed(columns: readonly string[]): string {
  const more = columns.length - LISTED;
  return columns.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A name that every file, terminal and page can hold. */
function plainName(value: unknown): string {
  const text = String(value).toWellFormed();
  return [...text.replaceAll(/\p{C}+/gu, ' ').trim()].slice(0, LONGEST_RECIPE).join('') || 'unnamed';
}

function runOf({ line, values }: Row, mapping: Mapping, seedsOfCell: Map<string, number>): ImportedRun {
  const { columns, lossUnit } = mapping;
  const cell = (field: keyof typeof columns) => {
    const column = columns[field];
    return column !== null && Object.hasOwn(values, column) ? values[column] : undefined;
  };
  const lossOf = (field: 'tailLoss' | 'startLoss' | 'validationLoss') =>
    cell(field) === undefined ? null : lossIn(columns[field]!, cell(field), lossUnit);
  const learningRate = rateIn(columns.learningRate!, cell('learningRate'), mapping);
  const batchSize = batchIn(columns.batchSize!, cell('batchSize'), mapping);
  const recipe = plainName(cell('recipe') ?? mapping.recipe);
  const loss = curveOf(columns.lossCurve, cell('lossCurve'), lossUnit);
  const steps = cell('steps') === undefined ? null : wholeIn(columns.steps!, cell('steps'), 0);
  const { label, labelText } = labelOf(columns.label, cell('label'));
  const tail = lossOf('tailLoss');
  const endStep = loss?.length ?? steps ?? 0;
  const plannedSteps = steps ?? endStep;
  const measured = measuredOf(loss, tail, endStep, plannedSteps, {
    start: finiteOrNull(lossOf('startLoss')),
    validation: finiteOrNull(lossOf('validationLoss')),
  });
  const failure = failureOf(columns.state, cell('state'), measured.nonfinite !== null || label !== null);
  if (failure === null && tail === null && loss === null && label === null) {
    throw new RowError('It has no loss, no curve and no label.');
  }
  const key = JSON.stringify([recipe, learningRate, batchSize]);
  const seed = seedOf(cell('seed'), columns.seed, key, seedsOfCell);
  return {
    line,
    planned: { recipe, learningRate, batchSize, seed, plannedSteps: Math.max(1, plannedSteps) },
    measured,
    loss,
    label,
    labelText,
    failure,
  };
}

function rateIn(column: string, value: unknown, { rateScale }: Mapping): number {
  const rate = numberIn(column, value);
  const learningRate = rateScale === 'log10' ? 10 ** rate : rateScale === 'ln' ? Math.exp(rate) : rate;
  if (learningRate > 0 && learningRate < Infinity) return learningRate;
  throw new RowError(`${column} is ${rate}; a learning rate must be a number above 0.`);
}

function batchIn(column: string, value: unknown, { batchScale }: Mapping): number {
  const number = numberIn(column, value);
  const batchSize = batchScale === 'log2' ? 2 ** number : number;
  if (Number.isSafeInteger(batchSize) && batchSize >= 1) return batchSize;
  throw new RowError(`${column} is ${number}; a batch size must be a whole number of 1 or more.`);
}

function labelOf(
  column: string | null,
  value: unknown,
): { readonly label: Label | null; readonly labelText: string | null } {
  if (value === undefined) return { label: null, labelText: null };
  const labelText = String(value);
  const label = LABEL_WORDS.get(labelText.trim().toLowerCase());
  if (label) return { label, labelText };
  const known = [...LABEL_WORDS.keys()].join(', ');
  throw new RowError(`${column} is "${labelText.slice(0, 60)}"; a label must be one of ${known}.`);
}

/** A run that diverged, or was labelled, has an outcome whatever its tool says of how it ended. */
function failureOf(column: string | null, value: unknown, hasOutcome: boolean): string | null {
  if (column === null || value === undefined) return null;
  const text = String(value).trim();
  const state = STATE_WORDS.get(text.toLowerCase());
  if (state === undefined) {
    const known = [...STATE_WORDS.keys()].join(', ');
    throw new RowError(`${column} is "${text.slice(0, 60)}"; a state must be one of ${known}.`);
  }
  if (state === 'open')
    throw new RowError(`${column} is "${text}": it has not ended; import it again when it has.`);
  return state === 'failed' && !hasOutcome ? `The tool that trained it says "${text}".` : null;
}

function measuredOf(
  loss: Float32Array | null,
  tail: number | null,
  endStep: number,
  plannedSteps: number,
  { start, validation }: { start: number | null; validation: number | null },
): FinishedRun['measured'] {
  const none = { startLoss: null, tailLoss: null, lossSpikeScore: 0, gradientSpikeScore: 0, longestSpike: 0 };
  const curves = loss && { loss, gradientNorm: new Float32Array() };
  const summary = curves ? summarize(curves, plannedSteps, DEFAULT_THRESHOLDS) : none;
  const broken = loss ? loss.findIndex((value) => !Number.isFinite(value)) : -1;
  const diverged = broken >= 0 || (tail !== null && !Number.isFinite(tail));
  return {
    ...summary,
    endStep,
    startLoss: start ?? summary.startLoss,
    tailLoss: tail !== null && Number.isFinite(tail) ? tail : summary.tailLoss,
    validationLoss: validation,
    nonfinite: diverged ? { step: broken >= 0 ? broken : endStep, tensor: 'loss' } : null,
  };
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** A loss in nats; it may be NaN or infinite. */
function lossIn(column: string, value: unknown, unit: LossUnit): number {
  const number = numberIn(column, value, true);
  if (unit === 'nats') return number;
  if (unit === 'bits') return number * Math.LN2;
  if (number <= 0) throw new RowError(`${column} is ${number}; a perplexity must be above 0.`);
  return Math.log(number);
}

const NOT_FINITE = /^[-+]?(nan|inf(inity)?)$/i;

function numberIn(column: string, value: unknown, mayDiverge = false): number {
  if (value === undefined) throw new RowError(`${column} is empty.`);
  const text = String(value).trim();
  if (NOT_FINITE.test(text)) {
    if (mayDiverge) return /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;
    throw new RowError(`${column} is ${text}; it must be a finite number.`);
  }
  const number = text === '' ? NaN : Number(text);
  if (Number.isNaN(number)) throw new RowError(`${column} is "${text.slice(0, 60)}"; it must be a number.`);
  return number;
}

function wholeIn(column: string, value: unknown, least: number): number {
  const number = numberIn(column, value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new RowError(`${column} is ${number}; it must be a whole number of ${least} or more.`);
}

/** Where there is no seed, the rows of a cell are numbered. */
function seedOf(value: unknown, column: string | null, cell: string, seen: Map<string, number>): number {
  if (column !== null && value !== undefined) return wholeIn(column, value, 0);
  const next = seen.get(cell) ?? 0;
  seen.set(cell, next + 1);
  return next;
}

/** A list of numbers, as itself or as JSON text in a cell. */
function curveOf(column: string | null, value: unknown, unit: LossUnit): Float32Array | null {
  if (column === null || value === undefined) return null;
  const list = typeof value === 'string' ? parsedList(column, value) : value;
  if (!Array.isArray(list) || list.length === 0) {
    throw new RowError(`${column} holds no numbers; a curve must be a list of numbers.`);
  }
  return Float32Array.from(list as readonly unknown[], (each) => lossIn(column, each ?? NaN, unit));
}

function parsedList(column: string, text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(/-?\b(NaN|Infinity)\b/g, '"$&"')) as unknown;
  } catch {
    throw new RowError(`${column} is "${text.slice(0, 40)}"; a curve must be a list of numbers.`);
  }
}
