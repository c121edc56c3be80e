// Which columns make up the recipe: words that say a precision and flags that switch one on. Those that are the same for all runs
// tell no recipe from another. Pure.
import { flagIn } from '../cells.ts';
import type { Row, Table } from '../table.ts';
import { candidatesOf, SETTING_KINDS } from './candidates.ts';
import { columnName } from './names.ts';
import { RECIPE_FLAGS, RECIPE_WORDS } from './patterns.ts';

const KEPT = /^((model|params?|torch|weights?)_)?dtype$/;

export function guessRecipe(table: Table): readonly string[] {
  const of = (pattern: RegExp, holds: (value: unknown) => boolean) =>
    candidatesOf(table, { patterns: [pattern], kinds: SETTING_KINDS, holds })
      .map(({ column }) => column)
      .map((column) => ({ column, values: valuesOf(table.rows, column) }));
  const flags = of(RECIPE_FLAGS, (value) => flagIn(value) !== null).filter(({ values }) =>
    [...values].some((value) => flagIn(value) === true),
  );
  const words = of(RECIPE_WORDS, () => true);
  const telling = [...words, ...flags].filter(({ values }) => values.size > 1);
  if (telling.length > 0) {
    // bf16 is set for all, fp8 for some: the first is the name of those that are left.
    const constant = flags.filter(({ values }) => values.size === 1);
    return [...telling, ...constant].map(({ column }) => column);
  }
  // What weights are kept in says least of how a run computed.
  const isKept = ({ column }: { readonly column: string }) => KEPT.test(columnName(column).leaf);
  const byWeight = [...words.filter((word) => !isKept(word)), ...flags, ...words.filter(isKept)];
  return byWeight.slice(0, 1).map(({ column }) => column);
}

/** What it holds, empty cells among it: an empty recipe is one of its own. */
function valuesOf(rows: readonly Row[], column: string): Set<string> {
  return new Set(rows.map((row) => String(row.cell(column))));
}
