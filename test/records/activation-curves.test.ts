// Statistics of activations as the curves that a study keeps, there and back.
import { expect, test } from 'vitest';
import {
  fromActivationCurves,
  isOfActivations,
  toActivationCurves,
} from '../../src-main/records/activation-curves.ts';

const KURTOSIS = { measure: 'kurtosis', of: 'mlp-down', values: Float32Array.of(3, 40, 3.5, NaN) };
const LOGIT = { measure: 'largestLogit', of: 'attention', values: Float32Array.of(1, 2, 3, 4) };

test('curves say again what they were made of, and how many layers there are', () => {
  const curves = toActivationCurves([0, 20], [KURTOSIS, LOGIT]);
  expect(fromActivationCurves({ loss: Float32Array.of(1), ...curves })).toEqual({
    steps: [0, 20],
    statistics: [
      { ...KURTOSIS, layers: 2 },
      { ...LOGIT, layers: 2 },
    ],
  });
  expect(Object.keys(curves).every(isOfActivations)).toBe(true);
  expect(isOfActivations('loss')).toBe(false);
});

test('a run of which nothing was counted, or one of an older study, has none', () => {
  expect(toActivationCurves([], [])).toEqual({});
  expect(fromActivationCurves({ loss: Float32Array.of(1, 2) })).toBeNull();
});

test('a curve whose values are not those of whole steps is refused by name', () => {
  const curves = toActivationCurves([0, 20], [{ ...KURTOSIS, values: Float32Array.of(1, 2, 3) }]);
  expect(() => fromActivationCurves(curves)).toThrow('activations/kurtosis/mlp-down');
});
