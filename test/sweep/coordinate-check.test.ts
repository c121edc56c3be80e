// The coordinate check: what theory says of the three parametrisations shows at small widths, and what cannot be built is refused.
import { expect, test } from 'vitest';
import type { Coordinate } from '../../src-main/engine/coordinates.ts';
import { checkCoordinates, type CoordinateCheck } from '../../src-main/sweep/coordinate-check.ts';
import { TINY, tinySpec } from './tiny.ts';

const REQUEST = { widths: [64, 16], steps: 8, learningRate: 0.02 };
const spec = tinySpec({
  model: { ...TINY.model, context: 16, initialStandardDeviation: 0.1 },
  batchSizes: [8],
  seeds: 3,
});

const growth = ({ slopes }: CoordinateCheck, parametrisation: string, coordinate: Coordinate) =>
  slopes.find(
    (slope) =>
      slope.parametrisation === parametrisation &&
      slope.coordinate === coordinate &&
      slope.measure === 'change',
  )!.growth!;

test('what layers add and the logits move further in wider models, but not under muP and muS', async () => {
  const check = await checkCoordinates(spec, REQUEST);
  expect(check).toMatchObject({ widths: [16, 64], baseWidth: 16, seeds: [0, 1, 2], batchSize: 8 });
  expect(check.rows).toHaveLength(3 * 2 * 3 * 9 * 5);
  for (const coordinate of ['attention output', 'MLP output', 'logits'] as const) {
    expect([coordinate, growth(check, 'standard', coordinate).slope > 0.4]).toEqual([coordinate, true]);
    for (const name of ['mup', 'mus'])
      expect([name, coordinate, Math.abs(growth(check, name, coordinate).slope) < 0.35]).toEqual([
        name,
        coordinate,
        true,
      ]);
  }
  // At the base width muP is the standard parametrisation.
  const base = check.rows.filter(({ width }) => width === 16);
  const of = (name: string) =>
    base.filter(({ parametrisation }) => parametrisation === name).map(({ size, change }) => [size, change]);
  expect(of('mup')).toEqual(of('standard'));
});

test('SGD, for which unit scaling has no rule, is checked without it; a spec under unit scaling is checked in all', async () => {
  const one = { widths: [8, 16], steps: 1, learningRate: null };
  const parametrisationsOf = async (changes: Record<string, unknown>) => {
    const check = await checkCoordinates(tinySpec({ seeds: 1, ...changes }), one);
    return [...new Set(check.rows.map(({ parametrisation }) => parametrisation))];
  };
  expect(await parametrisationsOf({ optimizer: { kind: 'sgd' } })).toEqual(['standard', 'mup']);
  const model = { ...TINY.model, parametrisation: 'mus', baseWidth: 8 };
  expect(await parametrisationsOf({ model })).toEqual(['standard', 'mup', 'mus']);
});

test('Muon, which has no muP, is refused in a sentence', async () => {
  await expect(checkCoordinates(tinySpec({ optimizer: { kind: 'muon' } }), REQUEST)).rejects.toThrow(
    'optimizer.kind is "muon"; it must be "adamw" or "sgd" for the coordinate check.',
  );
});

test('a width that the model cannot have is refused in a sentence', async () => {
  await expect(checkCoordinates(spec, { ...REQUEST, widths: [16, 17] })).rejects.toThrow(
    'A model of width 17 cannot be had from this spec: its heads must be a divisor of width, 17.',
  );
});
