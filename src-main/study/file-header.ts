// The beginning of a SQLite file, read without SQLite: how many bytes its pages take, whatever follows them, and whose it is.
// https://www.sqlite.org/fileformat2.html#the_database_header
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { APPLICATION_ID } from './schema.ts';

const HEADER_BYTES = 100;
const WAL_FORMAT = 2;
const VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
const CHUNK = 4 << 20;

export interface FileHeader {
  /** Byte behind the last page; at most the size of the file. */
  readonly end: number;
  /** Whether a part of it may be in a write-ahead log. */
  readonly isWal: boolean;
}

/** null where the file is shorter than it says, or than a header. */
export function readHeader(handle: number): FileHeader | null {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(handle, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return null;
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const end = pageBytes * header.readUInt32BE(28);
  if (end === 0 || end > fstatSync(handle).size) return null;
  return { end, isWal: header[18] === WAL_FORMAT || header[19] === WAL_FORMAT };
}

/** The version of the study, as its first page has it; 0 where there is none. */
export function versionIn(handle: number): number {
  const header = Buffer.alloc(HEADER_BYTES);
  readSync(handle, header, 0, HEADER_BYTES, 0);
  return header.readInt32BE(VERSION_AT);
}

/** What lies beside a study: its logs, their index, its lock. */
const COMPANION = /-(wal|journal|shm|lock)$/;

/** Whether a path leads to a study, closed or not, or to what belongs to one that is there. */
export function belongsToStudy(file: string): boolean {
  if (COMPANION.test(file) && belongsToStudy(file.replace(COMPANION, ''))) return true;
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  return withFile(file, 'r', (handle) => {
    const header = Buffer.alloc(HEADER_BYTES);
    const isWhole = readSync(handle, header, 0, HEADER_BYTES, 0) === HEADER_BYTES;
    return isWhole && header.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID;
  });
}

export function withFile<T>(file: string, flags: string, work: (handle: number) => T): T {
  const handle = openSync(file, flags);
  try {
    return work(handle);
  } finally {
    closeSync(handle);
  }
}

/** Calls back with the bytes from 0 to `end`, a few megabytes at a time. */
export function readChunks(handle: number, end: number, take: (bytes: Uint8Array) => void): void {
  const chunk = Buffer.alloc(Math.min(CHUNK, end));
  for (let at = 0; at < end;) {
    const length = readSync(handle, chunk, 0, Math.min(CHUNK, end - at), at);
    if (length === 0) return;
    take(chunk.subarray(0, length));
    at += length;
  }
}
