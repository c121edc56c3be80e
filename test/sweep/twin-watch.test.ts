// What compares with the baseline's runs waits for those of its own cells, and for nothing else.
import { expect, test } from 'vitest';
import { planRuns, type PlannedBatch } from '../../src-main/plan/plan.ts';
import { BatchQueue } from '../../src-main/sweep/batch-queue.ts';
import { TwinWatch } from '../../src-main/sweep/twin-watch.ts';
import { tinySpec } from './tiny.ts';

const trigger = { watch: 'loss', test: 'twin-ratio', value: 2, action: { kind: 'stop' } };
const spec = tinySpec({
  recipes: ['fp32', { name: 'watching', recipe: 'fp8-unscaled', triggers: [trigger] }, 'fp8-unscaled'],
});
const runs = planRuns(spec).map((run, id) => ({ ...run, id }));
const nameOf = (batch: PlannedBatch | undefined) => batch && `${batch.recipe} ${batch.rowValue}`;

test('a batch whose twins are under way is passed over until they have ended, however they did', () => {
  const watch = new TwinWatch(spec, runs);
  const queue = new BatchQueue(spec, [], runs, () => 4);
  const next = () =>
    queue.next(
      ({ runs }) => runs.length,
      (batch) => watch.areThere(batch),
    );
  const [first, second] = [next(), next()];
  expect([first, second].map(nameOf)).toEqual(['fp32 1', 'fp32 2']);
  expect([next(), next()].map(nameOf)).toEqual(['fp8-unscaled 1', 'fp8-unscaled 2']);
  expect(next()).toBeUndefined();
  watch.ended(second!);
  expect(nameOf(next())).toBe('watching 2');
  expect(next()).toBeUndefined();
  watch.ended(first!);
  expect(nameOf(next())).toBe('watching 1');
});

test('twins that are not to be trained are not waited for', () => {
  const others = runs.filter(({ recipe }) => recipe !== 'fp32');
  const watch = new TwinWatch(spec, others);
  const queue = new BatchQueue(spec, [], others, () => 4);
  const isReady = (batch: PlannedBatch) => watch.areThere(batch);
  expect(nameOf(queue.next(({ runs }) => runs.length, isReady))).toBe('watching 1');
});
