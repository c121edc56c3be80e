// Which reader a file is for: by its first bytes, never by its name.
import { ImportError } from './import-error.ts';
import { readCsv } from './readers/csv.ts';
import { readJson } from './readers/json.ts';
import { readOptuna, type Companions } from './readers/optuna/database.ts';
import { checkSize, MOST_COLUMNS, type Table } from './table.ts';

export interface ImportSource extends Companions {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

const SQLITE = 'SQLite format 3\0';

/** @throws ImportError with one sentence. */
export function readTable({ fileName, bytes, ...companions }: ImportSource): Table {
  checkSize(fileName, bytes.length);
  if (Buffer.from(bytes.subarray(0, SQLITE.length)).toString('latin1') === SQLITE) {
    return readOptuna(fileName, bytes, companions);
  }
  const text = decode(fileName, bytes);
  if (text.trim() === '') throw new ImportError(`${fileName} is empty.`);
  const table = /^\s*[[{]/.test(text) ? readJson(fileName, text) : readCsv(fileName, text);
  if (table.columns.length > MOST_COLUMNS) {
    throw new ImportError(
      `${fileName} has ${table.columns.length} columns; a table of runs may have at most ${MOST_COLUMNS}.`,
    );
  }
  if (table.rows.length === 0 && table.problems.length === 0) {
    throw new ImportError(`${fileName} has a header and no rows.`);
  }
  return table;
}

/** UTF-8, or UTF-16 where a byte order mark says so. */
function decode(fileName: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\n') ? text : text.replaceAll('\r', '\n');
  } catch {
    throw new ImportError(`${fileName} is not ${encoding.toUpperCase()} text.`);
  }
}
