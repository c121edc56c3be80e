// The states of a run, and the measured numbers that labels and measures are computed from. The study file stores them; so does
// import.

/** A run that diverged has finished; `failed-infrastructure` is what broke for infrastructure reasons. */
export const RUN_STATES = ['planned', 'running', 'finished', 'failed-infrastructure', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const FORESEEN = ['above-init', 'collapsed'] as const;
export type Foreseen = (typeof FORESEEN)[number];

/** Numbers by name; those that are not known are absent. What a name means stands where it is measured. */
export type Measurements = Readonly<Record<string, number>>;

/** One trained run of a grid, as the analysis sees it. Losses are in nats per token; null means not known. */
export interface MeasuredRun {
  readonly recipe: string;
  readonly learningRate: number;
  readonly rowValue: number;
  readonly seed: number;
  /** Steps it was meant to take, and steps it took. */
  readonly plannedSteps: number;
  readonly endStep: number;
  /** Loss at the start, l0. */
  readonly startLoss: number | null;
  /** Mean of the losses whose step lies in the last max(20, 5 %). */
  readonly tailLoss: number | null;
  readonly validationLoss: number | null;
  readonly nonfinite: { readonly step: number; readonly tensor: string } | null;
  /** Sharpness of the output logits at the last step, mean over positions; null or absent where it was not measured. */
  readonly sharpness?: number | null;
  /** Spike scores of loss and gradient norm, and the longest 7-sigma event in steps. */
  readonly lossSpikeScore: number;
  readonly gradientSpikeScore: number;
  readonly longestSpike: number;
  /** The largest rise of the loss within a few steps, in nats, and the step it led up to; null or absent: not known. */
  readonly jump?: { readonly rise: number; readonly step: number } | null;
  /** Of a curve that has step numbers: the last of them, three at most; null or absent: it has a point a step. */
  readonly lastSteps?: readonly number[] | null;
  /** What it was stopped early for: it could not have ended otherwise; null or absent: it was not. Such a run has no tail. */
  readonly foreseen?: Foreseen | null;
  /** Whatever else was measured of it. */
  readonly measurements?: Measurements;
}
