// Answers stay true to the core's events, whatever is on the screen and however long a reading takes.
import { onlineManager, QueryObserver, type QueryClient } from '@tanstack/react-query';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ApiEvent } from '../../src-main/contract/contract.ts';
import type { Client } from '../../src-renderer/client/client.ts';
import { createQueryClient, followEvents } from '../../src-renderer/client/queries.ts';

function followed() {
  let emit: (event: ApiEvent) => void = () => undefined;
  const client: Client = {
    onEvent: (listener) => {
      emit = listener;
      return () => undefined;
    },
    onConnection: () => () => undefined,
    pathOf: () => null,
    call: () => Promise.reject(new Error('Nothing is asked of the core here.')),
  };
  const queries = createQueryClient();
  const stop = followEvents(client, queries);
  onTestFinished(() => {
    stop();
    queries.clear();
  });
  return { queries, emit: (event: ApiEvent) => emit(event) };
}

/** What a component that asks this sees; `close` is its going from the screen. */
function watched<T>(queries: QueryClient, queryKey: readonly unknown[], read: () => Promise<T> | T) {
  const observer = new QueryObserver<T>(queries, { queryKey, queryFn: read });
  const close = observer.subscribe(() => undefined);
  onTestFinished(close);
  return { seen: () => observer.getCurrentResult().data, close };
}

const idle = { kind: 'idle' } as const;
const starting = { kind: 'starting' } as const;
const changed = { kind: 'study-changed', id: 'x' } as const;

test('what went out of date while nobody looked is asked again, whatever was told of its activity meanwhile', async () => {
  const { queries, emit } = followed();
  let finished = 0;
  const ask = () => watched(queries, ['study.view', { id: 'x' }], () => ({ finished, activity: idle }));
  const first = ask();
  await expect.poll(() => first.seen()).toEqual({ finished: 0, activity: idle });
  first.close();
  finished = 100;
  emit(changed);
  emit({ kind: 'activity', id: 'x', activity: starting });
  const second = ask();
  await expect.poll(() => second.seen()).toEqual({ finished: 100, activity: idle });
});

test('activity is seen without asking again', async () => {
  const { queries, emit } = followed();
  const read = vi.fn(() => ({ finished: 0, activity: idle }));
  const view = watched(queries, ['study.view', { id: 'x' }], read);
  await expect.poll(() => view.seen()).toBeDefined();
  emit({ kind: 'activity', id: 'x', activity: starting });
  await expect.poll(() => view.seen()).toEqual({ finished: 0, activity: starting });
  expect(read).toHaveBeenCalledOnce();
});

test('a reading that takes longer than the events are apart arrives, and once more when they are over', async () => {
  const { queries, emit } = followed();
  const readings: ((finished: number) => void)[] = [];
  const view = watched(
    queries,
    ['study.view', { id: 'x' }],
    () => new Promise<number>((resolve) => readings.push(resolve)),
  );
  readings[0]!(0);
  await expect.poll(() => view.seen()).toBe(0);
  emit(changed);
  emit(changed);
  emit(changed);
  expect(readings).toHaveLength(2);
  readings[1]!(1);
  await expect.poll(() => view.seen()).toBe(1);
  await expect.poll(() => readings).toHaveLength(3);
  readings[2]!(2);
  await expect.poll(() => view.seen()).toBe(2);
  await expect.poll(() => queries.isFetching()).toBe(0);
  expect(readings).toHaveLength(3);
});

test.each([
  'study.view',
  'study.runs',
  'study.curves',
  'study.sites',
  'study.log',
  'study.activations',
  'study.programs',
])('%s is asked again when its study has changed, and only then', async (procedure) => {
  const { queries, emit } = followed();
  const read = vi.fn(() => read.mock.calls.length);
  const answer = watched(queries, [procedure, { id: 'x' }], read);
  await expect.poll(() => answer.seen()).toBe(1);
  emit({ ...changed, id: 'another' });
  emit(changed);
  await expect.poll(() => answer.seen()).toBe(2);
  await expect.poll(() => queries.isFetching()).toBe(0);
  expect(read).toHaveBeenCalledTimes(2);
});

test('a machine without a network is answered all the same: the core is on it', async () => {
  onTestFinished(() => onlineManager.setOnline(true));
  onlineManager.setOnline(false);
  const { queries } = followed();
  const view = watched(queries, ['study.view', { id: 'x' }], () => ({ finished: 0 }));
  await expect.poll(() => view.seen()).toEqual({ finished: 0 });
});
