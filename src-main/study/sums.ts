// The checksums of a whole study: those of what belongs to a run, and all of them anew after a migration.
import { checksumFrom, checksumOf, type Covered, type Value } from './checksum.ts';
import { firstMark } from './log-mark.ts';
import { COVERED } from './schema.ts';

/** What reads and changes rows: a study's database, or SQLite's own connection. */
export interface Statements {
  lists(sql: string, ...values: unknown[]): unknown[][];
  each(sql: string, take: (values: unknown[]) => void, ...values: unknown[]): void;
  change(sql: string, ...values: unknown[]): number;
}

/** Of a run that has neither curves nor sites nor events. */
export const NO_DATA = dataChecksum({ curves: 0, sites: 0, events: 0 });

interface Parts {
  curves: number;
  sites: number;
  events: number;
}

function dataChecksum({ curves, sites, events }: Parts): number {
  return checksumFrom(0, [curves, sites, events]);
}

/** Checksums over curves, sites and events, as they are in the file: of one run, or of every run that has any. */
export function dataChecksums(rows: Statements, runId?: number): ReadonlyMap<number, number> {
  const byRun = new Map<number, Parts>();
  const partsOf = (id: unknown): Parts => {
    let parts = byRun.get(id as number);
    if (!parts) byRun.set(id as number, (parts = { curves: 0, sites: 0, events: 0 }));
    return parts;
  };
  const [where, values] = runId === undefined ? ['run_id IS NOT NULL', []] : ['run_id = ?', [runId]];
  const add = (part: keyof Parts, sql: string) =>
    rows.each(
      sql,
      ([id, ...columns]) => {
        const parts = partsOf(id);
        parts[part] = checksumFrom(parts[part], columns as Value[]);
      },
      ...values,
    );
  add('curves', `SELECT run_id, run_id, name, points FROM curve WHERE ${where} ORDER BY run_id, name`);
  add('sites', `SELECT run_id, run_id, sites, steps, points FROM site_statistics WHERE ${where}`);
  add('events', `SELECT run_id, ${COVERED.event.join(', ')} FROM event WHERE ${where} ORDER BY id`);
  return new Map([...byRun].map(([id, parts]) => [id, dataChecksum(parts)]));
}

export function dataChecksumOf(rows: Statements, runId: number): number {
  return dataChecksums(rows, runId).get(runId) ?? NO_DATA;
}

/** Writes every checksum but those of checkpoints, and the tally. What the rows say is taken for right. */
export function writeChecksums(rows: Statements): void {
  const sums = dataChecksums(rows);
  for (const [id] of rows.lists('SELECT id FROM run')) {
    rows.change('UPDATE run SET data_checksum = ? WHERE id = ?', sums.get(id as number) ?? NO_DATA, id);
  }
  rows.change('DELETE FROM tally');
  rows.change(
    `INSERT INTO tally (id, runs, environments, attempts, events, mark) SELECT 1, (SELECT count(*) FROM run),
      (SELECT count(*) FROM environment), (SELECT count(*) FROM attempt), (SELECT count(*) FROM event), ?`,
    firstMark(),
  );
  for (const table of ['study', 'environment', 'run', 'event', 'tally'] as const)
    writeRowChecksums(rows, table);
}

function writeRowChecksums(rows: Statements, table: Covered): void {
  for (const values of rows.lists(`SELECT ${COVERED[table].join(', ')} FROM ${table}`)) {
    rows.change(`UPDATE ${table} SET checksum = ? WHERE id = ?`, checksumOf(table, values), values[0]);
  }
}
