// Files whose truth is known (test/oracle/import_truth.py): 72 runs of two recipes, of which 11 met NaN and 11 blew up, and single
// files of other tools. Each comes out as it was, or asks in one sentence for what it does not say.
import { columnOf } from '../../../src-main/analysis/grid/rate-columns.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { judge } from '../../../src-main/study/import/judge.ts';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { caseFile, imported, labelsOf, sentencesOf } from './cases-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

const count = <T>(values: readonly T[], wanted: T) => values.filter((value) => value === wanted).length;
const runsOf = (name: string, said: Partial<Mapping> = {}) => imported(caseFile(name), said).runs;

/** Edges of the truth: below them a run trains. */
const EDGES = { 'bf16 16': 8e-3, 'bf16 64': 2e-2, 'fp8 16': 1.8e-3, 'fp8 64': 5e-3 };

describe.each<[string, Partial<Mapping>, string]>([
  ['final-loss-only.csv', { vocabulary: 65 }, 'fp8'],
  ['pandas-nan-is-empty.csv', { vocabulary: 65, emptyLoss: 'diverged' }, 'fp8'],
  ['wandb_lr_final.csv', { vocabulary: 65 }, 'fp8'],
  ['hf-args-accum.csv', { vocabulary: 65 }, 'fp8'],
  ['prec_names.csv', { vocabulary: 65 }, 'fp8'],
  ['titan_names.csv', { vocabulary: 65, recipe: 'bf16' }, 'rowwise'],
])('%s', (name, said, low) => {
  const runs = imported(caseFile(name), said);

  test('is 72 runs of two recipes at six learning rates and two batch sizes, none of them dropped', () => {
    expect(runs.questions).toEqual([]);
    expect(runs.runs).toHaveLength(72);
    expect([runs.problems, runs.leftOut]).toEqual([[], []]);
    const axis = (of: (run: (typeof runs.runs)[number]) => string | number) => [
      ...new Set(runs.runs.map(of)),
    ];
    expect(axis(({ planned }) => planned.learningRate)).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2]);
    expect(axis(({ planned }) => planned.batchSize)).toEqual([16, 64]);
    expect(axis(({ planned }) => planned.seed)).toEqual([0, 1, 2]);
    expect(axis(({ planned }) => planned.recipe)).toEqual(['bf16', low]);
  });

  test('has the failures of the truth: 11 that met NaN, 11 that blew up, each above its edge', () => {
    const labels = labelsOf(runs);
    expect(count(labels, 'nonfinite')).toBe(11);
    expect(count(labels, 'above-init')).toBe(11);
    runs.runs.forEach(({ planned: { recipe, learningRate, batchSize } }, i) => {
      const edge = EDGES[`${recipe === low ? 'fp8' : 'bf16'} ${batchSize}` as keyof typeof EDGES];
      // The edges scatter by 0.12 decades between seeds.
      if (learningRate < edge / 2.5) expect(labels[i]).not.toMatch(/nonfinite|above-init|stalled|collapsed/);
      if (learningRate > edge * 2.5) expect(labels[i]).toMatch(/nonfinite|above-init/);
    });
  });
});

test.each<[string, Partial<Mapping>]>([
  ['final-loss-only.csv', { vocabulary: 65 }],
  ['pandas-nan-is-empty.csv', { vocabulary: 65, emptyLoss: 'diverged' }],
])('of %s a study is made in which fp8 keeps about 70 %% of the region of bf16', (name, said) => {
  const source = caseFile(name);
  const file = path.join(folder, `${name}.precipice`);
  importStudy(file, source, { ...guessMapping(readTable(source)), ...said });
  const study = openStudy(file, 'read');
  const map = analyzeStudy(study).recipes.find(({ recipe }) => recipe === 'fp8')!;
  study.close();
  expect(map.areaRatio).toBeGreaterThan(0.65);
  expect(map.areaRatio).toBeLessThan(0.75);
});

describe('a final loss without anything to measure it against', () => {
  test.each(['final-loss-only.csv', 'final-loss-1e30.csv', 'missing-seed-some.csv', 'val-nan-hidden.csv'])(
    'in %s is asked about in one sentence that names the four ways',
    (name) => {
      const [sentence, ...more] = sentencesOf(imported(caseFile(name)));
      expect(sentence).toMatch(/^Nothing says what the final loss of \d+ runs is worth \(lines 2/);
      for (const option of ['--initial-loss', '--vocabulary', '--unigram-entropy', '--failed-above'])
        expect(sentence).toContain(option);
      expect(more).toEqual([]);
    },
  );

  test('is refused, and no study is made', () => {
    const source = caseFile('final-loss-only.csv');
    const file = path.join(folder, 'refused.precipice');
    expect(() => importStudy(file, source, guessMapping(readTable(source)))).toThrow('Nothing says what');
  });

  test.each<Partial<Mapping>>([
    { vocabulary: 65 },
    { initialLoss: 4.2 },
    { unigramEntropy: 3.2 },
    { failedAbove: 4 },
  ])('is judged with %o: what blew up to 1e30 is no stable run', (said) => {
    expect(labelsOf(imported(caseFile('final-loss-1e30.csv'), said))).toEqual(
      [
        'ok',
        'ok',
        expect.stringMatching(/above-init|collapsed/),
        'ok',
        expect.stringMatching(/above-init|collapsed/),
        expect.stringMatching(/above-init|collapsed/),
      ].map((label) => (label === 'ok' ? (expect.stringMatching(/ok|degraded/) as string) : label)),
    );
  });
});

test('an empty loss is asked about, with how many, and never dropped', () => {
  const source = caseFile('pandas-nan-is-empty.csv');
  const asked = imported(source);
  expect(asked.runs).toHaveLength(72);
  expect(sentencesOf(asked)[0]).toMatch(
    /^11 runs have no loss \(train_loss is empty\).*--empty-loss diverged/,
  );
  const dropped = imported(source, { emptyLoss: 'left-out' });
  expect(dropped.runs).toHaveLength(61);
  expect(dropped.leftOut.reduce((sum, { rows }) => sum + rows, 0)).toBe(11);
  // All eleven lie at the two highest learning rates: a map without them would look safer.
  expect(new Set(dropped.leftOut.map(({ learningRate }) => learningRate))).toEqual(new Set([1e-2, 3e-2]));
});

test('a validation loss that is NaN or 1e30 is a failure, whatever the training loss', () => {
  expect(labelsOf(imported(caseFile('val-nan-hidden.csv'), { vocabulary: 65 }))).toEqual([
    expect.stringMatching(/ok|degraded/),
    'nonfinite',
    'above-init',
  ]);
});

test('one row a step is grouped by run, and curves keep their steps', () => {
  const runs = runsOf('long-history.csv');
  expect(runs.map(({ planned }) => [planned.learningRate, planned.seed])).toEqual([
    [1e-4, 0],
    [3e-2, 0],
    [3e-2, 2],
  ]);
  expect([...runs[0]!.curve!.steps!]).toEqual(Array.from({ length: 20 }, (_, i) => 10 * i));
  expect(runs.map(({ measured }) => measured.nonfinite)).toEqual([
    null,
    { step: 60, tensor: 'loss' },
    { step: 60, tensor: 'loss' },
  ]);
});

test('a curve of 10 points over 200 steps has the tail of its end', () => {
  const all = imported(caseFile('curve-every-20-steps.jsonl'));
  expect([...all.runs[0]!.curve!.losses]).toHaveLength(10);
  expect(all.runs[0]!.measured.tailLoss).toBeLessThan(2.22);
  expect(all.runs[1]!.measured.tailLoss).toBeCloseTo(5.8, 5);
  expect(labelsOf(all)).toEqual(['ok', 'above-init', 'above-init']);
});

test('the columns of settings are the settings: flags make the recipe, micro-steps multiply the batch size', () => {
  const runs = runsOf('wandb-hf-trainer.csv', { vocabulary: 65 });
  expect(runs).toHaveLength(36);
  expect(new Set(runs.map(({ planned }) => planned.batchSize))).toEqual(new Set([16, 64]));
  expect(new Set(runs.map(({ planned }) => planned.recipe))).toEqual(new Set(['bf16']));
  expect(new Set(runs.map(({ planned }) => planned.plannedSteps))).toEqual(new Set([200]));
  // train/loss is what was logged last; train_loss beside it is the mean over the run.
  expect(runs[0]!.measured.tailLoss).toBeCloseTo(2.3844, 3);
});

test('a made-up seed never takes one that is given', () => {
  const runs = runsOf('missing-seed-some.csv', { vocabulary: 65 });
  expect(runs.map(({ planned }) => planned.seed)).toEqual([0, 2, 1, 3]);
});

test('an empty recipe among others is its own and must be named', () => {
  const [sentence] = sentencesOf(imported(caseFile('titan_names.csv'), { vocabulary: 65 }));
  expect(sentence).toMatch(/^36 runs have no recipe in float8.recipe_name .*--recipe-name/);
});

describe('Optuna', () => {
  test('of several objectives, the one that is the loss is asked for; throughput is none', () => {
    const source = caseFile('optuna-multi-objective.db');
    expect(sentencesOf(imported(source))[0]).toBe(
      'Its trials have 2 objectives: 0 (values_0, maximized), 1 (values_1, minimized); say which is the loss by --objective.',
    );
    expect(sentencesOf(imported(source, { objective: '0', initialLoss: 4 }))[0]).toMatch(
      /^"values_0" was maximised, so it is no loss/,
    );
    const { runs, questions } = imported(source, { objective: '1', initialLoss: 4 });
    expect(questions).toEqual([]);
    expect(runs).toHaveLength(12);
    expect(Math.max(...runs.map(({ measured }) => measured.tailLoss!))).toBeLessThan(3);
  });

  test('pruned trials keep their curves, which fail three of them and leave the others unjudged; free learning rates fall into columns', () => {
    const all = imported(caseFile('optuna-tpe-pruned.db'));
    expect(all.questions).toEqual([]);
    expect(all.runs).toHaveLength(40);
    expect(all.ratesPerDecade).toBe(3);
    const rates = new Set(all.runs.map(({ planned }) => planned.learningRate));
    expect(rates.size).toBe(40);
    expect(new Set([...rates].map((rate) => columnOf(rate, 3))).size).toBeLessThan(14);
    const pruned = all.runs.filter(({ curve }) => curve!.losses.length === 2);
    expect(pruned).toHaveLength(17);
    const labels = labelsOf(all);
    // Three of them had risen from 4.0 to 4.3 when they were given up.
    const risen = all.runs.flatMap((run, i) => (run.curve!.losses.at(-1)! > 4.25 ? [labels[i]] : []));
    expect(risen).toEqual(['above-init', 'above-init', 'above-init']);
    expect(count(labels, 'unjudged')).toBe(17 - 3);
    const keys = all.runs.map(
      ({ planned: { learningRate, batchSize, seed } }) => `${learningRate} ${batchSize} ${seed}`,
    );
    expect(new Set(keys).size).toBe(40);
  });
});

describe('curves without settings, or many rows of one run', () => {
  test('are understood where the settings are there', () => {
    const all = imported(caseFile('ray-result.json'));
    expect(all.runs).toHaveLength(1);
    expect([...all.runs[0]!.curve!.steps!]).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180]);
    expect(judge(all).recipes).toEqual(['bf16']);
  });

  test.each([
    [
      'wandb_history.csv',
      /^It is the export of a W&B chart: the curves of 6 runs \(amber-frog-0, .* without their settings/,
    ],
    ['hf-trainer_state.json', /^It is the state of one run of the Transformers trainer: .*not the setting/],
  ])('%s says in one sentence what is missing', (name, sentence) => {
    expect(() => imported(caseFile(name))).toThrow(sentence);
  });
});
