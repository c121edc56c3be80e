// Readings that take long, or are not wanted any more, cost nobody else anything.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { oneAtATime } from '../../src-main/api/one-at-a-time.ts';
import { ReaderPool, type PoolLimits } from '../../src-main/api/reader-pool.ts';
import { testCore } from './support.ts';

const EXAMPLE = path.resolve('resources/example.precipice');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tableOf = (rows: number) => {
  const file = path.join(folder, `table-${rows}.csv`);
  const lines = Array.from({ length: rows }, (_, i) => `0.001,4,${i},2.5`);
  writeFileSync(file, `lr,bs,seed,loss\n${lines.join('\n')}\n`);
  return file;
};
const TABLE = tableOf(60_000);
const lookAt = (place: string) => {
  const input = { place, full: place, complaint: null, hasCompanions: true, mapping: null };
  return ['preview', place, { inputs: [input], lead: null, into: null }] as const;
};
const SLOW = lookAt(TABLE);

function testPool(limits: Partial<PoolLimits>): ReaderPool {
  const pool = new ReaderPool({ processes: 2, waiting: 10, seconds: 300, ...limits });
  onTestFinished(() => pool.close());
  return pool;
}

test('a study is read while a large table is still being looked at', async () => {
  const pool = testPool({});
  const controller = new AbortController();
  let isShown = false;
  // Of which no machine is through before the study is read.
  const shown = pool
    .read(...lookAt(tableOf(1_000_000)), controller)
    .finally(() => (isShown = true))
    .catch(() => undefined);
  expect(
    await pool.read('runs', EXAMPLE, {
      filter: {},
      order: { sort: 'id', descending: false, offset: 0, limit: 1 },
    } as never),
  ).toHaveProperty('rows');
  expect(isShown).toBe(false);
  controller.abort();
  await shown;
});

test('what takes too long is given up in a sentence, and the next reading is served', async () => {
  const pool = testPool({ processes: 1, seconds: 0.01 });
  await expect(pool.read(...SLOW)).rejects.toMatchObject({
    code: 'busy',
    message: 'It took longer than 0.01 s and was given up.',
  });
  const patient = testPool({ processes: 1 });
  expect((await patient.read('card', EXAMPLE, undefined)).recipes.length).toBeGreaterThan(1);
});

test('a reading that is not wanted any more ends at once, whether it waits or is under way', async () => {
  const pool = testPool({ processes: 1 });
  const controller = new AbortController();
  const reason = new Error('not wanted');
  const readings = [pool.read(...SLOW, controller), pool.read(...SLOW, controller)];
  setTimeout(() => controller.abort(reason), 300);
  const results = await Promise.allSettled(readings);
  expect(results).toEqual([1, 2].map(() => ({ status: 'rejected', reason })));
  expect((await pool.read('card', EXAMPLE, undefined)).recipes.length).toBeGreaterThan(1);
});

test('more than may wait are refused in a sentence', async () => {
  const pool = testPool({ processes: 1, waiting: 1 });
  const first = pool.read(...SLOW);
  const second = pool.read('card', EXAMPLE, undefined);
  expect(() => pool.read('card', EXAMPLE, undefined)).toThrow('Too much is being read already');
  await Promise.all([first, second]);
});

test('a newer look at a table takes the place of an older one, and the core answers meanwhile', async () => {
  const core = testCore();
  const look = { work: 'look', inputs: [{ place: TABLE, mapping: null }] };
  const older = core.refusal('import.preview', look);
  const newer = core.call('import.preview', look);
  expect(await core.call('app.facts', {})).toHaveProperty('version');
  expect(await older).toBe('A newer look at these inputs took its place.');
  expect((await newer).outcome!.runs).toBe(60_000);
});

test('pages are printed one after the other, also after one that failed, and no more wait than may', async () => {
  let atOnce = 0;
  let most = 0;
  const print = oneAtATime(async (page: string) => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 10));
    atOnce -= 1;
    if (page === 'broken') throw new Error('no page');
    return page;
  }, 2);
  const results = await Promise.allSettled(['a', 'broken', 'c', 'd'].map(print));
  expect(
    results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason))),
  ).toEqual([
    'a',
    'Error: no page',
    'c',
    'ApiError: Too many of these are being made already; try again in a moment.',
  ]);
  expect(most).toBe(1);
  expect(await print('e')).toBe('e');
});
