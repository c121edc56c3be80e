// How many lanes a batch has: as many as fit, and, where the device computes lanes together, as many as have shown themselves
// best. A batch that was refused for want of memory lowers that. Pure.
import type { LaneChoice } from './lane-choice.ts';
import type { PlannedBatch } from '../plan/plan.ts';

interface Sizes {
  /** How much work a step of a row is (plan/step-size.ts). */
  readonly sizeOf: (rowValue: number) => number;
  /** Gives the same object for a size each time, also one for several; null: all that fit. */
  readonly choiceAt: (size: number) => LaneChoice | null;
}

const ALL_THAT_FIT: Sizes = { sizeOf: (rowValue) => rowValue, choiceAt: () => null };

export class LanePolicy {
  readonly #fitting: (recipe: string, rowValue: number) => number;
  readonly #sizeOf: Sizes['sizeOf'];
  readonly #choiceAt: Sizes['choiceAt'];
  readonly #refused: { readonly size: number; readonly most: number }[] = [];

  constructor(
    fitting: (recipe: string, rowValue: number) => number,
    { sizeOf, choiceAt }: Sizes = ALL_THAT_FIT,
  ) {
    this.#fitting = fitting;
    this.#sizeOf = sizeOf;
    this.#choiceAt = choiceAt;
  }

  lanesFor(recipe: string, rowValue: number): number {
    return this.#bounded(recipe, rowValue, this.#choiceOf(rowValue)?.lanes ?? Infinity);
  }

  /** Lanes of a batch that is to be trained next, planned with as many as `lanesFor` says or fewer. */
  lanesNow({ recipe, rowValue, runs }: PlannedBatch): number {
    const isWhole = runs.length === this.lanesFor(recipe, rowValue);
    const choice = this.#choiceOf(rowValue);
    return isWhole && choice
      ? this.#bounded(recipe, rowValue, choice.next(kindOf(recipe, rowValue)))
      : runs.length;
  }

  /** What a lane-step of a batch cost while all its lanes trained. */
  trained({ recipe, rowValue, runs }: PlannedBatch, cost: number): void {
    this.#choiceOf(rowValue)?.trained(kindOf(recipe, rowValue), runs.length, cost);
  }

  /** The lanes of this batch need more memory than there is. */
  refusedBatch({ rowValue, runs }: PlannedBatch): void {
    this.refused(this.#sizeOf(rowValue), runs.length);
  }

  /** So many lanes with steps of this size need more memory than there is; so do as many with larger ones. */
  refused(size: number, lanes: number): void {
    this.#refused.push({ size, most: Math.ceil(lanes / 2) });
  }

  #choiceOf(rowValue: number): LaneChoice | null {
    return this.#choiceAt(this.#sizeOf(rowValue));
  }

  #bounded(recipe: string, rowValue: number, lanes: number): number {
    const size = this.#sizeOf(rowValue);
    const refused = this.#refused.filter((each) => each.size <= size).map(({ most }) => most);
    return Math.max(1, Math.min(lanes, this.#fitting(recipe, rowValue), ...refused));
  }
}

function kindOf(recipe: string, rowValue: number): string {
  return JSON.stringify([recipe, rowValue]);
}
