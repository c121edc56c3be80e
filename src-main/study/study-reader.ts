// What a study file says. Each row passes its schema before it is believed.
import type { ZodType } from 'zod';
import {
  checkpointOwners,
  lastMadeAt,
  storedParts,
  type CheckpointOwner,
  type StoredParts,
} from './checkpoints.ts';
import { inColumns } from '../analysis/grid/rate-columns.ts';
import { RUN_STATES, type RunState } from '../analysis/labels/run.ts';
import { curveRowOf, SELECT_CURVE_ROWS, type CurveRow } from './curve-rows.ts';
import type { StudyDatabase } from './database.ts';
import { readOutcomes, type Outcome } from './outcomes.ts';
import {
  fromActivationCurves,
  isOfActivations,
  type ActivationStatistics,
} from '../records/activation-curves.ts';
import { ratesPerDecadeIn } from '../records/origin.ts';
import { runRow } from '../records/run-columns.ts';
import { runOf } from '../records/run-fields.ts';
import {
  cellCountStatement,
  countsInColumns,
  pageClause,
  whereClause,
  SELECT_RUNS,
  type CellCount,
  type RunFilter,
  type RunOrder,
} from './run-page.ts';
import { SCHEMA_VERSION } from './schema.ts';
import * as stored from './stored.ts';
import { StudyError } from './study-error.ts';
import { dataChecksumOf } from './sums.ts';
import {
  precisionOf,
  type Environment,
  type RunPrecision,
  type RunRow,
  type StudyContents,
  type StudyEvent,
} from '../records/types.ts';

export interface StudyInfo extends Omit<StudyContents, 'runs'> {
  readonly version: number;
  readonly createdAt: string;
  readonly environments: readonly Environment[];
}

export type DatedEvent = StudyEvent & { readonly createdAt: string };

export interface SiteStatistics {
  readonly sites: readonly string[];
  readonly steps: readonly number[];
  /** [steps, sites, 3]: underflow share, overflow share, scale. */
  readonly values: Float32Array;
}

export class StudyReader {
  protected readonly database: StudyDatabase;
  /** Runs whose curves were found to be what was written. */
  readonly #written = new Set<number>();

  constructor(database: StudyDatabase) {
    this.database = database;
  }

  info(): StudyInfo {
    const row = this.database.row('study', stored.studyRow, 'SELECT * FROM study');
    if (!row) throw this.damage('it has no name and no spec');
    if (!row.recipes.includes(row.baseline)) throw this.damage('its baseline is none of its recipes');
    return {
      version: SCHEMA_VERSION,
      name: row.name,
      createdAt: row.created_at,
      spec: row.spec,
      text: row.text_facts,
      baseline: row.baseline,
      recipes: row.recipes,
      thresholds: row.thresholds,
      environments: this.#environments().map(({ facts }) => facts),
    };
  }

  /** Where the file lies. */
  get file(): string {
    return this.database.path;
  }

  /** The error for what the file says and cannot be. */
  damage(what: string): StudyError {
    return new StudyError(`${this.database.name} is damaged: ${what}.`);
  }

  /** A JSON value of the file, such as the details of an event, if it fits. @throws StudyError naming it if it does not. */
  believed<T>(schema: ZodType<T>, value: unknown, what: string): T {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw this.damage(`${what} are not what they must be`);
  }

  runs(): RunRow[] {
    return this.#runsOf(`${SELECT_RUNS} ORDER BY id`);
  }

  /** What the measures of the grid take of the runs. */
  outcomes(): readonly Outcome[] {
    const outcomes = readOutcomes(this.database, this.#precisions());
    return inColumns(outcomes, ratesPerDecadeIn(this.info()));
  }

  /** The run at a place of the grid; null where there is none. */
  findRun(place: Pick<RunRow, 'recipe' | 'learningRate' | 'rowValue' | 'seed'>): RunRow | null {
    const { recipe, learningRate, rowValue, seed } = place;
    const where = 'WHERE recipe = ? AND learning_rate = ? AND row_value = ? AND seed = ?';
    return this.#runsOf(`${SELECT_RUNS} ${where}`, recipe, learningRate, rowValue, seed)[0] ?? null;
  }

  /** One page of the runs that match, and how many match. */
  runPage(filter: RunFilter, order: RunOrder): { readonly total: number; readonly rows: RunRow[] } {
    const { where, page, values } = pageClause(filter, order, ratesPerDecadeIn(this.info()));
    const total = this.database.count(`SELECT count(*) FROM run NOT INDEXED ${where}`, ...values);
    const rows = this.#runsOf(`${SELECT_RUNS} ${page}`, ...values, order.limit, order.offset);
    return { total, rows };
  }

  /** What a picture of the curves of the runs that match is chosen and counted from, by their numbers. */
  curveRows(filter: RunFilter): CurveRow[] {
    const { where, values } = whereClause(filter, ratesPerDecadeIn(this.info()));
    return this.database.lists(`${SELECT_CURVE_ROWS} ${where} ORDER BY id`, ...values).map((row) => {
      const read = curveRowOf(row);
      if (read === null) throw this.damage(`run ${String(row[0])} is not what it must be`);
      return read;
    });
  }

  cellCounts(): CellCount[] {
    const info = this.info();
    const { unstableLabels } = info.thresholds;
    const sql = cellCountStatement(unstableLabels.length);
    const counts = this.database.rows('run', stored.cellCountRow, sql, ...unstableLabels);
    return countsInColumns(counts, ratesPerDecadeIn(info));
  }

  counts(): Readonly<Record<RunState, number>> {
    const sql = 'SELECT state, count(*) AS count FROM run NOT INDEXED GROUP BY state';
    const rows = this.database.rows('run', stored.stateCountRow, sql);
    const counted = new Map(rows.map(({ state, count }) => [state, count]));
    const counts = RUN_STATES.map((state) => [state, counted.get(state) ?? 0] as const);
    return Object.fromEntries(counts) as Record<RunState, number>;
  }

  /** Facts of what trained the last attempt at this run; null where it was never begun. */
  environmentOf(runId: number): Environment | null {
    const sql = `SELECT environment.* FROM run JOIN environment ON environment.id = run.environment_id
       WHERE run.id = ?`;
    return this.database.row('environment', stored.environmentRow, sql, runId)?.facts ?? null;
  }

  /** All events, or those of one run. */
  events(runId?: number): DatedEvent[] {
    if (runId === undefined) return this.#eventsWhere('TRUE');
    this.#mustBeWritten(runId);
    return this.#eventsWhere('run_id = ?', runId);
  }

  eventsOfKind(kind: string): DatedEvent[] {
    return this.#eventsWhere('kind = ?', kind);
  }

  /** Whose batches are half done; what they hold is read one part at a time. Those that are damaged are not among them. */
  checkpoints(): CheckpointOwner[] {
    return checkpointOwners(this.database);
  }

  /** The checkpoint of these runs; null where there is none. */
  checkpoint(runIds: readonly number[]): StoredParts | null {
    return storedParts(this.database, runIds);
  }

  /** When the last of them was made; null where there is none. */
  lastCheckpointAt(): string | null {
    return lastMadeAt(this.database);
  }

  curveNames(runId: number): string[] {
    this.#mustBeWritten(runId);
    const sql = 'SELECT run_id, name FROM curve WHERE run_id = ?';
    return this.database.rows('curve', stored.curveNameRow, sql, runId).map(({ name }) => name);
  }

  curve(runId: number, name: string): Float32Array | null {
    this.#mustBeWritten(runId);
    const sql = 'SELECT run_id, name, points FROM curve WHERE run_id = ? AND name = ?';
    return this.database.row('curve', stored.curveRow, sql, runId, name)?.points ?? null;
  }

  /** Statistics of the activations of a run; null where none were measured. */
  activations(runId: number): ActivationStatistics | null {
    const names = this.curveNames(runId).filter(isOfActivations);
    const curves = Object.fromEntries(names.map((name) => [name, this.curve(runId, name)!]));
    try {
      return fromActivationCurves(curves);
    } catch (error) {
      if (error instanceof RangeError) throw this.damage(`the curve ${error.message} has too few values`);
      throw error;
    }
  }

  siteStatistics(runId: number): SiteStatistics | null {
    this.#mustBeWritten(runId);
    const sql = 'SELECT * FROM site_statistics WHERE run_id = ?';
    const row = this.database.row('site_statistics', stored.siteRow, sql, runId);
    return row && { sites: row.sites, steps: row.steps, values: row.points };
  }

  /** What SQLite finds wrong with the file, and rows that point nowhere; empty where it is sound. */
  integrityProblems(): string[] {
    const rows = this.database.pragma('integrity_check') as { integrity_check: string }[];
    const orphans = this.database.pragma('foreign_key_check') as { table: string }[];
    return [
      ...rows.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...orphans.map(({ table }) => `a row of ${table} belongs to no run`),
    ];
  }

  /** Leaves one plain file. @throws StorageError where there is no room to do so; nothing is lost then. */
  close(): void {
    this.database.close();
  }

  /** @throws StudyError where curves, sites and events of the run are not what was written. */
  #mustBeWritten(runId: number): void {
    const { isChecked, isReadOnly } = this.database;
    if (isChecked || this.#written.has(runId)) return;
    const [stored] = this.database.lists('SELECT data_checksum FROM run NOT INDEXED WHERE id = ?', runId);
    if (stored && stored[0] !== dataChecksumOf(this.database, runId)) {
      throw this.damage(
        `the curves or events of run ${runId} are not what was written; "precipice resume" takes it for failed, and "precipice retry" trains it again`,
      );
    }
    if (isReadOnly) this.#written.add(runId);
  }

  #eventsWhere(condition: string, ...values: unknown[]): DatedEvent[] {
    const sql = `SELECT * FROM event WHERE ${condition} ORDER BY id`;
    const rows = this.database.rows('event', stored.eventRow, sql, ...values);
    return rows.map(({ id: _, run_id: runId, created_at: createdAt, details, ...row }) => {
      const event = { runId, ...row, createdAt };
      return details === null ? event : { ...event, details };
    });
  }

  #runsOf(sql: string, ...values: unknown[]): RunRow[] {
    const precisions = this.#precisions();
    return this.database.rows('run', runRow, sql, ...values).map((record) => runOf(record, precisions));
  }

  /** Of each environment, by id. */
  #precisions(): ReadonlyMap<number, RunPrecision | null> {
    return new Map(this.#environments().map(({ id, facts }) => [id, precisionOf(facts)]));
  }

  #environments() {
    return this.database.rows('environment', stored.environmentRow, 'SELECT * FROM environment ORDER BY id');
  }
}
