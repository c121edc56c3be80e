// The seal of a closed study: a checksum of the whole file behind its last page, where SQLite does not look. Without it, a
// bit that flips in a stored number would be read as a result. A study that is open to write, or whose writer was killed, has
// none. It tells damage, not forgery.
import { existsSync, fstatSync, fsyncSync, ftruncateSync, readSync, statSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { readChunks, readHeader, withFile } from './file-header.ts';

const SEAL = /^\nPrecipice CRC-32 ([0-9a-f]{8})\n$/;
const SEAL_BYTES = 27;
/** Larger studies would take seconds at every opening; `doctor` checks them all the same. */
const LARGEST_CHECKED = 2e9;

/** Seals a file that no connection has open. Nothing is done where it was left in WAL mode, because then it is not whole. */
export function seal(file: string): void {
  withFile(file, 'r+', (handle) => {
    const end = endOfClosed(handle);
    if (end === null) return;
    const text = `\nPrecipice CRC-32 ${checksum(handle, end)}\n`;
    ftruncateSync(handle, end);
    writeSync(handle, text, end, 'latin1');
    fsyncSync(handle);
  });
}

/** Takes the seal off before the file is written to. */
export function unseal(file: string): void {
  withFile(file, 'r+', (handle) => {
    const end = endOfClosed(handle);
    if (end !== null && sealAt(handle, end) !== null) ftruncateSync(handle, end);
  });
}

export type SealState = 'none' | 'fits' | 'broken';

/** Stamps of files that were found whole; a file that has not changed since is not read again. */
const whole = new Map<string, string>();
const MOST_REMEMBERED = 1000;

/** Whether the file is what it was when it was closed; `none` where nothing tells, or it is above `largest` bytes. */
export function checkSeal(file: string, largest = LARGEST_CHECKED): SealState {
  for (;;) {
    const stamp = stampOf(file);
    if (whole.get(file) === stamp) return 'fits';
    const state = sealState(file, largest);
    if (state === 'fits') {
      if (whole.size >= MOST_REMEMBERED) whole.clear();
      whole.set(file, stamp);
    }
    // Else a writer may have begun meanwhile.
    if (state !== 'broken' || stampOf(file) === stamp) return state;
  }
}

function sealState(file: string, largest: number): SealState {
  return withFile(file, 'r', (handle) => {
    const { size } = fstatSync(handle);
    const end = endOfClosed(handle);
    const stored = sealAt(handle, Math.max(0, size - SEAL_BYTES));
    if (stored === null) {
      // So few bytes behind the last page are what is left of a seal; while a change is under way, a journal lies beside.
      const isLeft = end !== null && end < size && size <= end + SEAL_BYTES;
      return isLeft && !existsSync(`${file}-journal`) ? 'broken' : 'none';
    }
    if (size > largest) return 'none';
    return end === size - SEAL_BYTES && stored === checksum(handle, end) ? 'fits' : 'broken';
  });
}

function stampOf(file: string): string {
  const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}

function endOfClosed(handle: number): number | null {
  const header = readHeader(handle);
  return header === null || header.isWal ? null : header.end;
}

function sealAt(handle: number, end: number): string | null {
  const text = Buffer.alloc(SEAL_BYTES);
  const length = readSync(handle, text, 0, SEAL_BYTES, end);
  return SEAL.exec(text.toString('latin1', 0, length))?.[1] ?? null;
}

function checksum(handle: number, end: number): string {
  let value = 0;
  readChunks(handle, end, (bytes) => (value = crc32(bytes, value)));
  return value.toString(16).padStart(8, '0');
}
