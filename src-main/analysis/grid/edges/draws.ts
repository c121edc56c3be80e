// Draws of all edges of a recipe, from which shifts, areas and shares are taken. Edges of rows vary together by the scatter, which
// is one for the recipe, and by what seeds add to several rows; those of two recipes by what seeds add to both.
import { positionOf, quantilePlace, type Lattice } from './lattice.ts';
import { normalCumulative } from '../../statistics/normal.ts';
import { coordinates, normalCoordinates, POINTS } from './points.ts';
import type { RecipeBelief } from './recipe-belief.ts';
import type { RowPart } from './row-belief.ts';
import { crossing } from './scatter.ts';
import type { LikelySharing, Sharing } from './shared-seeds.ts';

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
  const scatterAt = pick(scatters, SCATTER + which);
  const sharingAt = pick(sharings, SHARING);
  const edges = scatters.map(({ scatter }) => crossing(scatter, 0.5));
  const borders =
    unstableShare === 0.5 ? edges : scatters.map(({ scatter }) => crossing(scatter, unstableShare));
  const [everywhere, ofRecipe] = [normalCoordinates(EVERYWHERE), normalCoordinates(OF_RECIPE + which)];
  return rows.map(({ seeds }, row) => {
    const first = ROWS + A_ROW * indices[row]!;
    const [ofRow, inGap] = [normalCoordinates(first), coordinates(first + 1)];
    const [own, hypothesis] = [normalCoordinates(first + 2 + which), coordinates(first + 4 + which)];
    const draws = {
      edge: new Float64Array(POINTS),
      border: new Float64Array(POINTS),
      lower: new Float64Array(POINTS),
    };
    // Share of the variance of the middle that is what the seeds happened to add.
    const bySeeds = scatters.map(({ scatter, rows: beliefs }) => {
      const variance = beliefs[row]!.variance * lattice.step ** 2;
      return Math.min(1, scatter.ofSeed ** 2 / (seeds.length * variance));
    });
    const mixtures = sharings.map(({ sharing }) => bySeeds.map((part) => mixtureOf(sharing, part)));
    for (let i = 0; i < POINTS; i++) {
      const at = scatterAt[i]!;
      const mixture = mixtures[sharingAt[i]!]![at]!;
      const z =
        mixture.everywhere * everywhere[i]! +
        mixture.ofRow * ofRow[i]! +
        mixture.ofRecipe * ofRecipe[i]! +
        mixture.own * own[i]!;
      const part = partAt(scatters[at]!.rows[row]!.parts, hypothesis[i]!);
      const middle = positionOf(lattice, quantilePlace(part.cumulative, normalCumulative(z)));
      draws.edge[i] = middle + edges[at]!;
      draws.border[i] = middle + borders[at]!;
      const { lower } = part;
      draws.lower[i] = lower ? positionOf(lattice, lower[0] + inGap[i]! * (lower[1] - lower[0])) : -Infinity;
    }
    return draws;
  });
}

/** By what normal coordinates of variance 1 are multiplied, so that their sum has variance 1; of `part` of it seeds are the cause. */
function mixtureOf({ everywhere, ofRow, ofRecipe }: Sharing, part: number) {
  const [a, b, c] = [everywhere * part, ofRow * part, ofRecipe * part];
  return {
    everywhere: Math.sqrt(a),
    ofRow: Math.sqrt(b),
    ofRecipe: Math.sqrt(c),
    own: Math.sqrt(Math.max(0, 1 - a - b - c)),
  };
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

function partAt(parts: readonly RowPart[], u: number): RowPart {
  let rest = u;
  for (const part of parts) {
    if (rest < part.weight) return part;
    rest -= part.weight;
  }
  return parts.at(-1)!;
}
