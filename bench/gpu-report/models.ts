// The models of a GPU report, from 60 thousand parameters to GPT-2 small, and the tokens that they are trained on: made ones, as
// speed depends on how many there are alone and a bare machine has no text.
import { corpusOfIds, type Corpus } from '../../src-main/engine/corpus.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import type { ModelSettings, OptimizerSettings } from '../../src-main/engine/model.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { constantProgram } from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';

export interface SizedModel {
  /** Parameters, as people say them. */
  readonly name: string;
  readonly model: ModelSettings;
  readonly vocabulary: number;
  readonly batchSize: number;
}

function sized(
  name: string,
  [layers, width, heads, context, vocabulary, batchSize]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ],
  tiedHead = false,
): SizedModel {
  const model = {
    layers,
    width,
    heads,
    hidden: 4 * width,
    context,
    norm: 'layernorm',
    activation: 'gelu',
    positions: 'learned',
    qkNorm: false,
    tiedHead,
    zLoss: 0,
    initialStandardDeviation: 0.02,
  } as const;
  return { name, model, vocabulary, batchSize };
}

/** Layers, width, heads, context, vocabulary and batch size. The first is the model of the preset `quick`. */
export const MODELS: readonly SizedModel[] = [
  sized('0.06 M', [2, 48, 4, 64, 85, 16]),
  sized('1 M', [5, 128, 4, 128, 256, 16]),
  sized('10 M', [8, 320, 5, 256, 256, 16]),
  sized('30 M', [10, 512, 8, 512, 256, 8]),
  sized('124 M', [12, 768, 12, 1024, 50257, 4], true),
];

export const RECIPES = ['fp32', 'bf16-mixed', 'tensorwise'] as const;

const OPTIMIZER: OptimizerSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  momentum: 0.9,
  weightDecay: 0.1,
  clip: 1,
  warmupSteps: 0,
  schedule: 'constant',
  finalFraction: 1,
};

/** Long enough for any measurement. */
const STEPS = 1_000_000;

export function jobFor({ model, batchSize }: SizedModel, recipe: string, lanes: number): TrainingJob {
  return {
    model,
    optimizer: OPTIMIZER,
    precision: constantProgram(recipeByName(recipe)),
    batchSize,
    steps: STEPS,
    lanes: Array.from({ length: lanes }, () => ({ seed: 0, learningRate: 6e-4 })),
    statisticsEvery: STEPS,
    validationSequences: 0,
    sharpnessEpsilon: 1e-3,
    earlyStop: null,
  };
}

const TOKENS = 2 ** 20;
const KEY = 17;

/** Half of the tokens follow from the one before, the others are as rare as words: something can be learned of them. */
export function madeCorpus(vocabulary: number): Corpus {
  const ids = new Uint16Array(TOKENS);
  for (let i = 1; i < TOKENS; i++) {
    const draw = random32(KEY, i);
    const rank = Math.floor(vocabulary ** ((draw >>> 1) / 2 ** 31)) - 1;
    ids[i] = draw % 2 === 0 ? (5 * ids[i - 1]! + 7) % vocabulary : Math.min(rank, vocabulary - 1);
  }
  return corpusOfIds(ids, vocabulary);
}
