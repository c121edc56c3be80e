// How many lanes the batches of one size have on a device that computes lanes together: as many as it likes and memory holds,
// or half of that, or a quarter and so on, where those have shown themselves clearly cheaper. What has shown itself grows while a
// sweep trains, for now and then a batch is trained the other way; so a wrong choice does not last. Pure.
import { isCheaper, type CostPair } from '../host/compare.ts';

/** Batches between two trials: few at first, then twice as many each time, up to the most. */
const BETWEEN_TRIALS = { first: 2, most: 16 } as const;
/** The latest pairs of two numbers of lanes: how fast a machine is changes. */
const KEPT_PAIRS = 9;

export class LaneChoice {
  readonly #most: number;
  /** By the smaller of two numbers, of which the larger is what it is half of. */
  readonly #pairs = new Map<number, CostPair[]>();
  /** Cost of the latest batch of each kind, whose batches cost alike, with as many lanes as are chosen. */
  readonly #latest = new Map<string, number>();
  #trials = 0;
  #sinceTrial = 0;
  #wait: number = BETWEEN_TRIALS.first;

  constructor(most: number) {
    this.#most = most;
  }

  get lanes(): number {
    let lanes = this.#most;
    while (lanes > 1 && isCheaper(this.#pairs.get(half(lanes)) ?? [])) lanes = half(lanes);
    return lanes;
  }

  /** Half of the chosen number; null where that is none. */
  get fewer(): number | null {
    const fewer = half(this.lanes);
    return fewer >= 1 ? fewer : null;
  }

  /** What the chosen number is to be compared with next; null where one lane is all there is. */
  get rival(): number | null {
    const rivals = [this.#more(), this.fewer].filter((rival) => rival !== null);
    return rivals[this.#trials % rivals.length] ?? null;
  }

  /** Costs of a lane-step with the chosen number of lanes and with a rival's, one measured right after the other. */
  compare(rival: number, costs: readonly { readonly chosen: number; readonly rival: number }[]): void {
    const { lanes } = this;
    const smaller = Math.min(rival, lanes);
    const pairs = costs.map((pair) =>
      smaller === rival
        ? { known: pair.chosen, other: pair.rival }
        : { known: pair.rival, other: pair.chosen },
    );
    this.#pairs.set(smaller, [...(this.#pairs.get(smaller) ?? []), ...pairs].slice(-KEPT_PAIRS));
    if (this.lanes !== lanes) this.#latest.clear();
  }

  /** Lanes of the next batch of a kind: now and then the rival's. */
  next(kind: string): number {
    const { lanes, rival } = this;
    if (rival === null || this.#sinceTrial < this.#wait || !this.#latest.has(kind)) return lanes;
    this.#sinceTrial = 0;
    return rival;
  }

  /** What a lane-step of a batch of that kind with so many lanes cost. */
  trained(kind: string, lanes: number, cost: number): void {
    if (lanes === this.lanes) {
      this.#latest.set(kind, cost);
      this.#sinceTrial += 1;
      return;
    }
    const chosen = this.#latest.get(kind);
    if (lanes !== this.rival || chosen === undefined) return;
    this.compare(lanes, [{ chosen, rival: cost }]);
    this.#trials += 1;
    this.#wait = Math.min(BETWEEN_TRIALS.most, 2 * this.#wait);
  }

  /** What the chosen number is half of; null where it is the most. */
  #more(): number | null {
    const { lanes } = this;
    let more = this.#most;
    while (more > lanes && half(more) !== lanes) more = half(more);
    return more > lanes ? more : null;
  }
}

function half(lanes: number): number {
  return Math.floor(lanes / 2);
}
