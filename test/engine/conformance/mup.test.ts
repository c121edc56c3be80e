// muP: fifty steps against PyTorch, whose model is written from the paper's table (test/oracle/mup.py); and at the base width it is the
// standard parametrisation, bit for bit.
import { afterAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../../src-main/engine/program.ts';
import { jobPrograms, train } from '../../../src-main/engine/train.ts';
import golden from '../../oracle/golden/mup.json' with { type: 'json' };
import { mupJob, MUP_TRACES } from '../mup-job.ts';
import { CORPUS } from '../support.ts';
import { traceJob } from '../traces-job.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

afterAll(closeGpu);

/** One is enough where steps are slow. On webgpu they are slower still; operations.test.ts has every one of muP there. */
const tracesOf = (device: string) =>
  ['wasm', 'native'].includes(device) ? MUP_TRACES : MUP_TRACES.slice(0, 1);

describe.each([REFERENCE, ...DEVICES].filter(({ name }) => name !== 'webgpu'))('$name', ({ name, open }) => {
  test.each(tracesOf(name))('trains as muP in PyTorch: %s', async (trace) => {
    const device = await open();
    const [lane] = await train(device, mupJob(trace), CORPUS);
    await device.close();
    const expected: readonly number[] = golden.loss[trace as keyof typeof golden.loss];
    const errors = expected.map((loss, i) => Math.abs(lane!.series.loss[i]! / loss - 1));
    expect(errors).toHaveLength(50);
    expect(errors[0]).toBeLessThan(1e-5);
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });
});

test.each([
  ['as many heads', {}],
  ['base heads of its own', { baseHeads: 4 }],
  ['a tied head', { tiedHead: true }],
])('at the base width the step is that of the standard parametrisation: %s', (_, model) => {
  for (const kind of ['adamw', 'sgd'] as const) {
    const job = traceJob('tensorwise');
    const standard = { ...job, model: { ...job.model, ...model }, optimizer: { ...job.optimizer, kind } };
    const mup = { ...standard, model: { ...standard.model, parametrisation: 'mup', baseWidth: 32 } as const };
    expect(jobPrograms(mup, CORPUS.vocabularySize)).toEqual(jobPrograms(standard, CORPUS.vocabularySize));
  }
});

test('at four times the base width the step differs where the table says, and nowhere else', () => {
  const job = traceJob('fp32');
  const wide = { ...job.model, width: 128, hidden: 512 };
  const [standard] = jobPrograms({ ...job, model: wide }, CORPUS.vocabularySize);
  const [mup] = jobPrograms(
    { ...job, model: { ...wide, parametrisation: 'mup', baseWidth: 32 } },
    CORPUS.vocabularySize,
  );
  const isHidden = (name: string) => /^layer\d\/(qkv|attention-output|mlp-up|mlp-down)$/.test(name);
  expect(mup!.weights).toEqual(
    standard!.weights.map((weight) =>
      isHidden(weight.name)
        ? { ...weight, standardDeviation: expect.closeTo(weight.standardDeviation / 2, 12) as number }
        : weight,
    ),
  );
  const isMultiplier = ({ kind }: Operation) => kind === 'multiply';
  const multipliers = mup!.operations.filter(isMultiplier);
  expect(multipliers).toMatchObject([
    { phase: 'forward', x: 'logits', factor: 1 / 4 },
    { phase: 'backward', x: 'logits', factor: 1 / 4 },
  ]);
  expect(mup!.operations.filter((op) => !isMultiplier(op))).toEqual(
    standard!.operations.map((op) => {
      // A head is 32 wide, 8 in the base: q k' sqrt(8) / 32.
      if (op.kind === 'attention' || op.kind === 'attention-gradient') return { ...op, squaredDivisor: 128 };
      if (op.kind === 'adamw' && isHidden(op.weight)) {
        return { ...op, rateFactor: 1 / 4, weightDecay: 4 * op.weightDecay };
      }
      return op;
    }),
  );
});
