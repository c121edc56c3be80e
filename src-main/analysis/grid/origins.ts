// Runs that were imported and runs that were trained here, on one map. Nobody has said that they share text, model or batches: where a
// recipe and the baseline have no runs of one origin, what differs between them may be the origin.
import { isJudged, type GridRun, type Tally } from './tally.ts';

export interface Origins {
  /** Finished runs. */
  readonly imported: number;
  readonly trained: number;
  /** Recipes whose runs do not compare with the baseline's. */
  readonly apart: readonly OriginsApart[];
}

export interface OriginsApart {
  readonly recipe: string;
  /** Settings at which the two have no origin in common. */
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
 * `recipes`: the cells of each. At a setting that one of the two lacks, its runs of the whole row count. At the settings where each would
 * be trained, both must have the same origins: their losses are compared there. null: all runs are of one origin.
 */
export function originsOf(
  recipes: ReadonlyMap<string, readonly Tally[]>,
  baseline: string,
  chosen: readonly Chosen[],
): Origins | null {
  const finished = [...recipes.values()]
    .flat()
    .flatMap(({ runs }) => runs)
    .filter(({ state }) => state === 'finished');
  const of = (origin: GridRun['origin']) => finished.filter((run) => run.origin === origin).length;
  const [imported, trained] = [of('imported'), of('trained')];
  if (imported === 0 || trained === 0) return null;
  const cells = new Map([...recipes].map(([recipe, own]) => [recipe, new Cells(own)]));
  const base = cells.get(baseline) ?? new Cells([]);
  const chosenOf = (name: string) => chosen.find(({ recipe }) => recipe === name)?.chosen ?? null;
  const apart = [...cells].flatMap(([recipe, own]): OriginsApart[] => {
    if (recipe === baseline) return [];
    const settings =
      own.apartFrom(base, () => true) + base.apartFrom(own, (place) => own.at(place).size === 0);
    const [here, there] = [chosenOf(recipe), chosenOf(baseline)];
    const isChosenApart = here !== null && there !== null && !areSame(own.at(here), base.at(there));
    return settings === 0 && !isChosenApart ? [] : [{ recipe, settings: Math.max(1, settings) }];
  });
  return { imported, trained, apart };
}

type OriginSet = ReadonlySet<GridRun['origin']>;

/** The cells of a recipe by the origins of their judged runs. */
class Cells {
  readonly #places: readonly Place[];
  readonly #cells = new Map<string, OriginSet>();
  readonly #rows = new Map<number, OriginSet>();

  constructor(tallies: readonly Tally[]) {
    this.#places = tallies;
    for (const { runs, ...place } of tallies) {
      const origins = new Set(runs.filter(isJudged).map(({ origin }) => origin));
      this.#cells.set(keyOf(place), origins);
      this.#rows.set(place.rowValue, new Set([...(this.#rows.get(place.rowValue) ?? []), ...origins]));
    }
  }

  at(place: Place): OriginSet {
    return this.#cells.get(keyOf(place)) ?? NONE;
  }

  /** Settings at which none of its origins is one of the other's, there or, where that has no run, in the row. */
  apartFrom(other: Cells, counts: (place: Place) => boolean): number {
    return this.#places.filter((place) => {
      const own = this.at(place);
      const there = other.at(place);
      const compared = there.size > 0 ? there : (other.#rows.get(place.rowValue) ?? NONE);
      return (
        counts(place) && own.size > 0 && compared.size > 0 && ![...own].some((origin) => compared.has(origin))
      );
    }).length;
  }
}

const NONE: OriginSet = new Set();

function areSame(one: OriginSet, other: OriginSet): boolean {
  return one.size === other.size && [...one].every((origin) => other.has(origin));
}

function keyOf({ learningRate, rowValue }: Place): string {
  return `${learningRate} ${rowValue}`;
}
