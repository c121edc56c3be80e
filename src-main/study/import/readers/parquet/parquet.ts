// A parquet file as a table: nested settings become dotted columns, as in JSON; lists stay lists.
import { asText, filled, type Row, type Table } from '../../table.ts';
import { isObject } from '../json-text.ts';
import { readColumns } from './columns.ts';

const DEEPEST = 5;

/** @throws ImportError with one sentence. */
export function readParquet(fileName: string, bytes: Uint8Array): Table {
  const { rows: count, columns } = readColumns(fileName, bytes);
  const flat = new Map<string, readonly unknown[]>();
  for (const [name, values] of columns) addFlat(flat, name, values, 0);
  const rows = Array.from({ length: count }, (_, i): Row => new ParquetRow(flat, i));
  return { kind: 'Parquet', columns: [...flat.keys()], rows, problems: [], objectives: [], lacks: null };
}

/** A struct, or a map, as a column for each of its names. */
function addFlat(
  into: Map<string, readonly unknown[]>,
  name: string,
  values: readonly unknown[],
  depth: number,
): void {
  const isStruct = depth < DEEPEST && values.some(isFields);
  if (!isStruct) {
    into.set(name, values.map(plain));
    return;
  }
  const names = new Set(values.flatMap((value) => (isFields(value) ? Object.keys(value) : [])));
  for (const own of names) {
    const inner = values.map((value) => (isFields(value) ? value[own] : undefined));
    addFlat(into, `${name}.${own}`, inner, depth + 1);
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !(value instanceof Date) && !ArrayBuffer.isView(value);
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, plain);
  if (Array.isArray(value)) return value.map(plain);
  return isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([key, own]) => [key, plain(own)]))
    : value;
}

class ParquetRow implements Row {
  readonly line: number;
  readonly #columns: ReadonlyMap<string, readonly unknown[]>;
  readonly #row: number;

  constructor(columns: ReadonlyMap<string, readonly unknown[]>, row: number) {
    this.line = row + 1;
    this.#columns = columns;
    this.#row = row;
  }

  cell(column: string): unknown {
    return filled(asText(this.#columns.get(column)?.[this.#row]));
  }
}
