// How a trainer reports, in a spec: names, objects, and what is refused in which words.
import { describe, expect, test } from 'vitest';
import { parseAnySpec, trainerSpecOf } from '../../src-main/spec/trainer.ts';

const GIVEN = {
  name: 'external',
  recipes: ['bf16'],
  learningRates: [0.001],
  batchSizes: [8],
  seeds: 1,
  steps: 100,
};

function reportsOf(reports: unknown): unknown {
  const spec = parseAnySpec({ ...GIVEN, trainer: { command: 'train', reports } });
  const parsed = trainerSpecOf(spec)!;
  // What a study keeps is read again as it is.
  expect(trainerSpecOf(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  return parsed.trainer.reports;
}

function complaint(reports: unknown): string {
  try {
    reportsOf(reports);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

const NOTHING = {
  format: null,
  pattern: [],
  every: null,
  firstStep: 0,
  precision: null,
  device: null,
  unigramEntropy: null,
};

describe('a trainer reports', () => {
  test.each([
    [undefined, 'protocol'],
    ['protocol', 'protocol'],
    ['nanogpt', { ...NOTHING, format: 'nanogpt' }],
    [
      { format: 'huggingface', every: 10, precision: 'hardware' },
      { ...NOTHING, format: 'huggingface', every: 10, precision: 'hardware' },
    ],
    [
      { pattern: String.raw`s (?<step>\d+) l (?<loss>\S+)`, firstStep: 1 },
      { ...NOTHING, pattern: [String.raw`s (?<step>\d+) l (?<loss>\S+)`], firstStep: 1 },
    ],
    [
      { pattern: [String.raw`l (?<loss>\S+)`, String.raw`v (?<validation_loss>\S+)`], every: 5 },
      { ...NOTHING, pattern: [String.raw`l (?<loss>\S+)`, String.raw`v (?<validation_loss>\S+)`], every: 5 },
    ],
  ])('%j', (given, expected) => {
    expect(reportsOf(given)).toEqual(expected);
  });
});

const NAMES = 'protocol, nanogpt, llm.c, nanochat, torchtitan, megatron-lm, huggingface, keras';

describe('what is wrong is said in one sentence', () => {
  test.each([
    ['wandb', `trainer.reports is "wandb"; it must be one of ${NAMES}.`],
    [7, `trainer.reports is 7; it must be one of ${NAMES}.`],
    [
      'huggingface',
      'trainer.reports is "huggingface"; it must be an object, as {"format": "huggingface", "every": 10}, that says the number of steps between two of its lines: the Trainer of Hugging Face Transformers prints no step.',
    ],
    [
      { format: 'huggingface' },
      'trainer.reports.every is missing; it must be the number of steps between two of its lines: the Trainer of Hugging Face Transformers prints no step.',
    ],
    [
      { format: 'nanogpt', every: 10 },
      "trainer.reports.every is 10; it must be left out: nanoGPT's train.py prints its steps.",
    ],
    [
      { format: 'nanogpt', pattern: '(?<loss>.)' },
      'trainer.reports.pattern is "(?<loss>.)"; it must be left out where a format is named.',
    ],
    [
      {},
      'trainer.reports.format is missing; it must be one of nanogpt, llm.c, nanochat, torchtitan, megatron-lm, huggingface, keras, or null where there is a pattern.',
    ],
    [
      { pattern: '(' },
      'trainer.reports.pattern is "("; it must be a regular expression (Unterminated group).',
    ],
    [
      { pattern: 'step (?<step>.) los (?<los>.)' },
      'trainer.reports.pattern is "step (?<step>.) los (?<los>.)"; it must be a regular expression with groups of (?<step>…), (?<loss>…), (?<gradient_norm>…), (?<learning_rate>…), (?<validation_loss>…) (los is none).',
    ],
    [
      { pattern: 'step (?<step>.)' },
      'trainer.reports.pattern is "step (?<step>.)"; it must be a regular expression with the group (?<loss>…) or (?<validation_loss>…).',
    ],
    [
      { pattern: '(?<loss>.)' },
      'trainer.reports.pattern is "(?<loss>.)"; it must be one with the group (?<step>…), or "every" must say how many steps lie between two lines.',
    ],
    [
      { pattern: '(?<validation_loss>.)' },
      'trainer.reports.pattern is "(?<validation_loss>.)"; it must be one regular expression or more with the group (?<loss>…).',
    ],
  ])('%j', (given, expected) => {
    expect(complaint(given)).toBe(expected);
  });
});
