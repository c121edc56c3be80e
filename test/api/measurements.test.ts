// Who gives way to whom when devices are wanted twice.
import { expect, test } from 'vitest';
import { Measurements } from '../../src-main/api/measurements.ts';

/** Work that ends when it is told to, or when its signal ends it, a moment later. */
function madeWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const state = { isRunning: false };
  return {
    state,
    resolve,
    work: (signal: AbortSignal) => {
      state.isRunning = true;
      signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason as Error), 5));
      return promise.finally(() => (state.isRunning = false));
    },
  };
}

test('a newer estimate takes the place of an older, when the older has left the devices', async () => {
  const measurements = new Measurements();
  const [old, fresh] = [madeWork(), madeWork()];
  const first = measurements.measure(old.work, { givesWay: true });
  const refused = expect(first).rejects.toMatchObject({ code: 'busy', message: /newer/ });
  const second = measurements.measure(
    (signal) => {
      expect(old.state.isRunning).toBe(false);
      return fresh.work(signal);
    },
    { givesWay: true },
  );
  await refused;
  fresh.resolve('measured');
  expect(await second).toBe('measured');
});

test('of three at once the last one is measured', async () => {
  const measurements = new Measurements();
  const works = [madeWork(), madeWork(), madeWork()];
  const results = works.map(({ work }) => measurements.measure(work, { givesWay: true }));
  const settled = Promise.allSettled(results);
  works.at(-1)!.resolve('last');
  const states = (await settled).map(({ status }) => status);
  expect(states.filter((status) => status === 'fulfilled')).toHaveLength(1);
  expect(works.every(({ state }) => !state.isRunning)).toBe(true);
});

test('what a person asked for is not displaced, and displaces an estimate', async () => {
  const measurements = new Measurements();
  const [estimate, asked] = [madeWork(), madeWork()];
  const given = expect(measurements.measure(estimate.work, { givesWay: true })).rejects.toThrow('newer');
  const result = measurements.measure(asked.work, { givesWay: false });
  await given;
  await expect(measurements.measure(madeWork().work, { givesWay: true })).rejects.toThrow('wait for its end');
  await measurements.giveWay('A sweep took the devices.');
  expect(asked.state.isRunning).toBe(true);
  asked.resolve('sized');
  expect(await result).toBe('sized');
});

test('training waits until an estimate has left the devices; one that ends by itself leaves nothing behind', async () => {
  const measurements = new Measurements();
  const estimate = madeWork();
  const given = expect(measurements.measure(estimate.work, { givesWay: true })).rejects.toThrow(
    'took the devices',
  );
  await measurements.giveWay('A sweep took the devices.');
  expect(estimate.state.isRunning).toBe(false);
  await given;
  const done = madeWork();
  const result = measurements.measure(done.work, { givesWay: false });
  done.resolve('done');
  await result;
  const next = madeWork();
  const after = measurements.measure(next.work, { givesWay: false });
  next.resolve('next');
  expect(await after).toBe('next');
});
