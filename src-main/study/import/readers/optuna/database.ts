// The SQLite database of an Optuna storage, of any version from 2 on. The file may come from anyone: only plain tables are
// read, and no row is believed before its schema has passed.
// Layouts: https://github.com/optuna/optuna, storages/_rdb/alembic/versions.
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import { believed } from '../../../stored.ts';
import { StudyError } from '../../../study-error.ts';
import { ImportError } from '../../import-error.ts';
import { MOST_ROWS, type Objective, type Table } from '../../table.ts';
import { parameterReader } from './distributions.ts';
import {
  attributeRow,
  directionRow,
  optunaNumber,
  parameterRow,
  stepRow,
  studyRow,
  trialRow,
  valueOfJson,
  valueRow,
} from './rows.ts';
import { tableOfStudies, type OptunaStudy, type OptunaTrial } from './trials.ts';

/** What SQLite keeps beside a database that is written, or was when its writer died; empty: there is none; absent: not looked for. */
export interface Companions {
  readonly wal?: Uint8Array | undefined;
  readonly journal?: Uint8Array | undefined;
}

/** Reported values, parameters or attributes of all trials together. */
const MOST_VALUES = 2_000_000;

/** @throws ImportError with one sentence. */
export function readOptuna(fileName: string, bytes: Uint8Array, companions: Companions): Table {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-optuna-'));
  let database: Database.Database | null = null;
  try {
    // A copy: what lies beside it is merged into it by SQLite, which writes.
    const file = path.join(folder, 'copy.db');
    writeFileSync(file, bytes);
    if (companions.wal?.length) writeFileSync(`${file}-wal`, companions.wal);
    if (companions.journal?.length) writeFileSync(`${file}-journal`, companions.journal);
    database = new Database(file);
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    const studies = new Reader(fileName, database).studies();
    const mayLack = hasLog(bytes) && companions.wal === undefined;
    const lack = `Later trials may be in ${fileName}-wal alone, where that lies beside it: choose both files.`;
    if (mayLack && studies.every(({ trials }) => trials.length === 0)) {
      throw new ImportError(`${fileName} is an Optuna storage without a trial. ${lack}`);
    }
    return { ...tableOfStudies(fileName, 'Optuna', studies), notes: mayLack ? [lack] : [] };
  } catch (error) {
    if (error instanceof ImportError) throw error;
    if (error instanceof StudyError) throw new ImportError(error.message);
    throw new ImportError(
      `${fileName} is a SQLite database but not one of Optuna, or it is damaged: ${(error as Error).message}.`,
    );
  } finally {
    database?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether it is written with a log beside it. Format: https://sqlite.org/fileformat.html, offset 19. */
function hasLog(bytes: Uint8Array): boolean {
  return bytes[19] === 2;
}

class Reader {
  readonly #fileName: string;
  readonly #database: Database.Database;

  constructor(fileName: string, database: Database.Database) {
    this.#fileName = fileName;
    this.#database = database;
  }

  studies(): OptunaStudy[] {
    const studies = this.#rows(
      'studies',
      studyRow,
      'SELECT study_id, study_name FROM studies ORDER BY study_id',
    );
    const trials = Map.groupBy(
      this.#rows(
        'trials',
        trialRow,
        `SELECT trial_id, ${this.#has('trials', 'number') ? 'number' : 'NULL AS number'}, study_id, state FROM trials ORDER BY trial_id`,
        MOST_ROWS,
      ),
      ({ study_id: id }) => id,
    );
    const directions = this.#directions();
    const names = this.#metricNames();
    const readTrial = this.#trialReader();
    return studies.map(({ study_id: id, study_name: name }) => ({
      name,
      directions: directions.get(id) ?? [],
      metricNames: names.get(id) ?? [],
      trials: (trials.get(id) ?? []).map((trial, i) =>
        readTrial(trial.trial_id, trial.number ?? i, trial.state),
      ),
    }));
  }

  #trialReader(): (id: number, number: number, state: string) => OptunaTrial {
    const parameters = Map.groupBy(
      this.#rows(
        'trial_params',
        parameterRow,
        'SELECT trial_id, param_name, param_value, distribution_json FROM trial_params ORDER BY param_id',
      ),
      (row) => row.trial_id,
    );
    const values = Map.groupBy(this.#values(), (row) => row.trial_id);
    const reports = Map.groupBy(this.#reports(), (row) => row.trial_id);
    const attributes = this.#attributes('trial_user_attributes', 'trial_id', null);
    const valueOf = parameterReader(this.#fileName, 'trial_params');
    return (id, number, state) => ({
      number,
      state,
      parameters: new Map(
        (parameters.get(id) ?? []).map((row) => [
          row.param_name,
          valueOf(row.param_value, row.distribution_json),
        ]),
      ),
      values: new Map((values.get(id) ?? []).map((row) => [row.objective, optunaNumber(row)])),
      reports: (reports.get(id) ?? []).map((row) => ({ step: row.step, value: optunaNumber(row) })),
      attributes: attributes.get(id) ?? new Map(),
    });
  }

  /**
   * Of the trials by objective. Until 2.3 a trial had one value, in its own row; types came with 3.0. Before that a migration left a
   * NULL for trials that had none: only a trial that was completed has met NaN.
   */
  #values(): z.output<typeof valueRow>[] {
    if (this.#has('trials', 'value')) {
      const sql =
        "SELECT trial_id, 0 AS objective, value, NULL AS type FROM trials WHERE value IS NOT NULL OR state = 'COMPLETE'";
      return this.#rows('trials', valueRow, sql);
    }
    const type = this.#has('trial_values', 'value_type') ? 'value_type' : 'NULL';
    const sql = `SELECT trial_id, objective, v.value, ${type} AS type FROM trial_values v JOIN trials t USING (trial_id)
      WHERE v.value IS NOT NULL OR type LIKE 'INF%' OR t.state = 'COMPLETE' ORDER BY trial_id, objective`;
    return this.#rows('trial_values', valueRow, sql);
  }

  /** Until 2.3 they stood where the values stand now. */
  #reports(): z.output<typeof stepRow>[] {
    const isOld = !this.#has('trial_intermediate_values', null);
    const table = isOld ? 'trial_values' : 'trial_intermediate_values';
    const value = isOld ? 'value' : 'intermediate_value';
    const type = this.#has(table, 'intermediate_value_type') ? 'intermediate_value_type' : 'NULL';
    const sql = `SELECT trial_id, step, ${value} AS value, ${type} AS type FROM ${table} ORDER BY trial_id, step`;
    return this.#rows(table, stepRow, sql);
  }

  #directions(): ReadonlyMap<number, Objective['direction'][]> {
    const isOld = !this.#has('study_directions', null);
    const rows = isOld
      ? this.#rows('studies', directionRow, 'SELECT study_id, direction FROM studies')
      : this.#rows(
          'study_directions',
          directionRow,
          'SELECT study_id, direction FROM study_directions ORDER BY study_id, objective',
        );
    const byStudy = Map.groupBy(rows, (row) => row.study_id);
    return new Map(
      [...byStudy].map(([id, all]) => [
        id,
        all.map(({ direction }) =>
          direction === 'MAXIMIZE' ? 'maximize' : direction === 'MINIMIZE' ? 'minimize' : 'not set',
        ),
      ]),
    );
  }

  /** `study.set_metric_names` keeps them in an attribute of the study. */
  #metricNames(): ReadonlyMap<number, readonly string[]> {
    const all = this.#attributes('study_system_attributes', 'study_id', 'study:metric_names');
    return new Map(
      [...all].map(([id, own]) => {
        const names = own.get('study:metric_names');
        return [id, Array.isArray(names) ? names.map(String) : []];
      }),
    );
  }

  /** By owner and key; only those of one key where it is named. */
  #attributes(table: string, owner: string, key: string | null): ReadonlyMap<number, Map<string, unknown>> {
    if (!this.#has(table, null)) return new Map();
    const only = key === null ? '' : `WHERE key = '${key}'`;
    const sql = `SELECT ${owner} AS owner, key, value_json FROM ${table} ${only}`;
    const byOwner = Map.groupBy(this.#rows(table, attributeRow, sql), (row) => row.owner);
    return new Map(
      [...byOwner].map(([id, own]) => [
        id,
        new Map(own.map(({ key: name, value_json: json }) => [name, valueOfJson(json)])),
      ]),
    );
  }

  #rows<T>(table: string, schema: z.ZodType<T>, sql: string, most = MOST_VALUES): T[] {
    this.#checkIsPlain(table);
    const rows = this.#database.prepare(`${sql} LIMIT ${most + 1}`).all();
    if (rows.length > most)
      throw new ImportError(`${this.#fileName} has more than ${most} rows in ${table}.`);
    return rows.map((row) => believed(schema, row, { file: this.#fileName, table }));
  }

  /** Whether there is such a table, or such a column of it. */
  #has(table: string, column: string | null): boolean {
    const names = this.#database.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck().all(table);
    return column === null ? names.length > 0 : names.includes(column);
  }

  /** A view, a virtual table or a computed column would run statements of the file. */
  #checkIsPlain(table: string): void {
    const found = this.#database
      .prepare("SELECT type = 'table' AND rootpage > 0 FROM sqlite_master WHERE name = ?")
      .pluck()
      .get(table);
    if (found === undefined) throw new Error(`it has no table ${table}`);
    const columns = this.#database.prepare('SELECT hidden FROM pragma_table_xinfo(?)').pluck().all(table);
    if (found !== 1 || columns.some((hidden) => hidden !== 0)) {
      throw new Error(`its ${table} is no plain table`);
    }
  }
}
