// The studies of the suite as specs. Several effects may be seen in one study. What they have in common stands here once; each says
// what it adds. Sizes are chosen so that the effect could be seen, from runs of a few hundred steps; hypotheses are not (effects.ts).
import { recipeByName } from '../recipes/presets.ts';
import { precisionAt, SITES } from '../recipes/sites.ts';
import { parseSpec, type Spec } from '../spec/spec.ts';
import type { Scale } from './effect.ts';

interface Size {
  readonly model: { layers: number; width: number; heads: number; context: number };
  readonly steps: number;
  readonly validationSequences: number;
  /** How many times the seeds of `quick`. */
  readonly seeds: number;
}

const SIZES: Readonly<Record<Scale, Size>> = {
  quick: {
    model: { layers: 2, width: 32, heads: 4, context: 64 },
    steps: 300,
    validationSequences: 64,
    seeds: 1,
  },
  full: {
    model: { layers: 3, width: 64, heads: 4, context: 64 },
    steps: 1000,
    validationSequences: 256,
    seeds: 2,
  },
};

interface Plan {
  readonly recipes: readonly (string | object)[];
  readonly learningRates: readonly number[];
  readonly batchSize: number;
  /** Of `quick`. */
  readonly seeds: number;
  readonly baseline?: string;
  readonly model?: object;
}

/** Learning rates over three decades, at which the best one and failures are among them. */
const WIDE = [1e-3, 3.2e-3, 1e-2, 3.2e-2, 0.1, 0.32, 1];

const BF16 = 'bf16-mixed';

/** Every operand of every product in one unscaled format. */
function everyOperand(name: string, format: string): object {
  const model = recipeByName('exponent-e4');
  const sites = SITES.filter(({ path }) => precisionAt(model, path) !== null);
  return { name, extends: 'fp32', ...Object.fromEntries(sites.map(({ path }) => [path, format])) };
}

/** Unscaled FP8 whose gradients are E4M3, too, and become NaN above 448, which is how a dynamic loss scale is told of it. */
function narrowGradients(name: string, lossScale: object | null): object {
  const gradients = ['linear', 'head'].flatMap((part) => [
    `${part}.inputGradient.outputGradient`,
    `${part}.weightGradient.outputGradient`,
  ]);
  const precision = { format: 'e4m3fn', overflow: 'format' };
  const sites = Object.fromEntries(gradients.map((path) => [path, precision]));
  return { name, extends: 'fp8-unscaled', ...sites, lossScale };
}

const scaled = (format: string) => ({ format, scaling: { kind: 'tensor' } });
const program = (name: string, kind: string) => ({ name, program: kind, recipe: 'fp8-unscaled', high: BF16 });

const PLANS = {
  /** The gradient of a mean loss, divided by batch x context, lies low in the range of E5M2. */
  scaling: {
    recipes: [BF16, 'tensorwise', 'fp8-unscaled', 'fp8-loss-scale'],
    learningRates: [0.003, 0.01],
    batchSize: 16,
    seeds: 5,
  },
  /** From far too large a scale on, so that it has to move; it grows often enough to climb again. */
  'dynamic-scale': {
    recipes: [
      narrowGradients('e4m3-gradients', null),
      narrowGradients('e4m3-gradients-dynamic', { kind: 'dynamic', initial: 2 ** 24, growthInterval: 50 }),
    ],
    baseline: 'e4m3-gradients',
    learningRates: [0.003, 0.01],
    batchSize: 16,
    seeds: 5,
  },
  /** Rates of muS are higher: its weights begin with variance one. At the batch size of `scaling`, where gradients underflow. */
  'unit-scaling': {
    recipes: [BF16, 'fp8-static'],
    learningRates: [0.06, 0.2],
    batchSize: 16,
    seeds: 4,
    model: { parametrisation: 'mus', baseWidth: 32 },
  },
  /** Outliers in every other step, so far above the rest that E4M3 has no values for both under one scale. */
  outliers: {
    recipes: [BF16, 'te-delayed', 'tensorwise', 'mxfp8'],
    learningRates: [0.003],
    batchSize: 8,
    seeds: 5,
    model: { outliers: { columns: 4, factor: 2 ** 18, every: 2 } },
  },
  'norm-gains': {
    recipes: ['mxfp8', 'mxfp8-norm-gains'],
    baseline: 'mxfp8',
    learningRates: [0.003, 0.01, 0.03],
    batchSize: 8,
    seeds: 6,
  },
  /** Four layers, so that the last one, which stays in BF16, is a quarter of the model. */
  nvfp4: {
    recipes: [
      BF16,
      'nvfp4-square',
      {
        name: 'nvfp4-last-layer',
        extends: 'nvfp4-square',
        edgeLayers: { first: 0, last: 1, extends: BF16 },
      },
      'nvfp4-published',
      'fp8-unscaled',
    ],
    learningRates: [0.003, 0.01],
    batchSize: 8,
    seeds: 5,
    model: { layers: 4 },
  },
  /** Of the 16 bits of BF16 four are taken from either part. */
  bits: {
    recipes: [BF16, everyOperand('e4m7', 'e4m7'), everyOperand('e8m3', 'e8m3')],
    learningRates: [0.003, 0.01],
    batchSize: 16,
    seeds: 5,
  },
  moments: {
    recipes: [
      BF16,
      { name: 'first-moment-fp8', extends: BF16, adamM: scaled('e4m3fn') },
      { name: 'second-moment-fp8', extends: BF16, adamV: scaled('e5m2') },
      { name: 'second-moment-e4m3', extends: BF16, adamV: scaled('e4m3fn') },
      'fp8-unscaled',
    ],
    learningRates: [0.003, 0.01],
    batchSize: 8,
    seeds: 4,
  },
  /** At low learning rates an update is less than half of the last bit of a weight. */
  weights: {
    recipes: [BF16, 'bf16-weights', 'bf16-weights-stochastic'],
    learningRates: [3e-4, 1e-3],
    batchSize: 8,
    seeds: 6,
  },
  plain: { recipes: [BF16], learningRates: WIDE, batchSize: 8, seeds: 5 },
  'qk-norm': { recipes: [BF16], learningRates: WIDE, batchSize: 8, seeds: 5, model: { qkNorm: true } },
  'z-loss': { recipes: [BF16], learningRates: WIDE, batchSize: 8, seeds: 5, model: { zLoss: 1e-4 } },
  programs: {
    recipes: [BF16, program('bf16-first', 'there'), program('bf16-last', 'back'), 'fp8-unscaled'],
    learningRates: [0.01],
    batchSize: 16,
    seeds: 6,
  },
  /** One learning rate, far below the edge of either, and many seeds. */
  seeds: { recipes: ['tf32', BF16], learningRates: [0.01], batchSize: 4, seeds: 32 },
  /** Around the edge of the unscaled format, so that about half of its runs fail. */
  warning: {
    recipes: [BF16, 'fp8-unscaled'],
    learningRates: [0.004, 0.008, 0.016],
    batchSize: 16,
    seeds: 5,
  },
} as const satisfies Readonly<Record<string, Plan>>;

export type StudyName = keyof typeof PLANS;
export const STUDY_NAMES = Object.keys(PLANS) as readonly StudyName[];

/** The spec of a study of the suite. */
export function specOfStudy(name: StudyName, scale: Scale): Spec {
  const plan: Plan = PLANS[name];
  const size = SIZES[scale];
  return parseSpec({
    name: `evidence ${name} (${scale})`,
    text: 'moby-dick',
    model: { ...size.model, ...plan.model },
    recipes: plan.recipes,
    baseline: plan.baseline ?? (plan.recipes[0] as string),
    learningRates: plan.learningRates,
    batchSizes: [plan.batchSize],
    seeds: plan.seeds * size.seeds,
    steps: size.steps,
    validationSequences: size.validationSequences,
  });
}
