// What stands beside a slab is told as the last word only where the runs are at their end.
import { expect, test } from 'vitest';
import { slabLabel } from '../../src-main/report/figures/scene/slab-label.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { analysed, planned, sampleRuns } from './sample.ts';

const runs = sampleRuns({ recipes: ['bf16-mixed', 'fp8-unscaled'] });
const last = runs.at(-1)!;
const open = planned(last.id, last.recipe, last.learningRate, last.rowValue, last.seed);

test.each([
  ['at their end', runs, false],
  ['not at their end', [...runs.slice(0, -1), open], true],
])('beside the slab of a recipe whose runs are %s', (_, given, isSoFar) => {
  const analysis = analysed(given);
  const { words } = slabLabel(analysis.recipes.at(-1)!, analysis, ENGLISH);
  expect(words).toMatch(/stable region|edge/);
  expect(words.startsWith('So far: ')).toBe(isSoFar);
});
