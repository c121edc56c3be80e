// JSON as a table: one object a line, one list of objects, or one document of a shape that tools write. Nested settings become
// dotted columns; lists stay lists.
import { ImportError } from '../import-error.ts';
import { checkRows, NamedRow, type ImportKind, type Row, type RowProblem, type Table } from '../table.ts';
import type { OnImportProgress } from '../progress.ts';
import { eachField } from './flat-fields.ts';
import { entriesOf } from './json-shapes.ts';
import { isObject, parsed } from './json-text.ts';
import { isOperation, readJournal } from './optuna/journal.ts';

/** @throws ImportError with one sentence. */
export function readJson(fileName: string, text: string, onProgress: OnImportProgress): Table {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('[')) return ofDocument(fileName, text);
  const end = trimmed.indexOf('\n');
  const first = parsed(end < 0 ? trimmed : trimmed.slice(0, end));
  if (isOperation(first.value)) return readJournal(fileName, text);
  const isOne = end < 0 || trimmed.slice(end).trim() === '';
  if (isObject(first.value) && !isOne) return ofLines(fileName, text, onProgress);
  const whole = parsed(text);
  return whole.error === null || isOne ? ofDocument(fileName, text) : ofLines(fileName, text, onProgress);
}

function ofLines(fileName: string, text: string, onProgress: OnImportProgress): Table {
  const collected = new Collected('JSON lines');
  let line = 0;
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const entry = text.slice(at, end);
    [at, line] = [end + 1, line + 1];
    if (line % PROGRESS_LINES === 0) onProgress('text', at / text.length);
    checkRows(fileName, line - 1);
    if (entry.trim() === '') continue;
    const { value, error } = parsed(entry);
    if (error === null) collected.add(line, value);
    else collected.problems.push({ line, message: `It is ${error}.` });
  }
  return collected.table();
}

function ofDocument(fileName: string, text: string): Table {
  const { value, error } = parsed(text);
  if (error !== null) throw new ImportError(`${fileName} is ${error}.`);
  const { entries, lacks } = entriesOf(value);
  checkRows(fileName, entries.length);
  const collected = new Collected('JSON');
  entries.forEach((entry, index) => collected.add(index + 1, entry));
  return { ...collected.table(), lacks };
}

/** Lines between two signs of life. */
const PROGRESS_LINES = 1024;

class Collected {
  readonly problems: RowProblem[] = [];
  readonly #kind: ImportKind;
  readonly #rows: Row[] = [];
  readonly #columns = new Map<string, string>();

  constructor(kind: ImportKind) {
    this.#kind = kind;
  }

  add(line: number, value: unknown): void {
    if (!isObject(value)) {
      this.problems.push({ line, message: 'It is not a JSON object.' });
      return;
    }
    const values = new Map<string, unknown>();
    eachField(value, (name, field) => {
      // One string for every row, not one a row.
      let column = this.#columns.get(name);
      if (column === undefined) this.#columns.set(name, (column = name));
      values.set(column, field);
    });
    this.#rows.push(new NamedRow(line, values));
  }

  table(): Table {
    return {
      kind: this.#kind,
      columns: [...this.#columns.keys()],
      rows: this.#rows,
      problems: this.problems,
      objectives: [],
      lacks: null,
    };
  }
}
