// Edges, shifts and areas of all recipes of a study from one belief: for every recipe its scatter and edges, and with the baseline
// what seeds add to both. What the numbers mean is in docs/statistics.md.
import type { Edge, RecipeMap } from '../grid.ts';
import { extents } from '../region.ts';
import type { Tally } from '../tally.ts';
import type { Thresholds } from '../../labels/thresholds.ts';
import { areaDraws, areaOf, areaRatioOf, type AreaRow } from './areas.ts';
import { drawEdges, type RowDraws } from './draws.ts';
import { latticeOver } from './lattice.ts';
import { recipeRows, type RecipeRows, type Row, type Workshop } from './recipe-rows.ts';
import { RowBeliefs } from './row-belief.ts';
import { Patterns } from './row-runs.ts';
import { likelySharings, type LikelySharing, type SeedSource } from './shared-seeds.ts';
import { shiftsOf } from './shifts.ts';

/** Edges in the order of the rows that were asked for. */
export type EdgeMeasures = Pick<
  RecipeMap,
  | 'edges'
  | 'shift'
  | 'area'
  | 'areaInterval'
  | 'areaRatio'
  | 'areaRatioInterval'
  | 'areaRatioOutlook'
  | 'isCut'
>;

interface Study {
  readonly baseline: string;
  /** Of every row, ascending: where it lies on its axis. */
  readonly places: ReadonlyMap<number, number>;
  readonly thresholds: Thresholds;
  readonly refined: boolean;
}

/** `recipes`: the cells of each. */
export function measureEdges(
  recipes: ReadonlyMap<string, readonly Tally[]>,
  { baseline, places, thresholds, refined }: Study,
): ReadonlyMap<string, EdgeMeasures> {
  const rowValues = [...places.keys()];
  const tested = new Set<number>();
  for (const cells of recipes.values()) {
    for (const { outcomes } of cells) for (const { rate } of outcomes) tested.add(rate);
  }
  const rates = [...new Set([...tested].map(Math.log10))].sort((a, b) => a - b);
  if (rates.length === 0) return new Map([...recipes.keys()].map((name) => [name, nothing(rowValues)]));
  const lattice = latticeOver(rates);
  const workshop: Workshop = {
    lattice,
    patterns: new Patterns(),
    beliefs: new RowBeliefs(lattice),
    thresholds,
    refined,
  };
  const rowsOf = new Map([...recipes].map(([name, cells]) => [name, recipeRows(cells, workshop)]));
  const base = rowsOf.get(baseline) ?? null;
  return new Map(
    [...rowsOf].map(([name, own]) => {
      if (own === null) return [name, nothing(rowValues)];
      const heights = heightsOf(recipes.get(name)!, places);
      const compared = name === baseline ? null : base;
      return [
        name,
        measuresOf({ own, base: compared, heights, places, rowValues, workshop }, name === baseline),
      ];
    }),
  );
}

interface Task {
  readonly own: RecipeRows;
  readonly base: RecipeRows | null;
  /** Of its rows. */
  readonly heights: ReadonlyMap<number, number>;
  readonly places: ReadonlyMap<number, number>;
  readonly rowValues: readonly number[];
  readonly workshop: Workshop;
}

function measuresOf(
  { own, base, heights, places, rowValues, workshop }: Task,
  isBaseline: boolean,
): EdgeMeasures {
  const { confidence } = workshop.thresholds;
  const sources = [own, ...(base ? [base] : [])].map((rows) => sourceOf(rows, rowValues));
  const sharings = likelySharings(sources, workshop.beliefs, workshop.lattice);
  const draw = (of: RecipeRows, which: 0 | 1) => drawnRows(of, which, sharings, rowValues, workshop);
  const drawn = draw(own, 1);
  const area = areaOf(
    areaDraws(
      own.rows.map((row, i) => ({
        row,
        draws: drawn[i]!,
        from: row.from,
        to: row.to,
        height: heights.get(row.rowValue)!,
      })),
    ),
    confidence,
  );
  const pairs = base ? pairsOf(own, drawn, base, draw(base, 0)) : [];
  const ratio = pairs.length === 0 ? null : ratioOf(pairs, places, confidence);
  const isOutside = ({ edge }: Row) => edge.side !== 'inside';
  return {
    edges: rowValues.map(
      (rowValue) => own.rows.find((row) => row.rowValue === rowValue)?.edge ?? unknownEdge(rowValue),
    ),
    shift: base ? shiftsOf(rowValues, pairs, confidence) : null,
    area: area.area,
    areaInterval: area.interval,
    areaRatio: isBaseline ? (area.area === 0 ? null : 1) : (ratio?.ratio ?? null),
    areaRatioInterval: ratio?.interval ?? null,
    areaRatioOutlook: ratio?.outlook ?? null,
    isCut: [...own.rows, ...(base?.rows ?? [])].some(isOutside) || (base !== null && !covers(own, base)),
  };
}

/**
 * Whether a recipe has all the rows of the baseline, each from its lowest learning rate on, or the column of that: what it was not
 * tried at may be lost. How far up matters only until the edge.
 */
function covers(own: RecipeRows, base: RecipeRows): boolean {
  return base.rows.every(({ rowValue, firstCell, from }) =>
    own.rows.some((row) => row.rowValue === rowValue && (row.firstCell <= firstCell || row.from <= from)),
  );
}

function sourceOf({ rows, belief }: RecipeRows, rowValues: readonly number[]): SeedSource {
  return {
    rows: rowValues.map((rowValue) => rows.find((row) => row.rowValue === rowValue)?.runs ?? null),
    scatter: belief.scatters[0]!.scatter,
  };
}

function drawnRows(
  { rows, belief }: RecipeRows,
  which: 0 | 1,
  sharings: readonly LikelySharing[],
  rowValues: readonly number[],
  { lattice, thresholds }: Workshop,
): RowDraws[] {
  const indices = rows.map(({ rowValue }) => rowValues.indexOf(rowValue));
  return drawEdges(belief, sharings, indices, which, lattice, thresholds.unstableShare);
}

interface Pair {
  readonly rowValue: number;
  readonly own: { readonly row: Row; readonly draws: RowDraws };
  readonly base: { readonly row: Row; readonly draws: RowDraws };
}

function pairsOf(
  own: RecipeRows,
  ownDraws: readonly RowDraws[],
  base: RecipeRows,
  baseDraws: readonly RowDraws[],
): Pair[] {
  return own.rows.flatMap((row, i) => {
    const at = base.rows.findIndex(({ rowValue }) => rowValue === row.rowValue);
    if (at < 0) return [];
    return [
      {
        rowValue: row.rowValue,
        own: { row, draws: ownDraws[i]! },
        base: { row: base.rows[at]!, draws: baseDraws[at]! },
      },
    ];
  });
}

/** Over the learning rates that both have tested, in the rows that both have. */
function ratioOf(pairs: readonly Pair[], places: ReadonlyMap<number, number>, confidence: number) {
  const heights = heightsOf(pairs, places);
  const areaRows = (which: 'own' | 'base') =>
    pairs.flatMap((pair): AreaRow[] => {
      const from = Math.max(pair.own.row.from, pair.base.row.from);
      const to = Math.min(pair.own.row.to, pair.base.row.to);
      if (from >= to) return [];
      return [{ ...pair[which], from, to, height: heights.get(pair.rowValue)! }];
    });
  const [own, base] = [areaRows('own'), areaRows('base')];
  const baseDraws = areaDraws(base);
  const found = areaRatioOf(areaDraws(own), baseDraws, confidence);
  if (!found) return null;
  const { area } = areaOf(baseDraws, confidence);
  const seeds = Math.min(...[...own, ...base].map(({ row }) => row.runs.seeds.length));
  return { ...found, outlook: { seeds, resolution: resolutionOf([...own, ...base]) / area } };
}

/** How high these rows are, as if there were no others, by their values. */
function heightsOf(
  rows: readonly { readonly rowValue: number }[],
  places: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const byPlace = extents(rows.map(({ rowValue }) => places.get(rowValue)!));
  return new Map(rows.map(({ rowValue }) => [rowValue, byPlace.get(places.get(rowValue)!)!]));
}

/** Every edge is known to its gap; those of several rows add up as if they were independent. */
function resolutionOf(rows: readonly AreaRow[]): number {
  return Math.hypot(...rows.map(({ row, height }) => height * (row.edge.outlook?.resolution ?? 0)));
}

function unknownEdge(rowValue: number): Edge {
  return { rowValue, learningRate: null, side: 'unknown', interval: null, outlook: null };
}

function nothing(rowValues: readonly number[]): EdgeMeasures {
  return {
    edges: rowValues.map(unknownEdge),
    shift: null,
    area: 0,
    areaInterval: null,
    areaRatio: null,
    areaRatioInterval: null,
    areaRatioOutlook: null,
    isCut: false,
  };
}
