// Imported runs and runs trained here on one map: no comparison of a recipe with the baseline rests on what trained them.
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src-main/analysis/decision/decide.ts';
import { lossDifference } from '../../../src-main/analysis/decision/loss-difference.ts';
import { bestCells, toleranceCounter } from '../../../src-main/analysis/decision/within-tolerance.ts';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { tallyCells, type GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS as thresholds } from '../../../src-main/analysis/labels/thresholds.ts';
import { run } from '../support.ts';

const RATES = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2];
/** Nats by which another script's runs lie higher, whatever they train. */
const SCRIPT = 0.1;
const WORSE = 0.05;

/** `imported`: how many of the five seeds of each recipe. */
function study(imported: Readonly<Record<'bf16' | 'fp8', number>>, rates: readonly number[] = RATES) {
  return Object.entries(imported).flatMap(([recipe, first]) =>
    rates.flatMap((learningRate, i) =>
      [0, 1, 2, 3, 4].map((seed) => {
        const isImported = seed < first;
        const loss = 2 + 0.01 * Math.abs(i - 2) + ((seed * 7 + i * 3) % 5) / 1000;
        const tail = loss + (isImported ? SCRIPT : 0) + (recipe === 'fp8' ? WORSE : 0);
        return run({
          ...{ recipe, learningRate, seed, origin: isImported ? 'imported' : 'trained' },
          ...(learningRate > 1e-2 ? { label: 'above-init', tailLoss: 6 } : { tailLoss: tail }),
        });
      }),
    ),
  );
}

const analysisOf = (runs: readonly GridRun[]) => analyze(runs, { baseline: 'bf16', thresholds });
const apartIn = (runs: readonly GridRun[]) => analysisOf(runs).origins?.apart;

test('the same two origins in other shares are no ground for a verdict, and runs of one seed are no pair over two', () => {
  const analysis = analysisOf(study({ bf16: 4, fp8: 1 }));
  expect(analysis.origins?.apart).toEqual([{ recipe: 'fp8', settings: RATES.length }]);
  expect(decide(analysis, 'fp8')).toMatchObject({
    verdict: 'undecided',
    withheld: expect.arrayContaining([{ reason: 'origins-apart' }]) as unknown,
  });
  const { againstBaseline } = analysis.recipes[1]!.chosen!;
  // Seed 0, imported in both, and seed 4, trained in both.
  expect(againstBaseline!.penalty).toMatchObject({ seeds: 2 });
  expect(againstBaseline!.penalty!.mean).toBeCloseTo(WORSE, 2);
  expect(againstBaseline!.pairs).toEqual({ both: 0, recipeOnly: 0, baselineOnly: 0, neither: 2 });
});

test('the same seeds of each origin compare', () => {
  const analysis = analysisOf(study({ bf16: 2, fp8: 2 }));
  expect(analysis.origins).toEqual({ imported: 20, trained: 30, apart: [] });
  expect(analysis.recipes[1]!.chosen!.againstBaseline!.penalty).toMatchObject({ seeds: 5 });
});

test('a setting of one origin compares whatever its seeds, one that the other lacks with a row of its origin alone', () => {
  const own = (origin: 'imported' | 'trained', recipe: string, rate: number, seeds = [0, 1, 2]) =>
    seeds.map((seed) => run({ recipe, learningRate: rate, seed, origin }));
  const both = ['bf16', 'fp8'].flatMap((recipe) => own('imported', recipe, 1e-3));
  const wide = [...own('trained', 'bf16', 1e-2), ...own('trained', 'fp8', 1e-2, [0, 1])];
  expect(apartIn([...both, ...wide])).toEqual([]);
  // Whose edge would be that of imported runs alone, beside one of runs trained here.
  expect(apartIn([...both, ...own('trained', 'bf16', 1e-2)])).toEqual([{ recipe: 'fp8', settings: 1 }]);
  expect(
    apartIn([
      ...both,
      ...own('trained', 'bf16', 1e-2),
      ...own('trained', 'fp8', 1e-4),
      ...own('imported', 'fp8', 2e-2),
    ]),
  ).toEqual([{ recipe: 'fp8', settings: 3 }]);
});

describe('Losses of two origins', () => {
  const losses = (origin: 'imported' | 'trained', seeds: readonly number[]) =>
    seeds.map((seed) => ({ seed, origin, loss: 2 + seed / 1000 }));

  test('have no difference without pairs of one', () => {
    const assumedSpread = { assumedSpread: 0.01 };
    expect(
      lossDifference(losses('imported', [0, 1, 2]), losses('trained', [0, 1, 2]), assumedSpread),
    ).toBeNull();
    expect(
      lossDifference(losses('imported', [0, 1, 2]), losses('imported', [3, 4, 5]), assumedSpread),
    ).not.toBeNull();
  });

  test('are within the tolerance of none but their own', () => {
    const at = (origin: 'imported' | 'trained', recipe: string, learningRate: number, tailLoss: number) =>
      [0, 1, 2].map((seed) => run({ origin, recipe, learningRate, seed, tailLoss }));
    const counted = (runs: readonly GridRun[], baseline: readonly GridRun[]) => {
      const [cells, base] = [tallyCells(runs, thresholds), tallyCells(baseline, thresholds)];
      const [own, other] = [cells, base].map((all) => bestCells(all, 'tail', thresholds));
      return cells.map(toleranceCounter(own!, other!, 'tail', thresholds));
    };
    const bf16 = at('imported', 'bf16', 1e-3, 2);
    // Its own best is at the higher rate; what another script ends lower by says nothing.
    expect(counted([...at('trained', 'fp8', 1e-3, 2.001), ...at('imported', 'fp8', 1e-2, 2)], bf16)).toEqual([
      0, 3,
    ]);
    expect(counted(at('trained', 'fp8', 1e-3, 1.9), bf16)).toEqual([0]);
  });
});
