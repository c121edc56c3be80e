// Whether a run can still end stable, foreseen from its own loss. Pure. A run whose recent mean loss lies so far above the
// unigram entropy H1 that even a fast fall would not bring it below is stopped: it would end `collapsed` or `above-init`, or
// `slow` where its learning rate turns out to lie below LR*, which only its whole row can tell (analysis/labels/labels.ts).
// How often that is wrong is measured on runs that were trained to their end (bench/early-stop.ts).

export interface EarlyStopRule {
  /** Share of a run after which it may be stopped. */
  readonly from: number;
  /** Share of a run over which the recent mean is taken. */
  readonly window: number;
  /** The fastest fall that is granted to the rest of a run: multiples of l0 - H1 in a whole run. */
  readonly fall: number;
}

/** Chosen on the grids plain, bare, sgd, constant and deep of bench/grids, tested on wide, tokens and warm. */
export const EARLY_STOP: EarlyStopRule = { from: 0.2, window: 0.1, fall: 2 };

/** A run is looked at so many times. */
const LOOKS = 20;
/** Fewer losses than this make no mean to judge by. */
const LEAST_WINDOW = 8;

/** Why a run was stopped. */
export interface Foreseen {
  readonly label: 'above-init' | 'collapsed';
  /** Mean loss of the last `steps` steps, and the least that it could still end at. */
  readonly mean: number;
  readonly steps: number;
  readonly least: number;
}

/** Steps before which a run of `steps` steps is looked at, ascending; none for a run too short to judge. */
export function looks(rule: EarlyStopRule, steps: number): number[] {
  const every = Math.max(1, Math.round(steps / LOOKS));
  const first = Math.max(rule.from * steps, windowOf(rule, steps));
  const all = Array.from({ length: Math.ceil(steps / every) }, (_, i) => i * every);
  return all.filter((step) => step >= first && step < steps);
}

/**
 * What is foreseen of a run after `loss`, its losses so far; null: it may still end below the unigram entropy. A loss that
 * is not finite is the device's to report.
 */
export function foresee(
  rule: EarlyStopRule,
  loss: Float32Array,
  steps: number,
  unigramEntropy: number,
): Foreseen | null {
  const window = windowOf(rule, steps);
  const recent = loss.subarray(loss.length - window);
  const mean = recent.reduce((sum, value) => sum + value, 0) / window;
  const start = loss[0]!;
  const rest = (steps - loss.length) / steps;
  const least = mean - rule.fall * Math.max(0, start - unigramEntropy) * rest;
  if (!(least > unigramEntropy)) return null;
  return { label: least > start ? 'above-init' : 'collapsed', mean, steps: window, least };
}

function windowOf({ window }: EarlyStopRule, steps: number): number {
  return Math.max(LEAST_WINDOW, Math.round(window * steps));
}
