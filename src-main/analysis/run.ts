// The measured numbers of one run that labels and measures are computed from. The study file stores them; so does import.

/** One trained run of a grid, as the analysis sees it. Losses are in nats per token; null means not known. */
export interface MeasuredRun {
  readonly recipe: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Steps it was meant to take, and steps it took. */
  readonly plannedSteps: number;
  readonly endStep: number;
  /** Loss at the start, l0. */
  readonly startLoss: number | null;
  /** Mean loss of the last max(20, 5 %) steps. */
  readonly tailLoss: number | null;
  readonly validationLoss: number | null;
  readonly nonfinite: { readonly step: number; readonly tensor: string } | null;
  /** Sharpness of the output logits at the last step, mean over positions; null or absent where it was not measured. */
  readonly sharpness?: number | null;
  /** Spike scores of loss and gradient norm, and the longest 7-sigma event in steps. */
  readonly lossSpikeScore: number;
  readonly gradientSpikeScore: number;
  readonly longestSpike: number;
}
