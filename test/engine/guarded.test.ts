// Precision programs that act by themselves: what each action does to the lane, what it costs, and that neither the lanes
// beside it nor the way steps are cut into chunks nor an interruption change a bit of it.
import { describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import type { LaneResult, TrainingJob } from '../../src-main/engine/job.ts';
import { train } from '../../src-main/engine/train.ts';
import {
  stagedProgram,
  type PrecisionProgram,
  type Trigger,
} from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { copied, CORPUS, devices, given, jobOf, OPTIMIZER } from './support.ts';

const fp32 = recipeByName('fp32');
const fp8 = recipeByName('fp8-unscaled');

/** Fires at step 5 exactly: the loss is above 0 from the start. */
const AT_5: Trigger = {
  watch: 'loss',
  site: null,
  test: 'above',
  value: 1e-9,
  window: 2,
  persistence: 1,
  fromStep: 5,
  cooldown: 0,
  atMost: 1,
  action: { kind: 'stop' },
};

function guarded(...triggers: Partial<Trigger>[]): PrecisionProgram {
  const staged = stagedProgram('guarded', [{ recipe: fp8, untilStep: null }]);
  return { ...staged, triggers: triggers.map((changes) => ({ ...AT_5, ...changes })), checkpointEvery: 2 };
}

function staged(...parts: [recipe: typeof fp32, untilStep: number | null][]): PrecisionProgram {
  return stagedProgram(
    'staged',
    parts.map(([recipe, untilStep]) => ({ recipe, untilStep })),
  );
}

const STEPS = 12;
const base = jobOf(fp8, { steps: STEPS, statisticsEvery: 1 });

async function one(device: Device, precision: PrecisionProgram, changes: Partial<TrainingJob> = {}) {
  const [lane] = await train(device, { ...base, precision, ...changes }, CORPUS);
  return lane!;
}

function names(lane: LaneResult): string[] {
  return [...lane.recipeByStep].map((index) => lane.recipes[index]!);
}

describe.each(Object.entries(devices))('triggers on %s', (_, create) => {
  test('switch: the step stands, the next ones have the other recipe, then the stage goes on', async () => {
    const device = await create();
    const lane = await one(device, guarded({ action: { kind: 'switch', recipe: fp32, steps: 3 } }));
    const planned = await one(device, staged([fp8, 6], [fp32, 9], [fp8, null]));
    await device.close();
    expect(lane.series).toEqual(planned.series);
    expect(lane.validationLoss).toBe(planned.validationLoss);
    expect(names(lane).slice(5, 10)).toEqual([fp8, fp32, fp32, fp32, fp8].map(({ name }) => name));
    expect(lane.events).toMatchObject([{ step: 5, action: 'switch', to: 'fp32', steps: 3, costSteps: 0 }]);
  });

  test('redo: the step itself has the other recipe, and one step was in vain', async () => {
    const device = await create();
    const lane = await one(device, guarded({ action: { kind: 'redo', recipe: fp32, steps: 2 } }));
    const planned = await one(device, staged([fp8, 5], [fp32, 7], [fp8, null]));
    await device.close();
    expect(lane.series).toEqual(planned.series);
    expect(lane.events).toMatchObject([{ step: 5, action: 'redo', under: 'fp8-unscaled', costSteps: 1 }]);
  });

  test('rollback: from the last kept state on in the other recipe, until so many steps past the event', async () => {
    const device = await create();
    const lane = await one(device, guarded({ action: { kind: 'rollback', recipe: fp32, steps: 2 } }));
    const planned = await one(device, staged([fp8, 4], [fp32, 8], [fp8, null]));
    await device.close();
    expect(lane.series).toEqual(planned.series);
    expect(lane.siteSteps).toEqual(planned.siteSteps);
    // Step 5 fired, the state of step 4 was kept: steps 4 and 5 were in vain.
    expect(lane.events).toMatchObject([{ step: 5, action: 'rollback', costSteps: 2 }]);
  });

  test('lower-learning-rate: the same as a run whose rate was lower from there', async () => {
    const device = await create();
    const constant = { ...OPTIMIZER, schedule: 'constant' as const, warmupSteps: 0 };
    const action = { kind: 'lower-learning-rate' as const, factor: 0.25, steps: null };
    const lane = await one(device, guarded({ action }), { optimizer: constant });
    const without = await one(device, staged([fp8, null]), { optimizer: constant });
    await device.close();
    expect(lane.series.loss.slice(0, 6)).toEqual(without.series.loss.slice(0, 6));
    // Adam's update of one step is proportional to the rate but for weight decay of 0.1 x rate.
    expect(lane.series.updateRms[6]! / without.series.updateRms[6]!).toBeCloseTo(0.25, 2);
  });

  test('stop: the run ends with that step', async () => {
    const device = await create();
    const lane = await one(device, guarded({}));
    await device.close();
    expect(lane.endStep).toBe(6);
    expect(lane.series.loss).toHaveLength(6);
    expect(lane.validationLoss).toBeNull();
    expect(lane.nonfinite).toBeNull();
  });

  test('stop at the very step of NaN or Inf: it ended with those, and was not stopped', async () => {
    const device = await create();
    const lanes = [{ seed: 1, learningRate: 1e30 }];
    const optimizer = { ...OPTIMIZER, warmupSteps: 0 };
    const unguarded = await one(device, staged([fp8, null]), { optimizer, lanes });
    const nonfinite = { watch: 'nonfinite' as const, test: null, value: null, fromStep: 0 };
    const lane = await one(device, guarded(nonfinite), { optimizer, lanes });
    const earlier = await one(device, guarded({ fromStep: 0 }), { optimizer, lanes });
    await device.close();
    expect(unguarded.nonfinite).not.toBeNull();
    expect(lane).toMatchObject({ nonfinite: unguarded.nonfinite, endStep: unguarded.endStep, stopped: null });
    expect(lane.events).toMatchObject([{ watch: 'nonfinite', action: 'stop' }]);
    expect(earlier).toMatchObject({ nonfinite: null, endStep: 1, stopped: { by: 'trigger' } });
  });

  test('NaN is answered by doing the step again; where that is no help the lane ends', async () => {
    const device = await create();
    const redo = { kind: 'redo' as const, recipe: fp32, steps: 1 };
    const nonfinite = { watch: 'nonfinite' as const, test: null, value: null, fromStep: 0, action: redo };
    const lanes = [{ seed: 1, learningRate: 1e30 }];
    const optimizer = { ...OPTIMIZER, warmupSteps: 0 };
    const lane = await one(device, guarded(nonfinite), { optimizer, lanes });
    await device.close();
    expect(lane.events).toMatchObject([{ watch: 'nonfinite', action: 'redo' }]);
    expect(lane.nonfinite).not.toBeNull();
    expect(names(lane).at(-1)).toBe('fp32');
  });

  test('lanes act one by one, and neither company nor an interruption changes a bit', async () => {
    const device = await create();
    const precision = guarded(
      {
        watch: 'gradientNorm',
        test: 'ratio',
        value: 1.02,
        window: 3,
        fromStep: 3,
        atMost: 2,
        action: { kind: 'rollback', recipe: fp32, steps: 1 },
      },
      {
        watch: 'underflow',
        test: 'above',
        value: 0.02,
        fromStep: 1,
        cooldown: 3,
        atMost: 5,
        action: { kind: 'switch', recipe: fp32, steps: 1 },
      },
      { fromStep: 9, value: 2.9, action: { kind: 'stop' } },
    );
    const lanes = [1, 2, 3, 4].map((seed) => ({ seed, learningRate: seed === 4 ? 0.0001 : 0.02 * seed }));
    const job = { ...base, precision, lanes };
    const checkpoints: Uint8Array[][] = [];
    const together = await train(device, job, CORPUS, {
      onCheckpoint: async (parts) => void checkpoints.push(await copied(parts)),
      checkpointSeconds: 0,
    });
    for (const [i, lane] of lanes.entries()) {
      const [alone] = await train(device, { ...job, lanes: [lane] }, CORPUS);
      expect({ ...alone, seconds: 0 }).toEqual({ ...together[i], seconds: 0 });
    }
    expect(new Set(together.map(({ events }) => events.length)).size).toBeGreaterThan(1);
    expect(checkpoints.length).toBeGreaterThan(3);
    for (const checkpoint of [checkpoints[1]!, checkpoints.at(-1)!]) {
      const resumed = await train(device, job, CORPUS, { from: given(checkpoint) });
      expect(resumed.map((lane) => ({ ...lane, seconds: 0 }))).toEqual(
        together.map((lane) => ({ ...lane, seconds: 0 })),
      );
    }
    await device.close();
  });
});
