// What the operations of a step say of it, one number at a time. Which number belongs to which series, and which tensors are
// watched for NaN and Inf, is decided here for every device.
import { tensorKey } from '../../activations.ts';
import type { SeriesName } from '../../device.ts';
import type { BufferName, OperationOf, Site, StepProgram } from '../../program.ts';

/** A number of the whole step. */
export interface SeriesFact {
  readonly kind: 'series';
  readonly name: SeriesName;
  /** NaN or Inf in this number ends the lane, as found in this tensor; null: it is not watched. */
  readonly tensor: string | null;
  /** Values that a sum of squares was made of; 1 for other numbers. */
  readonly length: number;
}

/** Values rounded at a site that were not zero, became zero, or lay above the largest one. */
export interface CountFact {
  readonly kind: 'nonzero' | 'underflow' | 'overflow';
  readonly site: Site;
}

/** A tensor-wide scale at a site. */
export interface ScaleFact {
  readonly kind: 'scale';
  readonly site: Site;
}

/** 1 where the step was skipped, else 0. */
export interface SkipFact {
  readonly kind: 'skip';
}
export const SKIP: SkipFact = { kind: 'skip' };

/** The sum of a tensor's values to a power, of one micro-batch. */
export interface PowerSumFact {
  readonly kind: 'power-sum';
  readonly tensor: string;
  readonly power: 1 | 2 | 3 | 4;
}

/** Its largest magnitude. */
export interface LargestFact {
  readonly kind: 'largest';
  readonly tensor: string;
}

/** The largest logit of a layer's attention. */
export interface LayerLogitFact {
  readonly kind: 'layer-logit';
  readonly layer: number;
}

export type ActivationFact = PowerSumFact | LargestFact | LayerLogitFact;
export type Fact = SeriesFact | CountFact | ScaleFact | SkipFact | ActivationFact;

/**
 * How the facts of a series make one number: they are parts of it, one for each micro-batch where there are several, the largest
 * counts, or they are sums of squares, of which the norm or the root mean square is wanted.
 */
export const TOGETHER: Readonly<Record<SeriesName, 'sum' | 'largest' | 'norm' | 'root-mean-square'>> = {
  loss: 'sum',
  gradientNorm: 'norm',
  clipFactor: 'sum',
  updateRms: 'root-mean-square',
  largestLogit: 'largest',
  logZ: 'sum',
  sharpness: 'sum',
  sharpnessLast: 'sum',
  lossScale: 'sum',
};

function series(name: SeriesName, tensor: string | null = null, length = 1): SeriesFact {
  return { kind: 'series', name, tensor, length };
}

/** Mean cross-entropy of the batch, of which each micro-batch says its part. */
export const LOSS = series('loss', 'loss');
export const LOG_Z = series('logZ');
export const SHARPNESS = series('sharpness');
export const SHARPNESS_LAST = series('sharpnessLast');
/** Of one attention operation. */
export const LARGEST_LOGIT = series('largestLogit');
export const CLIP_FACTOR = series('clipFactor');
export const LOSS_SCALE = series('lossScale');

/** What a `moments` operation says where sites are counted: the sums of four powers, and the largest magnitude. */
export function momentFacts(op: OperationOf<'moments'>): {
  readonly powers: readonly PowerSumFact[];
  readonly largest: LargestFact;
} {
  const tensor = tensorKey(op);
  const powers = ([1, 2, 3, 4] as const).map((power) => ({ kind: 'power-sum', tensor, power }) as const);
  return { powers, largest: { kind: 'largest', tensor } };
}

/** What an `attention` operation says besides LARGEST_LOGIT where sites are counted. */
export function layerLogit({ layer }: OperationOf<'attention'>): LayerLogitFact {
  return { kind: 'layer-logit', layer };
}

/** Sum of squares of a gradient. */
export function gradientSquares(buffer: BufferName): SeriesFact {
  return series('gradientNorm', `gradient of ${buffer.replace(/\/gradient$/, '')}`);
}

/** Sum of squares of what an optimizer changed in a weight of so many values. */
export function updateSquares(weight: BufferName, length: number): SeriesFact {
  return series('updateRms', `weights ${weight}`, length);
}

/** What the gradients are multiplied by; `clip` is their largest allowed norm, 0: any. */
export function clipFactorOf(norm: number, clip: number): number {
  return clip > 0 && norm > clip ? clip / norm : 1;
}

/** All tensors that are watched, in the order of the step. */
export function watchedTensors({ operations }: StepProgram): readonly string[] {
  const facts = operations.flatMap((op) => {
    switch (op.kind) {
      case 'cross-entropy':
        return [LOSS];
      case 'gradient-norm':
        return op.gradients.map(({ buffer }) => gradientSquares(buffer));
      case 'adamw':
      case 'sgd':
      case 'descent':
        return [updateSquares(op.weight, op.length)];
      default:
        return [];
    }
  });
  return facts.map(({ tensor }) => tensor!);
}
