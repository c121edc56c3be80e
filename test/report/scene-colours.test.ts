// Whether the stack is told apart without colour vision and on a poor projector. Simulations: Machado, Oliveira and Fernandes (2009),
// severity 1; distance: CIE76 in Lab under D65; contrast: WCAG 2.2, 1.4.11 asks 3:1 of what a graphic needs to be understood.
import { describe, expect, test } from 'vitest';
import { SHADE, mixed } from '../../src-main/report/figures/scene/sides.ts';
import { THEMES } from '../../src-main/report/figures/theme.ts';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const VISION: Readonly<Record<string, Matrix>> = {
  'full colour vision': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: Matrix, [r, g, b]: Triple): Triple =>
  matrix.map(([x, y, z]) => x * r + y * g + z * b) as unknown as Triple;
const linear = (colour: string): Triple =>
  [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
const seen = (colour: string, vision: Matrix): Triple =>
  times(vision, linear(colour)).map((channel) => Math.min(1, Math.max(0, channel))) as unknown as Triple;

const XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

function lab(rgb: Triple): Triple {
  const [x, y, z] = times(XYZ, rgb);
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const distance = (a: Triple, b: Triple) =>
  Math.hypot(...lab(a).map((value, index) => value - lab(b)[index]!));
const brightness = (rgb: Triple) => times(XYZ, rgb)[1];
const contrast = (a: Triple, b: Triple) => {
  const [low, high] = [brightness(a), brightness(b)].sort((one, other) => one - other);
  return (high! + 0.05) / (low! + 0.05);
};

test('the measures are right: black on white is 21:1 and 100 apart; red and green are nearer without red or green cones', () => {
  expect(contrast(linear('#000000'), linear('#ffffff'))).toBeCloseTo(21, 3);
  expect(distance(linear('#000000'), linear('#ffffff'))).toBeCloseTo(100, 1);
  const apart = (vision: string) =>
    distance(seen('#c00000', VISION[vision]!), seen('#007000', VISION[vision]!));
  expect(apart('deuteranopia')).toBeLessThan(apart('full colour vision') / 3);
});

describe.each(['light', 'dark'] as const)('in the %s theme', (name) => {
  const { trains, lost, plate, background, ink, edgeCasing } = THEMES[name];
  test.each(Object.entries(VISION))(
    'what trains, what is lost and what fails are told apart by %s',
    (_, vision) => {
      for (const [a, b] of [
        [trains, lost],
        [lost, plate],
        [trains, plate],
      ] as const) {
        expect(distance(seen(a, vision), seen(b, vision)), `${a} ${b}`).toBeGreaterThan(30);
        expect(contrast(seen(a, vision), seen(b, vision)), `${a} ${b}`).toBeGreaterThan(2);
      }
    },
  );

  test('tops have a contrast of 3:1, so that a picture in grey tells them apart', () => {
    for (const [a, b] of [
      [trains, lost],
      [lost, plate],
      [trains, plate],
      [trains, background],
      [lost, background],
    ] as const) {
      expect(contrast(linear(a), linear(b)), `${a} ${b}`).toBeGreaterThan(2.99);
    }
  });

  test('the outline stands out from everything it lies on by itself or by its casing', () => {
    for (const under of [trains, lost, plate]) {
      const best = Math.max(
        contrast(linear(ink), linear(under)),
        contrast(linear(edgeCasing), linear(under)),
      );
      expect(best, under).toBeGreaterThan(3);
    }
  });

  test('a wall is darker than the top of its block, and no wall looks like the top of another kind', () => {
    for (const [kind, others] of [
      [trains, [lost, plate]],
      [lost, [trains, plate]],
    ] as const) {
      for (const axis of [0, 2] as const) {
        const wall = linear(mixed(kind, '#000000', 1 - SHADE[axis]));
        expect(brightness(wall)).toBeLessThan(brightness(linear(kind)));
        for (const other of others) expect(distance(wall, linear(other)), other).toBeGreaterThan(20);
      }
    }
  });
});
