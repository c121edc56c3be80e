// How many seeds cells have. One pass and no keys of text: it is asked of hundreds of thousands of runs before anything is shown.
import type { GridRun } from './tally.ts';

/** Of each cell that has a run, the number of its different seeds. */
export function seedsPerCell(
  runs: readonly Pick<GridRun, 'recipe' | 'learningRate' | 'rowValue' | 'seed'>[],
): number[] {
  const recipes = new Map<string, Map<number, Map<number, Set<number>>>>();
  for (const { recipe, rowValue, learningRate, seed } of runs) {
    const rows = placed(recipes, recipe, () => new Map<number, Map<number, Set<number>>>());
    const row = placed(rows, rowValue, () => new Map<number, Set<number>>());
    placed(row, learningRate, () => new Set<number>()).add(seed);
  }
  return [...recipes.values()].flatMap((rows) =>
    [...rows.values()].flatMap((row) => [...row.values()].map(({ size }) => size)),
  );
}

function placed<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
