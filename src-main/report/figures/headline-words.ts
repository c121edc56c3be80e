// The parts of a headline in words: how far the edge lies from the baseline's, failures, penalty, share of the region. The sentences, the
// maps and the terminal say them alike.
import type { GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import type { Interval } from '../../analysis/statistics/interval.ts';
import type { Headline } from '../../analysis/headline/headline.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import type { Words } from '../language/language.ts';
import { rowCountShort } from '../language/row-text.ts';
import {
  finiteInterval,
  formatChance,
  formatDecades,
  formatNats,
  formatNatsLimit,
  formatPercent,
  formatPercentInterval,
} from '../language/numbers.ts';

/**
 * Shift, failures, penalty and region of a recipe that has a headline, in this order. `failuresIn` says how failures are told: in a
 * sentence, or shorter over a map.
 */
export function headlineParts(
  { headline }: RecipeMap,
  analysis: GridAnalysis,
  words: Words,
  failuresIn: Words['sentences']['failures'] = words.sentences.failures,
): string[] {
  if (headline === null) return [];
  return [
    shiftPart(headline, analysis.rowSetting, words),
    failuresPart(headline, analysis, words, failuresIn),
    penaltyPart(headline, words),
    regionPart(headline, analysis.baseline, words),
  ];
}

export function shiftPart({ shift }: Headline, rowSetting: RowSetting, words: Words): string {
  const { sentences } = words;
  const { decades, bound, rows, rowsOutside } = shift;
  const outside =
    rowsOutside > 0 && rowsOutside < rows
      ? sentences.rowsOutside(rowsOutside, rowCountShort(rowSetting, rows, words))
      : '';
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
export function openInterval({ low, high }: Interval, { sentences, numbers }: Words): string {
  if (Number.isFinite(low) && Number.isFinite(high)) {
    return numbers.range(formatDecades(low), formatDecades(high));
  }
  if (Number.isFinite(high)) return sentences.orLess(formatDecades(high));
  return Number.isFinite(low) ? sentences.orMore(formatDecades(low)) : sentences.anything;
}

function failuresPart(
  { failures }: Headline,
  { baseline, thresholds }: GridAnalysis,
  { sentences, numbers }: Words,
  failuresIn: Words['sentences']['failures'],
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
  return failuresIn(recipeOnly, pairs, baseline, twinOnly, chance);
}

function penaltyPart({ penalty: { nats, interval } }: Headline, { sentences }: Words): string {
  if (nats === null) return sentences.noPenalty;
  const half = interval && (interval.high - interval.low) / 2;
  return sentences.penalty(formatNats(nats, half), half === null ? null : formatNatsLimit(half));
}

export function regionPart({ region }: Headline, baseline: string, words: Words): string {
  const { sentences, numbers } = words;
  const { share, interval, isCut } = region;
  if (share === null || !Number.isFinite(share)) return sentences.noRegion(baseline);
  const percent = (part: number) => numbers.percent(formatPercent(part));
  const range = finiteInterval(interval)
    ? formatPercentInterval(interval!, words)
    : interval && sentences.orMore(percent(interval.low));
  return (
    sentences.region(percent(share), range, Math.round(100 * share) <= 100) +
    (isCut ? sentences.cutByGrid : '')
  );
}
