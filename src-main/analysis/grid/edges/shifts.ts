// How far the edges of one recipe lie from the baseline's, in decades of learning rate, from draws of both together, in which what
// seeds add to both is the same. Negative: the recipe becomes unstable at lower learning rates. An edge beyond the tested rates
// bounds its shift on one side.
import type { Edge, RecipeShift, Shift } from '../grid.ts';
import type { RowDraws } from './draws.ts';
import { POINTS } from './points.ts';
import { medianOfDraws, tailsOf, type BoundedDraws } from './quantile.ts';
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

/** `likely` has edges outside at the end of the tested rates where the middle one is outside, and where they are believed to be else. */
interface ShiftDraws extends BoundedDraws {
  readonly likely: Float64Array;
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

function shiftOf(draws: ShiftDraws, bound: Shift['bound'], confidence: number): Shift {
  return {
    decades: bound === 'none' ? null : medianOfDraws(draws.likely),
    bound,
    interval: tailsOf(draws, confidence),
  };
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

function meanDraws(rows: readonly ShiftRow[], sidesOf: (edge: Edge) => Sides): ShiftDraws {
  const mean = {
    least: new Float64Array(POINTS),
    likely: new Float64Array(POINTS),
    most: new Float64Array(POINTS),
  };
  for (const { own, base } of rows) {
    const [top, bottom] = [edgeDraws(own, sidesOf), edgeDraws(base, sidesOf)];
    for (let i = 0; i < POINTS; i++) {
      mean.least[i]! += (top.least[i]! - bottom.most[i]!) / rows.length;
      mean.likely[i]! += (top.likely[i]! - bottom.likely[i]!) / rows.length;
      mean.most[i]! += (top.most[i]! - bottom.least[i]!) / rows.length;
    }
  }
  return mean;
}

/** Of an edge that lies outside no more is known than that. */
function edgeDraws({ row, draws: { edge } }: DrawnRow, sidesOf: (edge: Edge) => Sides): ShiftDraws {
  const { first, last } = row;
  const [censored, outside] = [sidesOf(row.edge), isOutside(row.edge)];
  const clamped = (at: number) =>
    outside.below && at < first ? first : outside.above && at > last ? last : at;
  return {
    least: edge.map((at) =>
      censored.below && at < first ? -Infinity : censored.above && at > last ? last : at,
    ),
    likely: edge.map(clamped),
    most: edge.map((at) =>
      censored.above && at > last ? Infinity : censored.below && at < first ? first : at,
    ),
  };
}
