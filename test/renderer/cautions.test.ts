// What the form says of a study that may be started and would show little.
import { expect, test } from 'vitest';
import { cautionsOf } from '../../src-renderer/new-study/cautions.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';
import { readPreset, presetNames } from '../../src-main/sweep/preset-files.ts';
import { ENGLISH_PAGES } from '../../src-renderer/words/en/english.ts';
import { tinySpec } from '../sweep/tiny.ts';

const fields = (spec: Parameters<typeof cautionsOf>[0]) =>
  cautionsOf(spec, ENGLISH_PAGES).map(({ field }) => field);

test('two seeds and a short budget are warned of at their fields, three seeds and 400 steps are not', () => {
  expect(fields({ ...tinySpec(), seeds: [0, 1], steps: 399 })).toEqual(['seeds', 'steps']);
  expect(fields({ ...tinySpec(), seeds: [0, 1, 2], steps: 400 })).toEqual([]);
});

test('the shortest row counts, where rows share tokens', () => {
  const spec = {
    ...tinySpec(),
    seeds: [0, 1, 2],
    batchSizes: [2, 8],
    steps: 1000,
    budget: 'tokens' as const,
  };
  // A row of four times the batch has a quarter of the steps.
  expect(fields(spec)).toEqual(['steps']);
  expect(cautionsOf(spec, ENGLISH_PAGES)[0]!.sentence).toMatch(
    /^Runs of 250 steps measure how fast a model learns/,
  );
});

test.each(presetNames())('the preset %s has nothing to be warned of but what it says itself', (name) => {
  const told = fields(parseSpec(readPreset(name)));
  expect(told.filter((field) => field !== 'steps')).toEqual([]);
});
