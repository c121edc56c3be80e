// The rule of a dynamic loss scale, as torch.amp.GradScaler has it, within its bounds.
import { describe, expect, test } from 'vitest';
import { checkLossScale, isSkipped, nextScale } from '../../src-main/recipes/loss-scale.ts';

/** Scales of steps of which these overflowed. */
function scalesOf(overflows: readonly boolean[], initial: number, growthInterval: number) {
  let state = { scale: initial, goodSteps: 0 };
  return overflows.map((overflowed) => {
    const { scale } = state;
    state = nextScale(state, isSkipped(scale, overflowed), growthInterval);
    return scale;
  });
}

const [bad, good] = [true, false];

describe('a dynamic loss scale', () => {
  test('halves after an overflow, and doubles after so many steps in a row without one', () => {
    expect(scalesOf([bad, good, good, good, good], 64, 3)).toEqual([64, 32, 32, 32, 64]);
    expect(scalesOf([good, good, bad, good, good, good, good], 64, 3)).toEqual([64, 64, 64, 32, 32, 32, 64]);
    expect(scalesOf([good, good, good], 4, 1)).toEqual([4, 8, 16]);
  });

  test('does not leave its bounds', () => {
    expect(scalesOf([good, good, good], 2 ** 23, 1)).toEqual([2 ** 23, 2 ** 24, 2 ** 24]);
    expect(scalesOf([bad, bad, good, good], 2, 2)).toEqual([2, 1, 1, 2]);
  });

  test('skips the step of an overflow, unless no smaller scale could help', () => {
    expect(isSkipped(2, bad)).toBe(true);
    expect(isSkipped(2, good)).toBe(false);
    expect(isSkipped(1, bad)).toBe(false);
  });
});

test.each([
  [
    { initial: 3, growthInterval: 1 },
    'lossScale.initial is 3; it must be a power of two from 1 to 16777216.',
  ],
  [{ initial: 4, growthInterval: 0 }, 'lossScale.growthInterval is 0; it must be a whole number from 1 on.'],
  [
    { initial: 4, growthInterval: 1.5 },
    'lossScale.growthInterval is 1.5; it must be a whole number from 1 on.',
  ],
])('%o is no dynamic loss scale', (given, told) => {
  expect(() => checkLossScale({ kind: 'dynamic', ...given })).toThrow(told);
});
