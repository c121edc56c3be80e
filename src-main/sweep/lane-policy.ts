// How many lanes a batch has: as many as fit, and, where the device computes lanes together, as many as have shown themselves
// best. A batch that was refused for want of memory lowers that. Pure.
import type { LaneChoice } from './lane-choice.ts';
import type { PlannedBatch } from '../plan/plan.ts';

export class LanePolicy {
  readonly #fitting: (recipe: string, batchSize: number) => number;
  readonly #choiceAt: (batchSize: number) => LaneChoice | null;
  readonly #refused: { readonly batchSize: number; readonly most: number }[] = [];

  /** `choiceAt` gives the same object for a batch size each time, also one for several; null: all that fit. */
  constructor(
    fitting: (recipe: string, batchSize: number) => number,
    choiceAt: (batchSize: number) => LaneChoice | null = () => null,
  ) {
    this.#fitting = fitting;
    this.#choiceAt = choiceAt;
  }

  lanesFor(recipe: string, batchSize: number): number {
    return this.#bounded(recipe, batchSize, this.#choiceAt(batchSize)?.lanes ?? Infinity);
  }

  /** Lanes of a batch that is to be trained next, planned with as many as `lanesFor` says or fewer. */
  lanesNow({ recipe, batchSize, runs }: PlannedBatch): number {
    const isWhole = runs.length === this.lanesFor(recipe, batchSize);
    const choice = this.#choiceAt(batchSize);
    return isWhole && choice
      ? this.#bounded(recipe, batchSize, choice.next(kindOf(recipe, batchSize)))
      : runs.length;
  }

  /** What a lane-step of a batch cost while all its lanes trained. */
  trained({ recipe, batchSize, runs }: PlannedBatch, cost: number): void {
    this.#choiceAt(batchSize)?.trained(kindOf(recipe, batchSize), runs.length, cost);
  }

  /** So many lanes need more memory than there is; so do as many of any larger batch. */
  refused(batchSize: number, lanes: number): void {
    this.#refused.push({ batchSize, most: Math.ceil(lanes / 2) });
  }

  #bounded(recipe: string, batchSize: number, lanes: number): number {
    const refused = this.#refused.filter((each) => each.batchSize <= batchSize).map(({ most }) => most);
    return Math.max(1, Math.min(lanes, this.#fitting(recipe, batchSize), ...refused));
  }
}

function kindOf(recipe: string, batchSize: number): string {
  return JSON.stringify([recipe, batchSize]);
}
