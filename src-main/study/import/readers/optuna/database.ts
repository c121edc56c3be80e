// The SQLite database of an Optuna storage, of any version from 2 on.
// Layouts: https://github.com/optuna/optuna, storages/_rdb/alembic/versions.
import type { z } from 'zod';
import { StudyError } from '../../../study-error.ts';
import { ImportError } from '../../import-error.ts';
import { MOST_ROWS, type Objective, type Table } from '../../table.ts';
import { hasLog, readDatabase, type Companions, type PlainTables } from '../sqlite.ts';
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

/** Reported values, parameters or attributes of all trials together. */
const MOST_VALUES = 2_000_000;

/** @throws ImportError with one sentence. */
export function readOptuna(fileName: string, bytes: Uint8Array, companions: Companions): Table {
  try {
    const studies = readDatabase(fileName, bytes, companions, (tables) =>
      new Reader(fileName, tables).studies(),
    );
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
  }
}

class Reader {
  readonly #fileName: string;
  readonly #tables: PlainTables;

  constructor(fileName: string, tables: PlainTables) {
    this.#fileName = fileName;
    this.#tables = tables;
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
        `SELECT trial_id, ${this.#tables.has('trials', 'number') ? 'number' : 'NULL AS number'}, study_id, state FROM trials ORDER BY trial_id`,
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
    if (this.#tables.has('trials', 'value')) {
      const sql =
        "SELECT trial_id, 0 AS objective, value, NULL AS type FROM trials WHERE value IS NOT NULL OR state = 'COMPLETE'";
      return this.#rows('trials', valueRow, sql);
    }
    const type = this.#tables.has('trial_values', 'value_type') ? 'value_type' : 'NULL';
    const sql = `SELECT trial_id, objective, v.value, ${type} AS type FROM trial_values v JOIN trials t USING (trial_id)
      WHERE v.value IS NOT NULL OR type LIKE 'INF%' OR t.state = 'COMPLETE' ORDER BY trial_id, objective`;
    return this.#rows('trial_values', valueRow, sql);
  }

  /** Until 2.3 they stood where the values stand now. */
  #reports(): z.output<typeof stepRow>[] {
    const isOld = !this.#tables.has('trial_intermediate_values', null);
    const table = isOld ? 'trial_values' : 'trial_intermediate_values';
    const value = isOld ? 'value' : 'intermediate_value';
    const type = this.#tables.has(table, 'intermediate_value_type') ? 'intermediate_value_type' : 'NULL';
    const sql = `SELECT trial_id, step, ${value} AS value, ${type} AS type FROM ${table} ORDER BY trial_id, step`;
    return this.#rows(table, stepRow, sql);
  }

  #directions(): ReadonlyMap<number, Objective['direction'][]> {
    const isOld = !this.#tables.has('study_directions', null);
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
    if (!this.#tables.has(table, null)) return new Map();
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
    return this.#tables.rows(table, schema, sql, most);
  }
}
