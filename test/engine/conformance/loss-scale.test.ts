// A dynamic loss scale on every device: as torch.amp.GradScaler moves it (test/oracle/loss_scale.py); a step that it skips changes
// nothing else; each lane has its own; AdamW counts only the steps it took, also under another recipe of the lane.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import type { TrainingJob } from '../../../src-main/engine/job.ts';
import type { OptimizerSettings } from '../../../src-main/engine/model.ts';
import { initialWeights, train } from '../../../src-main/engine/train.ts';
import { transformerStep } from '../../../src-main/engine/transformer.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import { stagedProgram } from '../../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import type { Recipe } from '../../../src-main/recipes/recipe.ts';
import golden from '../../oracle/golden/loss-scale.json' with { type: 'json' };
import { SCALED, SCALED_TRACES, scaledJob, type ScaledTrace } from '../scaled-job.ts';
import { CORPUS, jobOf, MODEL, OPTIMIZER, sequencesOf } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';
import { once } from './outcome.ts';

const model = { ...MODEL, layers: 1 };
const starting = (initial: number, growthInterval = 3): Recipe => ({
  ...SCALED,
  lossScale: { kind: 'dynamic', initial, growthInterval },
});

/** Largest relative difference of the losses from PyTorch's, where a value of FP16 near a tie may fall to the other side. */
const TOLERANCE = 5e-4;

const isNaNs = (values: Float32Array) => [...values].map(Number.isNaN);

/** What is kept from step to step is rounded, and delayed scales have a history. */
const scaledTo = (format: string, kind: 'tensor' | 'delayed'): Precision => ({
  cast: { format: parseFormat(format), rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep' },
  scaling:
    kind === 'tensor' ? { kind, powerOfTwo: false } : { kind, history: 3, algorithm: 'max', margin: 0 },
});
const atRest: Recipe = {
  ...starting(2 ** 24),
  weights: recipeByName('bf16-weights-stochastic').weights,
  adamM: scaledTo('e4m3fn', 'tensor'),
  adamV: scaledTo('fp16', 'tensor'),
  newtonSchulz: scaledTo('fp16', 'delayed'),
};
const OPTIMIZERS: readonly OptimizerSettings['kind'][] = ['adamw', 'sgd', 'muon'];

/** Two steps at 2^24, of which the first at least overflows: states before and after it, and what both report. */
async function firstSteps(device: Device, kind: OptimizerSettings['kind']) {
  const program = transformerStep({
    model,
    recipe: atRest,
    optimizer: { ...OPTIMIZER, kind },
    batchSize: 2,
    microBatch: 1,
    vocabulary: CORPUS.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const session = await device.open({ programs: [program], seeds: [1] });
  for (const spec of program.weights) await session.write(0, spec.name, initialWeights(spec, 1));
  const names = program.buffers.flatMap(({ name, life }) => (life === 'state' ? [name] : []));
  const states = async () => {
    const values: Record<string, number[]> = {};
    for (const name of names) values[name] = [...(await session.read(0, name))];
    return values;
  };
  const before = await states();
  const { series, sites, ended } = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    ...sequencesOf(program, 0),
    learningRates: Float64Array.of(0.1),
    statisticsEvery: 1,
  });
  const after = await states();
  await session.close();
  return { before, after, series, ended, sites: [...sites], names: program.sites };
}

const byReference = once(async (kind: OptimizerSettings['kind']) =>
  firstSteps(await createReferenceDevice(), kind),
);

const LANES = [
  { seed: 1, learningRate: 0.01 },
  { seed: 2, learningRate: 0.1 },
];

/** FP16 for three steps, the first of which are skipped, then what has no loss scale. */
function leaving(then: string, changes: Partial<TrainingJob> = {}): TrainingJob {
  const precision = stagedProgram('leaving', [
    { recipe: starting(2 ** 20), untilStep: 4 },
    { recipe: recipeByName(then), untilStep: null },
  ]);
  return jobOf(SCALED, { model, steps: 7, precision, lanes: LANES, validationSequences: 0, ...changes });
}
const leftByReference = once(async (then: string) =>
  train(await createReferenceDevice(), leaving(then), CORPUS),
);

afterAll(closeGpu);

/** On software GPUs steps are slow: micro-batches are left to operations.test.ts there. */
const tracesOn = (device: string) =>
  (Object.keys(SCALED_TRACES) as ScaledTrace[]).filter((trace) => device !== 'webgpu' || trace === 'whole');

describe.each([REFERENCE, ...DEVICES])('on $name', ({ name, open, isExact }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  test.each(tracesOn(name))('has the scales, skips and losses of GradScaler: %s', async (trace) => {
    const [lane] = await train(device, scaledJob(trace), CORPUS);
    const expected = golden.traces[trace];
    expect([...lane!.series.lossScale]).toEqual(expected.scale);
    expect(isNaNs(lane!.series.gradientNorm)).toEqual(expected.skipped);
    expect(lane!.nonfinite).toBeNull();
    const errors = expected.loss.map((loss, i) => Math.abs(lane!.series.loss[i]! / loss - 1));
    expect(Math.max(...errors)).toBeLessThan(TOLERANCE);
  });

  test.each(OPTIMIZERS)('a skipped step changes and counts nothing that follows it: %s', async (kind) => {
    const { before, after, series, ended, sites } = await firstSteps(device, kind);
    const { 'skipped-steps': skipped, ...rest } = after;
    const isScale = (name: string) => name.startsWith('loss-scale/');
    expect(ended).toEqual([]);
    expect(skipped).toEqual([1]);
    expect(Object.entries(rest).filter(([name]) => isScale(name))).toEqual([
      ['loss-scale/dynamic from 16777216, doubled every 3', [2 ** 23, 0]],
    ]);
    const others = Object.entries(rest).filter(([name]) => !isScale(name));
    expect(others.length).toBeGreaterThan(8);
    for (const [name, values] of others) expect([name, values]).toEqual([name, before[name]]);
    expect([...series.lossScale]).toEqual([2 ** 24]);
    expect([...series.gradientNorm, ...series.clipFactor]).toEqual([NaN, NaN]);
    expect([...series.updateRms]).toEqual([0]);
    const expected = await byReference(kind);
    expected.names.forEach((site, i) => {
      if (!['weights', 'adam.m', 'adam.v', 'newton-schulz'].includes(site)) return;
      expect([site, ...expected.sites.slice(3 * i, 3 * i + 3)]).toEqual([site, 0, 0, 1]);
      expect([site, ...sites.slice(3 * i, 3 * i + 3)]).toEqual([site, 0, 0, 1]);
    });
  });

  test('lanes have scales of their own', async () => {
    const job = jobOf(starting(2 ** 19), { model, steps: 5, lanes: LANES, validationSequences: 0 });
    const together = await train(device, job, CORPUS);
    expect([...together[0]!.series.lossScale]).not.toEqual([...together[1]!.series.lossScale]);
    for (const [i, lane] of LANES.entries()) {
      const [alone] = await train(device, { ...job, lanes: [lane] }, CORPUS);
      expect([...together[i]!.series.lossScale]).toEqual([...alone!.series.lossScale]);
      if (isExact) expect(together[i]!.series).toEqual(alone!.series);
    }
  });

  test('AdamW goes on from the steps it took under a recipe that skips none', async () => {
    const expected = await leftByReference('fp32');
    const found = await train(device, leaving('fp32'), CORPUS);
    for (const [i, { series }] of expected.entries()) {
      expect([...found[i]!.series.lossScale]).toEqual([...series.lossScale]);
      expect(isNaNs(series.lossScale)).toEqual([false, false, false, false, true, true, true]);
      series.updateRms.forEach((rms, step) => {
        expect(Math.abs(found[i]!.series.updateRms[step]! - rms)).toBeLessThanOrEqual(2e-3 * rms);
      });
    }
  });

  test('gradients that overflow at scale 1 end the lane, and no scale above it does', async () => {
    // Gradients above 3.5, the largest value of E2M2, become infinite; those of so large a z-loss are at any scale.
    const format = parseFormat('e2m2');
    const narrow: Precision = {
      cast: { format, rounding: 'nearest-even', overflow: 'format', subnormals: 'keep' },
      scaling: { kind: 'none' },
    };
    const recipe = { ...starting(4), weightGradient: narrow };
    const wild = { ...model, zLoss: 100 };
    const [lane] = await train(device, jobOf(recipe, { model: wild, steps: 6 }), CORPUS);
    expect([...lane!.series.lossScale]).toEqual([4, 2, 1]);
    expect(lane!.nonfinite!.step).toBe(2);
    expect(lane!.nonfinite!.tensor).toMatch(/^gradient of /);
    expect(lane!.endStep).toBe(3);
    expect(Number.isFinite(lane!.series.loss[2])).toBe(true);
  });

  test('NaN or Inf in the loss itself ends the lane, whatever its scale', async () => {
    const optimizer = { ...OPTIMIZER, warmupSteps: 0 };
    const lanes = [{ seed: 1, learningRate: 1e30 }];
    const job = jobOf(starting(256), { model, optimizer, steps: 6, lanes });
    const [lane] = await train(device, job, CORPUS);
    expect(lane!.nonfinite!.tensor).toBe('loss');
    expect(lane!.series.lossScale[lane!.nonfinite!.step]).toBe(256);
  });
});
