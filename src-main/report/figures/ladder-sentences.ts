// What a ladder of sizes says, in sentences: how the held-out size came out, what is expected of a larger one, or why nothing is.
import type { HeldOut, LadderPrediction, LadderRefusal } from '../../analysis/ladder/ladder.ts';
import type { LadderMeasureName } from '../../analysis/ladder/measures.ts';
import {
  isRefusal,
  predictFor,
  type RecipeLadder,
  type StudyLadder,
} from '../../analysis/ladder/recipe-ladder.ts';
import type { Words } from '../language/language.ts';
import { heldOutWords, ladderValue, ladderWidth } from './ladder-values.ts';
import { formatCount, formatNumber } from '../language/numbers.ts';

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

function refusalReason(measure: LadderMeasureName, refusal: LadderRefusal, words: Words): string {
  const { ladder } = words;
  const ends = ({ interval: { low, high } }: HeldOut) =>
    [ladderValue(measure, low), ladderValue(measure, high)] as const;
  switch (refusal.kind) {
    case 'too-few':
      return ladder.tooFew(refusal.sizes, refusal.least);
    case 'largest-missing':
      return ladder.largestMissing[refusal.reason];
    case 'missed':
      return ladder.missedBy(ladderValue(measure, refusal.heldOut.measured), ...ends(refusal.heldOut));
    case 'untested':
      return ladder.untested(...ends(refusal.heldOut));
    case 'too-far':
      return ladder.tooFar(formatNumber(refusal.octaves, 2), formatNumber(refusal.reach, 2));
    case 'too-small':
      return ladder.tooSmall;
    case 'too-wide':
      return ladder.tooWide(ladderWidth(measure, refusal.width, words));
  }
}
