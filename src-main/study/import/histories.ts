// Files with one row a step: rows are put together to runs, by the column that names the run or by settings that repeat. What a
// run was set to must be the same in all of its rows. Pure.
import { notFinite } from '../../training-logs/number.ts';
import { curveOfPoints, lossIn, numberIn, RowError, type Curve, type LossScale } from './cells.ts';
import type { ImportField, Mapping } from '../../spec/import-mapping.ts';
import {
  curveOfSeries,
  endsInNats,
  endsRolledBack,
  isConstant,
  lastStep,
  type AttemptEnd,
  type Series,
} from './folder/series.ts';
import type { Damage } from './folder/reading.ts';
import { FIXED, groupsByRun, groupsBySettings, settingColumns } from './history-groups.ts';
import type { OnImportProgress } from './progress.ts';
import type { Row, RowProblem, SeriesRow, Table } from './table.ts';

/** One run, of one row or of many. */
export interface RunRow extends Row {
  /** Rows it was made of. */
  readonly rows: number;
  /** The curve that its rows make; null where a row is a run. */
  readonly curve: Curve | null;
  /** Its last rows have a step and no loss, further than its losses lie apart: some tools write NaN so. */
  readonly endsBlank: boolean;
  /** Why its rows are not one run, in a sentence; null where they are. */
  readonly conflict: string | null;
  /** What of its files could not be read; null: all was. */
  readonly damage: Damage | null;
  /** What was logged at its beginning is not there. */
  readonly beginsLate: boolean;
  /** How earlier attempts at it ended that were rolled back, in nats. */
  readonly rolledBack: readonly AttemptEnd[];
  /** All that a column holds of it, where its cell is only what counts in the end. */
  points(column: string): readonly RunPoint[];
}

export interface RunPoint {
  /** null: it is not said. */
  readonly step: number | null;
  readonly value: unknown;
}

function pointsOfCell(value: unknown): readonly RunPoint[] {
  return value === undefined ? [] : [{ step: null, value }];
}

/** What a run is set to, once: the first that is filled counts. Everything else may change, and the last counts. */
const SETTINGS: readonly ImportField[] = ['learningRate', 'batchSize', 'row', 'seed', 'steps', 'startLoss'];
class SingleRow implements RunRow {
  readonly rows = 1;
  readonly curve = null;
  readonly endsBlank = false;
  readonly conflict = null;
  readonly damage = null;
  readonly beginsLate = false;
  readonly rolledBack = [];
  readonly line: number;
  readonly #row: Row;

  constructor(row: Row) {
    this.line = row.line;
    this.#row = row;
  }

  cell(column: string): unknown {
    return this.#row.cell(column);
  }

  points(column: string): readonly RunPoint[] {
    return pointsOfCell(this.cell(column));
  }
}

/** Points that may be missing before the first one. */
const LATE_SPACINGS = 10;

function beginsLate({ steps }: Curve): boolean {
  if (!steps || steps.length < 2) return false;
  const [first, last] = [steps[0]!, steps.at(-1)!];
  return first > (LATE_SPACINGS * (last - first)) / (steps.length - 1);
}

/** A run of a folder: its curve is the metric that is the loss. */
class RunWithSeries implements RunRow {
  readonly rows = 1;
  readonly line: number;
  readonly curve: Curve | null;
  readonly endsBlank: boolean;
  readonly conflict: string | null;
  readonly damage: Damage | null;
  readonly beginsLate: boolean;
  readonly rolledBack: readonly AttemptEnd[];
  readonly #row: SeriesRow;

  constructor(row: SeriesRow, mapping: Mapping, scaleOf: (column: string) => LossScale) {
    this.line = row.line;
    this.damage = row.damage;
    this.#row = row;
    const column = mapping.columns.lossCurve ?? mapping.columns.tailLoss;
    const series = column === null ? undefined : row.series(column);
    this.curve = series ? curveOfSeries(column!, series, scaleOf(column!)) : null;
    this.rolledBack = series ? endsInNats(column!, series, scaleOf(column!)) : [];
    this.beginsLate = this.curve !== null && beginsLate(this.curve);
    this.endsBlank = series !== undefined && this.#endsBlank(series);
    const changing = settingColumns(mapping, FIXED).find((each) => {
      const own = row.series(each);
      return own !== undefined && !isConstant(own);
    });
    this.conflict = series?.endsOnly
      ? `${column} was kept by its ends alone, since the folder holds too many points; import a folder inside it.`
      : changing === undefined
        ? null
        : `${changing} changes within the run: it is what was logged, not what was set; name the column of the setting.`;
  }

  cell(column: string): unknown {
    return this.#row.cell(column);
  }

  /** Of a column that is both a metric and a setting, the points of the one and the cell of the other. */
  points(column: string): readonly RunPoint[] {
    const { steps, values } = this.#row.series(column) ?? { steps: [], values: [] };
    const isLast = values.includes(this.cell(column) as number);
    return [
      ...steps.map((step, i) => ({ step, value: values[i] })),
      ...(isLast ? [] : pointsOfCell(this.cell(column))),
    ];
  }

  /** What was logged together with the loss went on without it, but for metrics whose steps count something else. */
  #endsBlank(loss: Series): boolean {
    const steps = new Set(loss.steps);
    if (steps.size < 2) return false;
    const last = lastStep(loss);
    const apart = (last - Math.min(...steps)) / (steps.size - 1);
    for (const other of this.#row.allSeries()) {
      if (lastStep(other) - last <= BLANK_SPACINGS * apart) continue;
      const together = other.steps.filter((step) => steps.has(step)).length;
      const after = other.steps.filter((step) => step > last).length;
      if (2 * together >= steps.size && after <= steps.size) return true;
    }
    return false;
  }
}

interface HistoryReading {
  readonly scale: LossScale;
  /** Of the columns of its table. */
  readonly names: readonly string[];
  readonly problems: RowProblem[];
}

class History implements RunRow {
  /** A step of it whose loss cannot be read may be the one at which it failed. */
  readonly damage: Damage | null;
  readonly beginsLate = false;
  readonly rolledBack: readonly AttemptEnd[];
  readonly line: number;
  readonly rows: number;
  readonly curve: Curve | null;
  readonly endsBlank: boolean;
  readonly conflict: string | null;
  readonly #members: readonly Row[];
  readonly #settings: ReadonlySet<string>;
  readonly #validation: string | null;
  readonly #step: string;

  constructor(
    members: readonly Row[],
    mapping: Mapping,
    name: string | null,
    { scale, names, problems }: HistoryReading,
  ) {
    this.line = members[0]!.line;
    this.rows = members.length;
    this.#members = members;
    this.#settings = new Set(settingColumns(mapping, SETTINGS));
    this.#validation = mapping.columns.validationLoss;
    this.#step = mapping.columns.step!;
    const unread: RowProblem[] = [];
    const points = pointsOfRows(members, mapping, scale, unread);
    this.curve = points.length === 0 ? null : curveOfPoints(points);
    this.rolledBack = endsRolledBack({
      steps: points.map(([step]) => step),
      values: points.map(([, loss]) => loss),
    });
    const [first] = unread;
    this.damage = first ? { sentence: first.message, isCut: false } : null;
    problems.push(...unread);
    this.endsBlank = endsBlank(members, this.curve, mapping, names);
    this.conflict =
      conflictIn(members, mapping, name) ?? (name === null ? mixtureIn(members, mapping) : null);
  }

  cell(column: string): unknown {
    if (this.#settings.has(column)) return firstFilled(this.#members, column);
    // A validation that was not finite once is a failure, however the next one ended.
    const broken =
      column === this.#validation
        ? this.#members.map((row) => row.cell(column)).find((value) => notFinite(String(value)) !== null)
        : undefined;
    return broken ?? lastFilled(this.#members, column);
  }

  points(column: string): readonly RunPoint[] {
    return this.#members.flatMap((row) => {
      const [value, step] = [row.cell(column), Number(row.cell(this.#step) ?? NaN)];
      return value === undefined ? [] : [{ step: Number.isFinite(step) ? step : null, value }];
    });
  }
}

function firstFilled(rows: readonly Row[], column: string): unknown {
  for (const row of rows) {
    const value = row.cell(column);
    if (value !== undefined) return value;
  }
  return undefined;
}

function lastFilled(rows: readonly Row[], column: string): unknown {
  for (let i = rows.length - 1; i >= 0; i--) {
    const value = rows[i]!.cell(column);
    if (value !== undefined) return value;
  }
  return undefined;
}

function pointsOfRows(
  rows: readonly Row[],
  { columns: { step, tailLoss } }: Mapping,
  scale: LossScale,
  problems: RowProblem[],
): readonly (readonly [step: number, loss: number])[] {
  const points: [number, number][] = [];
  for (const row of rows) {
    const [at, loss] = [row.cell(step!), tailLoss === null ? undefined : row.cell(tailLoss)];
    if (at === undefined || loss === undefined) continue;
    try {
      points.push([numberIn(step!, at), lossIn(tailLoss!, loss, scale)]);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      problems.push({ line: row.line, message: error.message });
    }
  }
  return points;
}

/** A row or two of something else may follow the last loss; so many steps without one may not. */
const BLANK_SPACINGS = 1.5;

function endsBlank(
  rows: readonly Row[],
  curve: Curve | null,
  { columns: { step, tailLoss } }: Mapping,
  names: readonly string[],
): boolean {
  const steps = curve?.steps;
  if (!steps || steps.length < 2) return false;
  const last = steps.at(-1)!;
  const apart = last - steps.at(-2)!;
  const stepOf = (row: Row) => Number(row.cell(step!) ?? NaN);
  const end = rows.reduce<Row | null>(
    (most, row) => (stepOf(row) > (most === null ? last : stepOf(most)) ? row : most),
    null,
  );
  if (end === null) return false;
  const beyond = stepOf(end) - last;
  if (beyond > BLANK_SPACINGS * apart) return true;
  // The very next step, with nothing in it that a step with a loss has not: pandas writes a NaN so.
  const before = rows.findLast((row) => stepOf(row) === last && row.cell(tailLoss!) !== undefined);
  return (
    beyond === apart &&
    before !== undefined &&
    names.every((name) => end.cell(name) === undefined || before.cell(name) !== undefined)
  );
}

function conflictIn(rows: readonly Row[], mapping: Mapping, name: string | null): string | null {
  const of = name === null ? '' : ` within the run ${name.slice(0, 60)}`;
  const { learningRate } = mapping.columns;
  for (const column of settingColumns(mapping, FIXED)) {
    const first = firstFilled(rows, column);
    const other = rows.find((row) => {
      const value = row.cell(column);
      return value !== undefined && value !== first && Number(value) !== Number(first);
    });
    if (!other) continue;
    const why =
      column === learningRate
        ? ': it is what the schedule logged, not what was set; name the column of the setting by --learning-rate'
        : '';
    return `${column} is ${String(first)} and ${String(other.cell(column))}${of}${why}.`;
  }
  return null;
}

/** Without a name of its run, a second loss at one step can only be another run's. */
function mixtureIn(rows: readonly Row[], { columns: { step, tailLoss } }: Mapping): string | null {
  const seen = new Set<unknown>();
  for (const row of rows) {
    const at = row.cell(step!);
    if (at === undefined || tailLoss === null || row.cell(tailLoss) === undefined) continue;
    if (seen.has(at)) {
      return `Two rows of its settings are of ${step!} ${String(at)}: they are of several runs; name the column that tells those apart by --run.`;
    }
    seen.add(at);
  }
  return null;
}

/** The runs of a table, and rows that have no place in one. */
export function runsOfRows(
  { rows, columns: names }: Pick<Table, 'rows' | 'columns'>,
  mapping: Mapping,
  scaleOf: (column: string) => LossScale,
  onProgress: OnImportProgress,
): { readonly runs: RunRow[]; readonly problems: RowProblem[] } {
  const { run, step, tailLoss } = mapping.columns;
  const problems: RowProblem[] = [];
  if (mapping.rowsAre !== 'steps' || step === null)
    return {
      runs: rows.map((row) =>
        isSeriesRow(row) ? new RunWithSeries(row, mapping, scaleOf) : new SingleRow(row),
      ),
      problems,
    };
  const groups = run === null ? groupsBySettings(rows, mapping) : groupsByRun(rows, run, problems);
  const scale = scaleOf(tailLoss ?? '');
  let done = 0;
  const runs = groups.map(({ name, members }): RunRow => {
    onProgress('rows', (done += members.length) / rows.length);
    return new History(members, mapping, name, { scale, names, problems });
  });
  return { runs, problems };
}

function isSeriesRow(row: Row): row is SeriesRow {
  return 'allSeries' in row;
}
