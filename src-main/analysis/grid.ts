// The grid as it is shown: for every recipe, cells over batch size x learning rate with how many runs were unstable, how
// sure that is, edges and areas. Types only; analyze.ts computes them.
import type { Headline } from './headline/headline.ts';
import type { Visibility } from './headline/visibility.ts';
import type { Label } from './labels.ts';
import type { NearBest } from './sensitivity.ts';
import type { RatioSpread } from './ratio.ts';
import type { SeedSpread } from './seed-spread.ts';
import type { Thresholds } from './thresholds.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Cell {
  readonly learningRate: number;
  readonly batchSize: number;
  /** Runs planned, finished, and failed for outside reasons. */
  readonly planned: number;
  readonly finished: number;
  readonly failed: number;
  readonly unstable: number;
  /** unstable / finished; null until one run has finished. */
  readonly share: number | null;
  /** 95 % Jeffreys interval of P(unstable). */
  readonly interval: Interval | null;
  readonly labels: Readonly<Partial<Record<Label, number>>>;
  /** Whether some label still waits for the rest of its row. */
  readonly provisional: boolean;
  /** Median over seeds of the tail loss; null where a run has none. */
  readonly medianTail: number | null;
  /** Mean over seeds of loss minus twin's, where both train; null where none do. */
  readonly penalty: CellPenalty | null;
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

/** LR50 of one recipe at one batch size: where P(unstable) crosses 1/2. */
export interface Edge {
  readonly batchSize: number;
  /** null where the crossing lies outside the tested range; `side` then says on which side. */
  readonly learningRate: number | null;
  readonly side: 'inside' | 'above' | 'below' | 'unknown';
  /** null with fewer than three seeds; 0 or Infinity at an end that lies beyond the tested cells. */
  readonly interval: Interval | null;
  /** What the interval was made of, in log10, to tell what more seeds would do. */
  readonly spread: SeedSpread | null;
}

/** A setting, and how its tail loss compares with the baseline's there. */
export interface ChosenSetting {
  readonly learningRate: number;
  readonly batchSize: number;
  /** ln of the tail loss over that of the baseline's twin of the same seed; null where no seed has both. */
  readonly tailRatio: SeedSpread | null;
}

/** What the measured cells of a row tell of one that was not run. */
export interface InferredCell {
  readonly learningRate: number;
  readonly batchSize: number;
  readonly isStable: boolean;
}

export interface RecipeMap {
  readonly recipe: string;
  /** Against the baseline; null for the baseline itself. */
  readonly headline: Headline | null;
  /** [batch size][learning rate], both ascending. */
  readonly cells: readonly (readonly Cell[])[];
  readonly edges: readonly Edge[];
  /** Stable area in decades x octaves, its interval, and the ratio to the baseline's. */
  readonly area: number;
  readonly areaInterval: Interval | null;
  readonly areaRatio: number | null;
  readonly areaRatioInterval: Interval | null;
  readonly areaRatioSpread: RatioSpread | null;
  /** Where one would train; null where no cell is measured under both this recipe and the baseline. */
  readonly chosen: ChosenSetting | null;
  /** Cells of the area that were not measured but told from those that were; none but for refined sweeps. */
  readonly inferred: readonly InferredCell[];
  /** LR sensitivity per batch size. */
  readonly sensitivity: readonly {
    readonly batchSize: number;
    readonly value: number | null;
    readonly from: number;
    readonly to: number;
    readonly best: number | null;
    readonly nearBest: NearBest | null;
  }[];
}

export interface GridAnalysis {
  readonly learningRates: readonly number[];
  readonly batchSizes: readonly number[];
  readonly baseline: string;
  readonly recipes: readonly RecipeMap[];
  /** Runs that the edges do not need were left out. */
  readonly refined: boolean;
  /** What its controls say that it could have seen. */
  readonly visibility: Visibility;
  readonly thresholds: Thresholds;
}
