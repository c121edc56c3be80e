// Made random searches whose true edges and areas are known: learning rates drawn log-uniformly over three decades, every run at one
// of its own, under two recipes. A run is unstable where its rate is above the middle of its recipe, plus what its seed adds,
// plus chance; the truth is where P(unstable) over seeds passes 1/2.
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import { inColumns } from '../../src-main/analysis/grid/rate-columns.ts';
import { normalQuantile } from '../../src-main/analysis/statistics/normal.ts';
import type { GridRun } from '../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';
import { run } from './support.ts';

/** Seeds of the runs: one for each, drawn from five, or the same for all. */
export const SEEDINGS = ['own', 'five', 'one'] as const;
export type Seeding = (typeof SEEDINGS)[number];

const RECIPES = ['bf16', 'fp8'];
const [LOWEST, DECADES] = [-4.5, 3];

export interface SimulatedSearch {
  readonly runs: readonly GridRun[];
  /** log10 of the true edges, by recipe. */
  readonly edges: readonly number[];
}

export function simulateSearch(index: number, runsOfEach: number, seeding: Seeding): SimulatedSearch {
  const key = streamKey(index, `${seeding} search of ${runsOfEach}`, 0);
  let used = 0;
  const uniform = () => randomUnit(key, used++);
  const normal = () => normalQuantile(uniform());
  const scatter = 0.05 * 10 ** uniform();
  const ofSeed = uniform();
  const edges = RECIPES.map(() => LOWEST + DECADES * (0.3 + 0.5 * uniform()));
  const added = Array.from({ length: 5 }, normal);
  const runs = RECIPES.flatMap((recipe, which) =>
    Array.from({ length: runsOfEach }, (_, i) => {
      const rate = LOWEST + DECADES * uniform();
      const seed =
        seeding === 'own' ? which * runsOfEach + i : seeding === 'five' ? Math.floor(5 * uniform()) : 0;
      const ofItsSeed = seeding === 'own' ? normal() : added[seed]!;
      const chance = Math.sqrt(ofSeed) * ofItsSeed + Math.sqrt(1 - ofSeed) * normal();
      return run({
        recipe,
        learningRate: 10 ** rate,
        rowValue: 32,
        seed,
        label: rate > edges[which]! + scatter * chance ? 'collapsed' : 'ok',
      });
    }),
  );
  return { runs, edges };
}

export function analyzeSearch(runs: readonly GridRun[], perDecade: number): GridAnalysis {
  return analyze(inColumns(runs, perDecade), {
    baseline: 'bf16',
    thresholds: DEFAULT_THRESHOLDS,
    ratesPerDecade: perDecade,
  });
}

export interface SearchCoverage {
  /** Share of the 95 % intervals of edges that hold the truth, of those without an end, and mean width in decades of the others. */
  readonly held: number;
  readonly open: number;
  readonly width: number;
  /** Share of the intervals of areas (decades) that hold the truth. */
  readonly areas: number;
}

export function searchCoverage(
  searches: number,
  runsOfEach: number,
  seeding: Seeding,
  perDecade: number,
): SearchCoverage {
  let [asked, held, open, width, areas] = [0, 0, 0, 0, 0];
  for (let index = 0; index < searches; index++) {
    const { runs, edges } = simulateSearch(index, runsOfEach, seeding);
    analyzeSearch(runs, perDecade).recipes.forEach(({ recipe, edges: [edge], areaInterval }, which) => {
      const [truth, { low, high }] = [edges[which]!, edge!.interval!];
      asked++;
      if (low <= 10 ** truth && 10 ** truth <= high) held++;
      if (low === 0 || high === Infinity) open++;
      else width += Math.log10(high / low);
      const own = runs.filter((each) => each.recipe === recipe).map((each) => Math.log10(each.learningRate));
      const area = truth - Math.min(...own);
      if (areaInterval!.low <= area && area <= areaInterval!.high) areas++;
    });
  }
  return { held: held / asked, open: open / asked, width: width / (asked - open), areas: areas / asked };
}
