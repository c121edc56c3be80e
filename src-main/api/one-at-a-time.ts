// Work that takes much memory, done one after the other, with a bound on how much of it may wait.
import { ApiError } from './errors.ts';

/** @throws ApiError where `waiting` pieces of work wait already. */
export function oneAtATime<In, Out>(
  work: (input: In) => Promise<Out>,
  waiting: number,
): (input: In) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  return async (input) => {
    if (count > waiting)
      throw new ApiError('busy', 'Too many of these are being made already; try again in a moment.');
    count += 1;
    const result = last.then(() => work(input));
    // The next one comes also after one that failed.
    last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      count -= 1;
    }
  };
}
