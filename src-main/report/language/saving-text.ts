// What a recipe costs against the baseline in words: how much cheaper or more expensive, never a saving with a minus. Pure; the
// words are those of the language.
import type { Interval } from '../../analysis/statistics/interval.ts';
import type { Words } from './language.ts';
import { formatPercent } from './numbers.ts';

export type CostSide = 'cheaper' | 'dearer';

/** `saving`: a share of what the baseline costs, negative where the recipe costs more. "44 % more expensive" */
export function savingText(saving: number, { decision: text }: Words): string {
  return text.difference(formatPercent(Math.abs(saving)), sideOf(saving));
}

/** From one saving to another, in this order: "8 % more expensive to 30 % cheaper". An end of 0 is on the side of the other. */
export function savingRangeText(from: number, to: number, { decision: text }: Words): string {
  const side = (own: number, other: number) => sideOf(own === 0 ? other : own);
  return text.differenceRange(
    formatPercent(Math.abs(from)),
    side(from, to),
    formatPercent(Math.abs(to)),
    side(to, from),
  );
}

/** Its ends on one side go from the smaller to the larger difference: "10 to 70 % more expensive". */
export function savingIntervalText({ low, high }: Interval, words: Words): string {
  return high <= 0 ? savingRangeText(high, low, words) : savingRangeText(low, high, words);
}

function sideOf(saving: number): CostSide {
  return saving < 0 ? 'dearer' : 'cheaper';
}
