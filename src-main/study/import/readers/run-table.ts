// A table of one run: CSV, JSON lines or JSON with a row a step, as Lightning, Ray Tune and people's own loops write it, or with one row
// alone, its result. Read as tables of many runs are; a column keeps its name, since it may be a setting or a metric.
import { SeriesMap } from '../folder/series.ts';
import { NotARunError, ReadingError, type RunReading } from '../folder/reading.ts';
import { candidatesOf, isNumber, METRIC_KINDS } from '../guess/candidates.ts';
import { STEP_NAMES } from '../guess/patterns.ts';
import { shortLine } from '../../../spec/one-line.ts';
import { notFinite } from '../../../training-logs/number.ts';
import { ImportError } from '../import-error.ts';
import { readTable } from '../read.ts';
import { unitOf, type Table } from '../table.ts';
import type { SourceFile } from '../folder/source-file.ts';

/** Rows of a run, at least, from one time on that its steps go back to the next. */
const LEAST_STEPS = 3;

/** @throws ReadingError; NotARunError where it holds something else. */
export function readRunTable(source: SourceFile): RunReading {
  const { name } = source.file;
  let table: Table;
  try {
    table = readTable({ fileName: name, bytes: source.unpacked() });
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw new ReadingError(error.message.replace(`${name} `, ''));
  }
  if (table.kind.startsWith('Optuna')) throw new NotARunError('is of Optuna: import it by itself.');
  const common = { settings: new Map(), began: null, damage: damageOf(table) ?? unreadLoss(table) };
  if (table.rows.length === 1) return { ...common, series: new Map(), cells: cellsOf(table, table.columns) };
  const step = stepOf(table);
  if (step === null) throw new NotARunError('has several rows and no column of ascending steps.');
  const series = new SeriesMap();
  for (const row of table.rows) {
    const at = numberOf(row.cell(step));
    if (at === null || !Number.isFinite(at)) continue;
    for (const column of table.columns) {
      const value = numberOf(row.cell(column));
      if (value !== null) series.add(column, at, value);
    }
  }
  const words = table.columns.filter((column) => !series.all.has(column));
  return { ...common, series: series.all, bare: new Set(series.all.keys()), cells: cellsOf(table, words) };
}

function damageOf({ problems, kind, rows }: Table): RunReading['damage'] {
  const [first] = problems;
  if (!first) return null;
  const last = rows.at(-1)?.line ?? 0;
  return {
    sentence: `${unitOf(kind)} ${first.line} cannot be read: ${first.message.replace(/\.$/, '')}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}.`,
    isCut: problems.length === 1 && first.line > last,
  };
}

const LOSS = /loss|nll|cross_entropy|bpb|bpc|ppl|perplexity/i;

/** A word among the numbers of a loss may stand where it was none any more. */
function unreadLoss({ columns, rows, kind }: Table): RunReading['damage'] {
  for (const column of columns.filter((name) => LOSS.test(name))) {
    const filled = rows.filter((row) => row.cell(column) !== undefined);
    const words = filled.filter((row) => numberOf(row.cell(column)) === null);
    const [first] = words;
    if (first === undefined || words.length === filled.length) continue;
    const word = shortLine(String(first.cell(column))).slice(0, 60);
    return { sentence: `${unitOf(kind)} ${first.line} has no number as ${column}: "${word}".`, isCut: false };
  }
  return null;
}

/**
 * The first column of steps that change, and hardly go back. @throws ReadingError where they begin again: then there are several runs in
 * it, and which rows are of which it is not for a guess to say.
 */
function stepOf(table: Table): string | null {
  const columns = candidatesOf(table, { patterns: STEP_NAMES, kinds: METRIC_KINDS, holds: isNumber });
  for (const { column } of columns) {
    const steps = table.rows.flatMap((row) => numberOf(row.cell(column)) ?? []);
    const back = steps.filter((at, i) => i > 0 && at < steps[i - 1]!).length;
    if (new Set(steps).size < 2 || LEAST_STEPS * back > steps.length) continue;
    const again = steps.filter((at, i) => i > 0 && at < steps[i - 1]! && at <= steps[0]!).length;
    if (again === 0) return column;
    throw new ReadingError(
      `holds several runs (${column} begins again ${again === 1 ? 'once' : `${again} times`}): import it by itself.`,
    );
  }
  return null;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const number = text === '' ? NaN : Number(text);
  return Number.isNaN(number) ? notFinite(text) : number;
}

/** Of each column the value that all of its filled cells have. */
function cellsOf({ rows }: Table, columns: readonly string[]): Map<string, unknown> {
  const cells = new Map<string, unknown>();
  for (const column of columns) {
    const values = new Set(rows.map((row) => row.cell(column)).filter((value) => value !== undefined));
    const [value] = values;
    if (values.size === 1) cells.set(column, value);
  }
  return cells;
}
