// Made studies of a baseline and a perturbed copy of it, whose penalty is 0 in truth: how often intervals hold that. Two runs of one
// seed differ by chaos alone, which grows with the learning rate, and a refined sweep has more pairs of one seed than of another.
import { bestCell, chosenSetting } from '../../../src-main/analysis/decision/chosen-setting.ts';
import { pairUp, twinsByCell } from '../../../src-main/analysis/headline/pairs.ts';
import { penaltyOf } from '../../../src-main/analysis/headline/penalty.ts';
import { differenceInterval } from '../../../src-main/analysis/decision/loss-difference.ts';
import type { Interval } from '../../../src-main/analysis/statistics/interval.ts';
import { tallyCells, type GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { normalQuantile } from '../../../src-main/analysis/statistics/normal.ts';
import { randomUnit, streamKey } from '../../../src-main/engine/random.ts';
import { run } from '../support.ts';

/** Every pair, about half of them, or half of the first seed's and a seventh of the others'; of the lowest rate all. */
export const DESIGNS = ['whole', 'refined', 'lopsided'] as const;
export type Design = (typeof DESIGNS)[number];

const BATCH_SIZES = [2, 4, 8];
/** Losses, and standard deviations of what chaos does to a run, in nats: of `quick` at 3e-3, 1e-2, 3e-2 and 1e-1, about. */
const RATES = [
  { learningRate: 3.16e-3, loss: 2.5, chaos: 0.0004 },
  { learningRate: 1e-2, loss: 2.48, chaos: 0.008 },
  { learningRate: 3.16e-2, loss: 2.52, chaos: 0.025 },
  { learningRate: 1e-1, loss: 2.6, chaos: 0.018 },
];

function copies(index: number, seeds: number, design: Design): readonly [GridRun[], GridRun[]] {
  const key = streamKey(index, `${design} copies of ${seeds}`, 0);
  let used = 0;
  const uniform = () => randomUnit(key, used++);
  /** Of variance 1; in every other study with exponential tails. */
  const scatter = () => {
    const u = uniform();
    return index % 2 === 0
      ? normalQuantile(u)
      : (Math.sign(u - 0.5) * -Math.log(1 - Math.abs(2 * u - 1))) / Math.SQRT2;
  };
  const runs: readonly [GridRun[], GridRun[]] = [[], []];
  for (let seed = 0; seed < seeds; seed++) {
    const ofSeed = 0.05 * scatter();
    for (const rowValue of BATCH_SIZES) {
      for (const [rate, { learningRate, loss, chaos }] of RATES.entries()) {
        const share = { whole: 1, refined: 0.4, lopsided: seed === 0 ? 0.5 : 0.15 }[design];
        if (rate > 0 && uniform() >= share) continue;
        for (const [recipe, of] of runs.entries()) {
          const tailLoss = loss + ofSeed + chaos * scatter();
          of.push(run({ recipe: ['bf16', 'copy'][recipe]!, learningRate, rowValue, seed, tailLoss }));
        }
      }
    }
  }
  return runs;
}

export interface Held {
  /** Share of the intervals that hold 0, and their mean width in nats. */
  readonly share: number;
  readonly width: number;
}

/** The penalty of the headline, and that of the best settings, of which fewer than three seeds have no interval. */
export function copyCoverage(
  studies: number,
  seeds: number,
  design: Design,
): Record<'headline' | 'best', Held> {
  const found: Record<'headline' | 'best', Interval[]> = { headline: [], best: [] };
  for (let index = 0; index < studies; index++) {
    const [base, copy] = copies(index, seeds, design);
    const { interval } = penaltyOf(pairUp(copy, twinsByCell(base), DEFAULT_THRESHOLDS).pairs, 0.95);
    if (interval) found.headline.push(interval);
    const [ofBase, ofCopy] = [base, copy].map((runs) =>
      bestCell(tallyCells(runs, DEFAULT_THRESHOLDS), 'tail', DEFAULT_THRESHOLDS),
    );
    const chosen = chosenSetting(ofCopy!, ofBase!, 'tail', DEFAULT_THRESHOLDS);
    const best = differenceInterval(chosen!.againstBaseline!.penalty!, 0.95);
    if (best) found.best.push(best);
  }
  const held = (intervals: readonly Interval[]): Held => ({
    share: intervals.filter(({ low, high }) => low <= 0 && high >= 0).length / intervals.length,
    width: intervals.reduce((sum, { low, high }) => sum + high - low, 0) / intervals.length,
  });
  return { headline: held(found.headline), best: held(found.best) };
}
