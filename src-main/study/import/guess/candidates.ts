// The columns that a field may be in, best first, and those among which nothing tells. Pure.
import { notFinite } from '../../../training-logs/number.ts';
import { columnName, type ColumnKind } from './names.ts';
import type { Row, Table } from '../table.ts';

export interface Candidate {
  readonly column: string;
  readonly kind: ColumnKind;
  /** Lower is better; equal: nothing tells which is meant. */
  readonly rank: number;
}

/** Rows that are looked at to tell what a column holds. */
const SAMPLE = 2000;
/** A name of which only the last part fits is a weaker hint. */
const LEAF_RANK = 100;
const LAST_RANK = 1e6;
/** The last part of such a name is not what it says alone: eval/loss, best.loss. */
const QUALIFIED =
  /^(val|valid|validation|eval|evaluation|test|dev|heldout|best|min|max|mean|aux|aux\w*|z|moe|router|kl|reg)_/;

interface Wanted {
  readonly patterns: readonly RegExp[];
  /** Kinds that it may be of, best first. A setting is first of all one, whatever its name; of a metric the name counts first. */
  readonly kinds: readonly ColumnKind[];
  /** What a value must look like: most of the filled ones do. */
  readonly holds: (value: unknown) => boolean;
  /** Whether a column that is called so and holds something else is taken where there is no other: its cells will say it. */
  readonly atLeast?: boolean;
}

export const SETTING_KINDS: readonly ColumnKind[] = ['setting', 'nested', 'bare'];
export const METRIC_KINDS: readonly ColumnKind[] = ['metric', 'bare', 'nested', 'setting'];

export function isNumber(value: unknown): boolean {
  const text = String(value).trim();
  return (
    text !== '' && typeof value !== 'boolean' && (notFinite(text) !== null || !Number.isNaN(Number(text)))
  );
}

const anything = () => true;

export function candidatesOf(
  { columns, rows }: Table,
  { patterns, kinds, holds, atLeast = false }: Wanted,
): Candidate[] {
  const found = columns.flatMap((column): Candidate[] => {
    const { kind, plain, leaf } = columnName(column);
    const [order, whole] = [kinds.indexOf(kind), patterns.findIndex((pattern) => pattern.test(plain))];
    const last = QUALIFIED.test(plain) ? -1 : patterns.findIndex((pattern) => pattern.test(leaf));
    if (order < 0 || (whole < 0 && last < 0)) return [];
    const named = whole >= 0 ? whole : LEAF_RANK + last;
    const rank = kinds === SETTING_KINDS ? order * 10 * LEAF_RANK + named : named * 10 + order;
    if (mostly(rows, column, holds)) return [{ column, kind, rank }];
    return atLeast && whole >= 0 && mostly(rows, column, anything)
      ? [{ column, kind, rank: LAST_RANK + rank }]
      : [];
  });
  return found.sort((a, b) => a.rank - b.rank);
}

/** Whether more than half of the filled cells of a column look so; a column without one does not. */
export function mostly(rows: readonly Row[], column: string, holds: (value: unknown) => boolean): boolean {
  let [filled, fitting] = [0, 0];
  for (const row of sampled(rows)) {
    const value = row.cell(column);
    if (value === undefined) continue;
    filled++;
    if (holds(value)) fitting++;
  }
  return fitting > 0 && 2 * fitting >= filled;
}

/** Some of the first and some of all. */
export function sampled(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= SAMPLE) return rows;
  const stride = Math.ceil((2 * rows.length) / SAMPLE);
  return [...rows.slice(0, SAMPLE / 2), ...rows.filter((_, i) => i % stride === 0)];
}

export interface Choice {
  /** null: none, or several between which nothing decides. */
  readonly column: string | null;
  /** Columns that may each be meant and differ, and a line where they do. */
  readonly doubt: { readonly columns: readonly string[]; readonly line: number } | null;
}

/** The best of some candidates; of equally good ones, only where all say the same. */
export function chosen(candidates: readonly Candidate[], rows: readonly Row[]): Choice {
  const [first] = candidates;
  if (!first) return { column: null, doubt: null };
  const equal = candidates.filter(({ rank }) => rank === first.rank).map(({ column }) => column);
  const differing = equal.length < 2 ? undefined : rows.find((row) => differ(row, equal));
  if (!differing) return { column: first.column, doubt: null };
  return { column: null, doubt: { columns: equal, line: differing.line } };
}

function differ(row: Row, columns: readonly string[]): boolean {
  const values = columns.map((column) => row.cell(column)).filter((value) => value !== undefined);
  return values.some((value) => value !== values[0] && Number(value) !== Number(values[0]));
}
