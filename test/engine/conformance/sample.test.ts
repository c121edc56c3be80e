// The sample of recipes leaves out nothing that a preset, or a recipe at all, can ask of a device.
import { expect, test } from 'vitest';
import type { OperationKind } from '../../../src-main/engine/program.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import { RECIPES } from '../../../src-main/recipes/presets.ts';
import type { Recipe } from '../../../src-main/recipes/recipe.ts';
import { SAMPLE } from './sample.ts';

const isPrecision = (value: object): value is Precision => 'cast' in value && 'scaling' in value;

/** Every site of a recipe by its path, e.g. `linear.forward.weight`. */
function sites(part: object, path = ''): [string, Precision | null][] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]): [string, Precision | null][] => {
    const at = path === '' ? key : `${path}.${key}`;
    if (value === null) return [[at, null]];
    if (typeof value !== 'object') return [];
    return isPrecision(value) ? [[at, value]] : sites(value, at);
  });
}

const sampled = SAMPLE.map(({ recipe }) => recipe);

/** A way of scaling with its settings, and how values are rounded under it. */
function waysOf(recipes: readonly Recipe[]): Set<string> {
  return new Set(
    recipes.flatMap((recipe) =>
      sites(recipe).flatMap(([, precision]) =>
        precision ? [JSON.stringify([precision.scaling, precision.cast.rounding])] : [],
      ),
    ),
  );
}

test('every way of scaling and rounding of the presets is in the sample', () => {
  const known = waysOf(sampled);
  expect([...waysOf(RECIPES)].filter((way) => !known.has(way))).toEqual([]);
});

test('every site of a recipe is rounded by one of the sample, and sums are narrow in one', () => {
  const all = sampled.flatMap((recipe) => sites(recipe));
  const rounded = new Set(all.flatMap(([site, precision]) => (precision ? [site] : [])));
  const whole = ['edgeLayers', 'accumulation', 'hadamard', 'lossScale'];
  expect(all.filter(([site]) => !rounded.has(site) && !whole.includes(site))).toEqual([]);
  expect(sampled.some(({ accumulation }) => accumulation !== null)).toBe(true);
  expect(sampled.some(({ lossScale }) => lossScale !== null)).toBe(true);
  expect(sampled.some(({ edgeLayers }) => edgeLayers !== null)).toBe(true);
});

test('every kind of operation is in the sample', () => {
  const all: Record<OperationKind, true> = {
    embedding: true,
    'embedding-gradient': true,
    norm: true,
    'norm-gradient': true,
    matmul: true,
    attention: true,
    'attention-gradient': true,
    activation: true,
    'activation-gradient': true,
    moments: true,
    outliers: true,
    copy: true,
    add: true,
    rotary: true,
    'cross-entropy': true,
    scale: true,
    hadamard: true,
    round: true,
    clear: true,
    multiply: true,
    unscale: true,
    'gradient-norm': true,
    adamw: true,
    momentum: true,
    normalize: true,
    descent: true,
    sgd: true,
  };
  const met = new Set<string>(SAMPLE.flatMap(({ program }) => program.operations.map(({ kind }) => kind)));
  expect([...met].sort()).toEqual(Object.keys(all).sort());
});
