// Columns of which every cell is the text of a dictionary, as a data frame of W&B's API has them (config, summary): each name in them
// becomes a column, config.lr.
import { asText, filled, type Row, type RowProblem, type Table } from '../table.ts';
import { eachField } from './flat-fields.ts';
import { isObject, parsed } from './json-text.ts';
import { pythonDictionary } from './python-literal.ts';

type Values = ReadonlyMap<string, unknown>;

/** The same table where there is none. A row of which one cannot be read is no run: its settings would be lost. */
export function withDictionaries(table: Table): Table {
  const dictionaries = table.columns.filter((column) => isDictionary(table, column));
  if (dictionaries.length === 0) return table;
  const known = new Set(table.columns);
  const columns = new Set<string>();
  const read = new Map<string, Values | null>();
  const problems: RowProblem[] = [];
  const rows = table.rows.flatMap((row): Row[] => {
    const values = new Map<string, unknown>();
    for (const column of dictionaries) {
      const cell = row.cell(column);
      if (cell === undefined) continue;
      const text = String(cell);
      let own = read.get(text);
      if (own === undefined) read.set(text, (own = valuesOf(text)));
      if (own === null) {
        problems.push({ line: row.line, message: `${column} cannot be read as a dictionary.` });
        return [];
      }
      for (const [key, value] of own) {
        const name = `${column}.${key}`;
        if (known.has(name)) continue;
        columns.add(name);
        values.set(name, value);
      }
    }
    return [new RowWithValues(row, values)];
  });
  return {
    ...table,
    columns: [...table.columns.filter((column) => !dictionaries.includes(column)), ...columns],
    rows,
    problems: [...table.problems, ...problems],
  };
}

/** Told by the first cell: the others are then read as one. */
function isDictionary({ rows }: Table, column: string): boolean {
  const first = rows.find((row) => row.cell(column) !== undefined)?.cell(column);
  return typeof first === 'string' && first.trimStart().startsWith('{') && valuesOf(first) !== null;
}

function valuesOf(text: string): Values | null {
  const { value } = parsed(text);
  const dictionary = isObject(value) ? value : pythonDictionary(text);
  if (dictionary === null) return null;
  const values = new Map<string, unknown>();
  eachField(dictionary, (name, field) => values.set(name, asText(field)));
  return values;
}

class RowWithValues implements Row {
  readonly line: number;
  readonly #row: Row;
  readonly #values: Values;

  constructor(row: Row, values: Values) {
    this.line = row.line;
    this.#row = row;
    this.#values = values;
  }

  cell(column: string): unknown {
    return this.#values.has(column) ? filled(this.#values.get(column)) : this.#row.cell(column);
  }
}
