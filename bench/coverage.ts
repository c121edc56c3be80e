// How often the 95 % intervals over seeds hold the truth, on made studies whose truth is known, and how wide they are; beside
// them the percentile bootstrap over seeds, which was given up because of what this prints of it.
// node bench/coverage.ts [STUDIES]
import { analyze } from '../src-main/analysis/analyze.ts';
import { DEFAULT_THRESHOLDS } from '../src-main/analysis/thresholds.ts';
import { randomUnit, streamKey } from '../src-main/engine/random.ts';
import { coverageOf, MEASURES, simulateStudy } from '../test/analysis/simulated-study.ts';

const RESAMPLES = 200;
const CONTEXT = { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS };

const studies = Number(process.argv[2] ?? 4000);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
for (const seeds of [3, 4, 5, 8, 20]) {
  const coverage = coverageOf(studies, seeds);
  const parts = MEASURES.map((measure) => {
    const { share, width } = coverage[measure];
    return `${measure} ${percent(share)} (width ${width.toPrecision(2)})`;
  });
  process.stdout.write(`${seeds} seeds, Student over seeds: ${parts.join(', ')}\n`);
  const { edge, ratio } = bootstrapCoverage(Math.ceil(studies / 20), seeds);
  process.stdout.write(
    `${seeds} seeds, percentile bootstrap: edge ${percent(edge)}, area ratio ${percent(ratio)}\n`,
  );
}

function bootstrapCoverage(count: number, seeds: number): { edge: number; ratio: number } {
  const held = { edge: 0, ratio: 0 };
  for (let index = 0; index < count; index++) {
    const { runs, edges, areas } = simulateStudy(index, seeds);
    const key = streamKey(index, 'bootstrap', 0);
    const bySeed = Map.groupBy(runs, ({ seed }) => seed);
    const resampled = Array.from({ length: RESAMPLES }, (_, resample) => {
      const drawn = Array.from({ length: seeds }, (_, seed) => {
        const from = Math.floor(randomUnit(key, resample * seeds + seed) * seeds);
        return bySeed.get(from)!.map((run) => ({ ...run, seed }));
      });
      const { recipes } = analyze(drawn.flat(), CONTEXT);
      const { learningRate, side } = recipes[1]!.edges[0]!;
      const outside = side === 'above' ? Infinity : -Infinity;
      return {
        edge: learningRate === null ? outside : Math.log10(learningRate),
        ratio: recipes[1]!.areaRatio ?? Infinity,
      };
    });
    const holds = (values: readonly number[], truth: number) => {
      const sorted = values.toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.ceil(share * RESAMPLES) - 1]!;
      return at(0.025) <= truth && truth <= at(0.975) ? 1 : 0;
    };
    held.edge += holds(
      resampled.map(({ edge }) => edge),
      edges[1]![0]!,
    );
    held.ratio += holds(
      resampled.map(({ ratio }) => ratio),
      areas[1]! / areas[0]!,
    );
  }
  return { edge: held.edge / count, ratio: held.ratio / count };
}
