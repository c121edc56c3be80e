// A study: the one place that reads and writes the study file. A divergence is a result; a failure is the machine's.
import type Database from 'better-sqlite3';
import type { Label } from '../analysis/labels.ts';
import type { Thresholds } from '../analysis/thresholds.ts';
import { createFile, openFile, StudyError, type OpenFile } from './open.ts';
import { readOutcomes, type Outcome } from './outcomes.ts';
import { runOf, SELECT_RUNS, type RunRecord } from './run-record.ts';
import { cellCounts, pageClause, type CellCount, type RunFilter, type RunOrder } from './run-page.ts';
import { SCHEMA_VERSION } from './schema.ts';
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
  type TextFacts,
} from './types.ts';

export interface StudyInfo extends Omit<StudyContents, 'runs'> {
  readonly version: number;
  readonly createdAt: string;
  readonly environments: readonly Environment[];
}

/** Share of a closed file that may be empty. */
const MOST_FREE = 0.2;

export interface RunVerdict {
  readonly id: number;
  readonly label: Label;
  readonly reason: string;
  readonly provisional: boolean;
}

export interface SiteStatistics {
  readonly sites: readonly string[];
  readonly steps: readonly number[];
  /** [steps, sites, 3]: underflow share, overflow share, scale. */
  readonly values: Float32Array;
}

/** Makes a study with every planned run as a row. @throws StudyError if the file exists or cannot be written. */
export function createStudy(file: string, contents: StudyContents): Study {
  const opened = createFile(file);
  const { database } = opened;
  const insert = database.prepare(
    'INSERT INTO run (recipe, learning_rate, batch_size, seed, planned_steps) VALUES (?, ?, ?, ?, ?)',
  );
  database.transaction(() => {
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
    for (const { recipe, learningRate, batchSize, seed, plannedSteps } of contents.runs) {
      insert.run(recipe, learningRate, batchSize, seed, plannedSteps);
    }
  })();
  return new Study(opened, 'write');
}

/** @throws StudyError with one sentence; a study opened to read is not changed in any way. */
export function openStudy(file: string, mode: 'read' | 'write'): Study {
  return new Study(openFile(file, mode), mode);
}

export class Study {
  readonly #file: OpenFile;
  readonly #mode: 'read' | 'write';
  readonly #statements = new Map<string, Database.Statement>();

  constructor(file: OpenFile, mode: 'read' | 'write') {
    this.#file = file;
    this.#mode = mode;
  }

  get #database(): Database.Database {
    return this.#file.database;
  }

  /** Compiled once: thousands of runs are written by the same few statements. */
  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  info(): StudyInfo {
    const row = this.#statement('SELECT * FROM study').get() as Record<string, string>;
    const facts = this.#statement('SELECT facts FROM environment ORDER BY id').pluck().all() as string[];
    return {
      version: SCHEMA_VERSION,
      name: row.name!,
      createdAt: row.created_at!,
      spec: JSON.parse(row.spec!) as unknown,
      text: JSON.parse(row.text_facts!) as TextFacts | null,
      baseline: row.baseline!,
      recipes: JSON.parse(row.recipes!) as string[],
      thresholds: JSON.parse(row.thresholds!) as Thresholds,
      environments: facts.map((text) => JSON.parse(text) as Environment),
    };
  }

  runs(): RunRow[] {
    return this.#runsOf(this.#statement(`${SELECT_RUNS} ORDER BY id`).all());
  }

  /** What the measures of the grid take of the runs. */
  outcomes(): Outcome[] {
    return readOutcomes(this.#database, this.#precisions());
  }

  /** The run at a place of the grid; null where there is none. */
  findRun(place: Pick<RunRow, 'recipe' | 'learningRate' | 'batchSize' | 'seed'>): RunRow | null {
    const { recipe, learningRate, batchSize, seed } = place;
    const where = 'WHERE recipe = ? AND learning_rate = ? AND batch_size = ? AND seed = ?';
    const row = this.#statement(`${SELECT_RUNS} ${where}`).get(recipe, learningRate, batchSize, seed);
    return row === undefined ? null : this.#runsOf([row])[0]!;
  }

  /** One page of the runs that match, and how many match. */
  runPage(filter: RunFilter, order: RunOrder): { readonly total: number; readonly rows: RunRow[] } {
    const { where, page, values } = pageClause(filter, order);
    const total = this.#statement(`SELECT count(*) FROM run ${where}`)
      .pluck()
      .get(...values) as number;
    const rows = this.#statement(`${SELECT_RUNS} ${page}`).all(...values, order.limit, order.offset);
    return { total, rows: this.#runsOf(rows) };
  }

  cellCounts(): CellCount[] {
    return cellCounts(this.#database, this.info().thresholds.unstableLabels);
  }

  rename(name: string): void {
    this.#statement('UPDATE study SET name = ?').run(name);
  }

  counts(): Readonly<Record<RunState, number>> {
    const none = { planned: 0, running: 0, finished: 0, 'failed-infrastructure': 0, cancelled: 0 };
    const rows = this.#statement('SELECT state, count(*) FROM run GROUP BY state').raw().all();
    return {
      ...none,
      ...(Object.fromEntries(rows as [RunState, number][]) as Partial<Record<RunState, number>>),
    };
  }

  addEnvironment(environment: Environment): number {
    const insert = this.#statement('INSERT INTO environment (created_at, facts) VALUES (?, ?)');
    return Number(insert.run(now(), JSON.stringify(environment)).lastInsertRowid);
  }

  /** Facts of what trained the last attempt at this run; null where it was never begun. */
  environmentOf(runId: number): Environment | null {
    const facts = this.#statement(
      `SELECT facts FROM attempt JOIN environment ON environment.id = environment_id
       WHERE run_id = ? ORDER BY attempt.id DESC LIMIT 1`,
    )
      .pluck()
      .get(runId) as string | undefined;
    return facts === undefined ? null : (JSON.parse(facts) as Environment);
  }

  /** planned -> running, with an attempt each. */
  startRuns(ids: readonly number[], environmentId: number): void {
    const attempt = this.#statement(
      'INSERT INTO attempt (run_id, environment_id, started_at) VALUES (?, ?, ?)',
    );
    this.transaction(() => {
      for (const id of ids) {
        this.#setState(id, 'running', null);
        attempt.run(id, environmentId, now());
      }
    });
  }

  /** `environmentId` says what trained it, where that was not known when it began. */
  finishRun(id: number, run: FinishedRun, environmentId: number | null = null): void {
    const { measured } = run;
    this.transaction(() => {
      if (environmentId !== null) {
        this.#statement('UPDATE attempt SET environment_id = ? WHERE run_id = ? AND ended_at IS NULL').run(
          environmentId,
          id,
        );
      }
      this.#statement(
        `UPDATE run SET state = 'finished', label = ?, reason = ?, end_step = ?, start_loss = ?, tail_loss = ?,
             validation_loss = ?, nonfinite_step = ?, nonfinite_tensor = ?, loss_spike_score = ?,
             gradient_spike_score = ?, longest_spike = ?, seconds = ?, device = ? WHERE id = ?`,
      ).run(
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
      const curve = this.#statement('INSERT OR REPLACE INTO curve (run_id, name, points) VALUES (?, ?, ?)');
      for (const [name, points] of Object.entries(run.curves)) curve.run(id, name, blobOf(points));
      if (run.sites.length > 0) {
        this.#statement(
          'INSERT OR REPLACE INTO site_statistics (run_id, sites, steps, points) VALUES (?, ?, ?, ?)',
        ).run(id, JSON.stringify(run.sites), JSON.stringify(run.siteSteps), blobOf(run.siteStatistics));
      }
      // Those of an earlier attempt at this run are not of this result.
      this.#statement('DELETE FROM event WHERE run_id = ?').run(id);
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

  setLabels(verdicts: readonly RunVerdict[]): void {
    const update = this.#statement('UPDATE run SET label = ?, reason = ?, provisional = ? WHERE id = ?');
    this.transaction(() => {
      for (const { id, label, reason, provisional } of verdicts)
        update.run(label, reason, provisional ? 1 : 0, id);
    });
  }

  setThresholds(thresholds: Thresholds): void {
    this.#statement('UPDATE study SET thresholds = ?').run(JSON.stringify(thresholds));
  }

  addEvent({ runId, step, kind, message, details }: StudyEvent): void {
    this.#statement(
      'INSERT INTO event (run_id, created_at, step, kind, message, details) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(runId, now(), step, kind, message, details === undefined ? null : JSON.stringify(details));
  }

  /** All events, or those of one run. */
  events(runId?: number): (StudyEvent & { readonly createdAt: string })[] {
    return runId === undefined ? this.#eventsWhere('TRUE') : this.#eventsWhere('run_id = ?', runId);
  }

  eventsOfKind(kind: string): (StudyEvent & { readonly createdAt: string })[] {
    return this.#eventsWhere('kind = ?', kind);
  }

  #eventsWhere(condition: string, ...values: unknown[]) {
    const columns = 'run_id AS runId, step, kind, message, details, created_at AS createdAt';
    const rows = this.#statement(`SELECT ${columns} FROM event WHERE ${condition} ORDER BY id`).all(
      ...values,
    ) as (StudyEvent & {
      createdAt: string;
      details: string | null;
    })[];
    return rows.map(({ details, ...row }) =>
      details === null ? row : { ...row, details: JSON.parse(details) as unknown },
    );
  }

  /** Replaces what was kept of these runs. */
  saveCheckpoint({ runIds, madeBy, state }: StoredCheckpoint): void {
    const ids = JSON.stringify(runIds);
    this.transaction(() => {
      this.#statement('DELETE FROM checkpoint WHERE run_ids = ?').run(ids);
      this.#statement('INSERT INTO checkpoint (created_at, run_ids, made_by, state) VALUES (?, ?, ?, ?)').run(
        now(),
        ids,
        madeBy,
        state,
      );
    });
  }

  checkpoints(): StoredCheckpoint[] {
    const rows = this.#statement('SELECT run_ids, made_by, state FROM checkpoint ORDER BY id').all();
    return (rows as { run_ids: string; made_by: string; state: Buffer }[]).map((row) => ({
      runIds: JSON.parse(row.run_ids) as number[],
      madeBy: row.made_by,
      state: row.state,
    }));
  }

  /** When the last of them was made; null where there is none. */
  lastCheckpointAt(): string | null {
    return this.#statement('SELECT max(created_at) FROM checkpoint').pluck().get() as string | null;
  }

  dropCheckpoint(runIds: readonly number[]): void {
    this.#statement('DELETE FROM checkpoint WHERE run_ids = ?').run(JSON.stringify(runIds));
  }

  curveNames(runId: number): string[] {
    return this.#statement('SELECT name FROM curve WHERE run_id = ?').pluck().all(runId) as string[];
  }

  curve(runId: number, name: string): Float32Array | null {
    const points = this.#statement('SELECT points FROM curve WHERE run_id = ? AND name = ?')
      .pluck()
      .get(runId, name);
    return points === undefined ? null : floatsOf(points as Buffer);
  }

  siteStatistics(runId: number): SiteStatistics | null {
    const row = this.#statement('SELECT * FROM site_statistics WHERE run_id = ?').get(runId) as
      { sites: string; steps: string; points: Buffer } | undefined;
    if (!row) return null;
    return {
      sites: JSON.parse(row.sites) as string[],
      steps: JSON.parse(row.steps) as number[],
      values: floatsOf(row.points),
    };
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
    this.#database.transaction(work)();
  }

  /** Leaves one plain file. */
  close(): void {
    if (!this.#database.open) return;
    if (this.#mode === 'write') {
      this.#database.pragma('wal_checkpoint(TRUNCATE)');
      this.#database.pragma('journal_mode = DELETE');
      this.#shrink();
    }
    this.#database.close();
    this.#file.release();
  }

  /** Gives back the room of checkpoints that are no longer needed, unless someone is reading just now. */
  #shrink(): void {
    const pages = (name: string) => this.#database.pragma(name, { simple: true }) as number;
    if (pages('freelist_count') <= MOST_FREE * pages('page_count')) return;
    try {
      this.#database.exec('VACUUM');
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    }
  }

  #runsOf(records: readonly unknown[]): RunRow[] {
    const precisions = this.#precisions();
    return (records as readonly RunRecord[]).map((record) => runOf(record, precisions));
  }

  /** Of each environment, by id. */
  #precisions(): ReadonlyMap<number, RunPrecision | null> {
    const rows = this.#statement('SELECT id, facts FROM environment').all() as {
      id: number;
      facts: string;
    }[];
    return new Map(rows.map(({ id, facts }) => [id, precisionOf(JSON.parse(facts) as Environment)]));
  }

  #setState(id: number, state: RunState, reason: string | null): void {
    this.#statement('UPDATE run SET state = ?, label = NULL, reason = ?, provisional = 0 WHERE id = ?').run(
      state,
      reason,
      id,
    );
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
    this.#statement(
      'UPDATE attempt SET ended_at = ?, outcome = ?, message = ? WHERE run_id = ? AND ended_at IS NULL',
    ).run(now(), outcome, message, runId);
  }

  #idsInState(state: RunState): number[] {
    return this.#statement('SELECT id FROM run WHERE state = ? ORDER BY id').pluck().all(state) as number[];
  }
}

function now(): string {
  return new Date().toISOString();
}

function blobOf(points: Float32Array): Buffer {
  return Buffer.from(points.buffer, points.byteOffset, points.byteLength);
}

function floatsOf(blob: Buffer): Float32Array {
  return new Float32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength));
}
