// How far the edges of one recipe lie from the baseline's, in decades of learning rate, from draws of both together, in which what
// seeds add to both is the same. Negative: the recipe becomes unstable at lower learning rates. An edge beyond the tested rates
// bounds its shift on one side.
import type { Edge, RecipeShift, Shift } from '../grid.ts';
import type { RowDraws } from './draws.ts';
import { POINTS } from './points.ts';
import { summaryOf, type LikelyDraws } from './quantile.ts';
import type { Row } from './recipe-rows.ts';

interface DrawnRow {
  readonly row: Row;
  readonly draws: RowDraws;
}

export interface ShiftRow {
  readonly rowValue: number;
  readonly own: DrawnRow;
  readonly base: DrawnRow;
}

/** `rowValues`: those of the recipe; a shift is null where one of the two has not measured the row. */
export function shiftsOf(
  rowValues: readonly number[],
  rows: readonly ShiftRow[],
  confidence: number,
): RecipeShift {
  const bounds = new Map(
    rows.map(({ rowValue, own, base }) => [rowValue, boundOf(own.row.edge, base.row.edge)]),
  );
  const bounded = rows.filter(({ rowValue }) => bounds.get(rowValue) !== 'none');
  return {
    rows: rowValues.map((rowValue) => {
      const row = rows.find((other) => other.rowValue === rowValue);
      const shift = row ? shiftOf(meanDraws([row], isOpen), bounds.get(rowValue)!, confidence) : null;
      return { rowValue, shift };
    }),
    mean:
      bounded.length === 0
        ? null
        : shiftOf(
            meanDraws(bounded, bounded.length === 1 ? isOpen : isOutside),
            boundOfAll(bounded.map(({ rowValue }) => bounds.get(rowValue)!)),
            confidence,
          ),
    meanRows: bounded.length,
  };
}

function shiftOf(draws: LikelyDraws, bound: Shift['bound'], confidence: number): Shift {
  const { median, interval } = summaryOf(draws, confidence);
  return { decades: bound === 'none' ? null : median, bound, interval };
}

function boundOf({ side: own }: Edge, { side: base }: Edge): Shift['bound'] {
  if (own === base) return own === 'inside' ? 'both' : 'none';
  return own === 'below' || base === 'above' ? 'most' : 'least';
}

function boundOfAll(bounds: readonly Shift['bound'][]): Shift['bound'] {
  if (bounds.includes('least')) return bounds.includes('most') ? 'none' : 'least';
  return bounds.includes('most') ? 'most' : 'both';
}

/** Whether an edge may lie beyond an end of the tested rates, as far as the interval can tell. */
function isOpen({ interval }: Edge): Sides {
  return { below: interval?.low === 0, above: interval?.high === Infinity };
}

/**
 * Whether it is most likely there. In a mean over many rows some edge is always a little likely to lie outside; there it is taken to
 * be where it is believed to be, within the reach of the lattice.
 */
function isOutside({ side }: Edge): Sides {
  return { below: side === 'below', above: side === 'above' };
}

interface Sides {
  readonly below: boolean;
  readonly above: boolean;
}

/** `likely` has edges outside at the end of the tested rates where the middle one is outside, and where they are believed to be else. */
function meanDraws(rows: readonly ShiftRow[], sidesOf: (edge: Edge) => Sides): LikelyDraws {
  const drawn = rows.map(({ own, base }) => ({
    top: drawnEdge(own, sidesOf),
    bottom: drawnEdge(base, sidesOf),
  }));
  const likely = new Float64Array(POINTS);
  for (const { top, bottom } of drawn) {
    for (let i = 0; i < POINTS; i++) likely[i]! += (likelyAt(top, i) - likelyAt(bottom, i)) / rows.length;
  }
  if (drawn.every(({ top, bottom }) => isExact(top) && isExact(bottom)))
    return { least: likely, likely, most: likely };
  const [least, most] = [new Float64Array(POINTS), new Float64Array(POINTS)];
  for (const { top, bottom } of drawn) {
    for (let i = 0; i < POINTS; i++) {
      least[i]! += (leastAt(top, i) - mostAt(bottom, i)) / rows.length;
      most[i]! += (mostAt(top, i) - leastAt(bottom, i)) / rows.length;
    }
  }
  return { least, likely, most };
}

interface DrawnEdge {
  readonly edge: Float64Array;
  /** Tested rates. */
  readonly first: number;
  readonly last: number;
  readonly censored: Sides;
  readonly outside: Sides;
}

function drawnEdge({ row, draws: { edge } }: DrawnRow, sidesOf: (edge: Edge) => Sides): DrawnEdge {
  const { first, last } = row;
  return { edge, first, last, censored: sidesOf(row.edge), outside: isOutside(row.edge) };
}

/** Whether it lies nowhere beyond the tested rates, so that least, likely and most are one. */
function isExact({ censored, outside }: DrawnEdge): boolean {
  return !(censored.below || censored.above || outside.below || outside.above);
}

function leastAt({ edge, first, last, censored }: DrawnEdge, i: number): number {
  const at = edge[i]!;
  return censored.below && at < first ? -Infinity : censored.above && at > last ? last : at;
}

function likelyAt({ edge, first, last, outside }: DrawnEdge, i: number): number {
  const at = edge[i]!;
  return outside.below && at < first ? first : outside.above && at > last ? last : at;
}

/** Of an edge that lies outside no more is known than that. */
function mostAt({ edge, first, last, censored }: DrawnEdge, i: number): number {
  const at = edge[i]!;
  return censored.above && at > last ? Infinity : censored.below && at < first ? first : at;
}
