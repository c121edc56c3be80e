// Seeds of the runs of one cell: what the file gives is kept, what it does not is numbered so that nothing is taken twice. Pure.

export interface Seeded {
  /** As the file says it; null: it does not. */
  readonly seed: number | null;
}

/**
 * The seeds of the runs of a cell, in their order. A given seed is taken by the first that has it; those that come to have it too,
 * because freely drawn learning rates fell into one column, and those without get the lowest numbers that nobody has. `others`: seeds of
 * runs that are not among them.
 */
export function seedsOf(cell: readonly Seeded[], others: ReadonlySet<number> = new Set()): number[] {
  const given = new Set([...others, ...cell.flatMap(({ seed }) => seed ?? [])]);
  const taken = new Set<number>();
  let next = 0;
  return cell.map(({ seed }) => {
    if (seed !== null && !taken.has(seed)) {
      taken.add(seed);
      return seed;
    }
    while (given.has(next) || taken.has(next)) next++;
    taken.add(next);
    return next;
  });
}
