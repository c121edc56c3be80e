// A training job and its results: the values that travel between the sweep, the host process and the trainer.
import type { ActionKind, PrecisionProgram, Watched } from '../recipes/precision-program.ts';
import type { ActivationCurve } from './activations.ts';
import type { SeriesName } from './device.ts';
import type { EarlyStopRule, Foreseen } from './early-stop.ts';
import type { ModelSettings, OptimizerSettings } from './model.ts';
import type { Recomputation, Site } from './program.ts';

export interface LaneSettings {
  readonly seed: number;
  readonly learningRate: number;
  /** Series of the baseline's run of the same learning rate, batch size and seed, where triggers compare with it. */
  readonly twin?: Readonly<Partial<Record<SeriesName, Float32Array>>>;
}

/** One batch of lanes: same precision program, batch size, model and length; different learning rate and seed. */
export interface TrainingJob {
  readonly model: ModelSettings;
  readonly optimizer: OptimizerSettings;
  readonly precision: PrecisionProgram;
  readonly batchSize: number;
  /** Sequences that go forward and backward at once, a divisor of the batch size; absent, or above it: the whole batch. */
  readonly microBatch?: number | undefined;
  /** Changes no bit of any result; absent: none. */
  readonly recomputation?: Recomputation | undefined;
  readonly steps: number;
  readonly lanes: readonly LaneSettings[];
  readonly statisticsEvery: number;
  /** Sequences of the held-out part of the text on which the final loss is measured. */
  readonly validationSequences: number;
  /** Half-width of the box in the sharpness measure. */
  readonly sharpnessEpsilon: number;
  /** By which a run that cannot end stable any more is stopped; null: every run goes on to its end. */
  readonly earlyStop: EarlyStopRule | null;
  /** Largest relative change of the initial weights, by seed: the negative control's; absent: they are as the seed has them. */
  readonly perturbation?: number;
}

export interface LaneResult {
  /** Steps done, the one that ended it included. */
  readonly endStep: number;
  readonly nonfinite: { readonly step: number; readonly tensor: string } | null;
  /** Why it ended before its last step although its numbers were finite; null: it did not. */
  readonly stopped: Stopped | null;
  /** [steps done] each. */
  readonly series: Readonly<Record<SeriesName, Float32Array>>;
  /** Names of the recipes that the program may use, and the index of the one that trained each step. */
  readonly recipes: readonly string[];
  readonly recipeByStep: Float32Array;
  readonly events: readonly LaneEvent[];
  readonly sites: readonly Site[];
  readonly siteSteps: readonly number[];
  /** [site steps, sites, SITE_STATISTICS]. */
  readonly siteStatistics: Float32Array;
  /** Statistics of the activations at the site steps. */
  readonly activations: readonly ActivationCurve[];
  readonly validationLoss: number | null;
  /** Seconds of wall time while it was among the lanes. */
  readonly seconds: number;
}

/** Stopped by a trigger of its program, whose event tells why, or because of what was foreseen. */
export type Stopped = { readonly by: 'trigger' } | ({ readonly by: 'early-stop' } & Foreseen);

/** What a trigger did to a lane, and what that cost. */
export interface LaneEvent {
  readonly step: number;
  readonly watch: Watched;
  readonly site: string | null;
  /** What was measured against which limit; null for NaN and Inf. */
  readonly value: number | null;
  readonly limit: number | null;
  readonly action: ActionKind;
  /** Recipe under which it happened, and the one gone to (null: none). */
  readonly under: string;
  readonly to: string | null;
  /** For how many steps; null: for all that follow, or not at all. */
  readonly steps: number | null;
  /** Steps that were done and then thrown away. */
  readonly costSteps: number;
}

export interface JobProgress {
  /** Steps done by the lanes still training. */
  readonly step: number;
  readonly lanesActive: number;
  /** Lane-steps done since the last report. */
  readonly laneSteps: number;
}
