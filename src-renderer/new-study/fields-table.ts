// The fields of the form that hold one value each: where the value stands in a spec, and of which kind it is. What they are called
// stands in the catalogues. The axes of the grid and the recipes have shapes of their own and are not here.
import { VOCABULARIES } from '../../src-main/engine/corpus.ts';
import type { PageWords } from '../words/words.ts';

export type FieldPath = keyof PageWords['newStudyFields'];

export interface ScalarField {
  /** Where it stands in a spec, as sentences of parseSpec write it. */
  readonly path: FieldPath;
  readonly kind: 'number' | 'text' | 'flag' | 'choice';
  /** Values of a choice; empty: what a spec without it has. */
  readonly options?: readonly string[];
  /** Left empty, its value follows from other fields; the form then shows that value in grey. */
  readonly isDerived?: boolean;
}

/** What a field is called, what it means, and what its options are called. */
export interface FieldWords {
  readonly label: string;
  readonly hint?: string;
  readonly options?: Readonly<Record<string, string>>;
}

export function fieldWords(path: FieldPath, { newStudyFields }: PageWords): FieldWords {
  return newStudyFields[path];
}

function number(path: FieldPath): ScalarField {
  return { path, kind: 'number' };
}

function derived(path: FieldPath): ScalarField {
  return { path, kind: 'number', isDerived: true };
}

function choice(path: FieldPath, options: readonly string[]): ScalarField {
  return { path, kind: 'choice', options };
}

function flag(path: FieldPath): ScalarField {
  return { path, kind: 'flag' };
}

export const NAME: ScalarField = { path: 'name', kind: 'text' };

export const VOCABULARY = choice('vocabulary', VOCABULARIES);

export const MODEL_FIELDS: readonly ScalarField[] = [
  number('model.layers'),
  number('model.width'),
  number('model.heads'),
  derived('model.hidden'),
  number('model.context'),
  choice('model.norm', ['layernorm', 'rmsnorm']),
  choice('model.activation', ['gelu', 'swiglu']),
  choice('model.positions', ['learned', 'rotary']),
  number('model.zLoss'),
  derived('model.initialStandardDeviation'),
  choice('model.parametrisation', ['', 'mup', 'mus']),
  number('model.baseWidth'),
  number('model.baseHeads'),
  number('model.residualCoefficient'),
  flag('model.qkNorm'),
  flag('model.tiedHead'),
];

/** Columns of what enters the second layer of each MLP that are made larger; all empty: none. */
export const OUTLIER_FIELDS: readonly ScalarField[] = [
  number('model.outliers.columns'),
  number('model.outliers.factor'),
  number('model.outliers.fromStep'),
  number('model.outliers.every'),
];

export const TRAINING_FIELDS: readonly ScalarField[] = [
  number('steps'),
  choice('budget', ['steps', 'tokens']),
  number('microBatch'),
  choice('recomputation', ['', 'layer']),
  derived('statisticsEvery'),
  number('validationSequences'),
  number('sharpnessEpsilon'),
  number('refine'),
];

export const OPTIMIZER_FIELDS: readonly ScalarField[] = [
  choice('optimizer.kind', ['adamw', 'sgd', 'muon']),
  number('optimizer.beta1'),
  number('optimizer.beta2'),
  number('optimizer.epsilon'),
  number('optimizer.momentum'),
  choice('optimizer.adjustRate', ['', 'match_rms_adamw', 'original']),
  number('optimizer.weightDecay'),
  number('optimizer.clip'),
  derived('optimizer.warmupSteps'),
  choice('optimizer.schedule', ['cosine', 'linear', 'constant']),
  number('optimizer.finalFraction'),
];

export const THRESHOLD_FIELDS: readonly ScalarField[] = [
  derived('thresholds.unstableShare'),
  derived('thresholds.confidence'),
  derived('thresholds.tailSteps'),
  derived('thresholds.tailShare'),
  derived('thresholds.stalledShare'),
  derived('thresholds.lossTolerance'),
  derived('thresholds.bestErrors'),
  derived('thresholds.loneSeedScatter'),
  derived('thresholds.spikeSigma'),
  derived('thresholds.jumpNats'),
  derived('thresholds.jumpSteps'),
  derived('thresholds.jumpAfter'),
  derived('thresholds.spikePersistence'),
  derived('thresholds.spikeScore'),
  derived('thresholds.spikeWindowLeast'),
  derived('thresholds.spikeWindowMost'),
  derived('thresholds.spikeWindowDivisor'),
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
