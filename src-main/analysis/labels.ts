// The outcome of a run in one word, with its reason in one sentence. First match wins. `stopped` alone is not found here: it
// was decided while the run trained (engine/early-stop.ts, or a trigger), and its stored numbers could not tell it again.
import type { MeasuredRun } from './run.ts';
import type { Thresholds } from './thresholds.ts';

/** Those that say how a run ended. */
export const OUTCOME_LABELS = [
  'nonfinite',
  'above-init',
  'slow',
  'collapsed',
  'stalled',
  'stopped',
  'spiky',
  'degraded',
  'ok',
] as const;
/** `unjudged`: nothing says what its loss is worth. It is neither stable nor unstable, and no bound on safety may count it as stable. */
export const LABELS = [...OUTCOME_LABELS, 'unjudged'] as const;
export type Label = (typeof LABELS)[number];
export type OutcomeLabel = (typeof OUTCOME_LABELS)[number];

export function isOutcome(label: Label): label is OutcomeLabel {
  return label !== 'unjudged';
}

/** What a loss is measured against where a run does not say it itself, in nats per token; null: not known. */
export interface LossReference {
  /** l0: the loss at the start, or ln V of a vocabulary of V tokens. */
  readonly initialLoss: number | null;
  /** H1 of the text. */
  readonly unigramEntropy: number | null;
  /** A level named by the user: a run that ends above it has failed. */
  readonly failedAbove: number | null;
}

export const NO_REFERENCE: LossReference = { initialLoss: null, unigramEntropy: null, failedAbove: null };

export interface Verdict {
  readonly label: Label;
  readonly reason: string;
  /** The label may still change when the rest of the baseline's row has been trained. */
  readonly provisional: boolean;
}

export interface LabelContext {
  readonly baseline: string;
  /** Without H1, what was learned is counted from the loss at the start. */
  readonly reference: LossReference;
  readonly thresholds: Thresholds;
  /** Whether every run of this recipe at this batch size has ended. */
  readonly rowComplete: (recipe: string, batchSize: number) => boolean;
}

/** L* and LR*: the best mean tail over seeds of a recipe at one batch size, and the learning rate that gave it. */
interface Best {
  readonly tail: number;
  readonly learningRate: number;
}

/**
 * Labels finished runs; the result is in their order. L* is the lowest tail, averaged over seeds, of the baseline at the
 * same batch size (of the recipe itself where no run of the baseline there has a tail): a mean, so that one lucky seed does
 * not move the bar for every other run.
 */
export function labelRuns(runs: readonly MeasuredRun[], context: LabelContext): Verdict[] {
  const { baseline, rowComplete } = context;
  const rows = Map.groupBy(runs, ({ recipe, batchSize }) => rowKey(recipe, batchSize));
  const bests = new Map([...rows].map(([key, row]) => [key, bestOf(row)]));
  return runs.map((run) => {
    const { recipe, batchSize } = run;
    const ofBaseline = bests.get(rowKey(baseline, batchSize)) ?? null;
    const best = ofBaseline ?? bests.get(rowKey(recipe, batchSize)) ?? null;
    const complete =
      rowComplete(baseline, batchSize) && (ofBaseline !== null || rowComplete(recipe, batchSize));
    return labelRun(run, best, complete, context);
  });
}

function rowKey(recipe: string, batchSize: number): string {
  return `${batchSize} ${recipe}`;
}

/** Among the learning rates at which every seed has a tail; where there is none, among those at which some seed has one. */
function bestOf(row: readonly MeasuredRun[]): Best | null {
  const cells = [...Map.groupBy(row, (run) => run.learningRate)].map(([learningRate, cell]) => ({
    learningRate,
    tails: cell.map(({ tailLoss }) => tailLoss).filter((tail) => tail !== null),
    isWhole: cell.every(({ tailLoss }) => tailLoss !== null),
  }));
  const whole = cells.filter(({ isWhole }) => isWhole);
  let best: Best | null = null;
  for (const { learningRate, tails } of whole.length > 0 ? whole : cells) {
    const tail = tails.reduce((sum, value) => sum + value, 0) / tails.length;
    if (tail < (best?.tail ?? Infinity)) best = { tail, learningRate };
  }
  return best;
}

/** `best` is there wherever the run has a tail: its own row has one then. */
function labelRun(run: MeasuredRun, best: Best | null, complete: boolean, context: LabelContext): Verdict {
  const { thresholds, reference } = context;
  const { unigramEntropy: entropy, failedAbove } = reference;
  const { tailLoss: tail } = run;
  const start = run.startLoss ?? reference.initialLoss;
  const certain = (label: Label, reason: string): Verdict => ({ label, reason, provisional: false });
  const relative = (label: Label, reason: string): Verdict => ({ label, reason, provisional: !complete });

  if (run.nonfinite) {
    return certain('nonfinite', `NaN or Inf in ${run.nonfinite.tensor} at step ${run.nonfinite.step}.`);
  }
  if (tail === null || best === null) return certain('nonfinite', 'The tail loss is not a finite number.');
  if (start === null && entropy === null && failedAbove === null) {
    return certain(
      'unjudged',
      `Nothing says what a tail loss of ${show(tail)} is worth: neither a loss at the start, nor the vocabulary, nor the unigram entropy, nor a level above which a run has failed.`,
    );
  }
  if (failedAbove !== null && tail > failedAbove) {
    const level = `${show(failedAbove)}, the level above which a run has failed`;
    return certain('above-init', `Tail loss ${show(tail)} is above ${level}.`);
  }
  if (start !== null && tail > start) {
    return certain('above-init', `Tail loss ${show(tail)} is above the loss at the start, ${show(start)}.`);
  }
  if (entropy !== null && tail >= entropy) {
    return certain('collapsed', `Tail loss ${show(tail)} is not below the unigram entropy ${show(entropy)}.`);
  }

  const known = entropy ?? start;
  if (known !== null && known - tail < (known - best.tail) * thresholds.stalledShare) {
    const comparison = `learned ${show(known - tail)} nats where the best learned ${show(known - best.tail)}`;
    return run.learningRate >= best.learningRate
      ? relative('stalled', `It ${comparison}, at a learning rate not below the best one.`)
      : relative('slow', `It ${comparison}, at a learning rate below the best one: it needs more steps.`);
  }
  const score = Math.max(run.lossSpikeScore, run.gradientSpikeScore);
  if (run.longestSpike >= thresholds.spikePersistence) {
    return certain('spiky', `A ${thresholds.spikeSigma}-sigma event lasted ${run.longestSpike} steps.`);
  }
  if (score > thresholds.spikeScore) {
    const limit = `${show(100 * thresholds.spikeScore)} %`;
    return certain('spiky', `${show(100 * score)} % of its values are spikes, more than ${limit}.`);
  }
  if (tail > thresholds.degradedFactor * best.tail) {
    return relative(
      'degraded',
      `Tail loss ${show(tail)} is above ${thresholds.degradedFactor} x ${show(best.tail)}.`,
    );
  }
  return relative(
    'ok',
    `Tail loss ${show(tail)} is within ${thresholds.degradedFactor} x ${show(best.tail)}.`,
  );
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
