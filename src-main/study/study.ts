// A study: the one place that reads and writes the study file. A divergence is a result; a failure is the machine's.
import type { ZodType } from 'zod';
import type { Label } from '../analysis/labels.ts';
import type { Thresholds } from '../analysis/thresholds.ts';
import { StudyDatabase } from './database.ts';
import { createFile, openFile } from './open.ts';
import { readOutcomes, type Outcome } from './outcomes.ts';
import { runOf, SELECT_RUNS } from './run-record.ts';
import { cellCountStatement, pageClause, type CellCount, type RunFilter, type RunOrder } from './run-page.ts';
import { SCHEMA_VERSION } from './schema.ts';
import * as stored from './stored.ts';
import { StudyError } from './study-error.ts';
import {
  importedFacts,
  precisionOf,
  type Environment,
  type FinishedRun,
  type RunPrecision,
  type RunRow,
  type RunState,
  type StoredCheckpoint,
  type StudyContents,
  type StudyEvent,
} from './types.ts';

export interface StudyInfo extends Omit<StudyContents, 'runs'> {
  readonly version: number;
  readonly createdAt: string;
  readonly environments: readonly Environment[];
}

export interface RunVerdict {
  readonly id: number;
  readonly label: Label;
  readonly reason: string;
  readonly provisional: boolean;
}

export type DatedEvent = StudyEvent & { readonly createdAt: string };

export interface SiteStatistics {
  readonly sites: readonly string[];
  readonly steps: readonly number[];
  /** [steps, sites, 3]: underflow share, overflow share, scale. */
  readonly values: Float32Array;
}

/**
 * Makes a study with every planned run as a row; nothing is left behind if that fails.
 * @throws StudyError if the file exists; StorageError if it cannot be written.
 */
export function createStudy(file: string, contents: StudyContents): Study {
  const opened = createFile(file, (database) => {
    database
      .prepare('INSERT INTO study VALUES (1, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        contents.name,
        new Date().toISOString(),
        JSON.stringify(contents.spec),
        JSON.stringify(contents.text),
        contents.baseline,
        JSON.stringify(contents.recipes),
        JSON.stringify(contents.thresholds),
      );
    const insert = database.prepare(
      'INSERT INTO run (recipe, learning_rate, batch_size, seed, planned_steps) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { recipe, learningRate, batchSize, seed, plannedSteps } of contents.runs) {
      insert.run(recipe, learningRate, batchSize, seed, plannedSteps);
    }
  });
  return new Study(new StudyDatabase(opened));
}

/** @throws StudyError, StorageError with one sentence; a study opened to read is not changed in any way. */
export function openStudy(file: string, mode: 'read' | 'write'): Study {
  return new Study(new StudyDatabase(openFile(file, mode)));
}

export class Study {
  readonly #database: StudyDatabase;

  constructor(database: StudyDatabase) {
    this.#database = database;
  }

  info(): StudyInfo {
    const row = this.#database.row('study', stored.studyRow, 'SELECT * FROM study');
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

  /** The error for what the file says and cannot be. */
  damage(what: string): StudyError {
    return new StudyError(`${this.#database.name} is damaged: ${what}.`);
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
  outcomes(): Outcome[] {
    return readOutcomes(this.#database, this.#precisions());
  }

  /** The run at a place of the grid; null where there is none. */
  findRun(place: Pick<RunRow, 'recipe' | 'learningRate' | 'batchSize' | 'seed'>): RunRow | null {
    const { recipe, learningRate, batchSize, seed } = place;
    const where = 'WHERE recipe = ? AND learning_rate = ? AND batch_size = ? AND seed = ?';
    return this.#runsOf(`${SELECT_RUNS} ${where}`, recipe, learningRate, batchSize, seed)[0] ?? null;
  }

  /** One page of the runs that match, and how many match. */
  runPage(filter: RunFilter, order: RunOrder): { readonly total: number; readonly rows: RunRow[] } {
    const { where, page, values } = pageClause(filter, order);
    const total = this.#database.count(`SELECT count(*) FROM run ${where}`, ...values);
    const rows = this.#runsOf(`${SELECT_RUNS} ${page}`, ...values, order.limit, order.offset);
    return { total, rows };
  }

  cellCounts(): CellCount[] {
    const { unstableLabels } = this.info().thresholds;
    const sql = cellCountStatement(unstableLabels.length);
    return this.#database.rows('run', stored.cellCountRow, sql, ...unstableLabels);
  }

  rename(name: string): void {
    this.#database.change('UPDATE study SET name = ?', name);
  }

  counts(): Readonly<Record<RunState, number>> {
    const none = { planned: 0, running: 0, finished: 0, 'failed-infrastructure': 0, cancelled: 0 };
    const sql = 'SELECT state, count(*) AS count FROM run GROUP BY state';
    const rows = this.#database.rows('run', stored.stateCountRow, sql);
    return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
  }

  addEnvironment(environment: Environment): number {
    const sql = 'INSERT INTO environment (created_at, facts) VALUES (?, ?)';
    return this.#database.change(sql, now(), JSON.stringify(environment));
  }

  /** Facts of what trained the last attempt at this run; null where it was never begun. */
  environmentOf(runId: number): Environment | null {
    const sql = `SELECT environment.id, facts FROM attempt JOIN environment ON environment.id = environment_id
       WHERE run_id = ? ORDER BY attempt.id DESC LIMIT 1`;
    return this.#database.row('environment', stored.environmentRow, sql, runId)?.facts ?? null;
  }

  /** planned -> running, with an attempt each. */
  startRuns(ids: readonly number[], environmentId: number): void {
    const sql = 'INSERT INTO attempt (run_id, environment_id, started_at) VALUES (?, ?, ?)';
    this.transaction(() => {
      for (const id of ids) {
        this.#setState(id, 'running', null);
        this.#database.change(sql, id, environmentId, now());
      }
    });
  }

  /** `environmentId` says what trained it, where that was not known when it began. */
  finishRun(id: number, run: FinishedRun, environmentId: number | null = null): void {
    const { measured } = run;
    this.transaction(() => {
      if (environmentId !== null) {
        const sql = 'UPDATE attempt SET environment_id = ? WHERE run_id = ? AND ended_at IS NULL';
        this.#database.change(sql, environmentId, id);
      }
      this.#database.change(
        `UPDATE run SET state = 'finished', label = ?, reason = ?, end_step = ?, start_loss = ?, tail_loss = ?,
             validation_loss = ?, nonfinite_step = ?, nonfinite_tensor = ?, loss_spike_score = ?,
             gradient_spike_score = ?, longest_spike = ?, seconds = ?, device = ? WHERE id = ?`,
        run.stopped === null ? null : ('stopped' satisfies Label),
        run.stopped,
        measured.endStep,
        measured.startLoss,
        measured.tailLoss,
        // SQLite keeps no NaN: a loss that is none is stored as unknown; its curve shows why.
        Number.isFinite(measured.validationLoss) ? measured.validationLoss : null,
        measured.nonfinite?.step ?? null,
        measured.nonfinite?.tensor ?? null,
        measured.lossSpikeScore,
        measured.gradientSpikeScore,
        measured.longestSpike,
        run.seconds,
        run.device,
        id,
      );
      this.#endAttempt(id, 'finished', null);
      for (const [name, points] of Object.entries(run.curves)) {
        const sql = 'INSERT OR REPLACE INTO curve (run_id, name, points) VALUES (?, ?, ?)';
        this.#database.change(sql, id, name, blobOf(points));
      }
      if (run.sites.length > 0) {
        this.#database.change(
          'INSERT OR REPLACE INTO site_statistics (run_id, sites, steps, points) VALUES (?, ?, ?, ?)',
          id,
          JSON.stringify(run.sites),
          JSON.stringify(run.siteSteps),
          blobOf(run.siteStatistics),
        );
      }
      // Those of an earlier attempt at this run are not of this result.
      this.#database.change('DELETE FROM event WHERE run_id = ?', id);
      for (const event of run.events) this.addEvent({ ...event, runId: id });
    });
  }

  failRuns(ids: readonly number[], message: string): void {
    this.#endRuns(ids, 'failed-infrastructure', message);
  }

  cancelRuns(ids: readonly number[]): void {
    this.#endRuns(ids, 'cancelled', 'Cancelled.');
  }

  /** running -> planned: the work stopped before these were done. */
  releaseRuns(ids: readonly number[]): void {
    this.#endRuns(ids, 'planned', null, 'interrupted');
  }

  /** What a process that died left running becomes planned again; returns how many. */
  recoverInterrupted(): number {
    const ids = this.#idsInState('running');
    this.transaction(() => {
      this.releaseRuns(ids);
      if (ids.length > 0) {
        const message = `${ids.length} runs were interrupted and are planned again.`;
        this.addEvent({ runId: null, step: null, kind: 'recovered', message });
      }
    });
    return ids.length;
  }

  /**
   * What broke for outside reasons, or was cancelled, is planned again; returns how many.
   * @throws StudyError where the runs were imported: nothing here could train them.
   */
  retryFailed(): number {
    const ids = [...this.#idsInState('failed-infrastructure'), ...this.#idsInState('cancelled')];
    if (ids.length > 0 && importedFacts(this.info()))
      throw new StudyError(
        'The runs of this study were imported; what failed can only be repeated where it was trained.',
      );
    this.transaction(() => ids.forEach((id) => this.#setState(id, 'planned', null)));
    return ids.length;
  }

  /** Finished runs are planned again because the user wishes so; their attempts stay on record. */
  repeatRuns(ids: readonly number[]): void {
    this.transaction(() => ids.forEach((id) => this.#setState(id, 'planned', null)));
  }

  /** Writes those that are new: most stay what they were, and a row that is written again costs a page of the log. */
  setLabels(verdicts: readonly RunVerdict[]): void {
    const sql = `UPDATE run SET label = ?, reason = ?, provisional = ?
       WHERE id = ? AND (label, reason, provisional) IS NOT (?, ?, ?)`;
    this.transaction(() => {
      for (const { id, ...verdict } of verdicts) {
        const values = [verdict.label, verdict.reason, verdict.provisional ? 1 : 0];
        this.#database.change(sql, ...values, id, ...values);
      }
    });
  }

  setThresholds(thresholds: Thresholds): void {
    this.#database.change('UPDATE study SET thresholds = ?', JSON.stringify(thresholds));
  }

  addEvent({ runId, step, kind, message, details }: StudyEvent): void {
    this.#database.change(
      'INSERT INTO event (run_id, created_at, step, kind, message, details) VALUES (?, ?, ?, ?, ?, ?)',
      runId,
      now(),
      step,
      kind,
      message,
      details === undefined ? null : JSON.stringify(details),
    );
  }

  /** All events, or those of one run. */
  events(runId?: number): DatedEvent[] {
    return runId === undefined ? this.#eventsWhere('TRUE') : this.#eventsWhere('run_id = ?', runId);
  }

  eventsOfKind(kind: string): DatedEvent[] {
    return this.#eventsWhere('kind = ?', kind);
  }

  #eventsWhere(condition: string, ...values: unknown[]): DatedEvent[] {
    const columns = 'id, run_id AS runId, step, kind, message, details, created_at AS createdAt';
    const sql = `SELECT ${columns} FROM event WHERE ${condition} ORDER BY id`;
    const rows = this.#database.rows('event', stored.eventRow, sql, ...values);
    return rows.map(({ id: _, details, ...row }) => (details === null ? row : { ...row, details }));
  }

  /** Replaces what was kept of these runs. */
  saveCheckpoint({ runIds, madeBy, state }: StoredCheckpoint): void {
    this.transaction(() => {
      this.dropCheckpoint(runIds);
      const sql = 'INSERT INTO checkpoint (created_at, run_ids, made_by, state) VALUES (?, ?, ?, ?)';
      this.#database.change(sql, now(), JSON.stringify(runIds), madeBy, state);
    });
  }

  /** Whose batches are half done; what they hold is read one at a time. */
  checkpoints(): Omit<StoredCheckpoint, 'state'>[] {
    const sql = 'SELECT id, run_ids, made_by FROM checkpoint ORDER BY id';
    const rows = this.#database.rows('checkpoint', stored.checkpointRow, sql);
    return rows.map(({ run_ids: runIds, made_by: madeBy }) => ({ runIds, madeBy }));
  }

  checkpointState(runIds: readonly number[]): Uint8Array | null {
    const sql = 'SELECT id, state FROM checkpoint WHERE run_ids = ?';
    const row = this.#database.row('checkpoint', stored.checkpointStateRow, sql, JSON.stringify(runIds));
    return row?.state ?? null;
  }

  /** When the last of them was made; null where there is none. */
  lastCheckpointAt(): string | null {
    const sql = 'SELECT id, created_at FROM checkpoint ORDER BY created_at DESC LIMIT 1';
    return this.#database.row('checkpoint', stored.checkpointDateRow, sql)?.created_at ?? null;
  }

  dropCheckpoint(runIds: readonly number[]): void {
    this.#database.change('DELETE FROM checkpoint WHERE run_ids = ?', JSON.stringify(runIds));
  }

  curveNames(runId: number): string[] {
    const sql = 'SELECT run_id, name FROM curve WHERE run_id = ?';
    return this.#database.rows('curve', stored.curveNameRow, sql, runId).map(({ name }) => name);
  }

  curve(runId: number, name: string): Float32Array | null {
    const sql = 'SELECT run_id, name, points FROM curve WHERE run_id = ? AND name = ?';
    return this.#database.row('curve', stored.curveRow, sql, runId, name)?.points ?? null;
  }

  siteStatistics(runId: number): SiteStatistics | null {
    const sql = 'SELECT * FROM site_statistics WHERE run_id = ?';
    const row = this.#database.row('site_statistics', stored.siteRow, sql, runId);
    return row && { sites: row.sites, steps: row.steps, values: row.points };
  }

  /** What SQLite finds wrong with the file, and rows that point nowhere; empty where it is sound. */
  integrityProblems(): string[] {
    const rows = this.#database.pragma('integrity_check') as { integrity_check: string }[];
    const orphans = this.#database.pragma('foreign_key_check') as { table: string }[];
    return [
      ...rows.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...orphans.map(({ table }) => `a row of ${table} belongs to no run`),
    ];
  }

  transaction(work: () => void): void {
    this.#database.transaction(work);
  }

  /** Leaves one plain file. @throws StorageError where there is no room to do so; nothing is lost then. */
  close(): void {
    this.#database.close();
  }

  #runsOf(sql: string, ...values: unknown[]): RunRow[] {
    const precisions = this.#precisions();
    return this.#database
      .rows('run', stored.runRow, sql, ...values)
      .map((record) => runOf(record, precisions));
  }

  /** Of each environment, by id. */
  #precisions(): ReadonlyMap<number, RunPrecision | null> {
    return new Map(this.#environments().map(({ id, facts }) => [id, precisionOf(facts)]));
  }

  #environments() {
    return this.#database.rows(
      'environment',
      stored.environmentRow,
      'SELECT id, facts FROM environment ORDER BY id',
    );
  }

  #setState(id: number, state: RunState, reason: string | null): void {
    const sql = 'UPDATE run SET state = ?, label = NULL, reason = ?, provisional = 0 WHERE id = ?';
    this.#database.change(sql, state, reason, id);
  }

  #endRuns(ids: readonly number[], state: RunState, message: string | null, outcome: string = state): void {
    this.transaction(() => {
      for (const id of ids) {
        this.#setState(id, state, message);
        this.#endAttempt(id, outcome, message);
      }
    });
  }

  #endAttempt(runId: number, outcome: string, message: string | null): void {
    const sql =
      'UPDATE attempt SET ended_at = ?, outcome = ?, message = ? WHERE run_id = ? AND ended_at IS NULL';
    this.#database.change(sql, now(), outcome, message, runId);
  }

  #idsInState(state: RunState): number[] {
    const sql = 'SELECT id FROM run WHERE state = ? ORDER BY id';
    return this.#database.rows('run', stored.idRow, sql, state).map(({ id }) => id);
  }
}

function now(): string {
  return new Date().toISOString();
}

function blobOf(points: Float32Array): Buffer {
  return Buffer.from(points.buffer, points.byteOffset, points.byteLength);
}
