// Recipes and models that together meet every operation, every way of scaling, every rounding and every site of a recipe;
// sample.test.ts holds them to that.
import type { ModelSettings, OptimizerSettings } from '../../../src-main/engine/model.ts';
import type { StepProgram } from '../../../src-main/engine/program.ts';
import { transformerStep } from '../../../src-main/engine/transformer.ts';
import type { Rounding } from '../../../src-main/formats/cast.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import type { Scaling } from '../../../src-main/formats/scaling.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import type { Recipe } from '../../../src-main/recipes/recipe.ts';
import { CORPUS, MODEL, OPTIMIZER } from '../support.ts';

export interface SampleCase {
  readonly name: string;
  readonly recipe: Recipe;
  readonly program: StepProgram;
}

function to(format: string, scaling: Scaling, rounding: Rounding = 'nearest-even'): Precision {
  const overflow = 'saturate';
  return { cast: { format: parseFormat(format), rounding, overflow, subnormals: 'keep' }, scaling };
}

/** FP16 is so fine that a value on the other side of a tie matters little. */
const BY_HEAD = to('fp16', { kind: 'tensor', powerOfTwo: false });
const BY_HEAD_TO_POWERS = to('fp16', { kind: 'tensor', powerOfTwo: true });

/** What no preset has. */
const everywhere: Recipe = {
  ...recipeByName('te-delayed'),
  name: 'everywhere',
  attention: { qk: BY_HEAD, pv: BY_HEAD_TO_POWERS, gradient: BY_HEAD },
  embedding: to('e5m2', { kind: 'tensor', powerOfTwo: true }),
  residual: to('bf16', { kind: 'none' }, 'stochastic'),
  norm: {
    weight: to('e4m3fn', { kind: 'delayed', history: 3, algorithm: 'max', margin: 1 }, 'stochastic'),
    output: to('e4m3fn', { kind: 'mx', block: 8, exponent: 'up' }),
  },
  elementwise: to('fp16', { kind: 'row', powerOfTwo: true }),
  edgeLayers: { first: 1, last: 0, linear: recipeByName('rowwise-gw-hp').linear },
};

const narrowSums: Recipe = {
  ...recipeByName('tensorwise'),
  name: 'sums of 14 bits',
  accumulation: { bits: 14, promoteEvery: 8 },
};

const roundedGains: Recipe = {
  ...recipeByName('mxfp8-norm-gains'),
  name: 'rounded gains and a loss scale',
  lossScale: 1024,
};

/** No gradient of the sample overflows at this scale: loss-scale.test.ts has the steps that are skipped. */
const dynamic: Recipe = {
  ...recipeByName('fp16-mixed'),
  name: 'dynamic loss scale',
  lossScale: { kind: 'dynamic', initial: 256, growthInterval: 2000 },
};

const ROTARY: Partial<ModelSettings> = { norm: 'rmsnorm', activation: 'swiglu', positions: 'rotary' };
const TIED: Partial<ModelSettings> = { qkNorm: true, tiedHead: true, zLoss: 1e-3 };

/** Three times as wide as the base, with heads of their own width: no factor is a power of two. */
const MUP: Partial<ModelSettings> = {
  width: 48,
  heads: 3,
  parametrisation: 'mup',
  baseWidth: 16,
  baseHeads: 2,
};

const MUS: Partial<ModelSettings> = {
  width: 24,
  parametrisation: 'mus',
  baseWidth: 16,
  residualCoefficient: 0.3,
};

/** In the second of two steps. */
const OUTLIERS: Partial<ModelSettings> = {
  outliers: { columns: 3, factor: 2 ** 12, fromStep: 1, every: 2 },
};

const ONE_HEAD: Partial<ModelSettings> = { heads: 1 };
/** Sequences of a batch: with four it has more tokens than the vocabulary, with two fewer. */
const [FEW, MANY] = [2, 4];

type Case = readonly [Recipe, Partial<ModelSettings>?, Partial<OptimizerSettings>?, number?, number?];
const CASES: readonly Case[] = [
  [recipeByName('fp32')],
  [recipeByName('fp32'), ONE_HEAD],
  [recipeByName('fp32'), TIED, {}, MANY],
  [recipeByName('fp32'), {}, {}, MANY],
  [recipeByName('fp32'), ROTARY],
  [recipeByName('fp32'), TIED, { kind: 'sgd', clip: 0 }],
  // Matrices of more than one workgroup, for the norm's sum.
  [recipeByName('fp32'), { hidden: 150 }, { kind: 'muon', clip: 0.1 }],
  [recipeByName('tensorwise'), ROTARY, { kind: 'muon', adjustRate: 'original' }],
  [recipeByName('fp32'), MUP],
  [recipeByName('tensorwise'), { ...MUP, ...TIED }, { kind: 'sgd' }],
  [recipeByName('fp32'), MUS],
  [recipeByName('fp8-static'), { ...MUS, ...TIED }],
  [recipeByName('te-delayed'), TIED],
  [recipeByName('megatron-delayed')],
  [recipeByName('rowwise'), ROTARY],
  [recipeByName('deepseek-block')],
  [recipeByName('mxfp8'), ROTARY],
  [recipeByName('mxfp8-ocp-floor')],
  // 24 tokens: 16 that are transformed, and 8 that are left over.
  [recipeByName('nvfp4-published'), { layers: 2 }, {}, 3],
  [recipeByName('ms-amp-o2'), TIED],
  [recipeByName('bf16-weights-stochastic')],
  [recipeByName('mask-e8m3')],
  [everywhere, { layers: 2 }],
  [narrowSums],
  [recipeByName('te-delayed'), TIED, {}, MANY, 2],
  [everywhere, {}, {}, FEW, 1],
  [roundedGains, TIED, {}, FEW, 1],
  [dynamic],
  [recipeByName('fp32'), OUTLIERS],
  [recipeByName('megatron-delayed'), OUTLIERS, {}, MANY, 2],
  [dynamic, TIED, { kind: 'sgd' }, FEW, 1],
];

export const SAMPLE: readonly SampleCase[] = CASES.map(
  ([recipe, model = {}, optimizer = {}, batchSize = FEW, microBatch]) => ({
    name: [
      recipe.name,
      microBatch === undefined ? '' : `micro-batches of ${microBatch}`,
      model === ROTARY ? 'rmsnorm, swiglu, rotary' : model === TIED ? 'q and k norm, tied head, z-loss' : '',
      model === ONE_HEAD ? 'one head' : '',
      model === OUTLIERS ? 'outliers' : '',
      model.parametrisation ?? '',
      optimizer.kind ?? '',
      batchSize === MANY ? 'many tokens' : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
    recipe,
    program: transformerStep({
      model: { ...MODEL, layers: 1, ...model },
      optimizer: { ...OPTIMIZER, ...optimizer },
      recipe,
      batchSize,
      microBatch,
      vocabulary: CORPUS.vocabularySize,
      sharpnessEpsilon: 1e-3,
    }),
  }),
);
