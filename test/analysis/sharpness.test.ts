// The closed form of sharpness against all corners of the box, and against the formula at zero logits.
import { expect, test } from 'vitest';
import { crossEntropy, sharpness } from '../../src-main/analysis/sharpness.ts';

test('no corner of the box has a higher loss than the closed form uses', () => {
  const examples = [
    { logits: [0.3, -1.2, 2, 0.1, -0.4], target: 2, epsilon: 0.1 },
    { logits: [5, -5], target: 1, epsilon: 0.5 },
    { logits: [-3, 0, 0, 4, 1, 1, -2, 7], target: 0, epsilon: 1e-3 },
    { logits: [1], target: 0, epsilon: 0.2 },
  ];
  for (const { logits, target, epsilon } of examples) {
    let highest = -Infinity;
    for (let corner = 0; corner < 2 ** logits.length; corner++) {
      const moved = logits.map((z, i) => z + ((corner >> i) & 1 ? 1 : -1) * epsilon * (Math.abs(z) + 1));
      highest = Math.max(highest, crossEntropy(moved, target));
    }
    const loss = crossEntropy(logits, target);
    expect(sharpness(logits, target, epsilon)).toBeCloseTo((100 * (highest - loss)) / (1 + loss), 10);
  }
});

test('at zero logits it is 200 epsilon (1 - 1/V) / (1 + ln V) to first order', () => {
  for (const size of [2, 28, 256]) {
    const expected = (200 * 1e-6 * (1 - 1 / size)) / (1 + Math.log(size));
    expect(sharpness(new Float32Array(size), 1, 1e-6) / expected).toBeCloseTo(1, 5);
  }
});

test('a loss is known by hand: ln 2 for two equal logits, ln(1 + e) for logits 0 and 1 at the first', () => {
  expect(crossEntropy([3, 3], 0)).toBeCloseTo(Math.LN2, 14);
  expect(crossEntropy([0, 1], 0)).toBeCloseTo(Math.log(1 + Math.E), 14);
});

test('logits of a thousand do not overflow', () => {
  expect(crossEntropy([1000, 0], 1)).toBe(1000);
  expect(sharpness([1000, 0], 0, 0.5)).toBeGreaterThanOrEqual(0);
});
