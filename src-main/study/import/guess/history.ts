// Whether the rows of a table are runs or the steps of runs, and by which columns. Pure.
import { candidatesOf, isNumber, METRIC_KINDS, sampled } from './candidates.ts';
import { columnName } from './names.ts';
import { RUN_COLUMN } from '../folder/run-column.ts';
import { RUN_NAMES, STEP_NAMES } from './patterns.ts';
import type { Mapping } from '../../../spec/import-mapping.ts';
import type { Row, Table } from '../table.ts';

export interface Layout {
  readonly rowsAre: Mapping['rowsAre'];
  readonly run: string | null;
  /** The step of a row, or the one that the run of a row has reached. */
  readonly step: string | null;
}

/** Rows of a run from which on it is taken for a history without being told. */
const LEAST_STEPS = 3;

const anything = () => true;

const LAST_STEP = /^(global_)?step$/;

/**
 * `settings`: columns that a run has once. The learning rate is beside them: where it was logged, it changes within a run.
 */
export function guessLayout(
  table: Table,
  { settings, rate }: { readonly settings: readonly string[]; readonly rate: string | null },
): Layout {
  const { rows } = table;
  if (table.kind === 'Folder') return { rowsAre: 'runs', run: RUN_COLUMN, step: null };
  const cellColumns = rate === null ? settings : [...settings, rate];
  const own = new Set(cellColumns);
  const steps = candidatesOf(table, { patterns: STEP_NAMES, kinds: METRIC_KINDS, holds: isNumber })
    .map(({ column }) => column)
    .filter((column) => !own.has(column));
  /** The last step of a run, where a row is one. */
  const last = steps.find((column) => LAST_STEP.test(columnName(column).leaf)) ?? null;
  const named = candidatesOf(table, { patterns: RUN_NAMES, kinds: METRIC_KINDS, holds: anything }).map(
    ({ column }) => column,
  );
  for (const run of named) {
    const groups = [...grouped(rows, [run]).values()];
    const step =
      groups.length < rows.length
        ? steps.find((column) => areHistories(groups, column, settings))
        : undefined;
    if (step !== undefined) return { rowsAre: 'steps', run, step };
  }
  const isRun = named.find((run) => !isNumbering(run) && grouped(rows, [run]).size === rows.length);
  if (isRun !== undefined) return { rowsAre: 'runs', run: isRun, step: last };
  const cells = [...grouped(rows, cellColumns).values()];
  const step = steps.find((column) => beginTogether(cells, column));
  if (step !== undefined && cellColumns.length > 0) return { rowsAre: 'steps', run: null, step };
  const repeated = cells.some((cell) => cell.length > 1);
  const doubtful = steps.find((column) =>
    cells.some((cell) => new Set(cell.map((row) => row.cell(column))).size > 1),
  );
  const open = (repeated ? doubtful : undefined) ?? steps.find((column) => isOneHistory(rows, column));
  return { rowsAre: open === undefined ? 'runs' : null, run: null, step: open ?? last };
}

/** A column that may number the rows of a file, whatever they are. */
function isNumbering(column: string): boolean {
  return /^(id|number|)$/i.test(column.trim());
}

/** The column that names the runs of a table whose rows are said to be steps. */
export function guessRun(table: Table): string | null {
  const named = candidatesOf(table, { patterns: RUN_NAMES, kinds: METRIC_KINDS, holds: anything });
  const { length } = table.rows;
  return named.find(({ column }) => grouped(table.rows, [column]).size < length)?.column ?? null;
}

function grouped(rows: readonly Row[], columns: readonly string[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => JSON.stringify(columns.map((column) => String(row.cell(column)))));
}

/** Its rows may be the steps of one run, whose learning rate was logged as it changed. */
function isOneHistory(rows: readonly Row[], step: string): boolean {
  const steps = rows.map((row) => Number(row.cell(step)));
  return steps.length >= LEAST_STEPS && steps.every((value, i) => i === 0 || value > steps[i - 1]!);
}

/** Most runs have several rows, whose steps never go back, and settings that stay. */
function areHistories(groups: readonly Row[][], step: string, settings: readonly string[]): boolean {
  const long = groups.filter((rows) => rows.length >= LEAST_STEPS);
  if (2 * long.length < groups.length) return false;
  const ascend = long.filter((rows) => ascends(rows, step) && staysSame(rows, settings)).length;
  return 10 * ascend >= 9 * long.length;
}

function ascends(rows: readonly Row[], step: string): boolean {
  const steps = rows
    .map((row) => row.cell(step))
    .filter((value) => value !== undefined)
    .map(Number);
  const restarts = steps.filter((value, i) => i > 0 && value < steps[i - 1]!).length;
  // A run that was resumed from a checkpoint goes back a little, now and then.
  return new Set(steps).size >= LEAST_STEPS && (restarts <= 1 || 20 * restarts <= steps.length);
}

function staysSame(rows: readonly Row[], settings: readonly string[]): boolean {
  return settings.every((column) => {
    const values = new Set(
      sampled(rows)
        .map((row) => row.cell(column))
        .filter((value) => value !== undefined),
    );
    return values.size <= 1;
  });
}

/** Without a name of their runs: in every cell the steps ascend, and begin again only where all runs begin. */
function beginTogether(cells: readonly Row[][], step: string): boolean {
  let start: number | null = null;
  let long = 0;
  for (const rows of cells) {
    const steps = rows.map((row) => Number(row.cell(step)));
    start ??= steps[0]!;
    if (steps[0] !== start) return false;
    if (steps.some((value, i) => i > 0 && !(value > steps[i - 1]!) && value !== start)) return false;
    if (new Set(steps).size >= LEAST_STEPS) long++;
  }
  return 2 * long >= cells.length && long > 0;
}
