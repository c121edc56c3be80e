// Measurements of time on the devices of this machine: one at a time. An estimate, which a form asks for by itself, gives way to whatever
// else wants the devices: to a newer one, to what a person asked for, to training.
import { ApiError } from './errors.ts';

/** Does the work until the signal ends it. */
type Work<T> = (signal: AbortSignal) => Promise<T>;

interface Running {
  readonly control: AbortController;
  readonly ended: Promise<unknown>;
  readonly givesWay: boolean;
}

export class Measurements {
  #running: Running | null = null;

  /** @throws ApiError where one that does not give way is under way, or where this one had to. */
  async measure<T>(work: Work<T>, { givesWay }: Pick<Running, 'givesWay'>): Promise<T> {
    // Another may have begun while an older one was ending.
    while (this.#running) {
      if (!this.#running.givesWay)
        throw new ApiError('busy', 'Time is being measured already; wait for its end.');
      await this.giveWay('A newer measurement took its place.');
    }
    const control = new AbortController();
    const result = work(control.signal);
    const running = { control, ended: result.catch(() => undefined), givesWay };
    this.#running = running;
    try {
      return await result;
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  /** Ends one that gives way; resolves when its devices are free. */
  async giveWay(reason: string): Promise<void> {
    const running = this.#running;
    if (!running?.givesWay) return;
    running.control.abort(new ApiError('busy', reason));
    await running.ended;
    if (this.#running === running) this.#running = null;
  }
}
