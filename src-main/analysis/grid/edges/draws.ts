// Draws of all edges of a recipe, from which shifts, areas and shares are taken. Edges of rows vary together by the scatter, which
// is one for the recipe, and by what seeds add to several rows; those of two recipes by what seeds add to both.
import { positionOf, quantilePlace, type Lattice } from './lattice.ts';
import { normalCumulative } from '../../statistics/normal.ts';
import { coordinates, normalCoordinates, POINTS } from './points.ts';
import type { RecipeBelief } from './recipe-belief.ts';
import type { RowPart } from './row-belief.ts';
import { crossing } from './scatter.ts';
import type { LikelySharing } from './shared-seeds.ts';

/** log10 of learning rates, by point. */
export interface RowDraws {
  /** Where P(unstable) passes 1/2, and where it passes the share up to which a cell is called stable. */
  readonly edge: Float64Array;
  readonly border: Float64Array;
  /** Where stable rates begin; -Infinity where that is not known to be above the lowest. */
  readonly lower: Float64Array;
}

/** Dimensions of the points: those of the whole study, of both recipes, and from there on those of each row. */
const SHARING = 0;
const EVERYWHERE = 1;
const SCATTER = 2;
const OF_RECIPE = 4;
const ROWS = 6;
const A_ROW = 6;

/**
 * Of every row of the belief; `indices` are those of their batch sizes, by which rows of two recipes are paired, and `which`
 * keeps apart what is each recipe's own.
 */
export function drawEdges(
  { rows, scatters }: RecipeBelief,
  sharings: readonly LikelySharing[],
  indices: readonly number[],
  which: 0 | 1,
  lattice: Lattice,
  unstableShare: number,
): RowDraws[] {
  const pointsOf = pointsByThing(pick(scatters, SCATTER + which), scatters.length);
  const sharingAt = pick(sharings, SHARING);
  const edges = scatters.map(({ scatter }) => crossing(scatter, 0.5));
  const borders =
    unstableShare === 0.5 ? edges : scatters.map(({ scatter }) => crossing(scatter, unstableShare));
  const common = {
    everywhere: normalCoordinates(EVERYWHERE),
    ofRecipe: normalCoordinates(OF_RECIPE + which),
  };
  return rows.map(({ seeds }, row) => {
    const first = ROWS + A_ROW * indices[row]!;
    const places: Coordinates = {
      ...common,
      ofRow: normalCoordinates(first),
      inGap: coordinates(first + 1),
      own: normalCoordinates(first + 2 + which),
      hypothesis: coordinates(first + 4 + which),
    };
    const draws = {
      edge: new Float64Array(POINTS),
      border: new Float64Array(POINTS),
      lower: new Float64Array(POINTS),
    };
    for (const [at, points] of pointsOf.entries()) {
      const { scatter, rows: beliefs } = scatters[at]!;
      const { parts, variance } = beliefs[row]!;
      const bySeeds = Math.min(1, scatter.ofSeed ** 2 / (seeds.length * (variance * lattice.step ** 2)));
      const believed = { parts, sharings, sharingAt, bySeeds, toEdge: edges[at]!, toBorder: borders[at]! };
      drawPoints(points, places, believed, lattice, draws);
    }
    return draws;
  });
}

/** Coordinates of all points; those not named so are normal. */
interface Coordinates {
  readonly everywhere: Float64Array;
  readonly ofRow: Float64Array;
  readonly ofRecipe: Float64Array;
  readonly own: Float64Array;
  /** Between 0 and 1. */
  readonly inGap: Float64Array;
  readonly hypothesis: Float64Array;
}

/** What is believed of the row under the scatter of some points. */
interface Believed {
  readonly parts: readonly RowPart[];
  readonly sharings: readonly LikelySharing[];
  /** Of all points. */
  readonly sharingAt: Int32Array;
  /** Share of the variance of the middle that is what the seeds happened to add. */
  readonly bySeeds: number;
  /** Decades from the middle of the scatter. */
  readonly toEdge: number;
  readonly toBorder: number;
}

function drawPoints(
  points: readonly number[],
  { everywhere, ofRow, ofRecipe, own, inGap, hypothesis }: Coordinates,
  { parts, sharings, sharingAt, bySeeds, toEdge, toBorder }: Believed,
  lattice: Lattice,
  { edge, border, lower }: RowDraws,
): void {
  for (const i of points) {
    const { sharing } = sharings[sharingAt[i]!]!;
    // Normal coordinates of variance 1, so multiplied that their sum has variance 1.
    const [a, b, c] = [sharing.everywhere * bySeeds, sharing.ofRow * bySeeds, sharing.ofRecipe * bySeeds];
    const z =
      Math.sqrt(a) * everywhere[i]! +
      Math.sqrt(b) * ofRow[i]! +
      Math.sqrt(c) * ofRecipe[i]! +
      Math.sqrt(Math.max(0, 1 - a - b - c)) * own[i]!;
    const part = partAt(parts, hypothesis[i]!);
    const middle = positionOf(lattice, quantilePlace(part.cumulative, normalCumulative(z)));
    edge[i] = middle + toEdge;
    border[i] = middle + toBorder;
    const gap = part.lower;
    lower[i] = gap ? positionOf(lattice, gap[0] + inGap[i]! * (gap[1] - gap[0])) : -Infinity;
  }
}

/** Which of weighted things each point has. */
function pick(things: readonly { readonly weight: number }[], dimension: number): Int32Array {
  let sum = 0;
  const sums = things.map(({ weight }) => (sum += weight));
  const last = sums.length - 1;
  return Int32Array.from(coordinates(dimension), (u) => {
    let at = 0;
    while (at < last && u >= sums[at]!) at++;
    return at;
  });
}

/** The points of each thing: what belongs to one is read while it is near. */
function pointsByThing(things: Int32Array, count: number): number[][] {
  const points = Array.from({ length: count }, (): number[] => []);
  things.forEach((thing, point) => points[thing]!.push(point));
  return points;
}

function partAt(parts: readonly RowPart[], u: number): RowPart {
  let rest = u;
  for (const part of parts) {
    if (rest < part.weight) return part;
    rest -= part.weight;
  }
  return parts.at(-1)!;
}
