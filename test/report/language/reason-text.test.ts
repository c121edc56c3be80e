// The reasons of labels in Japanese: every sentence that labels give is told, with its numbers, and nothing of it is left in English.
import { expect, test } from 'vitest';
import { labelRuns } from '../../../src-main/analysis/labels/labels.ts';
import type { MeasuredRun } from '../../../src-main/analysis/labels/run.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { wordsOf } from '../../../src-main/report/language/language.ts';
import { reasonText } from '../../../src-main/report/language/reason-text.ts';

const RUN: MeasuredRun = {
  recipe: 'fp8',
  learningRate: 0.01,
  rowValue: 8,
  seed: 0,
  plannedSteps: 200,
  endStep: 200,
  startLoss: 4.2,
  tailLoss: 2.01,
  validationLoss: 2,
  nonfinite: null,
  lossSpikeScore: 0,
  gradientSpikeScore: 0,
  longestSpike: 0,
};
const BASELINE: readonly MeasuredRun[] = [
  [1e-5, 4.1],
  [1e-3, 2.2],
  [0.01, 2],
].map(([learningRate, tailLoss]) => ({
  ...RUN,
  recipe: 'bf16',
  learningRate: learningRate!,
  tailLoss: tailLoss!,
}));

type Reference = Partial<Parameters<typeof labelRuns>[1]['reference']>;

function reasonOf(changes: Partial<MeasuredRun>, reference: Reference = {}, thresholds = {}): string {
  const runs = [
    ...BASELINE.map((run) => ('startLoss' in changes ? { ...run, startLoss: null } : run)),
    { ...RUN, ...changes },
  ];
  return labelRuns(runs, {
    baseline: 'bf16',
    reference: { initialLoss: null, failedAbove: null, unigramEntropy: 2.8, ...reference },
    thresholds: { ...DEFAULT_THRESHOLDS, ...thresholds },
    rowComplete: () => true,
  }).at(-1)!.reason;
}

const FORESEEN = { endStep: 60, foreseen: 'collapsed' } as const;
const REASONS = [
  reasonOf({}),
  reasonOf({ tailLoss: 2.3 }),
  reasonOf({ tailLoss: 2.3 }, {}, { degradedFactor: 1.1 }),
  reasonOf({ nonfinite: { step: 12, tensor: 'loss' } }),
  reasonOf({ tailLoss: null }),
  reasonOf(FORESEEN),
  reasonOf({ ...FORESEEN, learningRate: 1e-5 }),
  reasonOf({ endStep: 60, foreseen: 'above-init' }),
  reasonOf({ startLoss: null }, { unigramEntropy: null }),
  reasonOf({ tailLoss: 5 }),
  reasonOf({ validationLoss: 5 }),
  reasonOf({ tailLoss: 5 }, { failedAbove: 3 }),
  reasonOf({ validationLoss: 5 }, { failedAbove: 3 }),
  reasonOf({ startLoss: null, validationLoss: 5 }),
  reasonOf({ tailLoss: 4.1, learningRate: 1e-5 }),
  reasonOf({ tailLoss: 2.7 }),
  reasonOf({ tailLoss: 2.7, learningRate: 1e-3 }),
  reasonOf({ tailLoss: 2.9 }),
  reasonOf({ jump: { rise: 1.5, step: 120 } }),
  reasonOf({ jump: { rise: 1.5, step: 120 }, lastSteps: [180, 190, 195] }),
  reasonOf({ longestSpike: 4 }),
  reasonOf({ gradientSpikeScore: 0.031 }),
  reasonOf({ lastSteps: [160, 180, 200] }),
];

test('all kinds of reasons are here', () => {
  const kinds = new Set(REASONS.map((reason) => reason.replaceAll(/[\d.e+-]+/g, '')));
  expect(kinds.size).toBe(REASONS.length);
});

test.each(REASONS)('%s', (stored) => {
  expect(reasonText(stored, wordsOf('en'))).toBe(stored);
  const told = reasonText(stored, wordsOf('ja'));
  const numbers = (text: string) =>
    (text.match(/\d+(?:\.\d+)?(?:e[+-]\d+)?/g) ?? []).map(Number).sort((a, b) => a - b);
  expect(told).toMatch(/。$/);
  expect(told.replaceAll(/loss|NaN|Inf|LR\*|nat/g, '')).not.toMatch(/[A-Za-z]/);
  expect(numbers(told)).toEqual(numbers(stored));
});

test('what a machine said stays as it was said', () => {
  expect(reasonText('The command ended with exit code 3.', wordsOf('ja'))).toBe(
    'The command ended with exit code 3.',
  );
});
