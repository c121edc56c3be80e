// Which recipes count as low precision in a decision by cost: those most of whose products hardware could speed up.
import { describe, expect, it } from 'vitest';
import { precisionBits } from '../../src-main/recipes/precision-bits.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { withKeptParts } from '../../src-main/recipes/kept-parts.ts';
import { recipeOfWritten, type WrittenSites } from '../../src-main/recipes/written.ts';

const own = (base: string, sites: WrittenSites) =>
  recipeOfWritten({ name: 'mine', extends: base, ...sites }, recipeByName);

describe('bits that a speed-up is told from', () => {
  it('are those of the wider operand: FP8 weights times BF16 activations are a BF16 product', () => {
    const weights = {
      'linear.forward.weight': 'e4m3fn',
      'linear.inputGradient.weight': 'e4m3fn',
    };
    expect(precisionBits(own('bf16-mixed', weights), 4)).toBe(16);
    expect(precisionBits(own('tensorwise', { 'linear.forward.activation': null }), 4)).toBe(8);
  });

  it('are those of most products: a forward product alone is one of three', () => {
    const forward = { 'linear.forward.activation': 'e4m3fn', 'linear.forward.weight': 'e4m3fn' };
    expect(precisionBits(own('bf16-mixed', forward), 4)).toBe(16);
    expect(precisionBits(recipeByName('rowwise-gw-hp'), 4)).toBe(8);
  });

  it('are not those of states of the optimizer, gains or the head', () => {
    const rest = { adamM: 'e4m3fn', adamV: 'e5m2', weights: 'e4m3fn', 'norm.weight': 'e4m3fn' };
    expect(precisionBits(own('bf16-mixed', rest), 4)).toBe(16);
  });

  it('are those of most layers, where some are kept', () => {
    const kept = (layers: number) => {
      const parts = { recipe: 'bf16-mixed', firstLayers: 1, lastLayers: 1, sites: [] };
      return precisionBits(
        withKeptParts(recipeByName('tensorwise'), recipeByName('bf16-mixed'), parts),
        layers,
      );
    };
    expect([1, 2, 4, 6].map(kept)).toEqual([16, 16, 16, 8]);
  });
});
