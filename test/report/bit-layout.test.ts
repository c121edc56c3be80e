// The picture of what a recipe rounds.
import { describe, expect, test } from 'vitest';
import { RECIPES, recipeByName } from '../../src-main/recipes/presets.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { bitLayoutFigure, bitLegendFigure, precisionRows } from '../../src-main/report/figures/bit-layout.ts';

const OPTIONS = { theme: 'light', idPrefix: 'p', width: 400, words: ENGLISH } as const;

function rows(name: string): string[] {
  return precisionRows(recipeByName(name), ENGLISH).map(({ words, sites }) => `${words}: ${sites}`);
}

describe('sites of one precision share a row, narrow formats first', () => {
  test('float32 everywhere is one row', () => {
    expect(rows('fp32')).toEqual([
      'FP32: linear layers and head, attention, embedding, residual stream, finished weight gradients, master weights, Adam m, Adam v',
    ]);
  });

  test('FP8 HYBRID has E4M3 forward and E5M2 for gradients, on BF16', () => {
    expect(rows('tensorwise')).toEqual([
      'E4M3, one scale per tensor: linear layers (activations, weights)',
      'E5M2, one scale per tensor: linear layers (gradients)',
      'BF16: linear layers (outputs), head, attention, finished weight gradients',
      'FP32: embedding, residual stream, master weights, Adam m, Adam v',
    ]);
  });

  test('a tensor that two products round differently is named for each', () => {
    const [byRow, byTensor, bf16] = rows('rowwise-gw-hp');
    expect(byRow).toContain('activations (forward), weights (forward), gradients (for input gradients)');
    expect(byTensor).toContain('weights (backward)');
    expect(bf16).toContain('activations (for weight gradients), gradients (for weight gradients)');
  });

  test('weights at rest and moments are named where they are rounded', () => {
    expect(rows('ms-amp-o2').join('\n')).toMatch(
      /FP16, one power-of-two scale per tensor: weights at rest, Adam v/,
    );
    expect(rows('bf16-weights-stochastic').join('\n')).toContain(
      'BF16, stochastic rounding: weights at rest',
    );
  });

  test('the layers at the ends are a place of their own', () => {
    const base = recipeByName('tensorwise');
    const edgeLayers = { first: 1, last: 2, linear: base.head };
    const words = precisionRows({ ...base, edgeLayers }, ENGLISH).map(({ sites }) => sites);
    expect(words.join('\n')).toContain('linear layers of the first 1 and last 2');
  });
});

describe.each(RECIPES.map(({ name }) => name))('%s', (name) => {
  const recipe = recipeByName(name);

  test('every row has as many boxes as its format has bits', () => {
    const svg = bitLayoutFigure(recipe, OPTIONS);
    const boxes = svg
      .split('<g class="precision"')
      .slice(1)
      .map((part) => part.match(/<rect/g)?.length);
    const bits = precisionRows(recipe, ENGLISH).map(({ precision }) => {
      const format = precision?.cast.format;
      return format ? 1 + format.exponentBits + format.mantissaBits : 32;
    });
    expect(boxes).toEqual(bits);
  });

  test('no text is cut', () => {
    expect(bitLayoutFigure(recipe, { ...OPTIONS, width: 320 })).not.toContain('…');
  });
});

test('sums of fewer bits are told, float32 sums are not', () => {
  const plain = recipeByName('tensorwise');
  const narrow = { ...plain, accumulation: { bits: 14, promoteEvery: 128 } };
  expect(bitLayoutFigure(narrow, OPTIONS)).toContain('Sums keep 14 bits, added to FP32 every 128 terms<');
  expect(bitLayoutFigure(plain, OPTIONS)).not.toContain('Sums');
});

test('dark and light differ in ink, and ids carry the prefix', () => {
  const recipe = recipeByName('tensorwise');
  const dark = bitLayoutFigure(recipe, { ...OPTIONS, theme: 'dark', idPrefix: 'q' });
  expect(dark).toContain('id="q-title"');
  expect(dark).not.toBe(bitLayoutFigure(recipe, { ...OPTIONS, idPrefix: 'q' }));
  expect(bitLegendFigure({ theme: 'dark', idPrefix: 'q', words: ENGLISH })).toMatch(
    /sign.*exponent.*mantissa/s,
  );
});

test('a loss scale is told, none is not', () => {
  const words = 'The gradient of the loss is multiplied by 1024';
  expect(bitLayoutFigure(recipeByName('fp8-loss-scale'), OPTIONS)).toContain(words);
  expect(bitLayoutFigure(recipeByName('fp8-unscaled'), OPTIONS)).not.toContain('gradient of the loss');
});

test('a Hadamard transform is told, none is not', () => {
  expect(bitLayoutFigure(recipeByName('nvfp4-published'), OPTIONS)).toContain(
    'Weight gradients: Hadamard transform of 16 tokens',
  );
  expect(bitLayoutFigure(recipeByName('nvfp4-square'), OPTIONS)).not.toContain('Hadamard');
});
