// Brings a study of an older version to this one: in the file after a backup of it, or in memory where it is only read.
import Database from 'better-sqlite3';
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MIGRATIONS, SCHEMA_VERSION } from './schema.ts';

export function versionOf(database: Database.Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/** The older file is kept beside it as FILE.v1-backup; all changes are one transaction. */
export function migrateFile(database: Database.Database, file: string): void {
  const version = versionOf(database);
  if (version >= SCHEMA_VERSION) return;
  database.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(file, `${file}.v${version}-backup`, constants.COPYFILE_FICLONE);
  migrate(database);
}

/**
 * The same study in memory, of this version and with what a killed writer left behind taken in; the file and what lies
 * beside it are not changed.
 */
export function copyInMemory(file: string): Database.Database {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-'));
  const copy = path.join(folder, 'study');
  try {
    for (const ending of ['', '-wal', '-journal']) {
      if (existsSync(`${file}${ending}`)) copyFileSync(`${file}${ending}`, `${copy}${ending}`);
    }
    const database = new Database(copy);
    database.pragma('trusted_schema = OFF');
    // A database in memory cannot have a write-ahead log.
    database.pragma('journal_mode = DELETE');
    const bytes = database.serialize();
    database.close();
    const inMemory = new Database(bytes);
    migrate(inMemory);
    return inMemory;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function migrate(database: Database.Database): void {
  database.transaction(() => {
    for (let version = versionOf(database); version < SCHEMA_VERSION; version++) {
      database.exec(MIGRATIONS[version]!);
    }
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}
