// A large model trained by Precipice and by PyTorch from the very same weights, tokens and learning rates: loss and gradient norm of
// every step, and the weights at the end, side by side.
//   node bench/against-pytorch.ts --python PYTHON [--steps 20] [--context 128] [--batch 1] [--device wasm] [--layers 12] [--width 768]
//     [--vocabulary 50257] [--recipe fp32]
// GPT-2 small unless told otherwise. Takes about 4 GB of memory, and as much on disk in the system's temporary folder.
import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  mkdtempSync,
  openSync,
  readSync,
  closeSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { trainingOffsets } from '../src-main/engine/corpus.ts';
import type { DeviceName } from '../src-main/engine/device.ts';
import { learningRateAt } from '../src-main/engine/model.ts';
import { gatherSequences } from '../src-main/engine/sequences.ts';
import { initialWeights, jobPrograms } from '../src-main/engine/train.ts';
import { createDevice } from '../src-main/host/devices.ts';
import { jobFor, madeCorpus, MODELS } from './gpu-report/models.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    steps: { type: 'string', default: '20' },
    context: { type: 'string', default: '128' },
    batch: { type: 'string', default: '1' },
    device: { type: 'string', default: 'wasm' },
    layers: { type: 'string', default: '12' },
    width: { type: 'string', default: '768' },
    vocabulary: { type: 'string', default: '50257' },
    recipe: { type: 'string', default: 'fp32' },
  },
});
if (values.python === undefined)
  throw new Error('--python is missing; it must name a Python that has torch.');
const [steps, context, batchSize, layers, width, vocabulary] = [
  values.steps,
  values.context,
  values.batch,
  values.layers,
  values.width,
  values.vocabulary,
].map(Number) as [number, number, number, number, number, number];
const SEED = 0;
const RATE = 6e-4;

const gpt2 = MODELS.at(-1)!;
const model = { ...gpt2.model, context, layers, width, hidden: 4 * width };
const job = { ...jobFor({ ...gpt2, model, batchSize, vocabulary }, values.recipe, 1), steps };
const optimizer = {
  ...job.optimizer,
  warmupSteps: Math.ceil(steps / 4),
  schedule: 'cosine',
  finalFraction: 0.1,
} as const;
const programs = jobPrograms({ ...job, optimizer }, vocabulary);
const program = programs[0]!;
const corpus = madeCorpus(vocabulary);
const offsets = Array.from({ length: steps }, (_, step) =>
  trainingOffsets(corpus, SEED, step, batchSize, context),
);
const rates = Array.from({ length: steps }, (_, step) => learningRateAt(step, steps, RATE, optimizer));

const folder = mkdtempSync(path.join(tmpdir(), 'against-pytorch-'));
try {
  const device = await createDevice(values.device as DeviceName, { threads: null });
  console.log(device.describe().summary);
  const session = await device.open({ programs, seeds: [SEED] });
  const weights = createWriteStream(path.join(folder, 'weights.f32'));
  for (const spec of program.weights) {
    const given = initialWeights(spec, SEED);
    await session.write(0, spec.name, given);
    if (!weights.write(new Uint8Array(given.buffer))) await once(weights, 'drain');
  }
  weights.end();
  await once(weights, 'finish');
  const own: { readonly loss: number; readonly gradientNorm: number }[] = [];
  const begun = performance.now();
  for (let step = 0; step < steps; step++) {
    const { series } = await session.run({
      program: 0,
      lanes: [0],
      fromStep: step,
      steps: 1,
      ...gatherSequences(corpus.tokens, [offsets[step]!], context),
      learningRates: Float64Array.of(rates[step]!),
      statisticsEvery: Infinity,
    });
    own.push({ loss: series.loss[0]!, gradientNorm: series.gradientNorm[0]! });
  }
  const seconds = (performance.now() - begun) / 1000 / steps;
  writeFileSync(
    path.join(folder, 'given.json'),
    JSON.stringify({
      model,
      optimizer,
      vocabulary,
      recipe: values.recipe,
      rates,
      weights: program.weights.map(({ name, shape }) => ({ name, shape })),
      batches: offsets.map((starts) =>
        Array.from(starts, (start) => Array.from(corpus.tokens.subarray(start, start + context + 1))),
      ),
    }),
  );
  const ends = new Map<string, Float32Array>();
  for (const { name } of program.weights) ends.set(name, Float32Array.from(await session.read(0, name)));
  await session.close();
  await device.close();

  const script = path.join(import.meta.dirname, 'against-pytorch.py');
  const output = execFileSync(values.python, [script, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const theirs = JSON.parse(output) as {
    readonly torch: string;
    readonly secondsPerStep: number;
    readonly loss: readonly number[];
    readonly gradientNorm: readonly number[];
  };

  const relative = (found: number, expected: number) => Math.abs(found / expected - 1);
  console.log(`${values.recipe}, ${batchSize} x ${context} tokens a step; PyTorch ${theirs.torch}`);
  console.log('step  loss (Precipice, PyTorch, relative)  gradient norm (the same)');
  own.forEach(({ loss, gradientNorm }, step) => {
    const [theirLoss, theirNorm] = [theirs.loss[step]!, theirs.gradientNorm[step]!];
    const both = (found: number, expected: number) =>
      `${found.toPrecision(9)} ${expected.toPrecision(9)} ${relative(found, expected).toExponential(1)}`;
    console.log(`${step}  ${both(loss, theirLoss)}  ${both(gradientNorm, theirNorm)}`);
  });
  const most = (of: (step: number) => number) => Math.max(...own.map((_, step) => of(step)));
  const lossError = most((step) => relative(own[step]!.loss, theirs.loss[step]!));
  const normError = most((step) => relative(own[step]!.gradientNorm, theirs.gradientNorm[step]!));
  const { largest, moved, apart } = compareWeights(ends);
  console.log(
    [
      `largest relative difference: loss ${lossError.toExponential(1)}, gradient norm ${normError.toExponential(1)}`,
      `weights at the end: ${largest.toExponential(1)} apart at most; root mean square ${apart.toExponential(1)} apart, ${moved.toExponential(1)} moved (${((100 * apart) / moved).toPrecision(2)} %)`,
      `seconds a step: ${seconds.toFixed(2)} and ${theirs.secondsPerStep.toFixed(2)}`,
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** Of all weights: the largest difference, the root mean squares of what they moved and of how far the two ends are apart. */
function compareWeights(ends: ReadonlyMap<string, Float32Array>) {
  const file = openSync(path.join(folder, 'ends.f32'), 'r');
  let [largest, moved, apart, count] = [0, 0, 0, 0];
  for (const spec of program.weights) {
    const own = ends.get(spec.name)!;
    const theirs = new Float32Array(own.length);
    readSync(file, new Uint8Array(theirs.buffer));
    const begun = initialWeights(spec, SEED);
    for (let i = 0; i < own.length; i++) {
      const difference = Math.abs(own[i]! - theirs[i]!);
      largest = Math.max(largest, difference);
      apart += difference ** 2;
      moved += (own[i]! - begun[i]!) ** 2;
    }
    count += own.length;
  }
  closeSync(file);
  return { largest, moved: Math.sqrt(moved / count), apart: Math.sqrt(apart / count) };
}
