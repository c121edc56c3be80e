// Brings a study of an older version to this one: in the file after a backup of it, or in memory where it is only read.
import Database from 'better-sqlite3';
import { copyFileSync, constants } from 'node:fs';
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

/** The same study in memory, of this version; the file is not changed. */
export function migratedCopy(database: Database.Database): Database.Database {
  if (versionOf(database) >= SCHEMA_VERSION) return database;
  const copy = new Database(database.serialize());
  database.close();
  migrate(copy);
  return copy;
}

function migrate(database: Database.Database): void {
  database.transaction(() => {
    for (let version = versionOf(database); version < SCHEMA_VERSION; version++) {
      database.exec(MIGRATIONS[version]!);
    }
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}
