// Calibration and the choice of lanes on a machine whose clock is pretended: busy, noisy, or so slow that time runs out.
import { describe, expect, test } from 'vitest';
import type { DeviceDescription } from '../../src-main/engine/device.ts';
import { random32, randomNormal } from '../../src-main/engine/random.ts';
import { HostMemoryError } from '../../src-main/host/supervisor.ts';
import { calibrate, CALIBRATION_LIMIT } from '../../src-main/sweep/calibration.ts';
import { lanesAtOnce } from '../../src-main/sweep/fit.ts';
import { LaneChoice } from '../../src-main/sweep/lane-choice.ts';
import { LanePolicy } from '../../src-main/sweep/lane-policy.ts';
import { tinySpec } from './tiny.ts';

/** Twelve runs of each recipe and batch size. */
const spec = tinySpec({ learningRates: [0.001, 0.01, 0.1], seeds: 4, batchSizes: [1, 2, 4] });
const LANES = lanesAtOnce(spec);
const TOGETHER: DeviceDescription = {
  name: 'tensorflow',
  summary: '',
  threads: 2,
  lanes: 16,
  together: true,
  clock: 'processor',
};
const APART: DeviceDescription = { ...TOGETHER, name: 'wasm', together: false };

interface Machine {
  readonly description?: DeviceDescription;
  /** Processor seconds of a lane-step with so many lanes. */
  readonly costOf?: (lanes: number) => number;
  /** Lanes for which there is memory. */
  readonly memory?: number;
  /** Seconds that every measurement takes. */
  readonly takes?: number;
  readonly seed?: number;
}

/** Wall time is up to twenty times as long as it would be, as chance has it; processor time errs by 8 %. */
async function calibrated(machine: Machine) {
  const { description = TOGETHER, costOf = () => 1e-3, memory = Infinity, takes = 0.4, seed = 1 } = machine;
  let [clock, draws] = [0, 0];
  const asked: { batchSize: number; lanes: number; limit: number }[] = [];
  const measure: Parameters<typeof calibrate>[2]['measure'] = (job, _, limit) => {
    const lanes = job.lanes.length;
    asked.push({ batchSize: job.batchSize, lanes, limit });
    if (lanes > memory) return Promise.reject(new HostMemoryError('Too little memory.'));
    clock += 1000 * Math.min(takes, limit);
    if (takes > limit) return Promise.resolve(null);
    const processor = job.batchSize * costOf(lanes) * Math.exp(0.08 * randomNormal(seed, draws));
    const busy = 1 + (19 * random32(seed, draws++)) / 2 ** 32;
    return Promise.resolve({
      secondsPerLaneStep: (processor / description.threads) * busy,
      processorSecondsPerLaneStep: processor,
    });
  };
  const fitting = () => Math.min(LANES, description.lanes);
  const { policy, samples } = await calibrate(spec, 30, { description, measure }, fitting, () => clock);
  const lanes = spec.batchSizes.map((rowValue) => policy.lanesFor(spec.baseline, rowValue));
  return { lanes, samples, asked, seconds: clock / 1000 };
}

const seeds = Array.from({ length: 100 }, (_, i) => i + 1);

describe('calibration', () => {
  test('leaves a device that gives each lane to a thread all that fit, without trying others', async () => {
    const { lanes, asked } = await calibrated({ description: APART });
    expect(lanes).toEqual([12, 12, 12]);
    expect(asked.map(({ batchSize }) => batchSize)).toEqual([1, 4]);
  });

  test('keeps all lanes where fewer cost as much, however busy the machine is', async () => {
    const results = await Promise.all(seeds.map((seed) => calibrated({ seed })));
    const kept = results.filter(({ lanes }) => lanes.every((count) => count === 12));
    expect(kept.length).toBeGreaterThanOrEqual(90);
  });

  test('finds fewer lanes where they are much cheaper, and a quarter where that is cheaper still', async () => {
    const halves = (lanes: number) => (lanes > 6 ? 2e-3 : 1e-3);
    const found = await Promise.all(seeds.map((seed) => calibrated({ costOf: halves, seed })));
    expect(found.filter(({ lanes }) => lanes.every((count) => count <= 6)).length).toBeGreaterThanOrEqual(98);
    const quarters = (lanes: number) => 1e-3 * lanes;
    const one = await calibrated({ costOf: quarters, takes: 0.1 });
    expect(one.lanes).toEqual([1, 1, 1]);
  });

  test('compares in turns', async () => {
    const { asked } = await calibrated({});
    const small = asked.filter(({ batchSize }) => batchSize === 1).map(({ lanes }) => lanes);
    expect(small.slice(0, 6)).toEqual([12, 6, 12, 6, 12, 6]);
  });

  test.each([0.01, 0.5, 2, 7, 100])('ends within its limit where a measurement takes %d s', async (takes) => {
    const { asked, seconds, lanes } = await calibrated({ takes, costOf: (count) => 1e-3 * count });
    expect(seconds).toBeLessThanOrEqual(CALIBRATION_LIMIT + 1e-9);
    for (const { limit } of asked) expect(limit).toBeLessThanOrEqual(CALIBRATION_LIMIT);
    expect(Math.min(...lanes)).toBeGreaterThanOrEqual(1);
  });

  test('says nothing of speed where nothing was measured in time, and leaves the lanes as they are', async () => {
    const { samples, lanes } = await calibrated({ takes: 100 });
    expect(samples).toEqual([]);
    expect(lanes).toEqual([12, 12, 12]);
  });

  test('tells what a step takes now and what it would take on an idle machine', async () => {
    const { samples } = await calibrated({ description: APART });
    expect(samples.map(({ size }) => size)).toEqual([1, 4]);
    for (const { size, secondsPerLaneStep, idleSecondsPerLaneStep } of samples) {
      expect(idleSecondsPerLaneStep / (size * 5e-4)).toBeCloseTo(1, 0);
      expect(secondsPerLaneStep).toBeGreaterThanOrEqual(idleSecondsPerLaneStep);
    }
  });

  test('halves the lanes that memory refuses, there and at larger batch sizes', async () => {
    for (const description of [TOGETHER, APART]) {
      const { lanes } = await calibrated({ description, memory: 4 });
      expect(lanes).toEqual([3, 3, 3]);
    }
    await expect(calibrated({ memory: 0 })).rejects.toThrow(HostMemoryError);
  });
});

/** Batches of one kind, one after the other; the lanes of each. */
function trainBatches(choice: LaneChoice, batches: number, costOf: (lanes: number, batch: number) => number) {
  return Array.from({ length: batches }, (_, batch) => {
    const lanes = choice.next('kind');
    choice.trained('kind', lanes, costOf(lanes, batch));
    return lanes;
  });
}

describe('while a sweep trains', () => {
  const noise = (seed: number, batch: number) => Math.exp(0.08 * randomNormal(seed, batch));

  test('the other number is tried now and then, more seldom each time', () => {
    const tried = trainBatches(new LaneChoice(12), 100, () => 1).flatMap((lanes, batch) =>
      lanes === 12 ? [] : [batch],
    );
    expect(tried).toEqual([2, 7, 16, 33, 50, 67, 84]);
  });

  test('a wrong choice does not last', () => {
    for (const seed of seeds) {
      const choice = new LaneChoice(12);
      choice.compare(6, [{ chosen: 4, rival: 1 }]);
      expect(choice.lanes).toBe(6);
      // In truth all lanes are twice as fast.
      const used = trainBatches(choice, 40, (lanes, batch) => (lanes > 6 ? 1 : 2) * noise(seed, batch));
      expect([seed, choice.lanes]).toEqual([seed, 12]);
      expect(used.filter((lanes) => lanes < 12).length).toBeLessThanOrEqual(20);
    }
  });

  test('what is cheaper by a third is found, and what is alike changes nothing', () => {
    const after = (ratio: number, seed: number) => {
      const choice = new LaneChoice(12);
      trainBatches(choice, 150, (lanes, batch) => (lanes > 6 ? 1 : ratio) * noise(seed, batch));
      return choice.lanes;
    };
    expect(seeds.filter((seed) => after(0.67, seed) < 12).length).toBeGreaterThanOrEqual(95);
    expect(seeds.filter((seed) => after(1, seed) === 12).length).toBeGreaterThanOrEqual(95);
  });

  test('one lane has no rival', () => {
    const choice = new LaneChoice(1);
    expect([choice.rival, choice.fewer]).toEqual([null, null]);
    expect(trainBatches(choice, 30, () => 1)).toEqual(new Array(30).fill(1));
  });

  test('a batch that is not whole, or is refused for want of memory, is never made larger', () => {
    const choice = new LaneChoice(12);
    const policy = new LanePolicy(() => 10, { sizeOf: (rowValue) => rowValue, choiceAt: () => choice });
    const runs = (count: number) =>
      Array.from({ length: count }, (_, id) => ({
        id,
        recipe: 'a',
        rowValue: 2,
        seed: id,
        learningRate: 1,
      }));
    const batch = (count: number) => ({ recipe: 'a', rowValue: 2, runs: runs(count) });
    expect(policy.lanesFor('a', 2)).toBe(10);
    expect(policy.lanesNow(batch(3))).toBe(3);
    policy.refused(2, 10);
    expect([policy.lanesFor('a', 1), policy.lanesFor('a', 2), policy.lanesFor('a', 4)]).toEqual([10, 5, 5]);
    policy.refused(2, 1);
    expect(policy.lanesFor('a', 2)).toBe(1);
  });
});
