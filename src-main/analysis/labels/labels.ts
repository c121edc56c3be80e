// The outcome of a run in one word, with its reason in one sentence. First match wins. What a run is measured by is in
// row-best.ts. A run that a trigger stopped is not judged here: its stored numbers could not tell it again.
import { tailLength, tailPoints, LEAST_TAIL_POINTS } from './curves.ts';
import { bestOfRow, type RowBest } from './row-best.ts';
import { median } from '../statistics/median.ts';
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
  readonly rowComplete: (recipe: string, rowValue: number) => boolean;
}

/** A validation loss by so many nats above the tail tells what the tail does not: it, too, must not be above the start. */
const VALIDATION_GAP = 0.5;
/** A run that starts so many nats above the others starts broken: theirs is the loss at the start. */
const START_GAP = 1;

/**
 * Labels finished runs; the result is in their order. L* and LR* are those of the baseline at the same batch size, or of the
 * recipe itself where no run of the baseline there has a tail.
 */
export function labelRuns(runs: readonly MeasuredRun[], context: LabelContext): Verdict[] {
  const { baseline, rowComplete } = context;
  const judged = startsMended(runs, context.reference);
  const rows = Map.groupBy(judged, ({ recipe, rowValue }) => rowKey(recipe, rowValue));
  const bests = new Map([...rows].map(([key, row]) => [key, bestOf(row, context)]));
  return judged.map((run) => {
    const { recipe, rowValue } = run;
    const ofBaseline = bests.get(rowKey(baseline, rowValue)) ?? null;
    const best = ofBaseline ?? bests.get(rowKey(recipe, rowValue)) ?? null;
    const complete =
      rowComplete(baseline, rowValue) && (ofBaseline !== null || rowComplete(recipe, rowValue));
    const verdict = labelRun(run, best, complete, context);
    return { ...verdict, reason: verdict.reason + fewPoints(run, verdict, context) };
  });
}

function rowKey(recipe: string, rowValue: number): string {
  return `${rowValue} ${recipe}`;
}

/** Runs with l0: their own, unless it lies far above ln V, or above that of the others where V is not known. */
function startsMended(runs: readonly MeasuredRun[], { initialLoss }: LossReference): MeasuredRun[] {
  const starts = runs.flatMap(({ startLoss }) => startLoss ?? []);
  const usual = initialLoss ?? median(starts);
  return runs.map((run) => {
    const own = run.startLoss ?? initialLoss;
    const startLoss = own !== null && usual !== null && own > usual + START_GAP ? usual : own;
    return { ...run, startLoss };
  });
}

function bestOf(row: readonly MeasuredRun[], { reference, thresholds }: LabelContext): RowBest | null {
  const known = reference.unigramEntropy ?? median(row.flatMap(({ startLoss }) => startLoss ?? []));
  return bestOfRow(
    row.map(({ learningRate, seed, tailLoss: tail }) => ({ learningRate, seed, tail })),
    known,
    thresholds,
  );
}

/** `best` is there wherever the run has a tail: its own row has one then. `run` has l0 as its loss at the start, if known. */
function labelRun(
  run: MeasuredRun,
  best: RowBest | null,
  complete: boolean,
  { thresholds, reference, baseline }: LabelContext,
): Verdict {
  const { unigramEntropy: entropy, failedAbove } = reference;
  const { tailLoss: tail, startLoss: start, learningRate } = run;
  const certain = (label: Label, reason: string): Verdict => ({ label, reason, provisional: false });
  const relative = (label: Label, reason: string): Verdict => ({ label, reason, provisional: !complete });
  // Below LR* more steps are all that is missing; but not where the baseline learns at such a learning rate, and this does not.
  const isSlow =
    best !== null &&
    learningRate < best.learningRate &&
    (run.recipe === baseline || best.learnsFrom === null || learningRate < best.learnsFrom);

  if (run.nonfinite) {
    return certain('nonfinite', `NaN or Inf in ${run.nonfinite.tensor} at step ${run.nonfinite.step}.`);
  }
  if (run.foreseen) {
    const stopped = `Stopped early after step ${run.endStep} of ${run.plannedSteps}, foreseen as ${run.foreseen}`;
    return run.foreseen === 'collapsed' && isSlow
      ? relative(
          'slow',
          `${stopped}, at a learning rate below LR*, ${show(best.learningRate)}: it needs more steps.`,
        )
      : relative('stopped', `${stopped}.`);
  }
  if (tail === null || best === null) return certain('nonfinite', 'The tail loss is not a finite number.');
  if (start === null && entropy === null && failedAbove === null) {
    return certain(
      'unjudged',
      `Nothing says what a tail loss of ${show(tail)} is worth: neither a loss at the start, nor the vocabulary, nor the unigram entropy, nor a level above which a run has failed.`,
    );
  }
  const above = aboveStart(run, reference);
  if (above !== null) return certain('above-init', above);

  const known = entropy ?? start;
  const hasCollapsed = entropy !== null && tail >= entropy;
  const [learned, most] = known === null ? [0, 0] : [known - tail, known - best.tail];
  if (known !== null && (hasCollapsed || learned < most * thresholds.stalledShare)) {
    const comparison = `It learned ${show(learned)} nats where the best learned ${show(most)}`;
    const place = `LR*, ${show(best.learningRate)}`;
    if (isSlow)
      return relative('slow', `${comparison}, at a learning rate below ${place}: it needs more steps.`);
    return hasCollapsed
      ? relative('collapsed', `Tail loss ${show(tail)} is not below the unigram entropy ${show(entropy)}.`)
      : relative('stalled', `${comparison}, ${reasonOf(run, best)}.`);
  }
  const spiky = spikeReason(run, thresholds);
  if (spiky !== null) return relative('spiky', spiky);
  const { limit, rule } = degradedLimit(best.tail, thresholds);
  return tail > limit
    ? relative('degraded', `Tail loss ${show(tail)} is above ${rule}.`)
    : relative('ok', `Tail loss ${show(tail)} is within ${rule}.`);
}

/** Why a run of little learning is not slow. */
function reasonOf({ learningRate }: MeasuredRun, best: RowBest): string {
  return learningRate >= best.learningRate
    ? `at a learning rate not below LR*, ${show(best.learningRate)}`
    : `at a learning rate at which the baseline learns`;
}

/** Why a run ended above where it began; null where it did not. */
function aboveStart(
  { tailLoss, validationLoss, startLoss: start }: MeasuredRun,
  { unigramEntropy, failedAbove }: LossReference,
): string | null {
  const tail = tailLoss!;
  const losses: [string, number][] = [['Tail loss', tail]];
  // The validation loss of a run that has learned nothing lies about the start by chance.
  if (validationLoss !== null && validationLoss > tail + VALIDATION_GAP) {
    losses.push(['Validation loss', validationLoss]);
  }
  for (const [name, loss] of losses) {
    if (failedAbove !== null && loss > failedAbove) {
      return `${name} ${show(loss)} is above ${show(failedAbove)}, the level above which a run has failed.`;
    }
    if (start !== null && loss > start) {
      return `${name} ${show(loss)} is above the loss at the start, ${show(start)}.`;
    }
    // Without l0, an end above H1 is not told from one above l0; of the tail, the label says so (collapsed).
    if (start === null && unigramEntropy !== null && loss !== tail && loss > unigramEntropy + START_GAP) {
      return `${name} ${show(loss)} is far above the unigram entropy, ${show(unigramEntropy)}.`;
    }
  }
  return null;
}

function spikeReason(run: MeasuredRun, thresholds: Thresholds): string | null {
  const { jumpNats, jumpSteps, spikePersistence, spikeSigma, spikeScore } = thresholds;
  if (run.jump && run.jump.rise > jumpNats) {
    const rise = `The loss rose by ${show(run.jump.rise)} nats up to step ${run.jump.step}, within ${jumpSteps} steps`;
    return run.lastSteps ? `${rise} or from one point of its curve to the next.` : `${rise}.`;
  }
  if (run.longestSpike >= spikePersistence) {
    return `A ${spikeSigma}-sigma event lasted ${run.longestSpike} steps.`;
  }
  const score = Math.max(run.lossSpikeScore, run.gradientSpikeScore);
  if (score <= spikeScore) return null;
  return `${show(100 * score)} % of its values are spikes, more than ${show(100 * spikeScore)} %.`;
}

function degradedLimit(
  best: number,
  { lossTolerance, degradedFactor }: Thresholds,
): { readonly limit: number; readonly rule: string } {
  return degradedFactor === undefined
    ? { limit: best + lossTolerance, rule: `${show(best)} + ${lossTolerance}` }
    : { limit: best * degradedFactor, rule: `${degradedFactor} × ${show(best)}` };
}

/** Said of labels that rest on a tail of few points. */
function fewPoints(run: MeasuredRun, { label }: Verdict, { thresholds }: LabelContext): string {
  if (!run.lastSteps || label === 'nonfinite' || label === 'stopped') return '';
  const length = tailLength(run.plannedSteps, thresholds);
  const points = tailPoints(run.lastSteps, length);
  if (points >= LEAST_TAIL_POINTS) return '';
  const logged = points === 1 ? 'Only 1 point of its curve lies' : `Only ${points} points of its curve lie`;
  return ` ${logged} in the last ${length} steps: the last ${run.lastSteps.length} count.`;
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
