// What the runs of one row (one recipe, one batch size) say about where its edge is: a probability over places of the edge,
// and how much one more run at a learning rate would tell. Pure arithmetic; which runs are trained is decided in refine.ts.
//
// The share of unstable runs is taken to rise over an edge at an unknown place and of unknown steepness; to have a second
// edge below, with some probability, under which runs are unstable too (unscaled FP8 underflows there); and to be turned
// over in single cells, with some probability, as at a ragged boundary. More seeds of a turned cell do not help, its
// neighbours do.

/** One learning rate of the row and how its runs ended so far. */
export interface RowCell {
  readonly log10Rate: number;
  readonly unstable: number;
  readonly finished: number;
}

/** Decades over which P(unstable) rises from 27 % to 73 %, halved. */
const STEEPNESSES = [0.02, 0.1, 0.4];
/** Probability that a cell is turned over, each of them as likely. */
const TURNED = [0.01, 0.1];
/** Prior probability that the row is unstable below some learning rate as well. */
const LOWER_EDGE = 0.2;
/** No run is ever sure. */
const LEAST_PROBABILITY = 0.01;
/** Places of an edge that are told apart, at most. */
const MOST_PLACES = 48;
const MOST_LOWER_PLACES = 12;

export interface EdgeBelief {
  /** log10 of learning rates, ascending; the ends of the row stand for everything outside it. */
  readonly places: readonly number[];
  /** Of each place; they sum to 1. */
  readonly probabilities: readonly number[];
  /** Expected information in nats of one more run in each of these cells about the place of the edge. */
  information(cells: readonly number[]): number[];
}

interface Hypothesis {
  readonly place: number;
  readonly upper: number;
  readonly lower: number;
  readonly steepness: number;
  readonly turned: number;
}

/** `cells` ascending; at least one. */
export function edgeBelief(cells: readonly RowCell[]): EdgeBelief {
  const x = cells.map(({ log10Rate }) => log10Rate);
  const places = edgePositions(x);
  const hypotheses: Hypothesis[] = [];
  const logWeights: number[] = [];
  const lowers = lowerPositions(x);
  const far = farOutside(x);
  for (const [place, at] of places.entries()) {
    const upper = place === 0 ? at - far : place === places.length - 1 ? at + far : at;
    const below = lowers.filter((lower) => lower < upper);
    for (const lower of [-Infinity, ...below]) {
      const prior = lower === -Infinity ? 1 - (below.length > 0 ? LOWER_EDGE : 0) : LOWER_EDGE / below.length;
      for (const steepness of STEEPNESSES) {
        for (const turned of TURNED) {
          const hypothesis = { place, upper, lower, steepness, turned };
          hypotheses.push(hypothesis);
          logWeights.push(Math.log(prior) + logLikelihood(hypothesis, cells));
        }
      }
    }
  }
  const most = logWeights.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logWeights.map((value) => Math.exp(value - most));
  const total = weights.reduce((sum, value) => sum + value, 0);
  const probabilities = Array<number>(places.length).fill(0);
  hypotheses.forEach(({ place }, i) => (probabilities[place]! += weights[i]! / total));
  return {
    places,
    probabilities,
    information: (indices) =>
      indices.map((index) => {
        const unstable = Array<number>(places.length).fill(0);
        hypotheses.forEach((hypothesis, i) => {
          unstable[hypothesis.place]! += (weights[i]! / total) * nextUnstable(hypothesis, cells[index]!);
        });
        const overall = unstable.reduce((sum, value) => sum + value, 0);
        return probabilities.reduce(
          (rest, probability, place) =>
            probability > 0 ? rest - probability * entropy(unstable[place]! / probability) : rest,
          entropy(overall),
        );
      }),
  };
}

function logLikelihood(hypothesis: Hypothesis, cells: readonly RowCell[]): number {
  let sum = 0;
  for (const cell of cells) {
    if (cell.finished === 0) continue;
    const [straight, turned] = likelihoods(hypothesis, cell);
    sum += Math.log(straight + turned);
  }
  return sum;
}

/** Of what a cell has shown: where it is as its place says, and where it is turned over. */
function likelihoods(hypothesis: Hypothesis, { log10Rate, unstable, finished }: RowCell): [number, number] {
  const p = shareAt(hypothesis, log10Rate);
  const stable = finished - unstable;
  return [
    (1 - hypothesis.turned) * p ** unstable * (1 - p) ** stable,
    hypothesis.turned * (1 - p) ** unstable * p ** stable,
  ];
}

/** Probability that the next run of a cell is unstable. */
function nextUnstable(hypothesis: Hypothesis, cell: RowCell): number {
  const p = shareAt(hypothesis, cell.log10Rate);
  const [straight, turned] = likelihoods(hypothesis, cell);
  return (straight * p + turned * (1 - p)) / (straight + turned);
}

function shareAt({ upper, lower, steepness }: Hypothesis, x: number): number {
  const stable = logistic((upper - x) / steepness) * logistic((x - lower) / steepness);
  return Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, 1 - stable));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}

/** Two in every gap between learning rates, or evenly spread where those are many, and the ends for what lies outside. */
function edgePositions(x: readonly number[]): number[] {
  const [first, last] = [x[0]!, x.at(-1)!];
  const gaps = x.length - 1;
  const inside =
    2 * gaps <= MOST_PLACES
      ? x.slice(1).flatMap((right, i) => [0.25, 0.75].map((part) => x[i]! + part * (right - x[i]!)))
      : Array.from({ length: MOST_PLACES }, (_, i) => first + ((i + 0.5) / MOST_PLACES) * (last - first));
  return [first, ...inside, last];
}

/** How far an edge outside the tested rates is thought to be: a mean gap. */
function farOutside(x: readonly number[]): number {
  return x.length > 1 ? (x.at(-1)! - x[0]!) / (x.length - 1) : 1;
}

function lowerPositions(x: readonly number[]): number[] {
  const gaps = x.slice(1).map((right, i) => (x[i]! + right) / 2);
  const every = Math.max(1, Math.ceil(gaps.length / MOST_LOWER_PLACES));
  return gaps.filter((_, i) => i % every === 0);
}
