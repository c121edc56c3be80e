// GPT-2 small (124 million parameters, tied head, 50,257 tokens) trained for as many steps as fit into the time, at the largest
// batch that memory and pace allow, with what each step reported.
import { trainingOffsets } from '../../src-main/engine/corpus.ts';
import { OutOfMemoryError, type Device, type Session } from '../../src-main/engine/device.ts';
import { gatherSequences } from '../../src-main/engine/sequences.ts';
import { initialWeights, jobPrograms } from '../../src-main/engine/train.ts';
import { jobFor, madeCorpus, MODELS, type SizedModel } from './models.ts';
import { flopsOf, Pace } from './pace.ts';
import { openDevice, rounded, type Section } from './section.ts';

/** Context and batch size, the largest first. */
const SHAPES = [
  [1024, 16],
  [1024, 8],
  [1024, 4],
  [1024, 1],
  [256, 1],
  [64, 1],
  [16, 1],
] as const;
const RECIPE = 'bf16-mixed';
const LEARNING_RATE = 6e-4;
/** Steps that should fit at least. */
const LEAST_STEPS = 4;

const [SMALL, GPT2] = [MODELS[1]!, MODELS.at(-1)!];

export const gpt2Section: Section = async ({ tell, left }) => {
  const { gpu, device } = await openDevice();
  const pace = await new Pace(device, left).measure(SMALL, RECIPE, 1, left() / 20);
  const fits = SHAPES.map(([context, batchSize]): SizedModel => {
    return { ...GPT2, model: { ...GPT2.model, context }, batchSize };
  }).filter((sized) => (LEAST_STEPS * flopsOf(sized)) / (pace * flopsOf(SMALL)) < left());
  if (fits.length === 0)
    throw new Error('No step of this model would end within the time at the pace of a small one.');
  const { sized, session } = await openFirst(device, fits);
  const { batchSize, model, vocabulary } = sized;
  const { context } = model;
  const [program] = jobPrograms(jobFor(sized, RECIPE, 1), vocabulary);
  const corpus = madeCorpus(vocabulary);
  const begun = performance.now();
  for (const spec of program!.weights) await session.write(0, spec.name, initialWeights(spec, 0));
  tell({
    note: `${batchSize} x ${context} tokens a step, ${RECIPE}; initial weights`,
    seconds: since(begun),
  });
  for (let step = 0; left() > 0; step++) {
    const before = performance.now();
    const { series } = await session.run({
      program: 0,
      lanes: [0],
      fromStep: step,
      steps: 1,
      ...gatherSequences(corpus.tokens, [trainingOffsets(corpus, 0, step, batchSize, context)], context),
      learningRates: Float64Array.of(LEARNING_RATE),
      statisticsEvery: Infinity,
    });
    const seconds = since(before);
    tell({
      step,
      seconds,
      'tokens/s': rounded((batchSize * context) / seconds),
      'TFLOP/s in products': rounded(flopsOf(sized) / seconds / 1e12),
      loss: series.loss[0]!,
      'gradient norm': series.gradientNorm[0]!,
    });
  }
  gpu.close();
};

/** The first that memory holds. */
async function openFirst(
  device: Device,
  all: readonly SizedModel[],
): Promise<{ readonly sized: SizedModel; readonly session: Session }> {
  let refusal: unknown = null;
  for (const sized of all) {
    try {
      const programs = jobPrograms(jobFor(sized, RECIPE, 1), sized.vocabulary);
      return { sized, session: await device.open({ programs, seeds: [0] }) };
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

const since = (begun: number) => rounded((performance.now() - begun) / 1000);
