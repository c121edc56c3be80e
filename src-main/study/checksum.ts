// The checksum of a row: CRC-32 over its values in the order of COVERED, each behind a byte that says what it is. A single
// flipped bit of a value always changes it, as does any change within 32 bits; anything else goes unnoticed once in 2^32 times.
import { crc32 } from 'node:zlib';
import { RUN_COLUMN_NAMES, RUN_COLUMNS } from '../records/run-columns.ts';
import { COVERED, FIRST_WITH_CHECKSUMS } from './schema.ts';

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

/** Columns of a run that came when its rows had checksums already. They stand at the end. */
const CAME_LATER = RUN_COLUMN_NAMES.filter((name) => RUN_COLUMNS[name].since > FIRST_WITH_CHECKSUMS).length;

/** @param values Of the covered columns, in their order, as SQLite gives them back. */
export function checksumOf(table: Covered, values: readonly unknown[]): number {
  return checksumFrom(crc32(table), (table === 'run' ? withoutLater(values) : values) as readonly Value[]);
}

const [BATCH_SIZE, ROW_VALUE] = (['batch_size', 'row_value'] as const).map((name) =>
  RUN_COLUMN_NAMES.indexOf(name),
);

/**
 * Without what columns of later versions say of older rows, nulls at the end: these keep the checksums that they have. The row value of
 * an older row is its batch size, which is covered already, and counts as a null wherever it is that: any other value there, or that
 * one in place of another, changes the checksum all the same.
 */
function withoutLater(given: readonly unknown[]): readonly unknown[] {
  const values = given.with(ROW_VALUE!, given[ROW_VALUE!] === given[BATCH_SIZE!] ? null : given[ROW_VALUE!]);
  let length = values.length;
  while (length > values.length - CAME_LATER && values[length - 1] === null) length--;
  return values.slice(0, length);
}

/** The same of a row by the names of its columns. */
export function checksumOfRow(table: Covered, row: Readonly<Record<string, unknown>>): number {
  return checksumOf(
    table,
    COVERED[table].map((name) => row[name]),
  );
}

/** Goes on from the checksum of what comes before these values. */
export function checksumFrom(start: number, values: readonly Value[]): number {
  let sum = start;
  let at = 0;
  for (const value of values) {
    if (value instanceof Uint8Array) {
      reserve(at);
      scratch[at] = BYTES;
      scratch.writeDoubleLE(value.length, at + 1);
      sum = crc32(value, crc32(scratch.subarray(0, at + HEAD_BYTES), sum));
      at = 0;
    } else at = append(value, at);
  }
  return crc32(scratch.subarray(0, at), sum);
}

function append(value: null | number | string, at: number): number {
  reserve(at + (typeof value === 'string' ? LONGEST_UNIT * value.length : 0));
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

function reserve(bytes: number): void {
  const most = bytes + HEAD_BYTES;
  if (most > scratch.length) scratch = Buffer.concat([scratch, Buffer.alloc(most)]);
}
