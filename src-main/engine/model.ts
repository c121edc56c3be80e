// What model is trained and how it is optimized: plain settings, no behaviour. transformer.ts turns them into a program.
import type { OutlierSettings } from './outliers.ts';
import type { ActivationKind, NormKind } from './program.ts';

export interface ModelSettings {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Hidden width of the MLP. */
  readonly hidden: number;
  readonly context: number;
  readonly norm: NormKind;
  readonly activation: ActivationKind;
  readonly positions: 'learned' | 'rotary';
  readonly qkNorm: boolean;
  readonly tiedHead: boolean;
  /** Weight of logZ^2 in the loss (PaLM uses 1e-4). */
  readonly zLoss: number;
  /** muS has no say in it: 1. */
  readonly initialStandardDeviation: number;
  /** How it all depends on the width (parametrisation.ts); absent: standard, that is, not at all. */
  readonly parametrisation?: 'mup' | 'mus' | undefined;
  /** Width whose learning rates are the study's; at it muP is the standard parametrisation. */
  readonly baseWidth?: number | undefined;
  /** muP: how many heads the model had there; absent: as many as it has. */
  readonly baseHeads?: number | undefined;
  /** muS: share of a branch in the variance of its sum with the residual stream, the paper's tau; above 0 and below 1. */
  readonly residualCoefficient?: number | undefined;
  /** Absent: none. */
  readonly outliers?: OutlierSettings | undefined;
}

export interface OptimizerSettings {
  /** Muon is for the matrices of the layers; the rest then has AdamW. */
  readonly kind: 'adamw' | 'sgd' | 'muon';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of SGD and Muon. */
  readonly momentum: number;
  /** How Muon's learning rate depends on a matrix's shape (muon.ts); absent: match_rms_adamw. */
  readonly adjustRate?: 'original' | 'match_rms_adamw' | undefined;
  readonly weightDecay: number;
  /** Largest global gradient norm; 0 turns clipping off. */
  readonly clip: number;
  readonly warmupSteps: number;
  readonly schedule: 'cosine' | 'linear' | 'constant';
  /** Learning rate at the end of cosine and linear decay, as a share of the peak. */
  readonly finalFraction: number;
}

/** Learning rate at `step` of `steps`: linear warm-up to the peak, then the schedule. */
export function learningRateAt(
  step: number,
  steps: number,
  peak: number,
  optimizer: OptimizerSettings,
): number {
  const { warmupSteps, schedule, finalFraction } = optimizer;
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  if (schedule === 'constant') return peak;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  const decayed = schedule === 'cosine' ? (1 + Math.cos(Math.PI * progress)) / 2 : 1 - progress;
  return peak * (finalFraction + (1 - finalFraction) * decayed);
}
