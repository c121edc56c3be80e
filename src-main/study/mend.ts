// A study of which some rows are not what was written, as a file whose rows are: the damaged runs failed in it, so that `retry`
// trains them again. The file as it was stays beside it. Nobody else may have it open to write.
import Database from 'better-sqlite3';
import { constants, copyFileSync, existsSync, renameSync } from 'node:fs';
import { checksumOf } from './checksum.ts';
import { removeStudyFile } from './companions.ts';
import { checkLength, findDamage, isNone, showMended, type Damage } from './damage.ts';
import { checkLayout } from './layout.ts';
import { versionOf } from './migrate.ts';
import {
  APPLICATION_ID,
  COVERED,
  FIRST_WITH_CHECKSUMS,
  SCHEMA,
  SCHEMA_VERSION,
  VIEWS_OF_OLDER,
} from './schema.ts';
import { statementsOf } from './statements.ts';
import { writeChecksums } from './sums.ts';

/** @throws StudyError for damage that is not of single rows. */
export function mendFile(name: string, file: string): void {
  const source = new Database(file, { fileMustExist: true });
  const partial = `${file}.part`;
  try {
    source.pragma('trusted_schema = OFF');
    source.pragma('cell_size_check = ON');
    const isOurs = source.pragma('application_id', { simple: true }) === APPLICATION_ID;
    // What else it is, is said by whoever opens it.
    const version = versionOf(source);
    if (!isOurs || version < FIRST_WITH_CHECKSUMS || version > SCHEMA_VERSION) return;
    checkLayout(source, version, name);
    checkLength(source, name, file);
    if (version < SCHEMA_VERSION) source.exec(VIEWS_OF_OLDER[version]!);
    const damage = findDamage(statementsOf(source), name, 'data');
    if (isNone(damage)) return;
    showMended(source, damage);
    removeStudyFile(partial);
    copyRows(source, partial, damage);
    // No log may lie beside what takes its place, nor anyone read by it.
    source.pragma('journal_mode = DELETE');
  } catch (error) {
    removeStudyFile(partial);
    throw error;
  } finally {
    source.close();
  }
  copyFileSync(file, damagedName(file), constants.COPYFILE_FICLONE);
  renameSync(partial, file);
}

function damagedName(file: string): string {
  for (let number = 1; ; number++) {
    const candidate = `${file}.damaged${number === 1 ? '' : `-${number}`}`;
    if (!existsSync(candidate)) return candidate;
  }
}

/** Before what points to them. */
const TABLES = [
  ['study', ''],
  ['environment', ''],
  ['run', ''],
  ['attempt', 'WHERE run_id IN (SELECT id FROM run) AND environment_id IN (SELECT id FROM environment)'],
  ['curve', ''],
  ['site_statistics', ''],
  ['event', ''],
  ['checkpoint', 'WHERE parts IS NOT NULL'],
  ['checkpoint_part', 'WHERE checkpoint_id IN (SELECT id FROM checkpoint WHERE parts IS NOT NULL)'],
] as const;

function copyRows(source: Database.Database, partial: string, { runs, events, environments }: Damage): void {
  const target = new Database(partial);
  try {
    target.pragma(`application_id = ${APPLICATION_ID}`);
    target.pragma(`user_version = ${SCHEMA_VERSION}`);
    target.transaction(() => {
      target.exec(SCHEMA);
      const rows = statementsOf(target);
      for (const [table, where] of TABLES) {
        const names = rows
          .lists('SELECT name FROM pragma_table_info(?)', table)
          .map(([column]) => column as string);
        const marks = names.map(() => '?').join(', ');
        const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`;
        statementsOf(source).each(`SELECT ${names.join(', ')} FROM ${table} ${where}`, (row) => {
          if (table === 'checkpoint' && !isSoundCheckpoint(names, row)) return;
          rows.change(sql, ...row);
        });
      }
      const parts = [
        ...(runs.size > 0 ? [`runs ${[...runs].join(', ')} (failed now; "retry" trains them again)`] : []),
        ...(events.size > 0 ? [`${events.size} events`] : []),
        ...(environments.size > 0 ? [`${environments.size} environments`] : []),
      ];
      const message = `Not what was written, and so left out: ${parts.join(', ')}. The file as it was is kept beside this one.`;
      const event = 'INSERT INTO event (created_at, kind, message) VALUES (?, ?, ?)';
      rows.change(event, new Date().toISOString(), 'damage', message);
      writeChecksums(rows);
    })();
  } finally {
    target.close();
  }
}

function isSoundCheckpoint(names: readonly string[], row: readonly unknown[]): boolean {
  const values = COVERED.checkpoint.map((name) => row[names.indexOf(name)]);
  return checksumOf('checkpoint', values) === row[names.indexOf('checksum')];
}
