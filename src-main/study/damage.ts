// What in a study is not what was written, by its checksums, and the study as it is shown and gone on with then: a damaged run is
// one that failed for infrastructure reasons, an event or environment says that it is damaged. What the study says of itself, or rows
// that are gone, cannot be made good: one sentence.
import type Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { checksumOf, checksumOfRow } from './checksum.ts';
import { hasLog } from './companions.ts';
import { IMPORTED_DEVICE, IMPORTED_RUN_KIND } from '../records/origin.ts';
import { RUN_COLUMN_NAMES, RUN_COLUMNS } from '../records/run-columns.ts';
import { COVERED, FIRST_WITH_ROW_VALUES } from './schema.ts';
import { statementsOf } from './statements.ts';
import { StudyError } from './study-error.ts';
import { dataChecksums, NO_DATA, type Statements } from './sums.ts';

const DAMAGED_RUN = 'Damaged on the disk: what is stored of it is not what was written.';

export interface Damage {
  readonly runs: ReadonlySet<number>;
  readonly events: ReadonlySet<number>;
  readonly environments: ReadonlySet<number>;
}

export function isNone({ runs, events, environments }: Damage): boolean {
  return runs.size + events.size + environments.size === 0;
}

/**
 * `data`: curves, sites and events are read too, which takes as long as reading the file.
 * @throws StudyError for damage that is not of single rows.
 */
export function findDamage(rows: Statements, file: string, depth: 'rows' | 'data'): Damage {
  const refuse = (what: string) => {
    throw new StudyError(`${file} is damaged: ${what}.`);
  };
  const sound = (table: 'study' | 'tally') => {
    const [row, ...others] = rows.lists(`SELECT ${COVERED[table].join(', ')}, checksum FROM ${table}`);
    return row && others.length === 0 && isSound(table, row) ? row : null;
  };
  if (rows.lists('SELECT 1 FROM study').length === 0) refuse('it has no name and no spec');
  if (!sound('study')) refuse('its name, spec, text, recipes or thresholds are not what was written');
  const tally = sound('tally') ?? refuse('how many runs and events it has is not what was written');
  const [, runs, environments, attempts, events] = tally as number[];

  const damagedIn = (table: 'run' | 'environment' | 'event', count: number): Map<number, unknown[]> => {
    const damaged = new Map<number, unknown[]>();
    let found = 0;
    let last = -Infinity;
    const sql = `SELECT ${COVERED[table].join(', ')}, checksum FROM ${table} NOT INDEXED ORDER BY id`;
    rows.each(sql, (row) => {
      const id = row[0] as number;
      if (!(id > last)) refuse(`its ${table}s are not in order`);
      last = id;
      found += 1;
      if (!isSound(table, row)) damaged.set(id, row);
    });
    if (found !== count) refuse(`it has ${found} of ${count} ${table}s`);
    return damaged;
  };
  const runsDamaged = new Set(damagedIn('run', runs!).keys());
  const eventsDamaged = damagedIn('event', events!);
  const [[attemptsFound]] = rows.lists('SELECT count(*) FROM attempt NOT INDEXED') as [[number]];
  if (attemptsFound !== attempts) refuse(`it has ${attemptsFound} of ${attempts} attempts`);
  // What a damaged event told of its run is not known any more.
  const known = new Set(rows.lists('SELECT id FROM run NOT INDEXED').map(([id]) => id as number));
  for (const [, [, runId]] of eventsDamaged) if (known.has(runId as number)) runsDamaged.add(runId as number);
  if (depth === 'data') {
    const sums = dataChecksums(rows);
    for (const [id, sum] of rows.lists('SELECT id, data_checksum FROM run NOT INDEXED')) {
      if ((sums.get(id as number) ?? NO_DATA) !== sum) runsDamaged.add(id as number);
    }
  }
  return {
    runs: runsDamaged,
    events: new Set(eventsDamaged.keys()),
    environments: new Set(damagedIn('environment', environments!).keys()),
  };
}

/** @throws StudyError where pages are missing at the end, which nobody may have looked at yet. */
export function checkLength(database: Database.Database, file: string, real: string): void {
  if (hasLog(real)) return;
  const pragma = (name: string) => database.pragma(name, { simple: true }) as number;
  if (statSync(real).size >= pragma('page_count') * pragma('page_size')) return;
  throw new StudyError(`${file} is damaged: it is shorter than it says.`);
}

function isSound(table: keyof typeof COVERED, row: readonly unknown[]): boolean {
  return row.at(-1) === checksumOf(table, row.slice(0, -1));
}

/** Puts tables of this connection alone before those of the file, in which nothing is damaged any more. */
export function showMended(database: Database.Database, damage: Damage): void {
  const rows = statementsOf(database);
  // Before the tables are hidden.
  const places = placesOf(rows, damage, database.pragma('user_version', { simple: true }) as number);
  const isImported = importedRuns(rows);
  for (const table of ['run', 'event', 'environment'] as const) {
    // Where the study is of an older version, a view of the connection stands before its table already.
    database.exec(`CREATE TEMP TABLE mended AS SELECT * FROM ${table} NOT INDEXED;
      DROP VIEW IF EXISTS temp.${table};
      ALTER TABLE temp.mended RENAME TO ${table};`);
  }
  database.exec('CREATE INDEX temp.mended_event_of_run ON event (run_id)');
  const listed = [...damage.runs].join(', ');
  for (const table of ['curve', 'site_statistics']) {
    database.exec(`CREATE TEMP VIEW ${table} AS SELECT * FROM main.${table} WHERE run_id NOT IN (${listed})`);
  }
  if (damage.runs.size > 0) database.exec(`DELETE FROM temp.event WHERE run_id IN (${listed})`);
  for (const [id, place] of places) {
    const device = isImported(id) ? IMPORTED_DEVICE : null;
    replace(rows, 'run', { ...NOTHING_MEASURED, device, id, ...place });
  }
  const told = { run_id: null, step: null, details: null, created_at: new Date(0).toISOString() };
  for (const id of damage.events) {
    database.exec(`DELETE FROM temp.event WHERE id = ${id}`);
    const message = 'What was noted here is damaged.';
    insert(rows, 'event', { ...told, id, kind: 'damaged', message });
  }
  for (const id of damage.environments) {
    replace(rows, 'environment', { id, created_at: told.created_at, facts: '{"damaged":true}' });
  }
}

const NOTHING_MEASURED = {
  ...Object.fromEntries(RUN_COLUMN_NAMES.map((name) => [name, RUN_COLUMNS[name].unmeasured])),
  state: 'failed-infrastructure',
  reason: DAMAGED_RUN,
  data_checksum: NO_DATA,
};

/** Whether a run was imported, by what its events say. */
function importedRuns(rows: Statements): (id: number) => boolean {
  const sql = 'SELECT DISTINCT run_id FROM main.event NOT INDEXED WHERE kind = ?';
  const ids = new Set(rows.lists(sql, IMPORTED_RUN_KIND).map(([id]) => id));
  return (id) => ids.has(id);
}

const PLACE = ['recipe', 'learning_rate', 'row_value', 'seed'] as const;

/** Where in the grid the damaged runs are: the index over these columns holds them a second time. */
function placesOf(
  rows: Statements,
  { runs }: Damage,
  version: number,
): ReadonlyMap<number, Readonly<Record<string, unknown>>> {
  const indexed = new Map(
    rows
      .lists(
        `SELECT id, recipe, learning_rate, ${version < FIRST_WITH_ROW_VALUES ? 'batch_size' : 'row_value'}, seed
          FROM main.run INDEXED BY sqlite_autoindex_run_1 ORDER BY recipe`,
      )
      .map(([id, ...place]) => [id as number, place]),
  );
  // What all runs of a row have alike, from those that are sound.
  const alike = new Map<unknown, Row>();
  for (const [id, row, batch_size, planned_steps] of rows.lists(
    'SELECT id, row_value, batch_size, planned_steps FROM run NOT INDEXED',
  )) {
    if (!runs.has(id as number)) alike.set(row, { batch_size, planned_steps });
  }
  const [any] = alike;
  const batchSizeOf = (row: unknown) => (any && any[0] !== any[1].batch_size ? any[1].batch_size : row);
  const inTable = rows.lists(`SELECT id, ${PLACE.join(', ')} FROM run NOT INDEXED`);
  return new Map(
    inTable.flatMap(([id, ...own]) => {
      if (!runs.has(id as number)) return [];
      const place = indexed.get(id as number) ?? own;
      const named = Object.fromEntries(PLACE.map((name, index) => [name, place[index]]));
      const { row_value: row } = named;
      return [
        [
          id as number,
          { ...named, ...(alike.get(row) ?? { batch_size: batchSizeOf(row), planned_steps: 0 }) },
        ] as const,
      ];
    }),
  );
}

type Row = Readonly<Record<string, unknown>>;

function replace(rows: Statements, table: 'run' | 'environment', row: Row): void {
  rows.change(`DELETE FROM temp.${table} WHERE id = ?`, row.id);
  insert(rows, table, row);
}

function insert(rows: Statements, table: 'run' | 'environment' | 'event', row: Row): void {
  const columns = COVERED[table];
  const marks = columns.map(() => '?').join(', ');
  rows.change(
    `INSERT INTO temp.${table} (${columns.join(', ')}, checksum) VALUES (${marks}, ?)`,
    ...columns.map((name) => row[name]),
    checksumOfRow(table, row),
  );
}
