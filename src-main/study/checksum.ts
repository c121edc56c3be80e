// The checksum of a row: CRC-32 over its values in the order of COVERED, each behind a byte that says what it is. A single
// flipped bit of a value always changes it, as does any change within 32 bits; anything else goes unnoticed once in 2^32 times.
import { crc32 } from 'node:zlib';
import type { COVERED } from './schema.ts';

export type Covered = keyof typeof COVERED;
export type Value = null | number | string | Uint8Array;

const NULL = 0;
const NUMBER = 1;
const TEXT = 2;
const BYTES = 3;
/** Kind and number, or kind and length. */
const HEAD_BYTES = 9;
/** UTF-8 of one UTF-16 unit. */
const LONGEST_UNIT = 3;

let scratch = Buffer.alloc(4096);

/** @param values Of the covered columns, in their order, as SQLite gives them back. */
export function checksumOf(table: Covered, values: readonly Value[]): number {
  let sum = crc32(table);
  let at = 0;
  for (const value of values) {
    if (value instanceof Uint8Array) {
      scratch[at] = BYTES;
      scratch.writeDoubleLE(value.length, at + 1);
      sum = crc32(value, crc32(scratch.subarray(0, at + HEAD_BYTES), sum));
      at = 0;
    } else at = append(value, at);
  }
  return crc32(scratch.subarray(0, at), sum);
}

function append(value: null | number | string, at: number): number {
  const most = at + HEAD_BYTES + (typeof value === 'string' ? LONGEST_UNIT * value.length : 0);
  if (most + HEAD_BYTES > scratch.length) scratch = Buffer.concat([scratch, Buffer.alloc(most + HEAD_BYTES)]);
  if (typeof value === 'string') {
    const length = scratch.write(value, at + HEAD_BYTES, 'utf8');
    scratch[at] = TEXT;
    scratch.writeDoubleLE(length, at + 1);
    return at + HEAD_BYTES + length;
  }
  scratch[at] = value === null ? NULL : NUMBER;
  // SQLite keeps no sign of zero.
  scratch.writeDoubleLE((value ?? 0) + 0, at + 1);
  return at + HEAD_BYTES;
}
