import { expect, test } from 'vitest';
import { scaled } from '../../src-renderer/study/scaled-range.ts';

const ASSUMED = { low: 1, value: 2, high: 4 };
const FACTS = { least: 0, most: 100, assumed: ASSUMED };

test('the ends of a range keep their proportion to what is set', () => {
  expect(scaled(ASSUMED, 10, FACTS)).toEqual({ low: 5, value: 10, high: 20 });
});

test('typing 0.5 by way of 0 ends where typing it at once does', () => {
  // The range before the first key is what is scaled, not the one that 0 has made of it.
  const typed = ['0', '0.5'].map((text) => scaled(ASSUMED, Number(text), FACTS));
  expect(typed.at(-1)).toEqual({ low: 0.25, value: 0.5, high: 1 });
});

test('a range that is all 0 takes the proportion of what is assumed, or has none', () => {
  const nothing = { low: 0, value: 0, high: 0 };
  expect(scaled(nothing, 10, FACTS)).toEqual({ low: 5, value: 10, high: 20 });
  expect(scaled(nothing, 10, { ...FACTS, assumed: null })).toEqual({ low: 10, value: 10, high: 10 });
});

test('ends stay within what makes sense', () => {
  expect(scaled(ASSUMED, 80, FACTS)).toEqual({ low: 40, value: 80, high: 100 });
});
