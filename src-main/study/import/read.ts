// Which reader a file is for: by its first bytes, never by its name.
import { isUtf8 } from 'node:buffer';
import { ImportError } from './import-error.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { readCsv } from './readers/csv.ts';
import { withDictionaries } from './readers/dictionaries.ts';
import { readJson } from './readers/json.ts';
import { readOptuna } from './readers/optuna/database.ts';
import { isSqlite, type Companions } from './readers/sqlite.ts';
import { isParquet } from './readers/parquet/columns.ts';
import { readParquet } from './readers/parquet/parquet.ts';
import { isPacked, unpacked } from './readers/gzip.ts';
import { ReadingError } from './folder/reading.ts';
import { checkSize, LARGEST_IMPORT, MOST_COLUMNS, type Table } from './table.ts';

export interface ImportSource extends Companions {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** The first sign that is not white. */
const FIRST = /\S/;
const PEEK = 4096;

/** @throws ImportError with one sentence. */
export function readTable(
  { fileName, bytes, ...companions }: ImportSource,
  onProgress: OnImportProgress = SILENT,
): Table {
  checkSize(fileName, bytes.length);
  if (isPacked(bytes)) return readTable({ fileName, bytes: unpackedFile(fileName, bytes) }, onProgress);
  if (isSqlite(bytes)) return readOptuna(fileName, bytes, companions);
  const table = withDictionaries(
    isParquet(bytes) ? readParquet(fileName, bytes) : readText(fileName, bytes, onProgress),
  );
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

function readText(fileName: string, bytes: Uint8Array, onProgress: OnImportProgress): Table {
  const text = textOf(fileName, bytes);
  const first = FIRST.exec(text.toString('latin1', 0, PEEK))?.[0];
  if (first === undefined && text.toString('utf8').trim() === '')
    throw new ImportError(`${fileName} is empty.`);
  return first === '[' || first === '{'
    ? readJson(fileName, text.toString('utf8'), onProgress)
    : readCsv(fileName, text, onProgress);
}

/** @throws ImportError. */
function unpackedFile(fileName: string, bytes: Uint8Array): Buffer {
  try {
    const whole = unpacked(bytes, LARGEST_IMPORT);
    if (!isPacked(whole)) return whole;
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    throw new ImportError(`${fileName} ${error.message}`);
  }
  throw new ImportError(`${fileName} is packed by gzip twice; unpack it first.`);
}

/** As UTF-8 without a byte order mark; UTF-16 where such a mark says so. Lines that end in a lone CR end in LF. */
function textOf(fileName: string, bytes: Uint8Array): Buffer {
  const [first, second, third] = bytes;
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  const marked = first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
  let text = Buffer.from(bytes.buffer, bytes.byteOffset + marked, bytes.length - marked);
  if (wide !== null) {
    try {
      text = Buffer.from(new TextDecoder(wide, { fatal: true }).decode(bytes));
    } catch {
      throw new ImportError(`${fileName} is not ${wide.toUpperCase()} text.`);
    }
  } else if (!isUtf8(text)) {
    throw new ImportError(`${fileName} is not UTF-8 text; save it as UTF-8.`);
  }
  return text.includes('\n') ? text : Buffer.from(text.toString('utf8').replaceAll('\r', '\n'));
}
