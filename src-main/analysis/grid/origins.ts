// Runs that were imported and runs that were trained here, on one map. Nobody has said that they share text, model or batches: where a
// recipe and the baseline do not have the same seeds of each origin, what differs between them may be the origin.
import { isJudged, seedKey, type GridRun, type Tally } from './tally.ts';

export interface Origins {
  /** Finished runs. */
  readonly imported: number;
  readonly trained: number;
  /** Recipes whose runs do not compare with the baseline's. */
  readonly apart: readonly OriginsApart[];
}

export interface OriginsApart {
  readonly recipe: string;
  /** Settings at which the two mix origins differently. */
  readonly settings: number;
}

interface Place {
  readonly learningRate: number;
  readonly rowValue: number;
}

interface Chosen {
  readonly recipe: string;
  readonly chosen: Place | null;
}

/**
 * `recipes`: the cells of each. Compared are the settings that both have and those where each would be trained; at a setting that one of the
 * two lacks, the runs of its whole row count. null: all runs are of one origin.
 */
export function originsOf(
  recipes: ReadonlyMap<string, readonly Tally[]>,
  baseline: string,
  chosen: readonly Chosen[],
): Origins | null {
  let [imported, trained] = [0, 0];
  for (const tallies of recipes.values()) {
    for (const { runs } of tallies) {
      for (const { state, origin } of runs) {
        if (state !== 'finished') continue;
        if (origin === 'imported') imported++;
        if (origin === 'trained') trained++;
      }
    }
  }
  if (imported === 0 || trained === 0) return null;
  const cells = new Map([...recipes].map(([recipe, own]) => [recipe, new Cells(own)]));
  const base = cells.get(baseline) ?? new Cells([]);
  const chosenOf = (name: string) => chosen.find(({ recipe }) => recipe === name)?.chosen ?? null;
  const apart = [...cells].flatMap(([recipe, own]): OriginsApart[] => {
    if (recipe === baseline) return [];
    const settings =
      own.apartFrom(base, () => true) + base.apartFrom(own, (place) => own.at(place).length === 0);
    const [here, there] = [chosenOf(recipe), chosenOf(baseline)];
    const isChosenApart = here !== null && there !== null && !doCompare(own.at(here), base.at(there));
    return settings === 0 && !isChosenApart ? [] : [{ recipe, settings: Math.max(1, settings) }];
  });
  return { imported, trained, apart };
}

/** The cells of a recipe with their judged runs. */
class Cells {
  readonly #places: readonly Place[];
  readonly #cells = new Map<string, readonly GridRun[]>();
  readonly #rows = new Map<number, Set<GridRun['origin']>>();

  constructor(tallies: readonly Tally[]) {
    this.#places = tallies;
    for (const { runs, ...place } of tallies) {
      const judged = runs.filter(isJudged);
      this.#cells.set(keyOf(place), judged);
      const row = this.#rows.get(place.rowValue) ?? new Set();
      this.#rows.set(place.rowValue, row);
      for (const { origin } of judged) row.add(origin);
    }
  }

  at(place: Place): readonly GridRun[] {
    return this.#cells.get(keyOf(place)) ?? [];
  }

  /** Settings at which its runs do not compare with the other's there or, where that has none, in the row. */
  apartFrom(other: Cells, counts: (place: Place) => boolean): number {
    return this.#places.filter((place) => {
      const own = this.at(place);
      if (own.length === 0 || !counts(place)) return false;
      const there = other.at(place);
      if (there.length > 0) return !doCompare(own, there);
      const row = other.#rows.get(place.rowValue) ?? new Set();
      return row.size > 0 && new Set([...row, ...originsIn(own)]).size > 1;
    }).length;
  }
}

/** Runs of one origin compare whatever their seeds; of two, only where both have the same seeds of each. */
function doCompare(own: readonly GridRun[], other: readonly GridRun[]): boolean {
  const keys = (runs: readonly GridRun[]) => runs.map(seedKey).sort().join();
  return new Set([...originsIn(own), ...originsIn(other)]).size < 2 || keys(own) === keys(other);
}

function originsIn(runs: readonly GridRun[]): ReadonlySet<GridRun['origin']> {
  return new Set(runs.map(({ origin }) => origin));
}

function keyOf({ learningRate, rowValue }: Place): string {
  return `${learningRate} ${rowValue}`;
}
