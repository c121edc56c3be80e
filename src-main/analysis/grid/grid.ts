// The grid as it is shown: for every recipe, cells over row x learning rate with how many runs were unstable, how
// sure that is, edges and areas. Types only; analyze.ts computes them.
import type { Interval } from '../statistics/interval.ts';
import type { Budget } from './budget.ts';
import type { BudgetsApart } from './budgets-apart.ts';
import type { Origins } from './origins.ts';
import type { PairedFailures } from '../headline/failures.ts';
import type { Headline } from '../headline/headline.ts';
import type { Visibility } from '../headline/visibility.ts';
import type { ChosenSetting } from '../decision/chosen-setting.ts';
import type { Bounds, Evidence, LowPrecision, MissingRuns } from '../decision/basis.ts';
import type { Label } from '../labels/labels.ts';
import type { NearBest } from '../decision/sensitivity.ts';
import type { LossDifference } from '../decision/loss-difference.ts';
import type { RowSetting } from './rows.ts';
import type { Target } from '../ladder/at-target.ts';
import type { Thresholds } from '../labels/thresholds.ts';

export interface Cell {
  readonly learningRate: number;
  readonly rowValue: number;
  /** Runs planned, finished and judged, and failed for infrastructure reasons. */
  readonly planned: number;
  readonly finished: number;
  readonly failed: number;
  readonly unstable: number;
  /** Of the finished runs: fewer than those where the column has several learning rates. */
  readonly seeds: number;
  /** unstable / finished; null until one run has finished. */
  readonly share: number | null;
  /** 95 % Jeffreys interval of P(unstable); at its upper end, a run that nothing judges is one that was unstable. */
  readonly interval: Interval | null;
  /** Of all that finished: those that nothing judges have a label that says so. */
  readonly labels: Readonly<Partial<Record<Label, number>>>;
  /** Of the finished runs, those that were imported. */
  readonly imported: number;
  /** Rows that an import left out and that may belong here. */
  readonly leftOut: number;
  /** Of the learning rates of its runs, where the column has several; null: they are that of the column. */
  readonly lowestRate: number | null;
  readonly highestRate: number | null;
  /** Whether some label still waits for the rest of its row. */
  readonly provisional: boolean;
  /** Median over seeds of the tail loss; null where a run has none. */
  readonly medianTail: number | null;
  /** Mean over seeds of loss minus twin's, where both train; null where none do. */
  readonly penalty: CellPenalty | null;
  /** Runs that a search would have been content with: within the loss tolerance of the recipe's best (within-tolerance.ts). */
  readonly withinTolerance: number;
  /** Median over seeds of the sharpness over that of the baseline's twin of the same seed; null where none has both. */
  readonly sharpnessRatio: number | null;
}

export interface CellPenalty {
  /** Nats. */
  readonly nats: number;
  /** null with fewer than three seeds. */
  readonly interval: Interval | null;
  /** Pairs that it is the mean of. */
  readonly pairs: number;
}

/** What more seeds would do to an interval, if they turn out as those so far did; outlook.ts says how. */
export interface Outlook {
  readonly seeds: number;
  /** Half of the width that is left however many there are, in the unit of the interval: the tested values lie so far apart. */
  readonly resolution: number;
}

/** LR50 of one recipe in one row: where P(unstable) passes 1/2. */
export interface Edge {
  readonly rowValue: number;
  /** The median of what is believed; null where it lies outside the tested range; `side` then says on which side. */
  readonly learningRate: number | null;
  readonly side: 'inside' | 'above' | 'below' | 'unknown';
  /** null where nothing is measured; 0 or Infinity at an end that lies beyond the tested rates. */
  readonly interval: Interval | null;
  /** In decades; null where nothing is measured. */
  readonly outlook: Outlook | null;
}

/** How far an edge lies from the baseline's: log10 of the ratio of the two LR50, negative where the recipe's is lower. */
export interface Shift {
  /** The median of what is believed, or the bound of it; null where nothing bounds it. */
  readonly decades: number | null;
  /**
   * `both`: the shift is about `decades`. `most`, `least`: an edge lies beyond the tested rates, the shift is at most or at least so.
   * `none`: both edges lie beyond them on the same side.
   */
  readonly bound: 'both' | 'most' | 'least' | 'none';
  /** Infinite at an end that nothing bounds. */
  readonly interval: Interval;
}

export interface RecipeShift {
  /** null where the recipe or the baseline has not measured the row. */
  readonly rows: readonly { readonly rowValue: number; readonly shift: Shift | null }[];
  /** Mean over the rows whose shift is bounded; null where there are none. */
  readonly mean: Shift | null;
  readonly meanRows: number;
}

/** What the measured cells of a row tell of one that was not run. */
export interface InferredCell {
  readonly learningRate: number;
  readonly rowValue: number;
  readonly isStable: boolean;
}

export interface RecipeMap {
  readonly recipe: string;
  /** Against the baseline; null for the baseline itself. */
  readonly headline: Headline | null;
  /** Failures that precision made well below the recipe's edges; null for the baseline itself. */
  readonly failuresBelowEdge: PairedFailures | null;
  /** [row][learning rate], both ascending. */
  readonly cells: readonly (readonly Cell[])[];
  readonly edges: readonly Edge[];
  /** Of the edges from the baseline's; null for the baseline, and where one of the two is not measured. */
  readonly shift: RecipeShift | null;
  /** Stable area in decades x octaves (or rows: rows.ts) of the tested part of the plane, and its interval. */
  readonly area: number;
  readonly areaInterval: Interval | null;
  /** Its ratio to the baseline's over what both have tested; no interval for the baseline's own, which is 1. */
  readonly areaRatio: number | null;
  readonly areaRatioInterval: Interval | null;
  readonly areaRatioOutlook: Outlook | null;
  /**
   * An edge of the recipe or of the baseline lies beyond the tested rates, or the recipe was not tried in a row or at the
   * lowest rates of the baseline: the ratio is that of what the grid cuts out.
   */
  readonly isCut: boolean;
  /** Where one would train; null where no cell is measured. */
  readonly chosen: ChosenSetting | null;
  readonly missing: MissingRuns;
  /** null where nobody said how its runs were trained. */
  readonly lowPrecision: LowPrecision | null;
  /** Cells of the area that were not measured but told from those that were; none but for refined sweeps. */
  readonly inferred: readonly InferredCell[];
  /** LR sensitivity per row. */
  readonly sensitivity: readonly {
    readonly rowValue: number;
    readonly value: number | null;
    readonly from: number;
    readonly to: number;
    readonly best: number | null;
    readonly nearBest: NearBest | null;
  }[];
}

export interface GridAnalysis {
  /** Columns of the map. */
  readonly learningRates: readonly number[];
  /** How many of them a decade has, where learning rates were drawn freely (rate-columns.ts); null: each rate is a column. */
  readonly ratesPerDecade: number | null;
  /** What the rows are of, on the scale on which all of them have a place. */
  readonly rowSetting: RowSetting;
  /** Ascending. */
  readonly rowValues: readonly number[];
  readonly baseline: string;
  readonly recipes: readonly RecipeMap[];
  /** Runs that the edges do not need were left out. */
  readonly refined: boolean;
  /** What its controls say that it could have seen. */
  readonly visibility: Visibility;
  /** What it says of its own budget. */
  readonly budget: Budget;
  /** Recipes whose runs do not compare with the baseline's: they had more steps, or fewer. */
  readonly budgetsApart: readonly BudgetsApart[];
  /** Of imported runs beside runs trained here; null: all are of one origin. */
  readonly origins: Origins | null;
  readonly evidence: Evidence | null;
  /** -dL/d ln(steps) of the baseline at its best setting, in nats; null without runs of fewer steps. */
  readonly slope: LossDifference | null;
  /** null where no run was left out. */
  readonly bounds: Bounds | null;
  /** Rows that an import left out and that say not where they belong. */
  readonly unplaced: number;
  /** The larger model whose penalties stand in place of the measured ones; absent: they are those of this study. */
  readonly target?: Target;
  readonly thresholds: Thresholds;
}
