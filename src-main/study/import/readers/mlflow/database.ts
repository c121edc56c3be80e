// The runs of an MLflow tracking database (SQLite). A loss that is NaN stands in it as 0 with a mark, an infinite one as the largest
// number there is. Source: mlflow/store/tracking/dbmodels/models.py, sqlalchemy_store.py (sanitize_metric_value).
import { z } from 'zod';
import type { RunReading } from '../../folder/reading.ts';
import type { Series } from '../../folder/series.ts';
import { readDatabase, type Companions, type PlainTables } from '../sqlite.ts';
import { numbered, stateOf, withSteps } from './status.ts';

const text = z.string();
const runRow = z.object({
  run_uuid: text,
  name: text.nullable(),
  status: text.nullable(),
  lifecycle_stage: text.nullable(),
  start_time: z.number().nullable(),
  experiment_id: z.int().nullable(),
});
const experimentRow = z.object({ experiment_id: z.int(), name: text });
const metricRow = z.object({
  run_uuid: text,
  key: text,
  value: z.number(),
  step: z.int(),
  is_nan: z.union([z.number(), z.null()]),
});
const parameterRow = z.object({ run_uuid: text, key: text, value: text });

const MOST_RUNS = 200_000;
const MOST_POINTS = 20_000_000;
const MOST_PARAMETERS = 5_000_000;

export interface StoredRun {
  readonly id: string;
  readonly isDeleted: boolean;
  readonly reading: RunReading;
}

/** Whether it has the tables of MLflow; a file that SQLite cannot read has none. */
export function isMlflowDatabase(fileName: string, bytes: Uint8Array): boolean {
  try {
    return readDatabase(fileName, bytes, {}, hasTables);
  } catch {
    return false;
  }
}

function hasTables(tables: PlainTables): boolean {
  return ['runs', 'metrics', 'params'].every((table) => tables.has(table, null));
}

/** null: it is none of MLflow. @throws ImportError, StudyError; Error where SQLite cannot read it. */
export function readMlflowDatabase(
  fileName: string,
  bytes: Uint8Array,
  companions: Companions,
): StoredRun[] | null {
  return readDatabase(fileName, bytes, companions, (tables) => (hasTables(tables) ? runsOf(tables) : null));
}

function runsOf(tables: PlainTables): StoredRun[] {
  const runs = tables.rows(
    'runs',
    runRow,
    `SELECT run_uuid, name, status, lifecycle_stage, start_time, ${tables.has('runs', 'experiment_id') ? 'experiment_id' : 'NULL AS experiment_id'} FROM runs ORDER BY start_time, run_uuid`,
    MOST_RUNS,
  );
  const isNan = tables.has('metrics', 'is_nan') ? 'is_nan' : 'NULL AS is_nan';
  const metrics = Map.groupBy(
    tables.rows(
      'metrics',
      metricRow,
      `SELECT run_uuid, key, value, step, ${isNan} FROM metrics ORDER BY run_uuid, key, timestamp, step`,
      MOST_POINTS,
    ),
    ({ run_uuid: id }) => id,
  );
  const parameters = Map.groupBy(
    tables.rows('params', parameterRow, 'SELECT run_uuid, key, value FROM params', MOST_PARAMETERS),
    ({ run_uuid: id }) => id,
  );
  const experiments = new Map<number | null, string>(
    tables.has('experiments', 'name')
      ? tables
          .rows('experiments', experimentRow, 'SELECT experiment_id, name FROM experiments', MOST_RUNS)
          .map(({ experiment_id: id, name }) => [id, name])
      : [],
  );
  return runs.map(({ run_uuid: id, name, status, lifecycle_stage: stage, start_time: began, ...run }) => ({
    id,
    isDeleted: stage === 'deleted',
    reading: {
      name: name ?? undefined,
      study: experiments.get(run.experiment_id) ?? numbered(run.experiment_id),
      settings: new Map((parameters.get(id) ?? []).map(({ key, value }) => [key, value])),
      series: seriesOf(metrics.get(id) ?? []),
      state: stateOf(status),
      began: began === null ? null : began / 1000,
      damage: null,
    },
  }));
}

function seriesOf(rows: readonly z.output<typeof metricRow>[]): Map<string, Series> {
  const byKey = Map.groupBy(rows, ({ key }) => key);
  return new Map(
    [...byKey].map(([key, own]) => [
      key,
      { steps: withSteps(own.map(({ step }) => step)), values: own.map(valueOf) },
    ]),
  );
}

function valueOf({ value, is_nan: isNan }: z.output<typeof metricRow>): number {
  if (isNan) return NaN;
  return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Infinity : value;
}
