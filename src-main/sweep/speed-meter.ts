// Throughput over the last seconds, and in all.

const WINDOW_MILLISECONDS = 10_000;

export class SpeedMeter {
  #events: { readonly at: number; readonly laneSteps: number; readonly tokens: number }[] = [];
  readonly #now: () => number;
  #since: number;
  laneSteps = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  add(laneSteps: number, tokens: number): void {
    const at = this.#now();
    this.laneSteps += laneSteps;
    this.#events.push({ at, laneSteps, tokens });
    const first = this.#events.findIndex((event) => event.at > at - WINDOW_MILLISECONDS);
    if (first > 0) {
      this.#since = this.#events[first - 1]!.at;
      this.#events.splice(0, first);
    }
  }

  rates(): { readonly laneStepsPerSecond: number; readonly tokensPerSecond: number } {
    const seconds = (this.#now() - this.#since) / 1000;
    if (seconds <= 0) return { laneStepsPerSecond: 0, tokensPerSecond: 0 };
    const sum = (of: 'laneSteps' | 'tokens') => this.#events.reduce((total, event) => total + event[of], 0);
    return { laneStepsPerSecond: sum('laneSteps') / seconds, tokensPerSecond: sum('tokens') / seconds };
  }
}
