// The recipes known by name, each with where it comes from. What a site means stands in recipe.ts.
import type { Rounding } from '../formats/cast.ts';
import { HADAMARD_POINTS } from '../formats/hadamard.ts';
import type { Precision } from '../formats/precision.ts';
import type { Scaling } from '../formats/scaling.ts';
import { DYNAMIC_DEFAULTS } from './loss-scale.ts';
import type { AttentionPrecision, LinearPrecision, Recipe } from './recipe.ts';
import { precisionOfWritten } from './written.ts';

const NONE: Scaling = { kind: 'none' };
const TENSOR: Scaling = { kind: 'tensor', powerOfTwo: false };
const POWER_OF_TWO: Scaling = { kind: 'tensor', powerOfTwo: true };

function to(format: string, scaling: Scaling = NONE, rounding: Rounding = 'nearest-even'): Precision {
  return precisionOfWritten({ format, rounding, scaling })!;
}

/** Activations and weights in one precision, output gradients in another. */
function linear(
  forward: Precision | null,
  gradient: Precision | null,
  output: Precision | null,
): LinearPrecision {
  return {
    forward: { activation: forward, weight: forward },
    inputGradient: { outputGradient: gradient, weight: forward },
    weightGradient: { activation: forward, outputGradient: gradient },
    output,
  };
}

function attention(operand: Precision | null): AttentionPrecision {
  return { qk: operand, pv: operand, gradient: operand };
}

const bf16 = to('bf16');

const fp32: Recipe = {
  name: 'fp32',
  summary: 'Float32 everywhere.',
  linear: linear(null, null, null),
  head: linear(null, null, null),
  attention: attention(null),
  embedding: null,
  residual: null,
  norm: { weight: null, output: null },
  elementwise: null,
  weightGradient: null,
  weights: null,
  adamM: null,
  adamV: null,
  newtonSchulz: null,
  edgeLayers: null,
  accumulation: null,
  hadamard: null,
  lossScale: null,
};

const bf16Mixed: Recipe = {
  ...fp32,
  name: 'bf16-mixed',
  newtonSchulz: bf16,
  summary: 'Matrix products in BF16, norms, softmax, loss, residual stream and master weights in float32.',
  linear: linear(bf16, bf16, bf16),
  head: linear(bf16, bf16, bf16),
  attention: attention(bf16),
  weightGradient: bf16,
};

/** What is above 65504 becomes Inf, as in hardware: that is how a loss scale is told of it. */
const fp16: Precision = precisionOfWritten({ format: 'fp16', overflow: 'format' })!;
const fp16Mixed: Recipe = {
  ...fp32,
  name: 'fp16-mixed',
  summary:
    'Matrix products in FP16, norms, softmax, loss, residual stream and master weights in float32, with a dynamic loss scale (torch.amp).',
  linear: linear(fp16, fp16, fp16),
  head: linear(fp16, fp16, fp16),
  attention: attention(fp16),
  weightGradient: fp16,
  newtonSchulz: bf16,
  lossScale: { kind: 'dynamic', ...DYNAMIC_DEFAULTS },
};

/** BF16 mixed precision whose linear layers (not the head) round their operands to FP8 or FP4. */
function lowPrecision(name: string, summary: string, layers: LinearPrecision): Recipe {
  return { ...bf16Mixed, name, summary, linear: layers };
}

function hybrid(scaling: Scaling): LinearPrecision {
  return linear(to('e4m3fn', scaling), to('e5m2', scaling), bf16);
}

function uniform(format: string, scaling: Scaling): LinearPrecision {
  return linear(to(format, scaling), to(format, scaling), bf16);
}

function delayed(history: number, algorithm: 'max' | 'most-recent'): LinearPrecision {
  return hybrid({ kind: 'delayed', history, algorithm, margin: 0 });
}

const rowwise = uniform('e4m3fn', { kind: 'row', powerOfTwo: true });

/** torchao rounds the scales of `rowwise` to powers of two, and not those of this recipe. */
const ROW = to('e4m3fn', { kind: 'row', powerOfTwo: false });
const rowwiseGwHp: LinearPrecision = {
  forward: { activation: ROW, weight: ROW },
  inputGradient: { outputGradient: ROW, weight: to('e4m3fn', TENSOR) },
  weightGradient: { activation: bf16, outputGradient: bf16 },
  output: bf16,
};

const VECTOR_128 = to('e4m3fn', { kind: 'block', along: 128, across: 1 });
const SQUARE_128 = to('e4m3fn', { kind: 'block', along: 128, across: 128 });
const deepseek: LinearPrecision = {
  forward: { activation: VECTOR_128, weight: SQUARE_128 },
  inputGradient: { outputGradient: VECTOR_128, weight: SQUARE_128 },
  weightGradient: { activation: VECTOR_128, outputGradient: VECTOR_128 },
  output: bf16,
};

const MX: Scaling = { kind: 'mx', block: 32, exponent: 'up' };
const NVFP4: Scaling = { kind: 'nvfp4', block: 16, across: 1 };
const nvfp4 = linear(to('e2m1', NVFP4), to('e2m1', NVFP4, 'stochastic'), bf16);
const NVFP4_SQUARE = to('e2m1', { ...NVFP4, across: 16 });
const nvfp4Square: LinearPrecision = {
  ...nvfp4,
  forward: { ...nvfp4.forward, weight: NVFP4_SQUARE },
  inputGradient: { ...nvfp4.inputGradient, weight: NVFP4_SQUARE },
};
const msAmpO1: Recipe = {
  ...lowPrecision(
    'ms-amp-o1',
    'FP8 HYBRID with power-of-two scales of the current step, weights kept in scaled FP16 and their gradients in scaled E4M3 (MS-AMP O1).',
    hybrid(POWER_OF_TWO),
  ),
  weightGradient: to('e4m3fn', POWER_OF_TWO),
  weights: to('fp16', POWER_OF_TWO),
};

const fp8Unscaled: Recipe = {
  ...lowPrecision(
    'fp8-unscaled',
    'FP8 HYBRID casts with neither scales nor loss scale, head included: a control, known to fail.',
    hybrid(NONE),
  ),
  head: hybrid(NONE),
};

/** Every matrix product, head and attention included, rounds its operands; nothing else is rounded. */
function everyProduct(name: string, summary: string, forward: Precision, gradient: Precision): Recipe {
  const layers = linear(forward, gradient, null);
  return {
    ...fp32,
    name,
    summary,
    linear: layers,
    head: layers,
    attention: { qk: forward, pv: forward, gradient },
  };
}

const masks = [7, 6, 5, 4, 3, 2, 1].map((bits) => {
  const masked = to(`e8m${bits}`, NONE, 'toward-zero');
  const summary = `Operands of every matrix product truncated to ${bits} mantissa bits, exponent as in float32.`;
  return everyProduct(`mask-e8m${bits}`, summary, masked, masked);
});

const exponents = [7, 6, 5, 4, 3].map((bits) => {
  const narrowed = to(`e${bits}m7`);
  const summary = `Operands of every matrix product rounded to ${bits} exponent and 7 mantissa bits, unscaled.`;
  return everyProduct(`exponent-e${bits}`, summary, narrowed, narrowed);
});

export const RECIPES: readonly Recipe[] = [
  fp32,
  everyProduct('tf32', 'Operands of every matrix product in TF32.', to('tf32'), to('tf32')),
  bf16Mixed,
  fp16Mixed,
  {
    ...bf16Mixed,
    name: 'bf16-weights',
    summary: 'BF16 mixed precision whose weights are kept in BF16 too: no float32 master.',
    weights: bf16,
  },
  {
    ...bf16Mixed,
    name: 'bf16-weights-stochastic',
    summary: 'As bf16-weights, with stochastic rounding of the weights after each update.',
    weights: to('bf16', NONE, 'stochastic'),
  },
  lowPrecision(
    'te-delayed',
    'FP8 HYBRID with delayed scaling, history 1024, largest (Transformer Engine).',
    delayed(1024, 'max'),
  ),
  lowPrecision(
    'megatron-delayed',
    'FP8 HYBRID with delayed scaling, history 1, most recent (Megatron-LM defaults).',
    delayed(1, 'most-recent'),
  ),
  lowPrecision(
    'tensorwise',
    'FP8 HYBRID with one current scale per tensor (torchao tensorwise).',
    hybrid(TENSOR),
  ),
  {
    ...lowPrecision(
      'tensorwise-hopper',
      'As tensorwise, with sums of 14 bits added to float32 every 128 terms, in every product (FP8 on Hopper, promoted as in DeepSeek-V3).',
      hybrid(TENSOR),
    ),
    accumulation: { bits: 14, promoteEvery: 128 },
  },
  {
    ...lowPrecision(
      'tensorwise-attention',
      'As tensorwise, with the products of attention in FP8, too, one scale per head and sequence.',
      hybrid(TENSOR),
    ),
    attention: {
      qk: to('e4m3fn', TENSOR),
      pv: to('e4m3fn', TENSOR),
      gradient: to('e5m2', TENSOR),
    },
  },
  lowPrecision('rowwise', 'FP8 E4M3 with one power-of-two scale per row (torchao rowwise).', rowwise),
  lowPrecision(
    'rowwise-gw-hp',
    'FP8 E4M3 with one scale per row, the weight of the input gradient with one per tensor, the weight-gradient product in BF16 (torchao rowwise_with_gw_hp).',
    rowwiseGwHp,
  ),
  lowPrecision('deepseek-block', 'FP8 E4M3 with scales per 1x128 and 128x128 block (DeepSeek-V3).', deepseek),
  lowPrecision(
    'mxfp8',
    'FP8 E4M3 with a power-of-two scale per 32 values, exponent rounded up (MXFP8).',
    uniform('e4m3fn', MX),
  ),
  lowPrecision(
    'mxfp8-ocp-floor',
    'As mxfp8, with the exponent rounded down as in the OCP MX text.',
    uniform('e4m3fn', { kind: 'mx', block: 32, exponent: 'floor' }),
  ),
  lowPrecision(
    'nvfp4',
    'FP4 E2M1 with an E4M3 scale per 16 values, of weights too, and stochastic rounding of gradients (the format NVFP4, not the published recipe).',
    nvfp4,
  ),
  lowPrecision(
    'nvfp4-square',
    'As nvfp4, with one scale per 16 × 16 weights, as in the recipe of arXiv 2509.25149, but without its Hadamard transform and its layers in BF16 (nvfp4-published has them).',
    nvfp4Square,
  ),
  {
    ...lowPrecision(
      'nvfp4-published',
      'As nvfp4-square, with a 16-point random Hadamard transform of both operands of the weight gradient and the last layer in BF16 (arXiv 2509.25149, which keeps 2 first and 8 last of 62 blocks; that last layer is half of a model of two).',
      nvfp4Square,
    ),
    hadamard: HADAMARD_POINTS,
    edgeLayers: { first: 0, last: 1, linear: bf16Mixed.linear },
  },
  {
    ...lowPrecision(
      'mxfp8-norm-gains',
      'As mxfp8, with the gains of the norms in MXFP8, too, which is reported to make MX training run away.',
      uniform('e4m3fn', MX),
    ),
    norm: { weight: to('e4m3fn', MX), output: null },
  },
  {
    ...bf16Mixed,
    name: 'bf16-elementwise',
    summary:
      'BF16 mixed precision with norms, activation functions, embedding and residual stream in BF16, too; master weights in float32.',
    embedding: bf16,
    residual: bf16,
    norm: { weight: bf16, output: bf16 },
    elementwise: bf16,
  },
  msAmpO1,
  {
    ...msAmpO1,
    name: 'ms-amp-o2',
    summary:
      'As ms-amp-o1, with the first Adam moment in scaled E4M3 and the second in scaled FP16 (MS-AMP O2).',
    adamM: to('e4m3fn', POWER_OF_TWO),
    adamV: to('fp16', POWER_OF_TWO),
  },
  fp8Unscaled,
  lowPrecision(
    'fp8-static',
    'FP8 HYBRID casts of the layers with no scale at all, head and attention in BF16: for unit scaling, "parametrisation": "mus" (arXiv 2502.05967).',
    hybrid(NONE),
  ),
  {
    ...fp8Unscaled,
    name: 'fp8-loss-scale',
    summary:
      'As fp8-unscaled, with the loss multiplied by 1024 (a constant loss scale in place of tensor scales).',
    lossScale: 1024,
  },
  {
    ...bf16Mixed,
    name: 'fp8-optimizer',
    summary: 'BF16 mixed precision with both Adam moments in scaled FP8 (E4M3 and E5M2).',
    adamM: to('e4m3fn', TENSOR),
    adamV: to('e5m2', TENSOR),
  },
  ...masks,
  ...exponents,
];

export const RECIPE_NAMES: readonly string[] = RECIPES.map((recipe) => recipe.name);

/** @throws Error with one sentence if there is no recipe of that name. */
export function recipeByName(name: string): Recipe {
  const found = RECIPES.find((recipe) => recipe.name === name);
  if (!found) throw new Error(`recipe is "${name}"; it must be one of ${RECIPE_NAMES.join(', ')}.`);
  return found;
}
