// What the form says of size and cost before anything is started.
import { describe, expect, test } from 'vitest';
import { readCorpus } from '../../src-main/engine/corpus.ts';
import { planRuns } from '../../src-main/plan/plan.ts';
import { laneBytes } from '../../src-main/sweep/lane-runner.ts';
import { costOf, priceProblem } from '../../src-renderer/new-study/cost.ts';
import { aboutLaneBytes, sizeOf } from '../../src-renderer/new-study/size.ts';
import { ENGLISH_PAGES } from '../../src-renderer/words/en/english.ts';
import { tinySpec } from '../sweep/tiny.ts';

const { newStudyBefore: WORDS } = ENGLISH_PAGES;

test.each(['steps', 'tokens'])('size is that of the planned runs, with equal %s', (budget) => {
  const spec = tinySpec({ budget, steps: 50, batchSizes: [1, 2, 3], seeds: 3 });
  const runs = planRuns(spec);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sizeOf(spec)).toEqual({
    runs: runs.length,
    steps: sum(runs.map(({ plannedSteps }) => plannedSteps)),
    tokens: sum(runs.map(({ plannedSteps, batchSize }) => plannedSteps * batchSize * spec.model.context)),
  });
});

test('memory is what the core counts for a text with every byte', () => {
  const bytes = readCorpus(String.fromCharCode(...Array(256).keys()), 'character');
  expect(bytes.vocabularySize).toBe(256);
  const spec = tinySpec({ recipes: ['fp32', 'guarded-fp8:tensorwise'] });
  expect(aboutLaneBytes(spec)).toBe(laneBytes(spec, bytes));
});

describe('cost', () => {
  test('is the price of an hour times hours', () => {
    expect(costOf(5400, '2.5')).toBe('3.75');
    expect(costOf(60, '1')).toBe('0.017');
    expect(costOf(60, '0')).toBe('0.00');
  });

  test('is unknown without a price, and a price that is none is told', () => {
    expect(costOf(60, ' ')).toBeNull();
    expect(priceProblem(' ', WORDS)).toBeNull();
    expect(costOf(60, '-1')).toBeNull();
    expect(priceProblem('-1', WORDS)).toBe('The price is "-1"; it must be a number of 0 or more, or empty.');
    expect(priceProblem('2,50', WORDS)).toMatch(/^The price is "2,50"/);
  });
});
