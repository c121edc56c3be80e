// Every constant that shapes a verdict, each with a name and this one home. A study stores its own copy and shows it.
import type { Label } from './labels.ts';

export interface Thresholds {
  /** The tail is the last max(tailSteps, tailShare x steps) steps. */
  readonly tailSteps: number;
  readonly tailShare: number;
  /** `stalled`, `slow`: less than this share of what the baseline learned. */
  readonly stalledShare: number;
  /** `degraded`: tail above the baseline's best by more than this, in nats. Losses closer than this count as the same. */
  readonly lossTolerance: number;
  /** The rule of studies made before there was a tolerance: tail above this multiple of the baseline's best. */
  readonly degradedFactor?: number | undefined;
  /** LR* is the lowest learning rate within so many standard errors of the baseline's best tail. */
  readonly bestErrors: number;
  /** Standard deviation of a tail over seeds, in nats, that is assumed where no learning rate of a row has two seeds. */
  readonly loneSeedScatter: number;
  /** A value this many standard deviations from the rolling mean is a spike. */
  readonly spikeSigma: number;
  /** A loss that rises by more than `jumpNats` within `jumpSteps` steps, after step `jumpAfter`, makes a run `spiky`. */
  readonly jumpNats: number;
  readonly jumpSteps: number;
  readonly jumpAfter: number;
  /** A spike of this many steps in a row makes a run `spiky` whatever its score. */
  readonly spikePersistence: number;
  /** Share of spikes, of loss or of gradient norm, above which a run is `spiky`: more than chance and one lone spike. */
  readonly spikeScore: number;
  /** Rolling window: min(spikeWindowMost, max(spikeWindowLeast, steps / spikeWindowDivisor)). */
  readonly spikeWindowLeast: number;
  readonly spikeWindowMost: number;
  readonly spikeWindowDivisor: number;
  /** Labels that count as unstable. */
  readonly unstableLabels: readonly Label[];
  /** A cell is stable when its share of unstable runs is below this. */
  readonly unstableShare: number;
  /** Level of every interval. */
  readonly confidence: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  tailSteps: 20,
  tailShare: 0.05,
  stalledShare: 0.5,
  lossTolerance: 0.02,
  bestErrors: 2,
  loneSeedScatter: 0.05,
  spikeSigma: 7,
  jumpNats: 1,
  jumpSteps: 5,
  jumpAfter: 10,
  spikePersistence: 3,
  spikeScore: 0.01,
  spikeWindowLeast: 50,
  spikeWindowMost: 1000,
  spikeWindowDivisor: 8,
  unstableLabels: ['nonfinite', 'above-init', 'collapsed', 'stalled', 'stopped'],
  unstableShare: 0.5,
  confidence: 0.95,
};
