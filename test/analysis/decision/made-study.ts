// Made studies of which the truth is known: a recipe is a rule from a setting and a seed to a loss, or to a failure. Nothing here
// is measured, and nothing is drawn by chance.
import { analyze, type AnalysisContext } from '../../../src-main/analysis/grid/analyze.ts';
import type { GridAnalysis } from '../../../src-main/analysis/grid/grid.ts';
import type { Label } from '../../../src-main/analysis/labels/labels.ts';
import type { GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { run } from '../support.ts';

/** Loss in nats; or how the run failed; or that it never ended: 'broken', 'cancelled', 'waiting', 'unjudged'. */
export type Ending = number | Extract<Label, 'collapsed' | 'nonfinite'> | keyof typeof NOT_ENDED;
export type Rule = (rate: number, batchSize: number, seed: number) => Ending;

const NOT_ENDED = {
  broken: { state: 'failed-infrastructure', label: null },
  cancelled: { state: 'cancelled', label: null },
  waiting: { state: 'planned', label: null },
  unjudged: { state: 'finished', label: 'unjudged' },
} as const satisfies Record<string, Partial<GridRun>>;

export interface MadeStudy {
  /** The first is the baseline. */
  readonly recipes: Readonly<Record<string, Rule>>;
  readonly rates: readonly number[];
  readonly batchSizes: readonly number[];
  readonly seeds: readonly number[];
}

export function madeRuns({ recipes, rates, batchSizes, seeds }: MadeStudy): GridRun[] {
  return Object.entries(recipes).flatMap(([recipe, rule]) =>
    batchSizes.flatMap((batchSize) =>
      rates.flatMap((learningRate) =>
        seeds.map((seed) => {
          const place = { recipe, learningRate, rowValue: batchSize, seed };
          return run({ ...place, ...endedAs(rule(learningRate, batchSize, seed)) });
        }),
      ),
    ),
  );
}

function endedAs(ending: Ending): Partial<GridRun> {
  if (typeof ending === 'number') return { label: 'ok', tailLoss: ending, validationLoss: ending };
  if (ending === 'collapsed') return { label: ending, tailLoss: 3.5, validationLoss: 3.5 };
  if (ending === 'nonfinite') return { label: ending, tailLoss: null, validationLoss: null };
  return { ...NOT_ENDED[ending], tailLoss: null, validationLoss: null };
}

export function madeAnalysis(study: MadeStudy, context: Partial<AnalysisContext> = {}): GridAnalysis {
  const [baseline] = Object.keys(study.recipes);
  return analyze(madeRuns(study), { baseline: baseline!, thresholds: DEFAULT_THRESHOLDS, ...context });
}

/** So many learning rates, evenly spaced in their logarithm. */
export function spaced(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));
}

/**
 * A valley: the lowest loss at `best`, `curvature` nats more for every decade squared away from it, `collapsed` from `edge` on;
 * seeds differ by a few thousandths, in the same way everywhere.
 */
export function valley(
  { lowest, best, edge, curvature = 0.3 }: { lowest: number; best: number; edge: number; curvature?: number },
  seed: number,
): (rate: number) => Ending {
  const ofSeed = 0.004 * Math.sin(1 + 7 * seed);
  return (rate) => (rate >= edge ? 'collapsed' : lowest + curvature * Math.log10(rate / best) ** 2 + ofSeed);
}
