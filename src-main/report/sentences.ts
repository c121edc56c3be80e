// The result of a study in plain sentences: a headline for each recipe, in the order shift, failures, penalty, region; then what the
// study could have seen. The words are those of the language; the numbers come from the analysis.
import { isComplete } from '../analysis/complete.ts';
import type { GridAnalysis, Interval, RecipeMap } from '../analysis/grid.ts';
import type { Headline } from '../analysis/headline/headline.ts';
import type { LeftOut } from '../analysis/headline/pairs.ts';
import {
  finiteInterval,
  formatChance,
  formatDecades,
  formatNats,
  formatPercent,
  formatPercentInterval,
} from './figures/numbers.ts';
import { recipeName } from './figures/recipe-name.ts';
import { ENGLISH, type Words } from './language/language.ts';

/** "tensorwise: edge 0.05 decades lower (−0.20 to 0.11); 2 of 72 runs fail that train in bf16-mixed (p = 0.5); ..." */
export function resultSentence(map: RecipeMap, analysis: GridAnalysis, words: Words = ENGLISH): string {
  const { sentences, numbers } = words;
  const { baseline } = analysis;
  const name = recipeName(map.recipe, analysis, words);
  if (!hasFinished(map)) return sentences.notFinished(name);
  const base = analysis.recipes.find(({ recipe }) => recipe === baseline);
  if (map.headline === null || base === undefined || !hasFinished(base)) {
    return sentences.noBaselineRun(name, baseline);
  }
  const parts = headlineParts(map, base, analysis, words);
  const headline = sentences.headline(name, parts, isComplete(map, analysis));
  const leftOut = leftOutParts(map.headline.leftOut, words);
  return leftOut.length === 0 ? headline : numbers.sentences([headline, sentences.leftOut(leftOut)]);
}

/**
 * One for every recipe that is compared with the baseline, a positive control last. What a negative control is there for is told by
 * `visibilitySentences`.
 */
export function resultSentences(analysis: GridAnalysis, words: Words = ENGLISH): string[] {
  const { baseline, visibility } = analysis;
  const isLast = ({ recipe }: RecipeMap) => Number(recipe === visibility.positive);
  return analysis.recipes
    .filter(({ recipe }) => recipe !== baseline && recipe !== visibility.negative)
    .toSorted((a, b) => isLast(a) - isLast(b))
    .map((map) => resultSentence(map, analysis, words));
}

/** What the study could have seen; nothing where there is nothing to compare. */
export function visibilitySentences(analysis: GridAnalysis, words: Words = ENGLISH): string[] {
  const { sentences } = words;
  const { baseline, visibility, recipes } = analysis;
  const { negative, positive, couldHaveSeen, positiveControl, seenBy } = visibility;
  if (recipes.every(({ recipe }) => recipe === baseline)) return [];
  if (negative === null && positive === null) return [sentences.noControls];
  const { shift, penalty } = couldHaveSeen;
  const limits =
    negative === null
      ? sentences.noNegative
      : shift === null && penalty === null
        ? sentences.unknownLimits(negative)
        : sentences.notSeenBelow(
            shift === null ? null : shift.toFixed(2),
            penalty === null ? null : formatNats(penalty, penalty).replace('+', ''),
          );
  if (positive === null) return [limits, sentences.noPositive];
  const control = recipes.find(({ recipe }) => recipe === positive);
  const isFinal = control !== undefined && isComplete(control, analysis);
  return [
    limits,
    positiveControl === 'seen'
      ? sentences.seen(positive, baseline, seenBy)
      : sentences.missed(positive, baseline, isFinal),
  ];
}

function headlineParts(map: RecipeMap, base: RecipeMap, analysis: GridAnalysis, words: Words): string[] {
  const headline = map.headline!;
  return [
    shiftPart(headline, words),
    failuresPart(headline, analysis, words),
    penaltyPart(headline, words),
    regionPart(headline, map.inferred.length + base.inferred.length, base.recipe, words),
  ];
}

export function shiftPart({ shift }: Headline, words: Words): string {
  const { sentences } = words;
  const { decades, bound, rows, rowsOutside } = shift;
  const outside = rowsOutside > 0 && rowsOutside < rows ? sentences.rowsOutside(rowsOutside, rows) : '';
  if (decades === null || bound === 'none') return sentences.unknownShift;
  const interval = shift.interval && openInterval(shift.interval, words);
  const [size, way] = [Math.abs(decades).toFixed(2), decades < 0 ? 'lower' : 'higher'] as const;
  const isOutward = bound === (decades < 0 ? 'most' : 'least');
  const tell =
    bound === 'both' ? sentences.shift : isOutward ? sentences.shiftAtLeast : sentences.shiftAtMost;
  const isNone = bound === 'both' && Number(size) === 0;
  return (isNone ? sentences.noShift(interval) : tell(size, way, interval)) + outside;
}

/** "−0.20 to 0.11", "−0.40 or less" */
function openInterval({ low, high }: Interval, { sentences, numbers }: Words): string {
  if (Number.isFinite(low) && Number.isFinite(high)) {
    return numbers.range(formatDecades(low), formatDecades(high));
  }
  if (Number.isFinite(high)) return sentences.orLess(formatDecades(high));
  return Number.isFinite(low) ? sentences.orMore(formatDecades(low)) : sentences.anything;
}

export function failuresPart(
  { failures }: Headline,
  { baseline, thresholds }: GridAnalysis,
  { sentences, numbers }: Words,
): string {
  const { pairs, recipeOnly, twinOnly, p, interval, told } = failures;
  if (pairs === 0) return sentences.noPairs(baseline);
  const missed = interval === null ? null : sentences.atMost(numbers.percent(formatPercent(interval.high)));
  const chance =
    recipeOnly + twinOnly === 0 && missed !== null
      ? missed
      : told === 'not-told' && p <= 1 - thresholds.confidence
        ? sentences.chanceOfDependent(formatChance(p))
        : sentences.chance(formatChance(p));
  return sentences.failures(recipeOnly, pairs, baseline, twinOnly, chance);
}

export function penaltyPart({ penalty: { nats, interval } }: Headline, { sentences }: Words): string {
  if (nats === null) return sentences.noPenalty;
  const half = interval && (interval.high - interval.low) / 2;
  return sentences.penalty(formatNats(nats, half), half === null ? null : formatNats(half, half).slice(1));
}

function regionPart({ region }: Headline, inferred: number, baseline: string, words: Words): string {
  const { sentences, numbers } = words;
  const { share, interval, isCut } = region;
  if (share === null || !Number.isFinite(share)) return sentences.noRegion(baseline);
  const range = finiteInterval(interval);
  return (
    sentences.region(
      numbers.percent(formatPercent(share)),
      range && formatPercentInterval(range, words),
      share <= 1,
    ) +
    (isCut ? sentences.cutByGrid : '') +
    (inferred > 0 ? sentences.inferred(inferred) : '')
  );
}

function leftOutParts({ unjudged, failed, notRun, noTwin }: LeftOut, { sentences }: Words): string[] {
  return [
    unjudged > 0 && sentences.unjudged(unjudged),
    failed > 0 && sentences.failedOutside(failed),
    notRun > 0 && sentences.notRun(notRun),
    noTwin > 0 && sentences.noTwin(noTwin),
  ].filter((part) => part !== false);
}

function hasFinished({ cells }: RecipeMap): boolean {
  return cells.some((row) => row.some(({ finished }) => finished > 0));
}
