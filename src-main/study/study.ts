// A study: what its file says, and the one place that changes it. A divergence is a result; a failure is the machine's.
import type { Label } from '../analysis/labels/labels.ts';
import type { MeasuredRun, RunState } from '../analysis/labels/run.ts';
import type { Thresholds } from '../analysis/labels/thresholds.ts';
import {
  CheckpointWriter,
  dropCheckpoint,
  dropDamaged,
  dropHalfMade,
  type CheckpointOwner,
} from './checkpoints.ts';
import { insertRun, removeRun } from './changed-runs.ts';
import { isRepeatable } from '../records/origin.ts';
import { measuredColumns } from '../records/run-fields.ts';
import { StudyDatabase } from './database.ts';
import { createFile, openFile } from './open.ts';
import { addToTally, changeRow, insertRow } from './rows.ts';
import { COVERED } from './schema.ts';
import * as stored from './stored.ts';
import { StudyError } from './study-error.ts';
import { StudyReader } from './study-reader.ts';
import { dataChecksumOf } from './sums.ts';
import type { Environment, FinishedRun, PlannedRun, StudyContents, StudyEvent } from '../records/types.ts';

export interface RunVerdict {
  readonly id: number;
  readonly label: Label;
  readonly reason: string;
  readonly provisional: boolean;
}

/**
 * Makes a study with every planned run as a row; nothing is left behind if that fails. `name` is what a user would call the
 * file, where it is to get another name.
 * @throws StudyError if the file exists; StorageError if it cannot be written.
 */
export function createStudy(file: string, contents: StudyContents, name = file): Study {
  const opened = createFile(file, name, (database) => {
    database
      .prepare(`INSERT INTO study (${COVERED.study.join(', ')}) VALUES (1, ?, ?, ?, ?, ?, ?, ?)`)
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
      'INSERT INTO run (recipe, learning_rate, row_value, batch_size, seed, planned_steps) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const { recipe, learningRate, rowValue, batchSize, seed, plannedSteps } of contents.runs) {
      insert.run(recipe, learningRate, rowValue, batchSize, seed, plannedSteps);
    }
  });
  return new Study(new StudyDatabase(opened));
}

/** @throws StudyError, StorageError with one sentence; a study opened to read is not changed in any way. */
export function openStudy(file: string, mode: 'read' | 'write'): Study {
  const opened = openFile(file, mode);
  const study = new Study(new StudyDatabase(opened));
  try {
    if (mode === 'write') study.dropHalfMadeCheckpoints();
    if (opened.told !== null) {
      study.addEvent({ runId: null, step: null, kind: 'damage', message: opened.told });
    }
    return study;
  } catch (error) {
    study.close();
    throw error;
  }
}

export class Study extends StudyReader {
  rename(name: string): void {
    this.transaction(() => changeRow(this.database, 'study', 1, { name }));
  }

  /** What its runs are of, where some have come or gone. */
  changeContents({ spec, baseline, recipes }: Pick<StudyContents, 'spec' | 'baseline' | 'recipes'>): void {
    const changes = { spec: JSON.stringify(spec), baseline, recipes: JSON.stringify(recipes) };
    this.transaction(() => changeRow(this.database, 'study', 1, changes));
  }

  /** A planned run more, under a number that no run has, or the next one; returns its number. */
  addRun(run: PlannedRun, number: number | null): number {
    let id = 0;
    this.transaction(() => {
      id = insertRun(this.database, run, number);
      addToTally(this.database, { runs: 1 });
    });
    return id;
  }

  /** They and all that belongs to them, as if they had never been. */
  removeRuns(ids: readonly number[]): void {
    this.transaction(() => {
      for (const id of ids) {
        const { attempts, events } = removeRun(this.database, id);
        addToTally(this.database, { runs: -1, attempts: -attempts, events: -events });
      }
    });
  }

  /** Events of no run, of a kind whose details pass. */
  removeEvents(kind: string, isGone: (details: unknown) => boolean): void {
    const sql = 'SELECT id, details FROM event WHERE run_id IS NULL AND kind = ?';
    this.transaction(() => {
      const gone = this.database
        .rows('event', stored.eventDetailsRow, sql, kind)
        .filter(({ details }) => isGone(details));
      for (const { id } of gone) this.database.change('DELETE FROM event WHERE id = ?', id);
      addToTally(this.database, { events: -gone.length });
    });
  }

  addEnvironment(environment: Environment): number {
    let id = 0;
    this.transaction(() => {
      const facts = JSON.stringify(environment);
      id = insertRow(this.database, 'environment', { created_at: now(), facts });
      addToTally(this.database, { environments: 1 });
    });
    return id;
  }

  /** planned -> running, with an attempt each. */
  startRuns(ids: readonly number[], environmentId: number): void {
    const sql = 'INSERT INTO attempt (run_id, environment_id, started_at) VALUES (?, ?, ?)';
    this.transaction(() => {
      for (const id of ids) {
        this.database.change(sql, id, environmentId, now());
        changeRow(this.database, 'run', id, ({ attempts }) => ({
          ...inState('running', null),
          attempts: (attempts as number) + 1,
          environment_id: environmentId,
        }));
      }
      addToTally(this.database, { attempts: ids.length });
    });
  }

  /** `environmentId` says what trained it, where that was not known when it began. */
  finishRun(id: number, run: FinishedRun, environmentId: number | null = null): void {
    const { measured } = run;
    this.transaction(() => {
      if (environmentId !== null) {
        const sql = 'UPDATE attempt SET environment_id = ? WHERE run_id = ? AND ended_at IS NULL';
        this.database.change(sql, environmentId, id);
      }
      this.#endAttempt(id, 'finished', null);
      for (const table of ['curve', 'site_statistics'] as const) {
        this.database.change(`DELETE FROM ${table} WHERE run_id = ?`, id);
      }
      for (const [name, points] of Object.entries(run.curves)) {
        const sql = 'INSERT INTO curve (run_id, name, points) VALUES (?, ?, ?)';
        this.database.change(sql, id, name, blobOf(points));
      }
      if (run.sites.length > 0) {
        this.database.change(
          'INSERT INTO site_statistics (run_id, sites, steps, points) VALUES (?, ?, ?, ?)',
          id,
          JSON.stringify(run.sites),
          JSON.stringify(run.siteSteps),
          blobOf(run.siteStatistics),
        );
      }
      // Those of an earlier attempt at this run are not of this result.
      const before = this.database.count('SELECT count(*) FROM event WHERE run_id = ?', id);
      this.database.change('DELETE FROM event WHERE run_id = ?', id);
      addToTally(this.database, { events: -before });
      for (const event of run.events) this.#insertEvent({ ...event, runId: id });
      changeRow(this.database, 'run', id, {
        ...inState('finished', run.stopped),
        label: run.stopped === null ? null : ('stopped' satisfies Label),
        ...measuredColumns({ ...measured, nonfinite: measured.nonfinite ?? brokenValidation(measured) }),
        seconds: run.seconds,
        device: run.device,
        sharpness: endOf(run.curves.sharpness, 1),
        last_steps: endOf(run.curves.step, 3),
        data_checksum: dataChecksumOf(this.database, id),
        ...(environmentId !== null && { environment_id: environmentId }),
      });
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
   * What broke for infrastructure reasons, or was cancelled, is planned again; returns how many.
   * @throws StudyError where all of them were imported: nothing here could train them.
   */
  retryFailed(): number {
    const runs = this.runs();
    const ids = runs.filter(isRepeatable).map(({ id }) => id);
    if (ids.length === 0 && runs.some(({ state }) => state === 'failed-infrastructure'))
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
    const sql = 'SELECT 1 FROM run WHERE id = ? AND (label, reason, provisional) IS NOT (?, ?, ?)';
    this.transaction(() => {
      for (const { id, label, reason, provisional: isProvisional } of verdicts) {
        const provisional = isProvisional ? 1 : 0;
        if (this.database.lists(sql, id, label, reason, provisional).length === 0) continue;
        changeRow(this.database, 'run', id, { label, reason, provisional });
      }
    });
  }

  setThresholds(thresholds: Thresholds): void {
    this.transaction(() => changeRow(this.database, 'study', 1, { thresholds: JSON.stringify(thresholds) }));
  }

  addEvent(event: StudyEvent): void {
    const { runId } = event;
    this.transaction(() => {
      this.#insertEvent(event);
      if (runId === null) return;
      changeRow(this.database, 'run', runId, { data_checksum: dataChecksumOf(this.database, runId) });
    });
  }

  #insertEvent({ runId, step, kind, message, details }: StudyEvent): void {
    insertRow(this.database, 'event', {
      run_id: runId,
      created_at: now(),
      step,
      kind,
      message,
      details: details === undefined ? null : JSON.stringify(details),
    });
    addToTally(this.database, { events: 1 });
  }

  /** For a checkpoint of these runs; what was kept of them before stays until it is whole. */
  newCheckpoint(owner: CheckpointOwner): CheckpointWriter {
    return new CheckpointWriter(this.database, owner);
  }

  dropCheckpoint(runIds: readonly number[]): void {
    dropCheckpoint(this.database, runIds);
  }

  /** What a killed writer left of a checkpoint that it was making. */
  dropHalfMadeCheckpoints(): void {
    dropHalfMade(this.database);
  }

  /** Drops the checkpoints that are not what was written; their runs begin again, and an event says so. */
  dropDamagedCheckpoints(): void {
    this.transaction(() => {
      const count = dropDamaged(this.database);
      if (count === 0) return;
      const message = `${count === 1 ? 'A checkpoint was' : `${count} checkpoints were`} damaged and dropped; the runs begin again.`;
      this.addEvent({ runId: null, step: null, kind: 'checkpoint-dropped', message });
    });
  }

  transaction(work: () => void): void {
    this.database.transaction(work);
  }

  #setState(id: number, state: RunState, reason: string | null): void {
    changeRow(this.database, 'run', id, inState(state, reason));
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
    this.database.change(sql, now(), outcome, message, runId);
  }

  #idsInState(state: RunState): number[] {
    const sql = 'SELECT id FROM run NOT INDEXED WHERE state = ? ORDER BY id';
    return this.database.rows('run', stored.idRow, sql, state).map(({ id }) => id);
  }
}

function inState(state: RunState, reason: string | null) {
  return { state, label: null, reason, provisional: 0 };
}

/** The last values of a curve, as bytes. */
function endOf(points: Float32Array | undefined, values: number): Buffer | null {
  return points === undefined ? null : blobOf(points.subarray(Math.max(0, points.length - values)));
}

/** A run whose numbers were finite while it trained and whose validation loss is not has failed all the same. */
function brokenValidation({ validationLoss, endStep }: FinishedRun['measured']): MeasuredRun['nonfinite'] {
  const isBroken = validationLoss !== null && !Number.isFinite(validationLoss);
  return isBroken ? { step: endStep, tensor: 'validation loss' } : null;
}

function now(): string {
  return new Date().toISOString();
}

function blobOf(points: Float32Array): Buffer {
  return Buffer.from(points.buffer, points.byteOffset, points.byteLength);
}
