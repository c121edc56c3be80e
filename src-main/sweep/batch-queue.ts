// The batches of a sweep that wait: those that are kept as they are go first, the others are cut from what is left by as many lanes
// as batches have by then. Pure.
import { planBatches, type GridRun, type PlannedBatch } from '../plan/plan.ts';
import type { GridSpec } from '../spec/spec.ts';

type LanesFor = (recipe: string, rowValue: number) => number;

export class BatchQueue {
  readonly #spec: GridSpec;
  readonly #lanesFor: LanesFor;
  readonly #kept: PlannedBatch[];
  #planned: PlannedBatch[] = [];
  /** Lanes by which the batches were cut. */
  #cutBy = new Map<string, number>();

  constructor(spec: GridSpec, kept: readonly PlannedBatch[], runs: readonly GridRun[], lanesFor: LanesFor) {
    this.#spec = spec;
    this.#lanesFor = lanesFor;
    this.#kept = [...kept];
    this.#plan(runs);
  }

  get batches(): readonly PlannedBatch[] {
    return [...this.#kept, ...this.#planned];
  }

  /**
   * undefined: none is left, or ready. `lanesNow` may give a batch another number of lanes than it was cut by; those that are kept as
   * they are had begun, and are always ready.
   */
  next(
    lanesNow: (batch: PlannedBatch) => number,
    isReady: (batch: PlannedBatch) => boolean = () => true,
  ): PlannedBatch | undefined {
    const kept = this.#kept.shift();
    if (kept) return kept;
    const first = this.#planned.find(isReady);
    if (!first) return undefined;
    if (this.#lanesFor(first.recipe, first.rowValue) !== this.#cutBy.get(keyOf(first))) {
      this.#plan(this.#planned.flatMap(({ runs }) => runs));
    }
    const next = this.#planned.find(isReady);
    if (!next) return undefined;
    this.#planned.splice(this.#planned.indexOf(next), 1);
    const lanes = lanesNow(next);
    return lanes === next.runs.length ? next : this.#cut(next, lanes, isReady);
  }

  /** Its runs wait again. */
  takeBack({ runs }: PlannedBatch): void {
    this.#plan([...runs, ...this.#planned.flatMap((batch) => batch.runs)]);
  }

  /** As many runs as there may be lanes, from this batch and those after it that are like it and ready. */
  #cut(batch: PlannedBatch, lanes: number, isReady: (batch: PlannedBatch) => boolean): PlannedBatch {
    const isAlike = (other: PlannedBatch) => keyOf(other) === keyOf(batch) && isReady(other);
    const runs = [batch, ...this.#planned.filter(isAlike)].flatMap((each) => each.runs);
    const others = this.#planned.filter((other) => !isAlike(other));
    this.#plan([...runs.slice(lanes), ...others.flatMap((other) => other.runs)]);
    return { ...batch, runs: runs.slice(0, lanes) };
  }

  #plan(runs: readonly GridRun[]): void {
    this.#cutBy = new Map();
    this.#planned = planBatches(this.#spec, runs, (recipe, rowValue) => {
      const lanes = this.#lanesFor(recipe, rowValue);
      this.#cutBy.set(keyOf({ recipe, rowValue }), lanes);
      return lanes;
    });
  }
}

function keyOf({ recipe, rowValue }: Pick<PlannedBatch, 'recipe' | 'rowValue'>): string {
  return JSON.stringify([recipe, rowValue]);
}
