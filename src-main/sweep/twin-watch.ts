// Which batches may begin: one whose triggers compare with the baseline's runs waits until those of its own cells have ended, so that
// what it sees does not depend on how many batches are under way at once. Pure.
import type { GridRun, PlannedBatch } from '../plan/plan.ts';
import { twinSeries } from '../recipes/precision-program.ts';
import type { GridSpec, RecipeChoice } from '../spec/spec.ts';

export class TwinWatch {
  readonly #comparing: ReadonlySet<string>;
  readonly #baseline: string;
  /** Cells and seeds of the baseline that are still to end. */
  readonly #open: Set<string>;

  /** `runs`: all that are to be trained. */
  constructor(spec: GridSpec, runs: readonly GridRun[]) {
    const recipes: readonly (GridSpec['recipes'][number] & Pick<RecipeChoice, 'triggers'>)[] = spec.recipes;
    const comparing = recipes.filter(({ triggers }) => twinSeries(triggers ?? []).length > 0);
    this.#comparing = new Set(comparing.map(({ name }) => name));
    this.#baseline = spec.baseline;
    this.#open = new Set(runs.filter(({ recipe }) => recipe === spec.baseline).map(keyOf));
  }

  areThere({ recipe, runs }: PlannedBatch): boolean {
    return (
      recipe === this.#baseline ||
      !this.#comparing.has(recipe) ||
      !runs.some((run) => this.#open.has(keyOf(run)))
    );
  }

  /** However it ended. */
  ended({ recipe, runs }: PlannedBatch): void {
    if (recipe === this.#baseline) for (const run of runs) this.#open.delete(keyOf(run));
  }
}

function keyOf({ learningRate, rowValue, seed }: GridRun): string {
  return JSON.stringify([learningRate, rowValue, seed]);
}
