// What one run does that fails where it was stable. Where the scatter is known it moves every edge down and none up. The scatter is not known,
// and a failure far below the edge says that failures come anywhere, so that others need not be the edge's: then the edge may rise. By how
// little, is bounded here over made studies.
import { describe, expect, test } from 'vitest';
import { latticeOver } from '../../src-main/analysis/grid/edges/lattice.ts';
import { RowBeliefs } from '../../src-main/analysis/grid/edges/row-belief.ts';
import { Patterns, rowRuns } from '../../src-main/analysis/grid/edges/row-runs.ts';
import { SHAPES } from '../../src-main/analysis/grid/edges/scatter.ts';
import { measureEdges } from '../../src-main/analysis/grid/edges/study-edges.ts';
import type { Interval } from '../../src-main/analysis/statistics/interval.ts';
import { tallyCells, type GridRun } from '../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';
import { run } from './support.ts';
import { BATCH_SIZE_ROWS, rowPlaces } from '../../src-main/analysis/grid/rows.ts';

interface Kind {
  readonly rates: number;
  readonly seeds: number;
  readonly rows: number;
  /** Decades over which edges scatter, and share of the runs that fail anywhere. */
  readonly scatter: number;
  readonly anywhere: number;
}

const GAP = 0.5;

/** Runs of one recipe, and the same with one that was stable failed. */
function flipped(index: number, kind: Kind): readonly [GridRun[], GridRun[]] {
  const key = streamKey(index, `one more failure, ${JSON.stringify(kind)}`, 0);
  let used = 0;
  const uniform = () => randomUnit(key, used++);
  const runs = Array.from({ length: kind.rows }, (_, row) => {
    const edge = (1 + uniform() * (kind.rates - 2)) * GAP;
    return Array.from({ length: kind.seeds }, (_, seed) =>
      Array.from({ length: kind.rates }, (_, rate) => {
        const failed = rate * GAP > edge + kind.scatter * (uniform() - 0.5) || uniform() < kind.anywhere;
        const place = {
          recipe: 'bf16',
          learningRate: 10 ** (-4 + GAP * rate),
          rowValue: 8 * 2 ** row,
          seed,
        };
        return run({ ...place, label: failed ? 'collapsed' : 'ok' });
      }),
    ).flat();
  }).flat();
  const stable = runs.flatMap(({ label }, i) => (label === 'ok' ? [i] : []));
  const chosen = stable[Math.floor(uniform() * stable.length)];
  return [runs, runs.map((each, i) => (i === chosen ? { ...each, label: 'collapsed' } : each))];
}

const KINDS: readonly (readonly [string, Kind])[] = [
  ['one row of four rates', { rates: 4, seeds: 3, rows: 1, scatter: 0.6, anywhere: 0.08 }],
  ['two rows of five rates', { rates: 5, seeds: 3, rows: 2, scatter: 0.6, anywhere: 0.08 }],
  [
    'ragged edges, and a fifth failing anywhere',
    { rates: 5, seeds: 3, rows: 2, scatter: 1.5, anywhere: 0.2 },
  ],
];

describe.each(KINDS)('%s:', (_, kind) => {
  test('for every scatter an edge lies below any place with no less probability than before', () => {
    for (let index = 0; index < 20; index++) {
      const both = flipped(index, kind).map((runs) => tallyCells(runs, DEFAULT_THRESHOLDS));
      const rates = [...new Set(both[0]!.map(({ learningRate }) => Math.log10(learningRate)))];
      const lattice = latticeOver(rates);
      const [patterns, beliefs] = [new Patterns(), new RowBeliefs(lattice)];
      const rows = both.map((cells) =>
        [...Map.groupBy(cells, ({ rowValue }) => rowValue).values()].map((row) =>
          rowRuns(row, lattice, patterns)!,
        ),
      );
      for (const shape of SHAPES) {
        for (const floor of [0.005, 0.1]) {
          const scatter = { ofSeed: 0.1, ofRun: 0.2, shape, floor };
          const [before, after] = rows.map((of) => beliefs.of(of, scatter));
          before!.forEach(({ parts }, row) => {
            const [own, other] = [parts, after![row]!.parts].map(
              (of) => of.find(({ lower }) => lower === null)?.cumulative,
            );
            own?.forEach((sum, place) => expect(other?.[place] ?? 1).toBeGreaterThanOrEqual(sum - 1e-9));
          });
        }
      }
    }
  });

  test('areas and edges rise by less than a standard error, and seldom, and so do the lower ends of their intervals', () => {
    const rises: number[] = [];
    let raised = 0;
    const logs = ({ low, high }: Interval) => ({ low: Math.log10(low), high: Math.log10(high) });
    const compare = (before: Belief, after: Belief) => {
      const width = before.high - before.low;
      if (!Number.isFinite(width)) return;
      rises.push((after.low - before.low) / width, (after.at - before.at) / width);
    };
    for (let index = 0; index < STUDIES; index++) {
      const [before, after] = flipped(index, kind).map(measured);
      compare({ at: before!.area, ...before!.areaInterval! }, { at: after!.area, ...after!.areaInterval! });
      raised += Number(after!.area > before!.area + 1e-9);
      before!.edges.forEach(({ learningRate, interval }, row) => {
        const other = after!.edges[row]!;
        if (learningRate === null || other.learningRate === null) return;
        compare(
          { at: Math.log10(learningRate), ...logs(interval!) },
          { at: Math.log10(other.learningRate), ...logs(other.interval!) },
        );
      });
    }
    expect(Math.max(...rises)).toBeLessThan(STANDARD_ERROR);
    expect(raised).toBeLessThan(STUDIES / 2);
  });
});

/** Of a 95 % interval's width. */
const STANDARD_ERROR = 1 / 4;
const STUDIES = 12;

interface Belief extends Interval {
  readonly at: number;
}

function measured(runs: readonly GridRun[]) {
  const places = rowPlaces(BATCH_SIZE_ROWS, [...new Set(runs.map(({ rowValue }) => rowValue))]);
  const context = { baseline: 'bf16', places, thresholds: DEFAULT_THRESHOLDS, refined: false };
  return measureEdges(new Map([['bf16', tallyCells(runs, DEFAULT_THRESHOLDS)]]), context).get('bf16')!;
}
