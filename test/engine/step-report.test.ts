// What a step reports, by hand: how facts make a series, counts make shares, and what of a lane is recorded once it has ended.
import { describe, expect, test } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import { SERIES, SITE_STATISTICS, type StepInputs } from '../../src-main/engine/device.ts';
import {
  clipFactorOf,
  gradientSquares,
  LARGEST_LOGIT,
  LOSS,
  updateSquares,
  watchedTensors,
} from '../../src-main/engine/devices/kit/facts.ts';
import { Recorder, recordPlan } from '../../src-main/engine/devices/kit/recorder.ts';
import { roundedValues } from '../../src-main/engine/devices/kit/rounded-values.ts';
import { StepReport } from '../../src-main/engine/devices/kit/step-report.ts';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { MODEL, OPTIMIZER } from './support.ts';
import { programOf } from './webgpu-support.ts';

const fp8 = recipeByName('tensorwise').linear.forward.activation!;

/** x [2, 3] y [3, 4] rounded at two sites, and the result at the first one again. */
function product() {
  const build = new StepBuilder(null);
  const operand = (name: string, shape: readonly number[], site: string) =>
    build.operand(build.state(name, shape), fp8, site, name);
  const [x, y] = [operand('x', [2, 3], 'left'), operand('y', [3, 4], 'right')];
  build.state('out', [2, 4]);
  build.matmul('product', x, y, 'out', { m: 2, n: 4, k: 3 });
  build.round('out', 2, 4, fp8, 'left', 'out');
  return programOf(build);
}

const inputs = (lanes: number, steps: number, statisticsEvery: number): StepInputs => ({
  program: 0,
  lanes: Array.from({ length: lanes }, (_, lane) => lane),
  fromStep: 10,
  steps,
  tokens: new Uint16Array(),
  offsets: new Int32Array(),
  learningRates: new Float64Array(),
  statisticsEvery,
});

describe('a step', () => {
  test('has the norm of all gradients, the root mean square of all updates and the largest of all logits', () => {
    const report = new StepReport(product());
    report.say(gradientSquares('a/gradient'), 9);
    report.say(gradientSquares('b/gradient'), 16);
    report.say(updateSquares('a', 3), 10);
    report.say(updateSquares('b', 5), 62);
    for (const logit of [-3, -1, -2]) report.say(LARGEST_LOGIT, logit);
    expect(report.value('gradientNorm')).toBe(5);
    expect(report.value('updateRms')).toBe(3);
    expect(report.value('largestLogit')).toBe(-1);
    expect(report.value('loss')).toBeNaN();
    expect(report.nonfinite).toBeNull();
    report.begin();
    report.say(gradientSquares('a/gradient'), 4);
    expect(report.value('gradientNorm')).toBe(2);
    expect(report.value('updateRms')).toBeNaN();
  });

  test('names the first of its tensors with NaN or Inf, in the order of the step', () => {
    const report = new StepReport(product());
    report.say(LARGEST_LOGIT, Infinity);
    expect(report.nonfinite).toBeNull();
    report.say(LOSS, 2);
    report.say(gradientSquares('layer0 qkv/gradient'), NaN);
    report.say(updateSquares('layer0 qkv', 4), Infinity);
    expect(report.nonfinite).toBe('gradient of layer0 qkv');
    const program = transformerStep({
      model: MODEL,
      optimizer: OPTIMIZER,
      recipe: recipeByName('fp32'),
      batchSize: 1,
      vocabulary: 5,
      sharpnessEpsilon: 1e-3,
    });
    const tensors = watchedTensors(program);
    const weights = program.weights.map(({ name }) => name);
    expect(tensors[0]).toBe('loss');
    expect(tensors.slice(1, 1 + weights.length).sort()).toEqual(
      weights.map((name) => `gradient of ${name}`).sort(),
    );
    expect(tensors.slice(1 + weights.length)).toEqual(weights.map((name) => `weights ${name}`));
  });

  test('is clipped above the largest norm only', () => {
    expect([clipFactorOf(4, 1), clipFactorOf(0.5, 1), clipFactorOf(4, 0)]).toEqual([0.25, 1, 1]);
  });

  test('has shares of what was rounded and the geometric mean of the scales of each site', () => {
    const program = product();
    expect(Object.fromEntries(roundedValues(program))).toEqual({ left: 6 + 8, right: 12 });
    const report = new StepReport(program);
    for (const [kind, value] of [
      ['nonzero', 10],
      ['underflow', 1],
      ['underflow', 1],
      ['overflow', 7],
      ['scale', 2],
      ['scale', 8],
    ] as const) {
      report.add({ kind, site: 'left' }, value);
    }
    const sites = new Float32Array(program.sites.length * SITE_STATISTICS.length);
    report.writeSites(sites, 0);
    expect([...sites]).toEqual([Math.fround(0.2), 0.5, 4, 0, 0, 1]);
  });

  test('rounds queries, keys, values and all of the probabilities, and gradients for two products each', () => {
    const program = transformerStep({
      model: { ...MODEL, layers: 1, width: 6, heads: 2, context: 4 },
      optimizer: OPTIMIZER,
      recipe: recipeByName('tf32'),
      batchSize: 3,
      vocabulary: 5,
      sharpnessEpsilon: 1e-3,
    });
    const totals = roundedValues(program);
    const attention = program.operations.find((op) => op.kind === 'attention-gradient')!;
    // 12 tokens of width 6; 3 x 2 heads of 4 x 4 probabilities; forward and backward.
    expect(totals.get(attention.sites.qk)).toBe(2 * (72 + 72));
    expect(totals.get(attention.sites.pv)).toBe(2 * (72 + 96));
    expect(totals.get(attention.sites.gradient)).toBe(2 * (72 + 96));
  });
});

test('nothing is recorded of a lane after the step in which it ended', () => {
  const program = product();
  const recorder = new Recorder(recordPlan(program, inputs(2, 3, 2)));
  const report = new StepReport(program);
  for (const [lane, losses] of [
    [1, [5, Infinity, 3]],
    [0, [1, 2, 3]],
  ] as const) {
    losses.forEach((loss, i) => {
      report.begin();
      report.say(LOSS, loss);
      report.add({ kind: 'scale', site: 'left' }, 2 + i);
      recorder.add(lane, 10 + i, report);
    });
  }
  expect(recorder.hasEnded(0)).toBe(false);
  expect([10, 11, 12].map((step) => recorder.isCounted(step))).toEqual([true, false, true]);
  const { series, siteSteps, sites, ended } = recorder.finish();
  expect([...series.loss]).toEqual([1, 2, 3, 5, Infinity, NaN]);
  for (const name of SERIES) expect(series[name]).toHaveLength(6);
  expect(siteSteps).toEqual([10, 12]);
  // Scales of the left site, lane by lane, in steps 10 and 12; the second lane had ended.
  expect([2, 8, 14, 20].map((at) => Math.round(sites[at]!))).toEqual([2, 4, 2, 0]);
  expect(ended).toEqual([{ lane: 1, step: 11, tensor: 'loss' }]);
});
