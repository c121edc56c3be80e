// A write-ahead log of SQLite, read without SQLite: which commits it would take in. https://www.sqlite.org/fileformat2.html#walformat
import { fstatSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { withFile } from './file-header.ts';
import { markIn, type Mark } from './log-mark.ts';

const HEADER_BYTES = 32;
const FRAME_BYTES = 24;
const MAGIC = 0x377f0682;
/** Bytes of the header, and of that of a frame, that their checksums are over. */
const SUMMED = { header: 24, frame: 8 } as const;
const SALT_AT = { header: 16, frame: 8 } as const;
const SALT_BYTES = 8;

export interface WriteAheadLog {
  readonly pageBytes: number;
  readonly commits: number;
  /** Of the commits that have one, in their order, with the number of the page it stands on. */
  readonly marks: readonly (Mark & { readonly page: number })[];
  /** Behind what SQLite takes in stand commits of the same log: it was damaged, or written in part when the power failed. */
  readonly isCutShort: boolean;
}

const EMPTY: WriteAheadLog = { pageBytes: 0, commits: 0, marks: [], isCutShort: false };

export function readLog(file: string): WriteAheadLog {
  return withFile(file, 'r', (handle) => {
    const { size } = fstatSync(handle);
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(handle, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return EMPTY;
    const magic = header.readUInt32BE(0);
    const pageBytes = header.readUInt32BE(8);
    const sum = new LogSum((magic & 1) === 1);
    sum.add(header.subarray(0, SUMMED.header));
    const isSound = (magic & ~1) === MAGIC && isPageSize(pageBytes) && sum.is(header, SUMMED.header);
    // The first is written after the header.
    if (!isSound) return { ...EMPTY, isCutShort: size > HEADER_BYTES + FRAME_BYTES };
    const salt = header.subarray(SALT_AT.header, SALT_AT.header + SALT_BYTES);
    const frame = Buffer.alloc(FRAME_BYTES + pageBytes);
    const marks: (Mark & { page: number })[] = [];
    let commits = 0;
    let pending: (Mark & { page: number }) | null = null;
    let isWhole = true;
    for (let at = HEADER_BYTES; at + frame.length <= size; at += frame.length) {
      if (readSync(handle, frame, 0, frame.length, at) < frame.length) break;
      const page = frame.readUInt32BE(0);
      const isCommit = frame.readUInt32BE(4) !== 0;
      const isOfThisLog = frame.subarray(SALT_AT.frame, SALT_AT.frame + SALT_BYTES).equals(salt);
      if (isWhole && isOfThisLog && page > 0) {
        sum.add(frame.subarray(0, SUMMED.frame));
        sum.add(frame.subarray(FRAME_BYTES));
        isWhole = sum.is(frame, SALT_AT.frame + SALT_BYTES);
      } else isWhole = false;
      if (!isWhole) {
        if (isOfThisLog && isCommit) return { pageBytes, commits, marks, isCutShort: true };
        continue;
      }
      const mark = markIn(frame.subarray(FRAME_BYTES));
      if (mark) pending = { ...mark, page };
      if (!isCommit) continue;
      commits += 1;
      if (pending) marks.push(pending);
      pending = null;
    }
    return { pageBytes, commits, marks, isCutShort: false };
  });
}

function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}

/** The running checksum of the log. */
class LogSum {
  readonly #isSwapped: boolean;
  #first = 0;
  #second = 0;

  constructor(isBigEndian: boolean) {
    this.#isSwapped = isBigEndian !== (endianness() === 'BE');
  }

  /** A multiple of eight bytes. */
  add(bytes: Buffer): void {
    const copy = Buffer.from(bytes);
    if (this.#isSwapped) copy.swap32();
    const words = new Uint32Array(copy.buffer, copy.byteOffset, copy.length / 4);
    let [first, second] = [this.#first, this.#second];
    for (let i = 0; i < words.length; i += 2) {
      first = (first + words[i]! + second) >>> 0;
      second = (second + words[i + 1]! + first) >>> 0;
    }
    [this.#first, this.#second] = [first, second];
  }

  is(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }
}
