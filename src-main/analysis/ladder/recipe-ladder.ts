// One measure of one recipe over the sizes of a ladder: what was measured at each of them, what could not be, and the fit. Pure.
import { fitLadder, predictAt, type LadderFit, type LadderPrediction, type LadderRefusal } from './ladder.ts';
import { MEASURES, type LadderMeasureName } from './measures.ts';
import type { BudgetLadder } from './token-efficiency.ts';

/**
 * Why a size has no value: its edge lies outside the tested rates, some runs fail at the best setting too, its runs tell none, or its loss does
 * not clearly fall from one budget to the next.
 */
export const MISSING = ['off-grid', 'fails', 'not-measured', 'level'] as const;
export type Missing = (typeof MISSING)[number];

/** A value with its standard error, or why there is none. */
export type Reading = { readonly value: number; readonly error: number } | Missing;

export interface SizeReading {
  /** Trainable weights, or whatever the ladder is of. */
  readonly size: number;
  readonly reading: Reading;
}

export interface RecipeLadder {
  readonly recipe: string;
  readonly measure: LadderMeasureName;
  readonly fit: LadderFit;
  readonly missing: readonly { readonly size: number; readonly reason: Missing }[];
  /** As far as the fit may be gone on with, in even steps from the largest size; empty where it may not. */
  readonly ahead: readonly LadderPrediction[];
}

export interface StudyLadder {
  /** What sizes are counted in: `parameters`, or the setting that rows are of where the study does not say what its models are. */
  readonly sizeIn: string;
  /** Of every row, ascending by its value. */
  readonly sizes: readonly { readonly rowValue: number; readonly size: number }[];
  readonly ladders: readonly RecipeLadder[];
  /** What sizes say under several budgets; null: the study has one, or those that it keeps are stale. */
  readonly budgets: BudgetLadder | null;
  /** It keeps budgets that were told from other runs or thresholds than it has by now. */
  readonly areBudgetsStale: boolean;
}

/** Predictions that are drawn beyond the largest size. */
const AHEAD = 12;

/**
 * Where the largest size has no value nothing could be held out, and nothing is said; nor where a smaller one fails or has its edge off the
 * grid: a law of the sizes that went well would be kinder than the runs. One that was not measured is left out, and the interval is wider.
 */
export function recipeLadder(
  recipe: string,
  measure: LadderMeasureName,
  sizes: readonly SizeReading[],
  confidence: number,
): RecipeLadder {
  const sorted = sizes.toSorted((a, b) => a.size - b.size);
  const points = sorted.flatMap(({ size, reading }) =>
    typeof reading === 'string' ? [] : [{ octaves: Math.log2(size), ...reading }],
  );
  const missing = sorted.flatMap(({ size, reading }) =>
    typeof reading === 'string' ? [{ size, reason: reading }] : [],
  );
  const fitted = fitLadder(points, MEASURES[measure], confidence);
  const last = sorted.at(-1);
  const lacks = missing.find(({ size, reason }) => reason !== 'not-measured' || size === last?.size);
  const refusal: LadderRefusal | null = lacks ? { kind: 'missing-size', ...lacks } : fitted.refusal;
  const fit = { ...fitted, refusal };
  return { recipe, measure, fit, missing, ahead: aheadOf(fit, measure, confidence) };
}

/** What the ladder says of its measure at a size, or why it says nothing. */
export function predictFor(
  { fit, measure }: Pick<RecipeLadder, 'fit' | 'measure'>,
  size: number,
  confidence: number,
): LadderPrediction | LadderRefusal {
  return predictAt(fit, MEASURES[measure], Math.log2(size), confidence);
}

export function isRefusal(said: object): said is LadderRefusal {
  return 'kind' in said;
}

function aheadOf(fit: LadderFit, measure: LadderMeasureName, confidence: number): LadderPrediction[] {
  if (fit.refusal || fit.reach === 0) return [];
  const from = fit.points.at(-1)!.octaves;
  return Array.from({ length: AHEAD + 1 }, (_, i) =>
    predictAt(fit, MEASURES[measure], from + (i / AHEAD) * fit.reach, confidence),
  ).flatMap((said) => (isRefusal(said) ? [] : [said]));
}
