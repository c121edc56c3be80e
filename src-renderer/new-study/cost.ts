// The cost of time at a price an hour, as a person typed it. Pure.
import type { PageWords } from '../words/words.ts';

type CostWords = PageWords['newStudyBefore'];

function priceOf(text: string): number | null {
  const price = Number(text.trim());
  return text.trim() === '' || !Number.isFinite(price) || price < 0 ? null : price;
}

export function priceProblem(text: string, words: CostWords): string | null {
  if (text.trim() === '' || priceOf(text) !== null) return null;
  return words.priceProblem(text);
}

/** In the currency of the price, rounded to two digits after the point, or more where it is small; null without a price. */
export function costOf(seconds: number, priceText: string): string | null {
  const price = priceOf(priceText);
  if (price === null) return null;
  const cost = (price * seconds) / 3600;
  return cost >= 0.1 || cost === 0 ? cost.toFixed(2) : String(Number(cost.toPrecision(2)));
}

/** Of a time that is known as a range. */
export function costRangeOf(
  { low, high }: { readonly low: number; readonly high: number },
  priceText: string,
  words: CostWords,
): string | null {
  const [from, to] = [costOf(low, priceText), costOf(high, priceText)];
  return from === null || from === to ? from : words.costs(from, to!);
}
