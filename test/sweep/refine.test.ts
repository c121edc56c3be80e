import { describe, expect, test } from 'vitest';
import { random32 } from '../../src-main/engine/random.ts';
import { nextRuns, type RefinedRun } from '../../src-main/sweep/refine.ts';

const WIDTH = 1 / 3;
/** 12 rates over three decades, 6 rows, 4 seeds. */
const RATES = Array.from({ length: 12 }, (_, i) => 10 ** (-3 + (3 * i) / 11));
const SEEDS = [0, 1, 2, 3];

type Outcome = (row: number, rate: number, seed: number) => boolean;

/** Trains by the rule until it is content. */
function refine(rows: number, isUnstable: Outcome, rates = RATES, seeds = SEEDS) {
  let runs: RefinedRun[] = Array.from({ length: rows }, (_, row) => row).flatMap((row) =>
    rates.flatMap((learningRate) =>
      seeds.map((seed) => ({
        id: 0,
        recipe: 'r',
        batchSize: row + 1,
        learningRate,
        seed,
        unstable: null,
        planned: true,
      })),
    ),
  );
  runs = runs.map((run, id) => ({ ...run, id }));
  for (let round = 0; ; round++) {
    const next = nextRuns({ learningRates: rates, seeds }, runs, WIDTH);
    if (next.length === 0) break;
    expect(round).toBeLessThan(rates.length * seeds.length);
    for (const id of next) {
      const run = runs[id]!;
      expect(run.planned).toBe(true);
      runs[id] = {
        ...run,
        planned: false,
        unstable: isUnstable(run.batchSize - 1, run.learningRate, run.seed),
      };
    }
  }
  const trained = runs.filter(({ unstable }) => unstable !== null);
  const share = (row: number, rate: number) => {
    const cell = trained.filter((run) => run.batchSize === row + 1 && run.learningRate === rate);
    return cell.length === seeds.length ? cell.filter(({ unstable }) => unstable).length / cell.length : null;
  };
  return { share, cost: trained.length / runs.length };
}

/** The bracket of full cells around the edge of a row, in log10; infinite where there is none on a side. */
function bracketOf(share: (row: number, rate: number) => number | null, row: number): [number, number] {
  const above = RATES.findIndex((rate) => (share(row, rate) ?? 0) >= 0.5);
  const below = RATES.findLastIndex(
    (rate, index) => (above < 0 || index < above) && (share(row, rate) ?? 1) < 0.5,
  );
  const log = (index: number, none: number) => (index < 0 ? none : Math.log10(RATES[index]!));
  return [log(below, -Infinity), log(above, Infinity)];
}

function uniform(...key: number[]): number {
  return key.reduce((hash, part) => random32(hash, part), 11) / 2 ** 32;
}

describe('refinement', () => {
  test('brackets sharp edges within a third of a decade at a quarter of the cost, wherever they are', () => {
    for (let place = 0; place < 40; place++) {
      const edges = Array.from({ length: 6 }, (_, row) => -3.4 + 3.8 * uniform(place, row));
      const { share, cost } = refine(6, (row, rate) => Math.log10(rate) > edges[row]!);
      expect(cost).toBeLessThanOrEqual(0.25);
      edges.forEach((edge, row) => {
        const [low, high] = bracketOf(share, row);
        expect(low).toBeLessThanOrEqual(edge);
        expect(high).toBeGreaterThan(edge);
        if (low > -Infinity && high < Infinity) expect(high - low).toBeLessThanOrEqual(WIDTH);
      });
    }
  });

  test('of soft and of ragged edges stays near the true one on average', () => {
    let [rows, cost, near, ragged, nearRagged] = [0, 0, 0, 0, 0];
    for (let place = 0; place < 60; place++) {
      const edges = Array.from({ length: 6 }, (_, row) => -2.6 + 2.2 * uniform(place, row, 1));
      // P(unstable) rises over about half a decade.
      const soft = refine(6, (row, rate, seed) => {
        const p = 1 / (1 + Math.exp(-10 * (Math.log10(rate) - edges[row]!)));
        return uniform(place, row, Math.round(1e6 * rate), seed) < p;
      });
      // One cell in ten is turned over, as at a fractal boundary.
      const rough = refine(6, (row, rate) => {
        const isTurned = uniform(place, row, Math.round(1e6 * rate), 9) < 0.1;
        return Math.log10(rate) > edges[row]! !== isTurned;
      });
      cost += soft.cost;
      edges.forEach((edge, row) => {
        const distance = ([low, high]: [number, number]) => Math.max(low - edge, edge - high, 0);
        rows += 1;
        if (distance(bracketOf(soft.share, row)) <= WIDTH) near += 1;
        ragged += 1;
        if (distance(bracketOf(rough.share, row)) <= WIDTH) nearRagged += 1;
      });
    }
    process.stderr.write(
      `Refinement: soft edges within a third of a decade ${((100 * near) / rows).toFixed(0)} %, ragged ones ${((100 * nearRagged) / ragged).toFixed(0)} %, at ${((100 * cost) / 60).toFixed(0)} % of the runs.\n`,
    );
    expect(near / rows).toBeGreaterThan(0.95);
    expect(nearRagged / ragged).toBeGreaterThan(0.75);
    expect(cost / 60).toBeLessThanOrEqual(0.25);
  });

  test('of a grid with one rate or one seed trains what there is', () => {
    expect(refine(1, () => true, [0.1], [0]).cost).toBe(1);
    expect(refine(2, () => false, RATES, [7]).cost).toBeLessThan(0.5);
  });
});
