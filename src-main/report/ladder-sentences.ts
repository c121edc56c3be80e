// What a ladder of sizes says, in sentences: how the held-out size came out, what is expected of a larger one, or why nothing is.
import type { HeldOut, LadderPrediction, LadderRefusal } from '../analysis/ladder/ladder.ts';
import type { LadderMeasureName } from '../analysis/ladder/measures.ts';
import { isRefusal, type RecipeLadder } from '../analysis/ladder/recipe-ladder.ts';
import type { Words } from './language/language.ts';
import { heldOutWords, ladderValue, ladderWidth } from './figures/ladder-values.ts';
import { formatCount, formatNumber } from './language/numbers.ts';

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
