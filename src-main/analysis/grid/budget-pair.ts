// What runs of the baseline with fewer steps say beside those with all of them: how far its edges move with the steps, and how fast
// its loss falls. Both are labelled already, each by the best of its own budget. Pure.
import { bestCell, lossesOf, lossKindOf } from '../decision/chosen-setting.ts';
import { measureEdges } from './edges/study-edges.ts';
import type { Shift } from './grid.ts';
import { lossDifference, type LossDifference } from '../decision/loss-difference.ts';
import { tallyCells, type GridRun } from './tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';

export interface BudgetPair {
  readonly fewerSteps: number;
  readonly moreSteps: number;
  /** By row: how far the edge lies at more steps from where it lies at fewer, in decades. */
  readonly edges: readonly { readonly rowValue: number; readonly shift: Shift }[];
  /** -dL/d ln(steps) at the best setting with more steps, in nats; null where fewer than two seeds trained there in both. */
  readonly slope: LossDifference | null;
}

interface Budgets {
  readonly fewerSteps: number;
  readonly moreSteps: number;
  readonly fewer: readonly GridRun[];
  readonly more: readonly GridRun[];
  readonly refined: boolean;
}

const LEAST_SEEDS = 2;

/** `fewer` and `more`: runs of the baseline, of the same seeds at the same settings. */
export function budgetPairOf(
  { fewerSteps, moreSteps, fewer, more, refined }: Budgets,
  thresholds: Thresholds,
): BudgetPair {
  const [short, long] = [fewer, more].map((runs) => tallyCells(runs, thresholds));
  const rowValues = [...new Set(more.map(({ rowValue }) => rowValue))].sort((a, b) => a - b);
  const recipes = new Map([
    ['fewer', short!],
    ['more', long!],
  ]);
  // How high rows are does not matter to their edges.
  const places = new Map(rowValues.map((rowValue, index) => [rowValue, index]));
  const edges = measureEdges(recipes, { baseline: 'fewer', places, thresholds, refined });
  const kind = lossKindOf([...fewer, ...more], thresholds);
  const best = bestCell(long!, kind, thresholds);
  const twin = short!.find(
    (cell) => cell.learningRate === best?.learningRate && cell.rowValue === best.rowValue,
  );
  const difference =
    best && twin
      ? lossDifference(lossesOf(twin, kind, thresholds), lossesOf(best, kind, thresholds), {
          assumedSpread: thresholds.loneSeedScatter,
        })
      : null;
  const folds = Math.log(moreSteps / fewerSteps);
  return {
    fewerSteps,
    moreSteps,
    edges: (edges.get('more')?.shift?.rows ?? []).flatMap(({ rowValue, shift }) =>
      shift ? [{ rowValue, shift }] : [],
    ),
    slope:
      difference && difference.seeds >= LEAST_SEEDS
        ? {
            ...difference,
            mean: difference.mean / folds,
            standardError: difference.standardError / folds,
          }
        : null,
  };
}
