// What a model of 124 million parameters asks of the webgpu device, at shapes that software can afford: kernels longer than a
// submission, more workgroups than one dimension holds, a queue that runs far ahead of a slow GPU.
import { afterAll, describe, expect, test, vi } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import { piecesOf, type Groups } from '../../src-main/engine/devices/webgpu/submissions.ts';
import { random32, randomNormal } from '../../src-main/engine/random.ts';
import { train } from '../../src-main/engine/train.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { areSame, outcome } from './conformance/outcome.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';
import { gpuOfTests, programOf } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

describe('a kernel in pieces', () => {
  const cells = ({ first, count }: Groups) =>
    Array.from({ length: count[2] }, (_, z) =>
      Array.from({ length: count[1] }, (_, y) =>
        Array.from({ length: count[0] }, (_, x) => [first[0] + x, first[1] + y, first[2] + z].join()),
      ),
    ).flat(2);

  test.each([
    [[7, 5, 3], 1],
    [[7, 5, 3], 4],
    [[7, 5, 3], 36],
    [[1, 1, 1], 0.5],
    [[393, 32, 1], 2000],
  ] as const)('%j groups in pieces of %d has each group once, and no piece is too long', (count, most) => {
    const whole: Groups = { first: [0, 0, 0], count };
    const pieces = piecesOf(whole, 1, most);
    for (const piece of pieces)
      expect(piece.count.reduce((a, b) => a * b, 1)).toBeLessThanOrEqual(Math.max(1, most));
    expect(pieces.flatMap(cells).toSorted()).toEqual(cells(whole).toSorted());
  });

  test('is one where it is short', () => {
    const whole: Groups = { first: [0, 0, 0], count: [7, 5, 3] };
    expect(piecesOf(whole, 1, 105)).toEqual([whole]);
  });
});

const LANES = [
  { seed: 1, learningRate: 0.01 },
  { seed: 2, learningRate: 0.1 },
];
const model = { ...MODEL, layers: 1 };

describe.skipIf(!gpu)('on webgpu', () => {
  test('a step in the smallest pieces has the same bits as one in whole kernels, and the GPU is waited for meanwhile', async () => {
    // Stochastic rounding, scales of blocks, and of a tensor's history.
    for (const name of ['nvfp4', 'te-delayed']) {
      const job = jobOf(recipeByName(name), { model, steps: 2, lanes: LANES });
      const told = vi.spyOn(gpu!.device.queue, 'onSubmittedWorkDone');
      const whole = await train(webgpuDevice(gpu!), job, CORPUS);
      expect(told).not.toHaveBeenCalled();
      const split = await train(webgpuDevice(gpu!, { submissionWork: 20_000 }), job, CORPUS);
      expect(told).toHaveBeenCalled();
      told.mockRestore();
      for (const [lane, { series, siteStatistics, validationLoss }] of whole.entries()) {
        expect(split[lane]!.series).toEqual(series);
        expect(split[lane]!.siteStatistics).toEqual(siteStatistics);
        expect(split[lane]!.validationLoss).toBe(validationLoss);
      }
    }
  });

  test('a vocabulary of 70,000 trains as on the reference device', async () => {
    const vocabulary = 70_000;
    const corpus = {
      vocabularySize: vocabulary,
      tokens: Uint32Array.from({ length: 400 }, (_, i) => random32(3, i) % vocabulary),
      trainingTokens: 360,
      unigramEntropy: Math.log(vocabulary),
    };
    const job = jobOf(recipeByName('bf16-mixed'), {
      model: { ...model, width: 16, heads: 1, hidden: 16, context: 4, tiedHead: true },
      batchSize: 1,
      steps: 2,
      validationSequences: 0,
    });
    const [[expected], [found]] = [
      await train(await createReferenceDevice(), job, corpus),
      await train(webgpuDevice(gpu!), job, corpus),
    ];
    found!.series.loss.forEach((loss, step) =>
      expect(Math.abs(loss / expected!.series.loss[step]! - 1)).toBeLessThan(1e-5),
    );
    found!.series.gradientNorm.forEach((norm, step) =>
      expect(Math.abs(norm / expected!.series.gradientNorm[step]! - 1)).toBeLessThan(1e-3),
    );
  });

  test('70,000 blocks that take a workgroup each are scaled as on the reference device', async () => {
    const [rows, columns] = [70_000, 65];
    const build = new StepBuilder(null);
    const scaled: Precision = {
      cast: {
        format: parseFormat('e4m3fn'),
        rounding: 'nearest-even',
        overflow: 'saturate',
        subnormals: 'keep',
      },
      scaling: { kind: 'row', powerOfTwo: true },
    };
    build.round(build.state('x', [rows, columns]), rows, columns, scaled, 'site', 'x');
    const given = { x: Float32Array.from({ length: rows * columns }, (_, i) => randomNormal(1, i)) };
    const program = programOf(build);
    const expected = await outcome(await createReferenceDevice(), program, given, ['x']);
    const found = await outcome(webgpuDevice(gpu!), program, given, ['x']);
    expect(areSame(found.buffers.x!, expected.buffers.x!)).toBe(true);
    expect(found.sites).toEqual(expected.sites);
  });

  test('an operation on more values than one row of workgroups covers reaches the last of them', async () => {
    // 32,768 workgroups of 1024 values, and some more.
    const length = 32_768 * 1024 + 4099;
    const build = new StepBuilder(null);
    const [a, b] = [build.state('a', [length]), build.state('b', [length])];
    build.emit({ phase: 'forward', label: 'sum', kind: 'add', a, b, out: a, length }, a);
    const session = await webgpuDevice(gpu!).open({ programs: [programOf(build)], seeds: [0] });
    await session.write(0, 'a', new Float32Array(length).fill(1));
    await session.write(0, 'b', new Float32Array(length).fill(2));
    await session.run({
      program: 0,
      lanes: [0],
      fromStep: 0,
      steps: 1,
      tokens: new Uint16Array(2),
      offsets: new Int32Array(1),
      learningRates: new Float64Array(1),
      statisticsEvery: Infinity,
    });
    const found = await session.read(0, 'a');
    await session.close();
    expect(found.every((value) => value === 3)).toBe(true);
  });
});
