// The recipe of a row: put together from words and flags, and one name for all spellings of one precision. Pure.
import { flagIn } from './cells.ts';
import { spelling, usualSpelling } from '../../recipes/precision-names.ts';
import type { Row } from './table.ts';

export const LONGEST_RECIPE = 60;

/** A name that every file, terminal and page can hold. */
export function plainName(value: unknown): string {
  const text = String(value).toWellFormed();
  return [...text.replaceAll(/\p{C}+/gu, ' ').trim()].slice(0, LONGEST_RECIPE).join('') || 'unnamed';
}

/** What a flag is called when it is set: the last part of its column's name. */
function flagName(column: string): string {
  const last = column
    .split(/[./]/)
    .findLast((part) => part !== 'enabled' && part !== 'enable' && part !== '');
  return (last ?? column).replace(/^(use|enable|with|is)_/i, '');
}

/** The words of a row and the names of its flags that are set, joined by a plus; null where it has none. */
export function recipeOf(row: Row, columns: readonly string[]): string | null {
  const parts: string[] = [];
  for (const column of columns) {
    const value = row.cell(column);
    if (value === undefined || /^nan$/i.test(String(value).trim())) continue;
    const flag = flagIn(value);
    const part = flag === null ? String(value) : flag ? flagName(column) : null;
    if (part !== null && !parts.some((other) => usualSpelling(other) === usualSpelling(part)))
      parts.push(part);
  }
  return parts.length === 0 ? null : plainName(parts.join('+'));
}

const each = (name: string, change: (part: string) => string) => name.split('+').map(change).join('+');

/** Where a recipe was run: at one place, two spellings can only be two recipes. */
export interface SpelledRecipe {
  readonly recipe: string;
  /** Learning rate, batch size and seed; without a seed, all runs of a cell are at one place. */
  readonly place: string;
}

/**
 * The name of every recipe after those that are one have been put together. Plain spellings of one precision always are; a short
 * name and what it usually stands for, only where they have no run in common: whoever ran both meant two.
 */
export function oneSpelling(runs: Iterable<SpelledRecipe>): ReadonlyMap<string, string> {
  const places = new Map<string, Set<string>>();
  const written = new Map<string, Set<string>>();
  for (const { recipe, place } of runs) {
    const name = each(recipe, spelling);
    (places.get(name) ?? places.set(name, new Set()).get(name)!).add(place);
    (written.get(name) ?? written.set(name, new Set()).get(name)!).add(recipe);
  }
  const result = new Map<string, string>();
  for (const [usual, names] of Map.groupBy(places.keys(), (name) => each(name, usualSpelling))) {
    const all = names.map((name) => places.get(name)!);
    const total = all.reduce((sum, own) => sum + own.size, 0);
    const areOne = new Set(all.flatMap((own) => [...own])).size === total;
    for (const name of names) {
      const own = [...written.get(name)!];
      const alone = own.length === 1 ? own[0]! : name;
      for (const recipe of own) result.set(recipe, areOne && names.length > 1 ? usual : alone);
    }
  }
  return result;
}
