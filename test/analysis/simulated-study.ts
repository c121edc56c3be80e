// Made studies whose true edges, areas and ratio are known, and how often intervals hold the truth over many of them.
//
// A run is unstable where its learning rate is above its own threshold: the true edge of its recipe and batch size, plus
// what its seed adds to every run of that seed, to every run of that seed and row, and chance. How much scatter there is
// (0.05 to 0.5 decades) and how much of it is the seed's are drawn for each study, as are the edges and the grid.
import { analyze } from '../../src-main/analysis/analyze.ts';
import type { Interval } from '../../src-main/analysis/grid.ts';
import { edgeShifts } from '../../src-main/analysis/shift.ts';
import type { GridRun } from '../../src-main/analysis/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/thresholds.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';
import { run } from './support.ts';

const BATCH_SIZES = [8, 16, 32, 64];
const LOWEST = -4;

export interface SimulatedStudy {
  readonly runs: readonly GridRun[];
  /** [recipe][batch size], log10 of the true edges; the baseline first. */
  readonly edges: readonly (readonly number[])[];
  /** True areas in decades x octaves. */
  readonly areas: readonly number[];
}

export function simulateStudy(index: number, seeds: number): SimulatedStudy {
  const key = streamKey(index, `study of ${seeds}`, 0);
  let used = 0;
  const uniform = () => randomUnit(key, used++);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  const gap = 0.2 + 0.4 * uniform();
  const rates = Array.from({ length: Math.round(3 / gap) }, (_, i) => LOWEST + i * gap);
  const range = rates.length * gap;
  const scatter = 0.05 * 10 ** uniform();
  const ofSeed = uniform();
  const base = LOWEST + (0.5 + 0.25 * uniform()) * range;
  const lost = 0.25 * range * uniform();
  const edges = [0, lost].map((shift) => BATCH_SIZES.map(() => base - shift + 0.2 * (uniform() - 0.5)));

  const everywhere = Array.from({ length: seeds }, normal);
  const runs = edges.flatMap((rows, recipe) =>
    rows.flatMap((edge, row) =>
      everywhere.flatMap((common, seed) => {
        const own = Math.sqrt(0.5) * (common + normal());
        return rates.map((rate) => {
          const chance = Math.sqrt(ofSeed) * own + Math.sqrt(1 - ofSeed) * normal();
          const isUnstable = rate > edge + scatter * chance;
          return run({
            recipe: recipe === 0 ? 'bf16' : 'fp8',
            learningRate: 10 ** rate,
            batchSize: BATCH_SIZES[row]!,
            seed,
            label: isUnstable ? 'collapsed' : 'ok',
          });
        });
      }),
    ),
  );
  const areas = edges.map((rows) => rows.reduce((sum, edge) => sum + edge - (LOWEST - gap / 2), 0));
  return { runs, edges, areas };
}

export const MEASURES = ['edge', 'shift', 'mean shift', 'area', 'area ratio'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Coverage {
  /** Share of the intervals that hold the truth. */
  readonly share: number;
  /** Share of the intervals that have no end on a side: those of edges beyond the tested cells, and missing ones. */
  readonly open: number;
  /** Mean width of the others, in decades, decades x octaves, or as share. */
  readonly width: number;
}

export function coverageOf(studies: number, seeds: number): Record<Measure, Coverage> {
  const found = new Map(MEASURES.map((measure) => [measure, { held: 0, asked: 0, width: 0, bounded: 0 }]));
  const note = (measure: Measure, interval: Interval | null, truth: number) => {
    const entry = found.get(measure)!;
    entry.asked++;
    // No interval at all excludes nothing.
    if (interval === null || (interval.low <= truth && truth <= interval.high)) entry.held++;
    if (interval === null || !Number.isFinite(interval.high - interval.low)) return;
    entry.bounded++;
    entry.width += interval.high - interval.low;
  };
  const log = ({ low, high }: Interval): Interval => ({ low: Math.log10(low), high: Math.log10(high) });
  for (let index = 0; index < studies; index++) {
    const { runs, edges, areas } = simulateStudy(index, seeds);
    const { recipes } = analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS });
    recipes.forEach((map, recipe) => {
      map.edges.forEach(({ interval }, row) => note('edge', interval && log(interval), edges[recipe]![row]!));
      note('area', map.areaInterval, areas[recipe]!);
    });
    note('area ratio', recipes[1]!.areaRatioInterval, areas[1]! / areas[0]!);
    const [shift] = edgeShifts(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS });
    const truths = edges[1]!.map((edge, row) => edge - edges[0]![row]!);
    shift!.rows.forEach((row, i) => row.shift && note('shift', row.shift.interval, truths[i]!));
    const compared = truths.filter((_, i) => shift!.rows[i]!.shift);
    if (shift!.mean) {
      note('mean shift', shift!.mean.interval, compared.reduce((a, b) => a + b, 0) / compared.length);
    }
  }
  return Object.fromEntries(
    [...found].map(([measure, { held, asked, width, bounded }]) => [
      measure,
      { share: held / asked, open: 1 - bounded / asked, width: width / bounded },
    ]),
  ) as Record<Measure, Coverage>;
}
