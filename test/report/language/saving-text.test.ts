// A saving in words, by hand: which side it is on, and the order of the ends of a range.
import { expect, test } from 'vitest';
import { ENGLISH, wordsOf } from '../../../src-main/report/language/language.ts';
import {
  savingIntervalText,
  savingRangeText,
  savingText,
} from '../../../src-main/report/language/saving-text.ts';

test.each([
  [0.13, '13 % cheaper', '13%割安'],
  [-0.44, '44 % more expensive', '44%割高'],
  [-2.5, '250 % more expensive', '250%割高'],
  [-0.002, '<1 % more expensive', '<1%割高'],
])('a saving of %d is told without a minus', (saving, english, japanese) => {
  expect(savingText(saving, ENGLISH)).toBe(english);
  expect(savingText(saving, wordsOf('ja'))).toBe(japanese);
});

test.each([
  [0.08, 0.3, '8 to 30 % cheaper', '8〜30%割安'],
  [-0.08, 0.3, '8 % more expensive to 30 % cheaper', '8%割高〜30%割安'],
  [-0.7, -0.1, '10 to 70 % more expensive', '10〜70%割高'],
  [-0.7, 0, '0 to 70 % more expensive', '0〜70%割高'],
  [0, 0.3, '0 to 30 % cheaper', '0〜30%割安'],
])('an interval from %d to %d names the side of each end', (low, high, english, japanese) => {
  expect(savingIntervalText({ low, high }, ENGLISH)).toBe(english);
  expect(savingIntervalText({ low, high }, wordsOf('ja'))).toBe(japanese);
});

test('the ends of a range that has a direction keep their order', () => {
  expect(savingRangeText(0.16, -0.06, ENGLISH)).toBe('16 % cheaper to 6 % more expensive');
  expect(savingRangeText(-0.7, -0.1, ENGLISH)).toBe('70 to 10 % more expensive');
});
