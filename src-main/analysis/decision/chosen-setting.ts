// Which setting of a recipe one would train at, and how it compares there with the baseline at the baseline's own best setting,
// seed by seed. Over all batch sizes: nobody is bound to the batch size of another recipe.
import type { FailurePairs } from './failures.ts';
import { lossDifference, type LossDifference, type SeedLoss } from './loss-difference.ts';
import { isJudged, seedKey, seedsOf, type GridRun, type Tally } from '../grid/tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';

/** A setting, and how its runs compare with those of the baseline at its best setting; null for the baseline itself. */
export interface ChosenSetting {
  readonly learningRate: number;
  readonly rowValue: number;
  readonly againstBaseline: AgainstBaseline | null;
}

export interface AgainstBaseline {
  /** Loss of the recipe less that of the baseline, of runs that train; null where either has none. */
  readonly penalty: LossDifference | null;
  /** -dL/d ln(tokens) of the recipe, of the larger model that a decision is about; left out or null: that of the study counts. */
  readonly slope?: LossDifference | null;
  readonly pairs: FailurePairs;
}

/** Which loss all runs of a study are compared by. */
export type LossKind = 'validation' | 'tail';

/** The validation loss, if every run that trained has one. */
export function lossKindOf(runs: readonly GridRun[], thresholds: Thresholds): LossKind {
  const trained = runs.filter((run) => hasTrained(run, thresholds) && isKnown(run.tailLoss));
  return trained.length > 0 && trained.every(({ validationLoss }) => isKnown(validationLoss))
    ? 'validation'
    : 'tail';
}

/** Cells with fewer seeds come after all that have as many: a lone run that came through says little. */
const ENOUGH_SEEDS = 3;

/**
 * The cell with the smallest share of unstable runs, of those the ones with enough seeds, of those the one with the lowest mean
 * loss; null where nothing has run.
 */
export function bestCell(cells: readonly Tally[], kind: LossKind, thresholds: Thresholds): Tally | null {
  const measured = cells.filter(({ outcomes }) => outcomes.length > 0);
  const most = Math.min(ENOUGH_SEEDS, Math.max(...measured.map(({ outcomes }) => outcomes.length)));
  const ranked = measured.map((cell) => {
    const losses = lossesOf(cell, kind, thresholds);
    const { outcomes } = cell;
    const share = outcomes.filter(({ unstable }) => unstable).length / outcomes.length;
    const mean = losses.reduce((sum, { loss }) => sum + loss, 0) / losses.length;
    return { cell, rank: [share, Number(outcomes.length < most), losses.length > 0 ? mean : Infinity] };
  });
  const [first, ...others] = ranked;
  return first ? others.reduce((a, b) => (compare(b.rank, a.rank) < 0 ? b : a), first).cell : null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

/** `baseline`: its best cell; null for the baseline's own choice. */
export function chosenSetting(
  best: Tally | null,
  baseline: Tally | null,
  kind: LossKind,
  thresholds: Thresholds,
): ChosenSetting | null {
  if (best === null) return null;
  const { learningRate, rowValue } = best;
  return {
    learningRate,
    rowValue,
    againstBaseline: baseline && {
      penalty: lossDifference(lossesOf(best, kind, thresholds), lossesOf(baseline, kind, thresholds), {
        assumedSpread: thresholds.loneSeedScatter,
      }),
      pairs: pairsOf(best, baseline),
    },
  };
}

/** Of the runs that trained; of a seed with several learning rates in a column, their mean. */
export function lossesOf({ runs }: Tally, kind: LossKind, thresholds: Thresholds): SeedLoss[] {
  const losses = runLosses(runs, kind, thresholds);
  if (new Set(losses.map(seedKey)).size === losses.length) return losses;
  return [...Map.groupBy(losses, seedKey).values()].map((own) => ({
    ...own[0]!,
    loss: own.reduce((sum, { loss }) => sum + loss, 0) / own.length,
  }));
}

export function runLosses(runs: readonly GridRun[], kind: LossKind, thresholds: Thresholds): SeedLoss[] {
  return runs.flatMap((run) => {
    const loss = kind === 'validation' ? run.validationLoss : run.tailLoss;
    return hasTrained(run, thresholds) && isKnown(loss) ? [{ seed: run.seed, origin: run.origin, loss }] : [];
  });
}

function hasTrained(run: GridRun, { unstableLabels }: Thresholds): boolean {
  return isJudged(run) && !unstableLabels.includes(run.label);
}

function isKnown(loss: number | null): loss is number {
  return loss !== null && Number.isFinite(loss);
}

function pairsOf(own: Tally, baseline: Tally): FailurePairs {
  const twins = new Map(baseline.outcomes.map((outcome) => [seedKey(outcome), outcome.unstable]));
  // Of runs of one seed in a column none is the twin of another.
  const isPaired = twins.size === baseline.outcomes.length && seedsOf(own) === own.outcomes.length;
  const pairs = own.outcomes.flatMap((outcome) => {
    const twin = isPaired ? twins.get(seedKey(outcome)) : undefined;
    return twin === undefined ? [] : [[outcome.unstable, twin] as const];
  });
  const count = (first: boolean, second: boolean) =>
    pairs.filter(([own, base]) => own === first && base === second).length;
  return {
    both: count(true, true),
    recipeOnly: count(true, false),
    baselineOnly: count(false, true),
    neither: count(false, false),
  };
}
