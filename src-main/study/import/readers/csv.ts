// Text in cells between delimiters as a table (RFC 4180, with the delimiters and decimal commas of spreadsheets). Every row
// is taken as it comes: rows are many, and a row that is too long or too short must not cost the others.
import { ImportError } from '../import-error.ts';
import { checkRows, ListRow, MOST_COLUMNS, type Row, type RowProblem, type Table } from '../table.ts';

const DELIMITERS = [',', ';', '\t'] as const;
type Delimiter = (typeof DELIMITERS)[number];

/** A spreadsheet says its delimiter in a first line of its own. */
const STATED = /^sep=(.)\r?\n/;
const DECIMAL_COMMA = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i;

interface Record {
  readonly line: number;
  readonly cells: string[];
}

/** @throws ImportError with one sentence. */
export function readCsv(fileName: string, text: string): Table {
  const stated = STATED.exec(text);
  const start = stated ? stated[0].length : 0;
  const headers = DELIMITERS.map((delimiter) => {
    const first = records(fileName, text, delimiter, start).next().value;
    return { delimiter, length: first?.cells.length ?? 0 };
  });
  const most = headers.reduce((best, header) => (header.length > best.length ? header : best));
  const delimiter = DELIMITERS.find((known) => known === stated?.[1]) ?? most.delimiter;
  if (most.length > MOST_COLUMNS) {
    throw new ImportError(
      `${fileName} has ${most.length} columns; a table of runs may have at most ${MOST_COLUMNS}.`,
    );
  }
  let columns: string[] = [];
  let places: ReadonlyMap<string, number> = new Map();
  const rows: Row[] = [];
  const problems: RowProblem[] = [];
  for (const { line, cells } of records(fileName, text, delimiter, start)) {
    if (columns.length === 0) {
      columns = distinct(cells.map((name) => name.trim()));
      places = new Map(columns.map((name, place) => [name, place]));
      continue;
    }
    if (cells.length > columns.length) {
      const message = `It has ${cells.length} cells where the header has ${columns.length}.`;
      problems.push({ line, message });
      continue;
    }
    // With semicolons between cells, a comma is a decimal point.
    const values = delimiter === ';' ? cells.map(withDecimalPoint) : cells;
    rows.push(new ListRow(line, values, places));
    checkRows(fileName, rows.length);
  }
  return { kind: 'CSV', columns, rows, problems, objectives: [], lacks: chartOf(columns) };
}

function withDecimalPoint(cell: string): string {
  const text = cell.trim();
  return DECIMAL_COMMA.test(text) ? text.replace(',', '.') : text;
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
    `or one row a step with the columns run, step, learning rate, batch size and loss.`
  );
}

/** The records of a text; empty lines are none. @throws ImportError where a quote is never closed. */
function* records(fileName: string, text: string, delimiter: Delimiter, start: number): Generator<Record> {
  let line = 1 + (start > 0 ? 1 : 0);
  for (let at = start; at < text.length;) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const plain = text.slice(at, text[end - 1] === '\r' ? end - 1 : end);
    if (!plain.includes('"')) {
      if (plain.trim() !== '') yield { line, cells: plain.split(delimiter) };
      [at, line] = [end + 1, line + 1];
      continue;
    }
    const quoted = quotedRecord(text, at, delimiter);
    if (quoted === null) {
      throw new ImportError(`${fileName} is not CSV: a quote that opens on line ${line} is never closed.`);
    }
    yield { line, cells: quoted.cells };
    line += linesIn(text, at, quoted.end);
    at = quoted.end;
  }
}

/** A record with quotes, and where the next one begins; null where a quote is never closed. A quote inside a cell is itself. */
function quotedRecord(
  text: string,
  start: number,
  delimiter: Delimiter,
): { readonly cells: string[]; readonly end: number } | null {
  const cells: string[] = [];
  for (let at = start; ;) {
    while (text[at] === ' ') at++;
    let cell: string;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close < 0) return null;
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    } else cell = '';
    const end = endOfCell(text, at, delimiter);
    cells.push(cell + text.slice(at, end).replace(/\r$/, ''));
    if (text[end] !== delimiter) return { cells, end: end + 1 };
    at = end + 1;
  }
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function endOfCell(text: string, from: number, delimiter: Delimiter): number {
  for (let at = from; at < text.length; at++) if (text[at] === delimiter || text[at] === '\n') return at;
  return text.length;
}
