// A ladder of sizes: what its smaller sizes said of its larger ones, which were held out, and from that what all of them say of a size that
// nobody has measured, and how far that may be trusted. In doubt nothing is said. Numbers only, no runs.
import type { Interval } from '../statistics/interval.ts';
import {
  expectedAt,
  intervalOfMixture,
  quantileOfMixture,
  type Mixture,
  type SizePoint,
} from './size-law.ts';

/** What a ladder may be of. */
export interface LadderMeasure {
  /** By how much sizes of one law usually lie off it, in the unit of the measure. */
  readonly scatter: number;
  /** An interval that is wider than this, in all, says nothing, and held against a measurement tests nothing. */
  readonly usefulWidth: number;
}

export interface HeldOut {
  /** log2 of the size that was held out, and of the largest one from which it was predicted. */
  readonly octaves: number;
  readonly from: number;
  readonly predicted: number;
  readonly interval: Interval;
  readonly measured: number;
  /** Standard error of the measurement; the interval takes it in. */
  readonly error: number;
  /** What would have been said without a law: as at the largest of the smaller sizes. */
  readonly unchanged: number;
  /** Whether the measurement lies in the interval. */
  readonly isHit: boolean;
  /** Whether the interval was narrow enough to be missed. */
  readonly isTest: boolean;
}

/** Why nothing is said of a size. */
export type LadderRefusal =
  /** Fewer sizes than a prediction and its test need. */
  | { readonly kind: 'too-few'; readonly sizes: number; readonly least: number }
  /** A size has no value: the largest, which a prediction would be held against, or one whose edge or failures left it out. */
  | {
      readonly kind: 'missing-size';
      readonly size: number;
      readonly reason: 'off-grid' | 'fails' | 'not-measured' | 'level';
    }
  /** The held-out size lay outside its interval. */
  | { readonly kind: 'missed'; readonly heldOut: HeldOut }
  /** It lay in an interval too wide to be missed. */
  | { readonly kind: 'untested'; readonly heldOut: HeldOut }
  /** The size lies further beyond the measured ones than any prediction was tested over. */
  | { readonly kind: 'too-far'; readonly octaves: number; readonly reach: number }
  /** It is to see more tokens for each parameter than the largest size of the ladder did, and penalties grow with them. */
  | { readonly kind: 'more-tokens'; readonly wanted: number; readonly measured: number }
  /** Fewer budgets than a prediction and its test need. */
  | { readonly kind: 'too-few-budgets'; readonly budgets: number; readonly least: number }
  /** A size lay outside its interval under the longest budget, or the largest in one too wide to be missed. */
  | { readonly kind: 'budget-missed' | 'budget-untested'; readonly heldOut: HeldOut }
  /** It is to be trained for longer than any prediction was tested, or for less than any size was. */
  | { readonly kind: 'too-long'; readonly octaves: number; readonly reach: number }
  | { readonly kind: 'too-short' }
  /** The penalty is known, and how fast the loss falls there is not. */
  | { readonly kind: 'no-slope'; readonly penalty: LadderPrediction; readonly refusal: LadderRefusal }
  /** What is said of its penalty and of how fast its loss falls leaves its tokens open by more than this factor. */
  | { readonly kind: 'tokens-too-wide'; readonly factor: number; readonly useful: number }
  /** The size is below the smallest one measured. */
  | { readonly kind: 'too-small' }
  /** The interval says nothing. */
  | { readonly kind: 'too-wide'; readonly width: number; readonly useful: number };

export interface LadderFit {
  /** Ascending in size. */
  readonly points: readonly SizePoint[];
  /** The largest size as predicted from all others first, then from one fewer each. */
  readonly heldOut: readonly HeldOut[];
  /** Octaves beyond the largest size over which predictions have been tested and held; 0: none. */
  readonly reach: number;
  readonly refusal: LadderRefusal | null;
}

export interface LadderPrediction {
  readonly octaves: number;
  readonly expected: number;
  readonly interval: Interval;
}

/** Three sizes make a line and a scatter, and a fourth its test. */
export const LEAST_FITTED = 3;
/** Octaves of parameter counts that a rounded target may be beyond the reach. */
export const ROUNDING = 0.02;
export const LEAST_SIZES = LEAST_FITTED + 1;

/** `points` of different sizes, in any order. */
export function fitLadder(
  points: readonly SizePoint[],
  measure: LadderMeasure,
  confidence: number,
): LadderFit {
  const sorted = points.toSorted((a, b) => a.octaves - b.octaves);
  if (sorted.length < LEAST_SIZES) {
    const refusal = { kind: 'too-few', sizes: sorted.length, least: LEAST_SIZES } as const;
    return { points: sorted, heldOut: [], reach: 0, refusal };
  }
  const largest = sorted.at(-1)!;
  const heldOut: HeldOut[] = [];
  for (let count = sorted.length - 1; count >= LEAST_FITTED; count--) {
    heldOut.push(heldOutOf(sorted.slice(0, count), largest, measure, confidence));
  }
  return { points: sorted, heldOut, reach: reachOf(heldOut), refusal: refusalOf(heldOut[0]!) };
}

/**
 * What the fit says of the measure at a size of so many octaves, or why it says nothing: beyond the reach of its tests, with an interval
 * that says nothing, or not at all.
 */
export function predictAt(
  { points, reach, refusal }: LadderFit,
  measure: LadderMeasure,
  octaves: number,
  confidence: number,
): LadderPrediction | LadderRefusal {
  if (refusal) return refusal;
  const beyond = octaves - points.at(-1)!.octaves;
  if (beyond > reach + ROUNDING) return { kind: 'too-far', octaves: beyond, reach };
  if (octaves < points[0]!.octaves) return { kind: 'too-small' };
  return saidBy(expectedAt(points, measure.scatter, octaves), octaves, measure, confidence);
}

/** The middle of a mixture and its interval, if that is narrow enough to say something. */
export function saidBy(
  mixture: Mixture,
  octaves: number,
  { usefulWidth }: LadderMeasure,
  confidence: number,
): LadderPrediction | LadderRefusal {
  const interval = intervalOfMixture(mixture, confidence);
  const width = interval.high - interval.low;
  if (width > usefulWidth) return { kind: 'too-wide', width, useful: usefulWidth };
  return { octaves, expected: quantileOfMixture(mixture, 0.5), interval };
}

function refusalOf(first: HeldOut): LadderRefusal | null {
  if (!first.isHit) return { kind: 'missed', heldOut: first };
  return first.isTest ? null : { kind: 'untested', heldOut: first };
}

/** Tests from farther away count as long as all nearer ones held. */
function reachOf(heldOut: readonly HeldOut[]): number {
  const failed = heldOut.findIndex(({ isHit, isTest }) => !isHit || !isTest);
  const passed = failed < 0 ? heldOut : heldOut.slice(0, failed);
  return Math.max(0, ...passed.map(({ octaves, from }) => octaves - from));
}

function heldOutOf(
  smaller: readonly SizePoint[],
  largest: SizePoint,
  measure: LadderMeasure,
  confidence: number,
): HeldOut {
  const mixture = expectedAt(smaller, measure.scatter, largest.octaves, largest.error);
  const last = smaller.at(-1)!;
  return heldOutBy(mixture, { ...largest, from: last.octaves, unchanged: last.value }, measure, confidence);
}

/** How a measured value compares with what a mixture had said of it. */
export function heldOutBy(
  mixture: Mixture,
  { octaves, value, error, from, unchanged }: SizePoint & Pick<HeldOut, 'from' | 'unchanged'>,
  { usefulWidth }: LadderMeasure,
  confidence: number,
): HeldOut {
  const interval = intervalOfMixture(mixture, confidence);
  return {
    octaves,
    from,
    predicted: quantileOfMixture(mixture, 0.5),
    interval,
    measured: value,
    error,
    unchanged,
    isHit: value >= interval.low && value <= interval.high,
    isTest: interval.high - interval.low <= usefulWidth,
  };
}
