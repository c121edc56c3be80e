// The batches that wait: none is lost or trained twice, however the number of lanes changes.
import { expect, test } from 'vitest';
import { random32 } from '../../src-main/engine/random.ts';
import { BatchQueue } from '../../src-main/sweep/batch-queue.ts';
import { planBatches, planRuns, type PlannedBatch } from '../../src-main/plan/plan.ts';
import { tinySpec } from './tiny.ts';

const spec = tinySpec({ learningRates: [0.001, 0.01, 0.1], seeds: 3, batchSizes: [1, 2, 4] });
const runs = planRuns(spec).map((run, id) => ({ ...run, id }));
const idsOf = (batches: readonly PlannedBatch[]) =>
  batches.flatMap((batch) => batch.runs.map(({ id }) => id));
const asPlanned = (batch: PlannedBatch) => batch.runs.length;

function drain(queue: BatchQueue, lanesNow: (batch: PlannedBatch) => number = asPlanned): PlannedBatch[] {
  const batches: PlannedBatch[] = [];
  for (let batch = queue.next(lanesNow); batch; batch = queue.next(lanesNow)) batches.push(batch);
  return batches;
}

test('batches come in the order of the plan, those that are kept first', () => {
  const plan = planBatches(spec, runs.slice(4), () => 4);
  const kept = [{ recipe: runs[0]!.recipe, rowValue: runs[0]!.rowValue, runs: runs.slice(0, 4) }];
  const queue = new BatchQueue(spec, kept, runs.slice(4), () => 4);
  expect(queue.batches).toEqual([...kept, ...plan]);
  expect(drain(queue)).toEqual([...kept, ...plan]);
  expect(queue.batches).toEqual([]);
});

test('when lanes change what is left is planned anew', () => {
  let lanes = 4;
  const queue = new BatchQueue(spec, [], runs, () => lanes);
  const first = queue.next(asPlanned)!;
  lanes = 2;
  const left = runs.filter(({ id }) => !idsOf([first]).includes(id));
  expect(drain(queue)).toEqual(planBatches(spec, left, () => 2));
});

test('every run comes once, and a batch is of one kind, for any changes, trials and batches that are taken back', () => {
  for (let seed = 0; seed < 100; seed++) {
    let [lanes, draws, takenBack] = [1 + (random32(seed, 0) % 9), 1, 0];
    const draw = (below: number) => random32(seed, draws++) % below;
    const queue = new BatchQueue(spec, [], runs, () => lanes);
    const done: PlannedBatch[] = [];
    for (;;) {
      const batch = queue.next((planned) => (draw(3) === 0 ? 1 + draw(9) : planned.runs.length));
      if (!batch) break;
      if (draw(4) === 0) lanes = 1 + draw(9);
      if (draw(5) === 0 && takenBack++ < 20) queue.takeBack(batch);
      else done.push(batch);
    }
    expect(idsOf(done).toSorted((a, b) => a - b)).toEqual(runs.map(({ id }) => id));
    for (const { recipe, rowValue, runs: own } of done) {
      expect(own.length).toBeGreaterThan(0);
      expect(own.every((run) => run.recipe === recipe && run.rowValue === rowValue)).toBe(true);
    }
  }
});
