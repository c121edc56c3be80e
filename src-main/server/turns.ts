// One piece of work a turn of the event loop, so that a client with many calls keeps neither the others nor new connections
// waiting for longer than one of them takes.

export class Turns {
  readonly #due: (() => void)[] = [];

  add(work: () => void): void {
    this.#due.push(work);
    if (this.#due.length === 1) setImmediate(() => this.#next());
  }

  /** An immediate that is asked for in an immediate runs after the next look at the network. */
  #next(): void {
    const [work] = this.#due;
    work!();
    this.#due.shift();
    if (this.#due.length > 0) setImmediate(() => this.#next());
  }
}
