// How large a model's activations are while it learns: the coordinate check of muP (Yang, Hu et al., "Tensor Programs V", arXiv
// 2203.03466, appendix D.1). The same sequences, those of the first step, go forward before and after each step of training; what
// counts is how sizes depend on the width, which is for the caller to vary. Needs a device whose workspace can be read.
import { trainingOffsets, type Corpus } from './corpus.ts';
import type { Device } from './device.ts';
import type { TrainingJob } from './job.ts';
import { learningRateAt, type ModelSettings } from './model.ts';
import { residualFactors, squaredDivisor } from './parametrisation.ts';
import type { BufferName, StepProgram } from './program.ts';
import { gatherSequences } from './sequences.ts';
import { initialWeights, jobPrograms } from './train.ts';

/**
 * What the last product of attention and of the MLP returns is their output; where no norm follows it, it is what they add to the residual
 * stream. All layers of the model count together.
 */
export const COORDINATES = [
  'embedding',
  'attention logits',
  'attention output',
  'MLP output',
  'logits',
] as const;
export type Coordinate = (typeof COORDINATES)[number];

/** After so many steps; both are root mean squares. */
export interface CoordinateSize {
  readonly step: number;
  readonly coordinate: Coordinate;
  readonly size: number;
  /** Of the difference to the values before the first step. */
  readonly change: number;
}

type Activations = Readonly<Record<Coordinate, readonly Float64Array[]>>;

/**
 * Trains lane 0 of the job under the first recipe of its program, all sequences of a batch at once. A run that meets NaN or Inf ends the
 * list there.
 * @throws whatever the device throws; DOMException AbortError when the signal says so.
 */
export async function coordinateSizes(
  device: Device,
  job: TrainingJob,
  corpus: Corpus,
  signal?: AbortSignal,
): Promise<CoordinateSize[]> {
  const { model, optimizer, batchSize, steps } = job;
  const { seed, learningRate } = job.lanes[0]!;
  const program = jobPrograms({ ...job, microBatch: undefined }, corpus.vocabularySize)[0]!;
  const session = await device.open({ programs: [program, untilLoss(program)], seeds: [seed] });
  const runStep = (index: number, step: number, batch: number) =>
    session.run({
      program: index,
      lanes: [0],
      fromStep: step,
      steps: 1,
      ...gatherSequences(
        corpus.tokens,
        [trainingOffsets(corpus, seed, batch, batchSize, model.context)],
        model.context,
      ),
      learningRates: Float64Array.of(learningRateAt(step, steps, learningRate, optimizer)),
      statisticsEvery: steps + 1,
    });
  const sizes: CoordinateSize[] = [];
  try {
    for (const spec of program.weights) await session.write(0, spec.name, initialWeights(spec, seed));
    let first: Activations | null = null;
    for (let step = 0; step <= steps; step++) {
      signal?.throwIfAborted();
      await runStep(1, step, 0);
      const now = await activations(model, batchSize, async (name) =>
        Float64Array.from(await session.read(0, name)),
      );
      first ??= now;
      for (const coordinate of COORDINATES) {
        const size = rootMeanSquare(now[coordinate]);
        const change = rootMeanSquare(now[coordinate].map((x, i) => difference(x, first![coordinate][i]!)));
        sizes.push({ step, coordinate, size, change });
      }
      if (step < steps && (await runStep(0, step, step)).ended.length > 0) break;
    }
  } finally {
    await session.close();
  }
  return sizes;
}

/** The step up to its logits: what the loss leaves in their place are gradients. */
function untilLoss(program: StepProgram): StepProgram {
  const { operations } = program;
  return {
    ...program,
    operations: operations.slice(
      0,
      operations.findIndex(({ kind }) => kind === 'cross-entropy'),
    ),
  };
}

async function activations(
  model: ModelSettings,
  batchSize: number,
  read: (name: BufferName) => Promise<Float64Array>,
): Promise<Activations> {
  const layers = Array.from({ length: model.layers }, (_, layer) => layer);
  const streams = await Promise.all(
    Array.from({ length: 2 * model.layers + 1 }, (_, index) => read(`residual${index}`)),
  );
  const isPlain = residualFactors(model) === null;
  const returned = async (layer: number, part: 0 | 1) => {
    if (!isPlain) return read(`layer${layer}/${part === 0 ? 'attention' : 'mlp'}-branch`);
    const index = 2 * layer + part;
    return difference(streams[index + 1]!, streams[index]!);
  };
  const projected = await Promise.all(layers.map((layer) => read(`layer${layer}/qkv-activation`)));
  return {
    embedding: [streams[0]!],
    'attention logits': projected.map((qkv) => attentionLogits(qkv, model, batchSize)),
    'attention output': await Promise.all(layers.map((layer) => returned(layer, 0))),
    'MLP output': await Promise.all(layers.map((layer) => returned(layer, 1))),
    logits: [await read('logits')],
  };
}

/** q k' / sqrt(squaredDivisor) of all heads on and below the diagonal; qkv is [batch x context, 3 x width]. */
function attentionLogits(qkv: Float64Array, model: ModelSettings, batchSize: number): Float64Array {
  const { width, heads, context } = model;
  const headWidth = width / heads;
  const factor = 1 / Math.sqrt(squaredDivisor(model));
  const logits: number[] = [];
  for (let row = 0; row < batchSize * context; row++) {
    for (let other = row - (row % context); other <= row; other++) {
      for (let head = 0; head < heads; head++) {
        const [q, k] = [3 * width * row + head * headWidth, 3 * width * other + width + head * headWidth];
        let sum = 0;
        for (let c = 0; c < headWidth; c++) sum += qkv[q + c]! * qkv[k + c]!;
        logits.push(sum * factor);
      }
    }
  }
  return Float64Array.from(logits);
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function rootMeanSquare(all: readonly Float64Array[]): number {
  let [squares, count] = [0, 0];
  for (const values of all) {
    for (const value of values) squares += value * value;
    count += values.length;
  }
  return Math.sqrt(squares / count);
}
