// Storages that Optuna made, of every schema and kind (test/oracle/optuna_storages.py): the same 12 trials come out of each.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { previewImport } from '../../../src-main/study/import/preview.ts';
import type { ImportSource } from '../../../src-main/study/import/read.ts';
import { imported, labelsOf, sentencesOf } from './cases-support.ts';

const FOLDER = path.join(import.meta.dirname, '../../oracle/golden/imports');
const golden = (fileName: string): ImportSource => ({
  fileName,
  bytes: readFileSync(path.join(FOLDER, fileName)),
});
const read = (fileName: string, said: Partial<Mapping> = {}) =>
  imported(golden(fileName), { failedMeans: { '*': 'infrastructure' }, ...said });

const RISEN = 8;
const PRUNED = 9;
const FAILED = 10;
const DIVERGED = 11;
const PLACES = [1e-3, 1e-2, 1e-1].flatMap((rate) =>
  [8, 16].flatMap((size) => ['bf16', 'fp8'].map((recipe) => [rate, size, recipe, 7])),
);

const LIVE: ImportSource = { ...golden('optuna-live.db'), wal: golden('optuna-live.db-wal').bytes };

describe.each<[string, ImportSource, Partial<Mapping>]>([
  ['the schema of Optuna 2.0', golden('optuna-2.0.db'), {}],
  ['the schema of Optuna 2.4', golden('optuna-2.4.db'), {}],
  ['the schema of Optuna 2.6', golden('optuna-2.6.db'), {}],
  ['the schema of Optuna 3.0', golden('optuna-3.0.db'), {}],
  ['the schema of Optuna 3.2 to 5', golden('optuna-3.2.db'), {}],
  ['a database with its last trials in the log beside it', LIVE, {}],
  ['a journal', golden('optuna-journal.log'), {}],
  [
    'a study that maximised the negative of the loss',
    golden('optuna-maximize.db'),
    { direction: 'maximize' },
  ],
  ['one of several studies', golden('optuna-studies.db'), { study: 'second' }],
])('%s', (name, source, said) => {
  const all = imported(source, { failedMeans: { '*': 'infrastructure' }, ...said });
  const keepsNaN = !/2\.4|2\.6/.test(name);

  test('has its 12 trials with their settings, nothing asked and nothing lost', () => {
    expect([all.questions, all.problems, all.leftOut]).toEqual([[], [], []]);
    expect(
      all.runs.map(({ planned: { learningRate, batchSize, recipe, seed } }) => [
        learningRate,
        batchSize,
        recipe,
        seed,
      ]),
    ).toEqual(PLACES);
  });

  test('has their curves with their steps', () => {
    all.runs.slice(0, RISEN).forEach(({ curve }, number) => {
      expect([...curve!.steps!]).toEqual([0, 10, 20]);
      expect([...curve!.losses]).toEqual([4, 3, Math.fround(2 + number / 100)]);
    });
  });

  test('tells what was pruned, failed and met NaN from what trained', () => {
    const labels = labelsOf(all);
    expect(labels.slice(0, RISEN).every((label) => label === 'ok' || label === 'degraded')).toBe(true);
    expect(labels[RISEN]).toBe('above-init');
    expect(labels[PRUNED]).toBe('unjudged');
    expect(all.runs[FAILED]!.failure).toBe('The tool that trained it says "FAIL".');
    expect(labels[DIVERGED]).toBe(keepsNaN ? 'nonfinite' : null);
  });
});

describe('a database that is written with a log beside it', () => {
  const lack =
    'Later trials may be in optuna-live.db-wal alone, where that lies beside it: choose both files.';

  test('and comes without it says that trials may be missing', () => {
    expect(() => previewImport(golden('optuna-live.db'), null)).toThrow(
      `optuna-live.db is an Optuna storage without a trial. ${lack}`,
    );
  });

  test('and has none, as was looked for, says nothing of it', () => {
    expect(() => previewImport({ ...golden('optuna-live.db'), wal: new Uint8Array() }, null)).toThrow(
      /^optuna-live\.db is an Optuna storage without a trial\.$/,
    );
  });
});

describe('what the file does not say is asked', () => {
  test('whether what was maximised is the negative of the loss, once', () => {
    const asked = sentencesOf(read('optuna-maximize.db'));
    expect(asked).toEqual([
      expect.stringMatching(
        /^"value" was maximised, so it is no loss; name the loss by --objective or --tail-loss/,
      ),
    ]);
  });

  test('which of several studies is meant; they may be the recipes that are compared', () => {
    const asked = read('optuna-studies.db');
    expect(sentencesOf(asked)).toEqual([
      'It holds 2 studies (first, second); say which is meant by --study, or --recipe study to compare them.',
    ]);
    expect(asked.problems).toEqual([]);
    const both = read('optuna-studies.db', { recipeColumns: ['study'] });
    expect(new Set(both.runs.map(({ planned }) => planned.recipe))).toEqual(new Set(['first', 'second']));
    expect(() => read('optuna-studies.db', { study: 'third' })).toThrow(
      'study is "third"; it must be one of first, second.',
    );
  });

  test('what FAIL means, by the numbers of the trials', () => {
    expect(sentencesOf(read('optuna-3.2.db', { failedMeans: {} }))).toEqual([
      expect.stringMatching(
        /^state is "FAIL" for 1 run whose losses do not tell whether it diverged \(trial 10\)/,
      ),
    ]);
  });

  test('which of several objectives is the loss, unless its name says so', () => {
    const named = read('optuna-objectives.db', { vocabulary: 65 });
    expect(named.questions).toEqual([]);
    expect(named.runs[3]!.measured.tailLoss).toBe(2.03);
    expect(sentencesOf(read('optuna-objectives.db', { vocabulary: 65, objective: 'throughput' }))).toEqual([
      expect.stringMatching(/^"values_0" was maximised, so it is no loss/),
    ]);
    expect(() => read('optuna-objectives.db', { objective: 'speed' })).toThrow(
      'objective is "speed"; it must be one of 0 (throughput, maximized), 1 (loss, minimized).',
    );
  });
});

test('where accuracy was maximised, a loss among the attributes of the trials is the loss', () => {
  const { runs, questions } = read('optuna-accuracy.db', { vocabulary: 65 });
  expect(questions).toEqual([]);
  expect(runs[3]!.measured.tailLoss).toBe(2.03);
  expect(runs[DIVERGED]!.measured.nonfinite).toMatchObject({ tensor: 'loss' });
});
