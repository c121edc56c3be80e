// Made studies whose true edges, shifts, areas and shares are known, and how often intervals hold the truth over many of them.
//
// A run is unstable where its learning rate is above its own threshold: the middle of its recipe and batch size, plus what its seed
// adds to every run of that seed, to every run of that seed, recipe and row, and chance. How much scatter there is (0.05 to 0.5
// decades) and how much of it is the seed's (none to all) are drawn for each study, as are the edges and the grid. The truth is
// where P(unstable) passes 1/2: the middle, moved by the failures that come at any learning rate.
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import type { Interval } from '../../src-main/analysis/statistics/interval.ts';
import { normalCumulative, normalQuantile } from '../../src-main/analysis/statistics/normal.ts';
import type { GridRun } from '../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';
import { run } from './support.ts';

const BATCH_SIZES = [8, 16, 32, 64];
const LOWEST = -4;
/** Failures at any learning rate, where the scenario has them. */
const FAILURES = 0.1;

/**
 * Normal scatter; scatter with the exponential distribution, shifted so that its median is 0; a tenth of all runs failing anywhere;
 * edges that lie about the end of the grid, half of them beyond.
 */
export const SCENARIOS = ['symmetric', 'skewed', 'failures', 'cut'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface SimulatedStudy {
  readonly runs: readonly GridRun[];
  /** [recipe][batch size], log10 of the true edges; the baseline first. */
  readonly edges: readonly (readonly number[])[];
  /** True areas within the grid in decades × octaves. */
  readonly areas: readonly number[];
}

export function simulateStudy(index: number, seeds: number, scenario: Scenario): SimulatedStudy {
  const key = streamKey(index, `${scenario} study of ${seeds}`, 0);
  let used = 0;
  const uniform = () => randomUnit(key, used++);
  const normal = () => normalQuantile(uniform());
  const shaped = (z: number) => (scenario === 'skewed' ? -Math.log(1 - normalCumulative(z)) - Math.LN2 : z);
  const failures = scenario === 'failures' ? FAILURES : 0;

  const gap = 0.2 + 0.4 * uniform();
  const rates = Array.from({ length: Math.round(3 / gap) }, (_, i) => LOWEST + i * gap);
  const range = rates.length * gap;
  const scatter = 0.05 * 10 ** uniform();
  const ofSeed = uniform();
  const [lowest, span] = scenario === 'cut' ? [0.6, 0.6] : [0.5, 0.25];
  const base = LOWEST + (lowest + span * uniform()) * range;
  const lost = 0.25 * range * uniform();
  const middles = [0, lost].map((shift) => BATCH_SIZES.map(() => base - shift + 0.2 * (uniform() - 0.5)));

  const everywhere = Array.from({ length: seeds }, normal);
  const runs = middles.flatMap((rows, recipe) =>
    rows.flatMap((middle, row) =>
      everywhere.flatMap((common, seed) => {
        const own = Math.sqrt(0.5) * (common + normal());
        return rates.map((rate) => {
          const chance = shaped(Math.sqrt(ofSeed) * own + Math.sqrt(1 - ofSeed) * normal());
          const isUnstable = rate > middle + scatter * chance || uniform() < failures;
          return run({
            recipe: recipe === 0 ? 'bf16' : 'fp8',
            learningRate: 10 ** rate,
            rowValue: BATCH_SIZES[row]!,
            seed,
            label: isUnstable ? 'collapsed' : 'ok',
          });
        });
      }),
    ),
  );
  const moved = scatter * normalQuantile((0.5 - failures) / (1 - failures));
  const edges = middles.map((rows) => rows.map((middle) => middle + moved));
  const [from, to] = [LOWEST - gap / 2, rates.at(-1)! + gap / 2];
  const areas = edges.map((rows) => rows.reduce((sum, edge) => sum + Math.min(to, edge) - from, 0));
  return { runs, edges, areas };
}

export const MEASURES = ['edge', 'shift', 'mean shift', 'area', 'share'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Coverage {
  /** Share of the intervals that hold the truth, of those that lie above it, and of those below. */
  readonly held: number;
  readonly above: number;
  readonly below: number;
  /** Share of the intervals that have no end on a side. */
  readonly open: number;
  /** Mean width of the others, in decades, decades × octaves, or as share. */
  readonly width: number;
}

interface Counts {
  asked: number;
  above: number;
  below: number;
  bounded: number;
  width: number;
}

/** Over the studies from `first` on. */
export function coverageOf(
  studies: number,
  seeds: number,
  scenario: Scenario,
  first = 0,
): Record<Measure, Coverage> {
  const found = new Map(
    MEASURES.map((measure): [Measure, Counts] => [
      measure,
      { asked: 0, above: 0, below: 0, bounded: 0, width: 0 },
    ]),
  );
  const note = (measure: Measure, interval: Interval | null, truth: number) => {
    const { low, high } = interval ?? { low: -Infinity, high: Infinity };
    const counts = found.get(measure)!;
    counts.asked++;
    if (truth < low) counts.above++;
    if (truth > high) counts.below++;
    if (!Number.isFinite(high - low)) return;
    counts.bounded++;
    counts.width += high - low;
  };
  for (let index = first; index < first + studies; index++) {
    const { runs, edges, areas } = simulateStudy(index, seeds, scenario);
    const { recipes } = analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS });
    for (const [recipe, map] of recipes.entries()) {
      for (const [row, { interval }] of map.edges.entries()) {
        const logs = interval && { low: Math.log10(interval.low), high: Math.log10(interval.high) };
        note('edge', logs, edges[recipe]![row]!);
      }
      note('area', map.areaInterval, areas[recipe]!);
    }
    const { areaRatioInterval, shift } = recipes[1]!;
    note('share', areaRatioInterval, areas[1]! / areas[0]!);
    const truths = edges[1]!.map((edge, row) => edge - edges[0]![row]!);
    const shifts = shift!.rows.map((row) => row.shift!);
    for (const [row, { interval }] of shifts.entries()) note('shift', interval, truths[row]!);
    const compared = truths.filter((_, row) => shifts[row]!.bound !== 'none');
    if (shift!.mean) {
      note('mean shift', shift!.mean.interval, compared.reduce((a, b) => a + b, 0) / compared.length);
    }
  }
  return Object.fromEntries(
    [...found].map(([measure, { asked, above, below, bounded, width }]) => [
      measure,
      {
        held: 1 - (above + below) / asked,
        above: above / asked,
        below: below / asked,
        open: 1 - bounded / asked,
        width: width / bounded,
      },
    ]),
  ) as Record<Measure, Coverage>;
}
