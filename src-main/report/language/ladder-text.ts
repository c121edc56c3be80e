// What a ladder of sizes says, in words: how the held-out size came out, what is expected of a larger one, or why nothing is.
import type { HeldOut, LadderPrediction, LadderRefusal } from '../../analysis/ladder/ladder.ts';
import type { LadderMeasureName } from '../../analysis/ladder/measures.ts';
import {
  isRefusal,
  predictFor,
  type RecipeLadder,
  type StudyLadder,
} from '../../analysis/ladder/recipe-ladder.ts';
import type { Words } from './language.ts';
import { formatCount, formatEdge, formatNats, formatNumber } from './numbers.ts';

/** Of every recipe and measure how its held-out size came out, and what is expected at `size`, or at the end of its reach. */
export function ladderSentences(
  { sizeIn, ladders }: StudyLadder,
  size: number | null,
  confidence: number,
  words: Words,
): string[] {
  return ladders.flatMap((ladder) => {
    const heldOut = heldOutSentence(ladder, words);
    const last = ladder.fit.points.at(-1);
    const asked = size ?? (last ? 2 ** (last.octaves + ladder.fit.reach) : 1);
    const said = predictFor(ladder, asked, confidence);
    const told = predictionSentence(ladder, said, { size: asked, sizeIn }, words);
    return [heldOut, told].flatMap((sentence) => (sentence === null ? [] : [words.ladder.whole(sentence)]));
  });
}

/** How the held-out size came out; null where none was held out. */
export function heldOutSentence({ recipe, measure, fit }: RecipeLadder, words: Words): string | null {
  const [heldOut] = fit.heldOut;
  if (!heldOut) return null;
  return `${nameOf({ recipe, measure }, words)}: ${heldOutWords(measure, heldOut, words)}`;
}

/** What is expected at a size, or why nothing is. */
export function predictionSentence(
  { recipe, measure }: Pick<RecipeLadder, 'recipe' | 'measure'>,
  said: LadderPrediction | LadderRefusal,
  { size, sizeIn }: { readonly size: number; readonly sizeIn: string },
  words: Words,
): string {
  const { ladder } = words;
  const count = formatCount(size);
  const value = (number: number) => ladderValue(measure, number);
  const text = isRefusal(said)
    ? ladder.nothing(refusalReason(measure, said, words))
    : ladder.expected(
        sizeIn === 'parameters' ? ladder.sizeOf(count) : `${sizeIn} ${count}`,
        value(said.expected),
        value(said.interval.low),
        value(said.interval.high),
      );
  return `${nameOf({ recipe, measure }, words)}: ${text}`;
}

function nameOf({ recipe, measure }: Pick<RecipeLadder, 'recipe' | 'measure'>, { ladder }: Words): string {
  return ladder.of(recipe, ladder.measures[measure]);
}

export function refusalReason(measure: LadderMeasureName, refusal: LadderRefusal, words: Words): string {
  const { ladder } = words;
  const ends = ({ interval: { low, high } }: HeldOut) =>
    [ladderValue(measure, low), ladderValue(measure, high)] as const;
  switch (refusal.kind) {
    case 'too-few':
      return ladder.tooFew(refusal.sizes, refusal.least);
    case 'missing-size':
      return ladder.missingSize(formatCount(refusal.size), ladder.missing[refusal.reason]);
    case 'missed':
      return ladder.missedBy(ladderValue(measure, refusal.heldOut.measured), ...ends(refusal.heldOut));
    case 'untested':
      return ladder.untested(...ends(refusal.heldOut));
    case 'too-far':
      return ladder.tooFar(formatNumber(refusal.octaves, 2), formatNumber(refusal.reach, 2));
    case 'more-tokens':
      return ladder.moreTokens(formatNumber(refusal.wanted, 2), formatNumber(refusal.measured, 2));
    case 'too-small':
      return ladder.tooSmall;
    case 'too-wide':
      return ladder.tooWide(ladderWidth(measure, refusal.width, words));
  }
}

/** An edge as a learning rate, a penalty in nats with its sign. */
export function ladderValue(measure: LadderMeasureName, value: number): string {
  switch (measure) {
    case 'edge':
      return formatEdge(10 ** value);
    case 'penalty':
      return formatNats(value, null);
    case 'largestLogit':
      return formatNumber(2 ** value, 2);
    case 'logZ':
      return formatNumber(value, 3);
  }
}

/** The width of an interval, in the unit in which it is judged. */
export function ladderWidth(measure: LadderMeasureName, width: number, { ladder }: Words): string {
  const text = formatNumber(width, 2);
  return measure === 'edge' ? ladder.decades(text) : measure === 'largestLogit' ? text : ladder.nats(text);
}

export function heldOutWords(
  measure: LadderMeasureName,
  { predicted, interval, measured, isHit }: HeldOut,
  { ladder }: Words,
): string {
  const [expected, low, high, found] = [predicted, interval.low, interval.high, measured].map((value) =>
    ladderValue(measure, value),
  );
  return ladder.heldOut(expected!, low!, high!, found!, isHit);
}
