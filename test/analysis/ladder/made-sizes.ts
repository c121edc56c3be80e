// Made studies of several sizes: runs whose edges and penalties by width are known.
import type { LadderRun } from '../../../src-main/analysis/ladder/study-ladders.ts';
import { run } from '../support.ts';

export const WIDTHS = [8, 16, 32, 64];
const RATES = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1];
const SEEDS = [0, 1, 2];
/** Parameters by width. */
export const sizes = new Map(WIDTHS.map((width) => [width, 100 * width ** 2]));

export interface Made {
  readonly recipe: string;
  /** Unstable from here on, by width. */
  readonly edge: (width: number) => number;
  /** Added to every loss, by width. */
  readonly penalty: (width: number) => number;
}

/** Losses are best at 1e-2 and differ by seed; those of two recipes by the penalty alone, and a thousandth that depends on the seed. */
export function made({ recipe, edge, penalty }: Made): LadderRun[] {
  return WIDTHS.flatMap((rowValue) =>
    RATES.flatMap((learningRate) =>
      SEEDS.map((seed) => {
        const isUnstable = learningRate >= edge(rowValue);
        const off = 0.1 * Math.abs(Math.log10(learningRate) + 2);
        const scatter = recipe === 'bf16-mixed' ? 0 : 0.001 * (seed - 1);
        const loss = isUnstable ? 3.9 : 2 + off + 0.01 * seed + penalty(rowValue) + scatter;
        return {
          ...run({ recipe, rowValue, learningRate, seed, tailLoss: loss, validationLoss: loss }),
          label: isUnstable ? ('collapsed' as const) : ('ok' as const),
          measurements: { largest_logit: 2 ** (rowValue / 8) * (1 + 0.01 * seed), log_z: 3 },
        };
      }),
    ),
  );
}
