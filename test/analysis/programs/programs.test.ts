import { expect, test } from 'vitest';
import {
  stretchesOf,
  summarizePrograms,
  type ProgramRun,
} from '../../../src-main/analysis/programs/programs.ts';
import { tQuantile } from '../../../src-main/analysis/statistics/student.ts';

const USED = [
  { name: 'fp8', bits: 8 },
  { name: 'bf16', bits: 16 },
];

function run(changes: Partial<ProgramRun>): ProgramRun {
  return {
    choice: 'guarded',
    learningRate: 0.01,
    rowValue: 4,
    seed: 0,
    unstable: false,
    label: 'ok',
    tailLoss: 2,
    validationLoss: 2,
    stretches: stretchesOf([0, 0, 0, 0, 0, 0, 1, 1, 0, 0], USED),
    actions: [],
    ...changes,
  };
}

test('a curve of recipe indices becomes stretches', () => {
  expect(stretchesOf([0, 0, 1, 0], USED)).toEqual([
    { recipe: 'fp8', bits: 8, from: 0, until: 2 },
    { recipe: 'bf16', bits: 16, from: 2, until: 3 },
    { recipe: 'fp8', bits: 8, from: 3, until: 4 },
  ]);
  expect(stretchesOf([], USED)).toEqual([]);
});

test('the effective speed-up counts steps in high precision and steps in vain, by hand', () => {
  const vain = run({ actions: [{ step: 6, bits: 8, costSteps: 4 }] });
  const [summary] = summarizePrograms([vain], 2);
  // 8 low steps and 4 low steps in vain at half the time, 2 high ones: 10 / (4 + 2 + 2).
  expect(summary).toMatchObject({ lowShare: 0.8, stepsInVain: 4, actions: 1, speedup: 10 / 8 });
});

test('labels are counted, worst first', () => {
  const labels = (['ok', 'collapsed', 'ok', 'stopped'] as const).map((label) => run({ label }));
  expect(summarizePrograms(labels, 1.2)[0]!.labels).toEqual([
    ['collapsed', 1],
    ['stopped', 1],
    ['ok', 2],
  ]);
});

test('losses are means with the interval of Student, by hand', () => {
  const [summary] = summarizePrograms(
    [run({ tailLoss: 1 }), run({ tailLoss: 2 }), run({ tailLoss: 3 })],
    1.2,
  );
  // Standard deviation 1, n = 3: t(0.975; 2) = 4.3027 from the tables, over the root of 3.
  expect(summary!.tailLoss!.mean).toBe(2);
  expect(summary!.tailLoss!.interval!.high).toBeCloseTo(2 + 4.3027 / Math.sqrt(3), 4);
  expect(summarizePrograms([run({ tailLoss: null }), run({})], 1.2)[0]!.tailLoss).toBeNull();
  expect(tQuantile(0.975, 1)).toBeCloseTo(12.706, 3);
  expect(tQuantile(0.975, 10)).toBeCloseTo(2.2281, 4);
});
