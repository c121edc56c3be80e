// Text in cells between delimiters as a table (RFC 4180, with the delimiters and decimal commas of spreadsheets), parsed by csv-parse.
// Every row is taken as it comes: rows are many, and a row that is too long or too short must not cost the others. Cells are kept by
// column, equal ones once: a file with one row a step repeats the settings of its runs a million times.
import { CsvError, parse, type Options } from 'csv-parse/sync';
import { ImportError } from '../import-error.ts';
import type { OnImportProgress } from '../progress.ts';
import { CellColumns, checkRows, MOST_COLUMNS, type Row, type RowProblem, type Table } from '../table.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** A spreadsheet says its delimiter in a first line of its own. */
const STATED = /^sep=(.)\r?\n/;
/** Lines of remarks before the header, as numpy, R and loggers write them; the last of them may be the header itself. */
const REMARKS = /^(?:[ \t]*#[^\n]*\n)+/;
const REMARK = /^[ \t]*#+[ \t]*/;
/** Bytes of a header, at most; the rest is not needed to tell the delimiter. */
const HEADER = 1e6;

/** Rows between two signs of life. */
const PROGRESS_ROWS = 4096;

const LENIENT: Options = {
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  ltrim: true,
  record_delimiter: ['\r\n', '\n'],
};

/** `bytes`: UTF-8. @throws ImportError with one sentence. */
export function readCsv(fileName: string, bytes: Buffer, onProgress: OnImportProgress): Table {
  const stated = STATED.exec(bytes.toString('utf8', 0, 16));
  const remarks = remarksOf(bytes);
  const start = stated ? stated[0].length : remarks.bytes;
  const text = bytes.subarray(start);
  const { delimiter, length } = delimiterOf(text, stated?.[1]);
  if (length > MOST_COLUMNS) {
    throw new ImportError(
      `${fileName} has ${length} columns; a table of runs may have at most ${MOST_COLUMNS}.`,
    );
  }
  const rows: Row[] = [];
  const problems: RowProblem[] = [];
  let cells: CellColumns | null = null;
  let last = stated ? 1 : remarks.lines;
  /** Lines before the text, less those that csv-parse counts twice: a CR LF within quotes. */
  let shift = last;
  const take = (record: readonly string[], lines: number) => {
    shift -= countIn(record, '\r\n');
    last = lines + shift;
    const line = last - countIn(record, '\n');
    if (!cells) {
      cells = new CellColumns(distinct(record.map((name) => name.trim())));
      return;
    }
    const { length: width } = cells.names;
    if (record.length > width) {
      problems.push({ line, message: `It has ${record.length} cells where the header has ${width}.` });
      return;
    }
    rows.push(cells.add(line, record));
    checkRows(fileName, rows.length);
  };
  try {
    parse(text, {
      ...LENIENT,
      delimiter,
      // A record that is taken is not collected again.
      on_record: (record: string[], { lines, bytes: done }) => {
        take(record, lines);
        if (rows.length % PROGRESS_ROWS === 0) onProgress('text', done / text.length);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportError(
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? `${fileName} is not CSV: a quote that opens on line ${last + 1} is never closed.`
        : `${fileName} is not CSV: ${error.message}.`,
    );
  }
  const columns = (cells as CellColumns | null)?.names ?? [];
  // Between other delimiters a comma may be a decimal point.
  if (delimiter !== ',') (cells as CellColumns | null)?.mendDecimalCommas();
  return { kind: 'CSV', columns, rows, problems, objectives: [], lacks: chartOf(columns) };
}

/**
 * What of the beginning is remarks: all lines with a #, but for the last of them where it names as many columns as the next row has cells,
 * numbers among them (`numpy.savetxt(header=…)`).
 */
function remarksOf(bytes: Buffer): { readonly bytes: number; readonly lines: number } {
  const head = bytes.toString('utf8', 0, HEADER);
  const whole = REMARKS.exec(head)?.[0];
  if (whole === undefined) return { bytes: 0, lines: 0 };
  const lines = whole.split('\n').slice(0, -1);
  const last = lines.at(-1)!.replace(REMARK, '');
  const kept = last.length + 1;
  const rest = Buffer.from(head.slice(whole.length - kept));
  const isHeader = DELIMITERS.some((delimiter) => {
    const [names = [], cells = []] = firstRecords(rest, delimiter, 2);
    return (
      cells.length > 1 && cells.length === names.length && cells.some(isNumeric) && !names.some(isNumeric)
    );
  });
  return {
    bytes: Buffer.byteLength(isHeader ? whole.slice(0, -kept) : whole),
    lines: lines.length - (isHeader ? 1 : 0),
  };
}

function isNumeric(cell: string): boolean {
  return cell.trim() !== '' && !Number.isNaN(Number(cell.replace(',', '.')));
}

/** The one that the file states, or that cuts its header into the most cells. */
function delimiterOf(text: Buffer, stated: string | undefined) {
  const headers = DELIMITERS.map((delimiter) => ({
    delimiter,
    length: firstRecords(text, delimiter, 1)[0]?.length ?? 0,
  }));
  const most = headers.reduce((best, header) => (header.length > best.length ? header : best));
  const delimiter = DELIMITERS.find((known) => known === stated) ?? most.delimiter;
  return { delimiter, length: most.length };
}

/** None where they cannot be read so. */
function firstRecords(text: Buffer, delimiter: string, count: number): string[][] {
  try {
    return parse(text.subarray(0, HEADER), { ...LENIENT, delimiter, to: count });
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

function countIn(record: readonly string[], wanted: string): number {
  let count = 0;
  for (const cell of record) {
    for (let at = cell.indexOf(wanted); at >= 0; at = cell.indexOf(wanted, at + 1)) count++;
  }
  return count;
}

/** Equal names are told apart by their number, in the order of the file: loss, loss (2). */
function distinct(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let number = 2; seen.has(own); number++) {
      const next = `${name} (${number})`;
      if (!taken.has(next)) own = next;
    }
    seen.add(own);
    return own;
  });
}

/** What the web page of W&B exports of a chart: a column of curves for every run, and for its least and greatest values. */
function chartOf(columns: readonly string[]): string | null {
  const bounds = columns.filter((name) => name.endsWith('__MIN'));
  const runs = bounds.map((name) => name.replace(/ - [^-]+__MIN$/, ''));
  if (bounds.length === 0 || bounds.some((name) => !name.includes(' - '))) return null;
  return (
    `It is the export of a W&B chart: the curves of ${runs.length} runs (${runs.slice(0, 3).join(', ')}` +
    `${runs.length > 3 ? ', …' : ''}) without their settings; export the table of the Runs page as CSV, ` +
    `or one row per step with the columns run, step, learning rate, batch size and loss.`
  );
}
