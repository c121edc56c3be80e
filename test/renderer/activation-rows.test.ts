// The rows of the table of activations.
import { expect, test } from 'vitest';
import { activationRows } from '../../src-renderer/study/activation-rows.ts';

const steps = [0, 5];

test('rows go layer by layer, the head last, each with its values over the steps', () => {
  const rows = activationRows({
    steps,
    statistics: [
      { measure: 'kurtosis', of: 'qkv', layers: 2, values: Float32Array.of(3, 4, 5, 6) },
      { measure: 'kurtosis', of: 'head', layers: 1, values: Float32Array.of(8, 7) },
      { measure: 'largestLogit', of: 'attention', layers: 2, values: Float32Array.of(-1, 0, 1, -2) },
    ],
  });
  expect(rows.map(({ layer, of, values }) => [layer, of, values])).toEqual([
    [0, 'qkv', [3, 5]],
    [0, 'attention', [-1, 1]],
    [1, 'qkv', [4, 6]],
    [1, 'attention', [0, -2]],
    [null, 'head', [8, 7]],
  ]);
  expect(rows.at(-1)).toMatchObject({ lowest: 7, highest: 8 });
});

test('NaN and Inf are in the values, not in the lowest and highest', () => {
  const of = (...values: number[]) =>
    activationRows({
      steps,
      statistics: [{ measure: 'peak', of: 'qkv', layers: 1, values: Float32Array.of(...values) }],
    })[0]!;
  expect(of(NaN, 2)).toMatchObject({ values: [NaN, 2], lowest: 2, highest: 2 });
  expect(of(NaN, Infinity)).toMatchObject({ lowest: NaN, highest: NaN });
});
