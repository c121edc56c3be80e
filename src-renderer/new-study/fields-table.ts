// The fields of the form that hold one value each: where the value stands in a spec, what it is called, what it means.
// The axes of the grid and the recipes have shapes of their own and are not here.
import { VOCABULARIES } from '../../src-main/engine/corpus.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
}

export interface ScalarField {
  /** Where it stands in a spec, as sentences of parseSpec write it. */
  readonly path: string;
  readonly label: string;
  readonly kind: 'number' | 'text' | 'flag' | 'choice';
  readonly hint?: string;
  readonly options?: readonly Option[];
  /** Left empty, its value follows from other fields; the form then shows that value in grey. */
  readonly isDerived?: boolean;
}

function number(path: string, label: string, hint?: string): ScalarField {
  return { path, label, kind: 'number', ...(hint === undefined ? {} : { hint }) };
}

function derived(path: string, label: string, hint: string): ScalarField {
  return { path, label, kind: 'number', hint, isDerived: true };
}

function choice(path: string, label: string, options: readonly Option[], hint?: string): ScalarField {
  return { path, label, kind: 'choice', options, ...(hint === undefined ? {} : { hint }) };
}

function flag(path: string, label: string): ScalarField {
  return { path, label, kind: 'flag' };
}

const option = (value: string, label: string): Option => ({ value, label });

export const NAME: ScalarField = { path: 'name', label: 'Name of the study', kind: 'text' };

export const VOCABULARY = choice(
  'vocabulary',
  'Vocabulary',
  VOCABULARIES.map((value) =>
    option(value, value === 'gpt2' ? 'GPT-2’s byte pairs, 50,257 tokens' : `one token per ${value}`),
  ),
);

export const MODEL_FIELDS: readonly ScalarField[] = [
  number('model.layers', 'Layers'),
  number('model.width', 'Width', 'A multiple of the heads'),
  number('model.heads', 'Heads'),
  derived('model.hidden', 'Hidden width', 'Of the MLP; empty: from the width'),
  number('model.context', 'Context', 'Tokens a sequence'),
  choice('model.norm', 'Norm', [option('layernorm', 'LayerNorm'), option('rmsnorm', 'RMSNorm')]),
  choice('model.activation', 'Activation', [option('gelu', 'GELU'), option('swiglu', 'SwiGLU')]),
  choice('model.positions', 'Positions', [option('learned', 'learned'), option('rotary', 'rotary')]),
  number('model.zLoss', 'z-loss', 'Weight of log²Z'),
  derived('model.initialStandardDeviation', 'Initial deviation', 'Of weights; empty: 0.02, under muS 1'),
  choice(
    'model.parametrisation',
    'Parametrisation',
    [option('', 'standard'), option('mup', 'muP'), option('mus', 'muS: unit scaling')],
    'Best learning rates that stay as the width grows; muS: static FP8',
  ),
  number('model.baseWidth', 'Base width', 'Whose learning rates these are; muP and muS'),
  number('model.baseHeads', 'Base heads', 'At the base width; empty: as many; muP only'),
  number('model.residualCoefficient', 'Residual τ', 'Share of a branch in a sum; muS only'),
  flag('model.qkNorm', 'QK-norm'),
  flag('model.tiedHead', 'Tied embeddings'),
];

/** Columns of what enters the second layer of each MLP that are made larger; all empty: none. */
export const OUTLIER_FIELDS: readonly ScalarField[] = [
  number('model.outliers.columns', 'Outlier columns', 'Of the hidden width; empty: no stress'),
  number('model.outliers.factor', 'Outlier factor', 'A power of two, e.g. 1024'),
  number('model.outliers.fromStep', 'Outliers from step', 'The first that has them; empty: 0'),
  number('model.outliers.every', 'Outliers every', 'Steps, from there on; empty: each'),
];

export const TRAINING_FIELDS: readonly ScalarField[] = [
  number('steps', 'Steps', 'Of a run; by tokens, of the first row'),
  choice(
    'budget',
    'Budget',
    [option('steps', 'equal steps'), option('tokens', 'equal tokens')],
    'What runs of all rows share',
  ),
  number('microBatch', 'Micro-batch', 'Sequences at once, gradients summed; empty: the whole batch'),
  choice(
    'recomputation',
    'Recomputation',
    [option('', 'none'), option('layer', 'by layer')],
    'Of activations in the backward pass: less memory, same results',
  ),
  derived('statisticsEvery', 'Statistics every', 'Steps; empty: 20 times per run'),
  number('validationSequences', 'Validation', 'Sequences of the held-out text'),
  number('sharpnessEpsilon', 'Sharpness ε', 'Size of the perturbation'),
  number('refine', 'Refine', 'Decades to which each edge is wanted; empty: the whole grid'),
];

export const OPTIMIZER_FIELDS: readonly ScalarField[] = [
  choice('optimizer.kind', 'Optimizer', [
    option('adamw', 'AdamW'),
    option('sgd', 'SGD'),
    option('muon', 'Muon and AdamW'),
  ]),
  number('optimizer.beta1', 'β₁'),
  number('optimizer.beta2', 'β₂'),
  number('optimizer.epsilon', 'ε'),
  number('optimizer.momentum', 'Momentum', 'SGD and Muon'),
  choice(
    'optimizer.adjustRate',
    'Rate by shape',
    [
      option('', 'as AdamW’s RMS'),
      option('match_rms_adamw', 'match_rms_adamw'),
      option('original', 'original'),
    ],
    'Muon only',
  ),
  number('optimizer.weightDecay', 'Weight decay'),
  number('optimizer.clip', 'Clip', 'Largest gradient norm; 0: off'),
  derived('optimizer.warmupSteps', 'Warm-up', 'Steps; empty: a tenth of the run'),
  choice('optimizer.schedule', 'Schedule', [
    option('cosine', 'cosine'),
    option('linear', 'linear'),
    option('constant', 'constant'),
  ]),
  number('optimizer.finalFraction', 'Final rate', 'Share of the peak learning rate'),
];

export const THRESHOLD_FIELDS: readonly ScalarField[] = [
  derived('thresholds.unstableShare', 'Unstable share', 'A cell is unstable from this share of its runs on'),
  derived('thresholds.confidence', 'Confidence', 'Level of every interval'),
  derived('thresholds.tailSteps', 'Tail, steps', 'The tail has at least as many'),
  derived('thresholds.tailShare', 'Tail, share', 'and at least this share of the run'),
  derived('thresholds.stalledShare', 'Stalled below', 'Share of what the baseline learned'),
  derived('thresholds.lossTolerance', 'Loss tolerance', 'Nats above the baseline’s best tail loss: degraded'),
  derived('thresholds.bestErrors', 'LR* within', 'Standard errors of the best tail loss'),
  derived('thresholds.loneSeedScatter', 'Lone seed', 'Deviation over seeds assumed of one seed, in nats'),
  derived('thresholds.spikeSigma', 'Spike at', 'Standard deviations from the rolling mean'),
  derived('thresholds.jumpNats', 'Jump above', 'Nats by which the loss rises'),
  derived('thresholds.jumpSteps', 'Jump within', 'Steps of the rise'),
  derived('thresholds.jumpAfter', 'Jump after', 'Steps at the start that do not count'),
  derived('thresholds.spikePersistence', 'Spiky from', 'Spikes in a row'),
  derived('thresholds.spikeScore', 'Spiky above', 'Share of values that are spikes'),
  derived('thresholds.spikeWindowLeast', 'Window, least', 'Steps of the rolling window'),
  derived('thresholds.spikeWindowMost', 'Window, most', 'Steps of the rolling window'),
  derived('thresholds.spikeWindowDivisor', 'Window, part', 'Steps of the run divided by this'),
];

/** Every scalar field but the baseline and the text, which the form asks for in ways of their own. */
export const SCALAR_FIELDS: readonly ScalarField[] = [
  NAME,
  VOCABULARY,
  ...MODEL_FIELDS,
  ...OUTLIER_FIELDS,
  ...TRAINING_FIELDS,
  ...OPTIMIZER_FIELDS,
  ...THRESHOLD_FIELDS,
];
