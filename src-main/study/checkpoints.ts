// Batches of runs half done, in parts, because SQLite takes no value of a gigabyte and memory need not hold a checkpoint. Each
// part is a change of its own; the row that says how many there are makes a checkpoint of them, and the one before it stays
// until then. What a killed writer left of one without that row is dropped.
import { checksumOf, type Value } from './checksum.ts';
import type { StudyDatabase } from './database.ts';
import { COVERED } from './schema.ts';
import * as stored from './stored.ts';
import { StorageError, StudyError } from './study-error.ts';

/** Whose batch is half done, and what made the checkpoint: another device or version would not go on bit for bit. */
export interface CheckpointOwner {
  readonly runIds: readonly number[];
  readonly madeBy: string;
}

export interface StoredParts {
  readonly parts: number;
  /** null where it is not what was written, or cannot be read. */
  part(number: number): Uint8Array | null;
}

/** Keeps one checkpoint; `finish` or `discard` ends it. */
export class CheckpointWriter {
  readonly #database: StudyDatabase;
  readonly #runIds: string;
  readonly #madeBy: string;
  readonly #createdAt = new Date().toISOString();
  #id: number | null = null;
  #parts = 0;

  constructor(database: StudyDatabase, { runIds, madeBy }: CheckpointOwner) {
    this.#database = database;
    this.#runIds = JSON.stringify(runIds);
    this.#madeBy = madeBy;
  }

  /** @throws StorageError; then only `discard` is left to do. */
  add(bytes: Uint8Array): void {
    this.#id ??= this.#database.change(
      'INSERT INTO checkpoint (created_at, run_ids, made_by) VALUES (?, ?, ?)',
      this.#createdAt,
      this.#runIds,
      this.#madeBy,
    );
    const number = this.#parts++;
    const checksum = checksumOf('checkpoint_part', [this.#id, number, bytes]);
    const sql = 'INSERT INTO checkpoint_part (checkpoint_id, number, checksum, bytes) VALUES (?, ?, ?, ?)';
    this.#database.change(sql, this.#id, number, checksum, bytes);
  }

  /** It takes the place of what was kept of these runs before. @throws StorageError; then only `discard` is left to do. */
  finish(): void {
    const [id, parts] = [this.#id, this.#parts];
    const values = [id, this.#createdAt, this.#runIds, this.#madeBy, parts];
    this.#database.transaction(() => {
      this.#database.change('DELETE FROM checkpoint WHERE run_ids = ? AND id IS NOT ?', this.#runIds, id);
      const sql = 'UPDATE checkpoint SET parts = ?, checksum = ? WHERE id = ?';
      this.#database.change(sql, parts, checksumOf('checkpoint', values), id);
    });
  }

  /** Gives back the room of what was added. @throws StorageError. */
  discard(): void {
    this.#database.change('DELETE FROM checkpoint WHERE id IS ?', this.#id);
  }
}

export function checkpointOwners(database: StudyDatabase): CheckpointOwner[] {
  return soundOnes(database).map(({ run_ids: runIds, made_by: madeBy }) => ({ runIds, madeBy }));
}

/** null where there is no checkpoint of these runs. */
export function storedParts(database: StudyDatabase, runIds: readonly number[]): StoredParts | null {
  const own = JSON.stringify(runIds);
  const found = soundOnes(database).find((row) => JSON.stringify(row.run_ids) === own);
  if (!found) return null;
  const { id, parts } = found;
  const sql = 'SELECT * FROM checkpoint_part WHERE checkpoint_id = ? AND number = ?';
  return {
    parts,
    part(number) {
      try {
        const row = database.row('checkpoint_part', stored.checkpointPartRow, sql, id, number);
        if (!row || row.checksum !== checksumOf('checkpoint_part', [id, number, row.bytes])) return null;
        return row.bytes;
      } catch (error) {
        if (error instanceof StudyError || error instanceof StorageError) return null;
        throw error;
      }
    },
  };
}

export function dropCheckpoint(database: StudyDatabase, runIds: readonly number[]): void {
  database.change('DELETE FROM checkpoint WHERE run_ids = ?', JSON.stringify(runIds));
}

/** Those that their writer never made whole. */
export function dropHalfMade(database: StudyDatabase): void {
  const which = 'FROM checkpoint WHERE parts IS NULL AND checksum IS NULL';
  if (database.count(`SELECT count(*) ${which}`) > 0) database.change(`DELETE ${which}`);
}

/** Those that are not what was written. @returns how many these were. */
export function dropDamaged(database: StudyDatabase): number {
  const damaged = database.lists(SELECT).filter((values) => !isSound(values));
  for (const [id] of damaged) database.change('DELETE FROM checkpoint WHERE id = ?', id);
  return damaged.length;
}

/** When the last of them was made; null where there is none. */
export function lastMadeAt(database: StudyDatabase): string | null {
  const dates = soundOnes(database).map(({ created_at: date }) => date);
  return dates.toSorted().at(-1) ?? null;
}

const SELECT = `SELECT ${COVERED.checkpoint.join(', ')}, checksum FROM checkpoint WHERE parts IS NOT NULL OR checksum IS NOT NULL
  ORDER BY id`;

function isSound(values: readonly unknown[]): boolean {
  return checksumOf('checkpoint', values.slice(0, -1) as Value[]) === values.at(-1);
}

function soundOnes(database: StudyDatabase) {
  const names = [...COVERED.checkpoint, 'checksum'];
  return database
    .lists(SELECT)
    .filter(isSound)
    .map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]])))
    .map((row) => database.believed('checkpoint', stored.checkpointRow, row));
}
