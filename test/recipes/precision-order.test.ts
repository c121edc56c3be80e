import { expect, test } from 'vitest';
import { bitsOfName, byPrecision } from '../../src-main/recipes/precision-order.ts';

test.each([
  ['fp32', 32],
  ['tf32', 19],
  ['bf16-mixed', 16],
  ['tensorwise', 8],
  ['mxfp8', 8],
  ['nvfp4', 4],
  ['FP8-hybrid', 8],
  ['torch.bfloat16', 16],
  ['mine', null],
])('the products of %s have %s bits', (name, bits) => {
  expect(bitsOfName(name)).toBe(bits);
});

test('recipes go from high to low precision: the baseline first and a control last among those as precise', () => {
  const order = byPrecision(
    ['fp8-unscaled', 'nvfp4', 'tensorwise', 'again', 'bf16-weights', 'bf16-mixed', 'fp32'],
    {
      first: ['bf16-mixed', 'again'],
      last: 'fp8-unscaled',
    },
  );
  expect(order).toEqual([
    'fp32',
    'bf16-mixed',
    'again',
    'bf16-weights',
    'tensorwise',
    'fp8-unscaled',
    'nvfp4',
  ]);
});

test('what a name says nothing about comes after what it does', () => {
  const options = { first: ['bf16'], last: null };
  expect(byPrecision(['mine', 'fp8', 'bf16'], options)).toEqual(['bf16', 'mine', 'fp8']);
  expect(byPrecision(['x', 'y'], options)).toEqual(['x', 'y']);
});
