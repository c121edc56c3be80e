// Made studies of two recipes whose true share of failures that precision makes, and true penalty, are known; and how often the
// intervals of the headline hold them.
import { pairedFailures } from '../../../src-main/analysis/headline/failures.ts';
import { pairUp, twinsByCell, type Pair } from '../../../src-main/analysis/headline/pairs.ts';
import { penaltyOf } from '../../../src-main/analysis/headline/penalty.ts';
import type { Interval } from '../../../src-main/analysis/statistics/interval.ts';
import type { GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { betaCumulative } from '../../../src-main/analysis/statistics/beta.ts';
import { randomUnit, streamKey } from '../../../src-main/engine/random.ts';
import { run } from '../support.ts';

export interface Scenario {
  /** Decades by which the recipe's edge lies below the baseline's. */
  readonly shift: number;
  /** Whether a row's edge moves with its seed, under one recipe and not the other, in one with the seed's other rows, or not at all. */
  readonly chaos: 'run' | 'row' | 'seed';
  /** Decades between learning rates. */
  readonly gap: number;
  /** Share of the runs that fail wherever they lie. */
  readonly anywhere: number;
  /** Share of the recipe's runs that fail besides. */
  readonly ofRecipe: number;
  /** Whether the edges lie among the tested rates or far above them. */
  readonly edges: 'inside' | 'above';
  /** Of the losses, and of what precision costs a seed: normal, or a shifted exponential. */
  readonly scatter: 'normal' | 'skewed';
}

const ROWS = [8, 16, 32];
const RANGE = { from: -4, decades: 2.8 };
const SCATTER = 0.25;
export const PENALTY = 0.01;

export interface SimulatedPairs {
  readonly pairs: readonly Pair[];
  /** Expected share of pairs in which the recipe alone fails, less that of the twin alone. */
  readonly share: number;
}

export function simulatePairs(index: number, seeds: number, scenario: Scenario): SimulatedPairs {
  const key = streamKey(index, `pairs of ${seeds}, ${JSON.stringify(scenario)}`, 0);
  let used = 0;
  const uniform = () => randomUnit(key, used++);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const centred = () => (scenario.scatter === 'normal' ? normal() : -Math.log(1 - uniform()) - 1);
  const rates = Array.from(
    { length: Math.round(RANGE.decades / scenario.gap) },
    (_, i) => RANGE.from + i * scenario.gap,
  );
  const edge = (scenario.edges === 'inside' ? -2.6 : 3) + 0.4 * (uniform() - 0.5);
  const runs: GridRun[] = [];
  let share = 0;
  const anywhere = [scenario.anywhere, scenario.anywhere + scenario.ofRecipe];
  const edgeOf = (recipe: number) => edge - recipe * scenario.shift;
  const failsAt = (rate: number, recipe: number) =>
    anywhere[recipe]! + (1 - anywhere[recipe]!) * normalCumulative((rate - edgeOf(recipe)) / SCATTER);
  for (const rate of rates) share += (failsAt(rate, 1) - failsAt(rate, 0)) / rates.length;
  for (let seed = 0; seed < seeds; seed++) {
    const ofSeed = [normal(), normal()];
    const penaltyOfSeed = 0.001 * centred();
    for (const rowValue of ROWS) {
      const common = normal();
      const ofRow = [normal(), normal()];
      for (const rate of rates) {
        const level = 2 + 0.3 * Math.abs(rate + 3) + 0.05 * normal();
        [0, 1].forEach((recipe) => {
          const own =
            scenario.chaos === 'run' ? normal() : scenario.chaos === 'row' ? ofRow[recipe]! : ofSeed[recipe]!;
          const at = edgeOf(recipe) + SCATTER * (Math.SQRT1_2 * common + Math.SQRT1_2 * own);
          const failed = rate > at || uniform() < anywhere[recipe]!;
          runs.push(
            run({
              recipe: recipe === 0 ? 'bf16' : 'fp8',
              learningRate: 10 ** rate,
              rowValue,
              seed,
              label: failed ? 'collapsed' : 'ok',
              tailLoss: level + recipe * (PENALTY + penaltyOfSeed) + 0.004 * centred(),
            }),
          );
        });
      }
    }
  }
  const of = (recipe: string) => runs.filter((each) => each.recipe === recipe);
  return { pairs: pairUp(of('fp8'), twinsByCell(of('bf16')), DEFAULT_THRESHOLDS).pairs, share };
}

/** By P(Z^2 <= z^2), which is that of a beta distribution in the limit. */
function normalCumulative(z: number): number {
  const n = 1e7;
  if (Math.abs(z) > 8) return z < 0 ? 0 : 1;
  const half = betaCumulative(z ** 2 / (n + z ** 2), 0.5, n / 2) / 2;
  return z < 0 ? 0.5 - half : 0.5 + half;
}

export interface Held {
  /** Share of the intervals that hold the truth, and their mean width. */
  readonly share: number;
  readonly width: number;
}

export interface PairCoverage {
  readonly failures: Held;
  readonly penalty: Held;
  /** Share of the studies in which p is at most 0.05, and in which precision is told to make a difference. */
  readonly p: number;
  readonly told: number;
}

export function pairCoverage(studies: number, seeds: number, scenario: Scenario): PairCoverage {
  const held = { failures: 0, penalty: 0 };
  const width = { failures: 0, penalty: 0 };
  let [small, told] = [0, 0];
  const note = (what: 'failures' | 'penalty', interval: Interval, truth: number) => {
    held[what] += Number(interval.low <= truth && truth <= interval.high);
    width[what] += interval.high - interval.low;
  };
  for (let index = 0; index < studies; index++) {
    const { pairs, share } = simulatePairs(index, seeds, scenario);
    const failures = pairedFailures(pairs, 0.95);
    note('failures', failures.interval!, share);
    note('penalty', penaltyOf(pairs, 0.95).interval!, PENALTY);
    small += Number(failures.p <= 0.05);
    told += Number(failures.told !== 'not-told');
  }
  const of = (what: 'failures' | 'penalty') => ({
    share: held[what] / studies,
    width: width[what] / studies,
  });
  return {
    failures: of('failures'),
    penalty: of('penalty'),
    p: small / studies,
    told: told / studies,
  };
}
