// Recipes written as data against the presets, which are written otherwise.
import { describe, expect, test } from 'vitest';
import type { Rounding } from '../../src-main/formats/cast.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Scaling } from '../../src-main/formats/scaling.ts';
import { narrowestBits } from '../../src-main/recipes/precision-bits.ts';
import { RECIPES, recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { LINEAR_PATHS, precisionAt, SITES, withPrecision } from '../../src-main/recipes/sites.ts';
import { writtenRecipe } from '../../src-main/recipes/written.ts';
import { precisionOf } from '../../src-main/spec/spec.ts';
import { writtenDeepseek, writtenRowwiseGw, writtenTensorwise } from './by-hand.ts';
import fc from '../properties.ts';
import { FOUR_LAYERS, tinySpec } from '../sweep/tiny.ts';

/** What a spec makes of an entry, its name and summary aside. */
function inSpec(entry: object): Omit<Recipe, 'name' | 'summary'> {
  const spec = tinySpec({ model: FOUR_LAYERS, recipes: [entry] });
  return rest(precisionOf(spec, spec.recipes[0]!).stages[0]!.recipe);
}

function rest({ name: _, summary: __, ...others }: Recipe): Omit<Recipe, 'name' | 'summary'> {
  return others;
}

const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as object;

describe('a recipe that was written for a spec is the same in it', () => {
  test.each(RECIPES.map(({ name }) => name))('%s', (name) => {
    const recipe = recipeByName(name);
    expect(inSpec(json(writtenRecipe(recipe, 'mine')))).toEqual(rest(recipe));
  });

  test('as are recipes of any precisions', () => {
    const cast = fc.record({
      format: fc.constantFrom('bf16', 'fp16', 'e4m3fn', 'e5m2', 'e2m1', 'e7m0', 'e3m10').map(parseFormat),
      rounding: fc.constantFrom<Rounding>('nearest-even', 'toward-zero', 'stochastic'),
      overflow: fc.constantFrom('saturate' as const, 'format' as const),
      subnormals: fc.constantFrom('keep' as const, 'flush' as const),
    });
    const size = fc.integer({ min: 1, max: 300 });
    const scaling: fc.Arbitrary<Scaling> = fc.oneof(
      fc.constant({ kind: 'none' as const }),
      fc.boolean().map((powerOfTwo) => ({ kind: 'tensor' as const, powerOfTwo })),
      fc.boolean().map((powerOfTwo) => ({ kind: 'row' as const, powerOfTwo })),
      fc.tuple(size, size).map(([along, across]) => ({ kind: 'block' as const, along, across })),
      fc.tuple(size, fc.constantFrom('up' as const, 'floor' as const)).map(([block, exponent]) => ({
        kind: 'mx' as const,
        block,
        exponent,
      })),
      fc.tuple(size, fc.constantFrom('max' as const, 'most-recent' as const)).map(([history, algorithm]) => ({
        kind: 'delayed' as const,
        history,
        algorithm,
        margin: history % 17,
      })),
    );
    const precision = fc
      .record({ cast, scaling })
      .map((any): Precision =>
        any.cast.format.exponentBits === 8 ? { ...any, scaling: { kind: 'none' } } : any,
      );
    const site = fc.tuple(fc.constantFrom(...SITES), fc.option(precision));
    const base = fc.constantFrom(...RECIPES);
    const scale = fc.option(
      fc.record({
        kind: fc.constant('dynamic' as const),
        initial: fc.integer({ min: 0, max: 24 }).map((exponent) => 2 ** exponent),
        growthInterval: fc.integer({ min: 1, max: 1_000_000 }),
      }),
    );
    fc.assert(
      fc.property(base, base, fc.array(site), fc.boolean(), scale, (of, edge, sites, hasEdges, lossScale) => {
        const fitting = sites.filter(
          ([{ scalings }, value]) => value === null || scalings.includes(value.scaling.kind),
        );
        const recipe: Recipe = {
          ...fitting.reduce((changed, [{ path }, value]) => withPrecision(changed, path, value), of),
          edgeLayers: hasEdges ? { first: 1, last: 2, linear: edge.linear } : null,
          accumulation: hasEdges ? null : { bits: 14, promoteEvery: 128 },
          hadamard: hasEdges ? null : 16,
          lossScale: hasEdges ? 2 : lossScale,
        };
        expect(inSpec(json(writtenRecipe(recipe, 'mine')))).toEqual(rest(recipe));
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['tensorwise', writtenTensorwise],
  ['rowwise-gw-hp', writtenRowwiseGw],
  ['deepseek-block', writtenDeepseek],
])('%s as its definition is written by hand', (name, written) => {
  expect(inSpec(written)).toEqual(rest(recipeByName(name)));
});

test('a site that is set is set, and no other', () => {
  const e3m2: Precision = {
    cast: { format: parseFormat('e3m2'), rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep' },
    scaling: { kind: 'none' },
  };
  for (const { path } of SITES) {
    const changed = withPrecision(recipeByName('nvfp4'), path, e3m2);
    for (const { path: other } of SITES) {
      expect(precisionAt(changed, other)).toEqual(
        other === path ? e3m2 : precisionAt(recipeByName('nvfp4'), other),
      );
    }
    const again = inSpec({ name: 'mine', extends: 'nvfp4', [path]: 'e3m2' });
    expect(again).toEqual(rest(changed));
  }
  expect(SITES).toHaveLength(2 * LINEAR_PATHS.length + 3 + 10);
});

test('the narrowest site is found wherever it is', () => {
  expect(narrowestBits(recipeByName('fp32'))).toBe(32);
  expect(narrowestBits(recipeByName('tf32'))).toBe(19);
  expect(narrowestBits(recipeByName('bf16-weights'))).toBe(16);
  expect(narrowestBits(recipeByName('fp8-optimizer'))).toBe(8);
  const edges = { first: 1, last: 0, linear: recipeByName('nvfp4').linear };
  expect(narrowestBits({ ...recipeByName('bf16-mixed'), edgeLayers: edges })).toBe(4);
});
