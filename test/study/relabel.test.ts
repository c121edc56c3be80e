// What relabelling does to the labels of a study that were not made here, or not by the numbers alone.
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { relabel } from '../../src-main/study/relabel.ts';
import { createStudy, openStudy, type Study } from '../../src-main/study/study.ts';
import { IMPORTED_DEVICE } from '../../src-main/records/origin.ts';
import type { FinishedRun, ImportedFacts } from '../../src-main/records/types.ts';

let file: string;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'relabel-')), 'a.precipice');
});

const TEXT = {
  name: 'made',
  sha256: '00',
  bytes: 10,
  tokens: 10,
  vocabulary: 'character',
  vocabularySize: 64,
  unigramEntropy: 3,
} as const;
const RATES = [1e-5, 1e-3, 1e-2];

/** A study of one run at each learning rate, of a text or of imported runs. */
function studyOf(imported: Partial<ImportedFacts> | null): Study {
  const facts = imported && {
    fileName: 'a.csv',
    kind: 'CSV',
    sha256: '00',
    columns: {},
    rateScale: 'linear',
    unigramEntropy: null,
    labelled: false,
    runs: 3,
    skipped: 0,
    ...imported,
  };
  const study = createStudy(file, {
    name: 'made',
    spec: facts ? { imported: facts } : {},
    text: facts ? null : TEXT,
    baseline: 'bf16',
    recipes: ['bf16'],
    thresholds: DEFAULT_THRESHOLDS,
    runs: RATES.map((learningRate) => ({
      recipe: 'bf16',
      learningRate,
      rowValue: 4,
      batchSize: 4,
      seed: 0,
      plannedSteps: 9,
    })),
  });
  // Nothing starts a run that is imported.
  if (!facts) study.startRuns([1, 2, 3], study.addEnvironment({}));
  return study;
}

function finished(measured: Partial<FinishedRun['measured']>, stopped: string | null = null): FinishedRun {
  return {
    measured: {
      endStep: 9,
      startLoss: 4.1,
      tailLoss: 2,
      validationLoss: null,
      nonfinite: null,
      lossSpikeScore: 0,
      gradientSpikeScore: 0,
      longestSpike: 0,
      ...measured,
    },
    curves: {},
    sites: [],
    siteSteps: [],
    siteStatistics: new Float32Array(),
    seconds: 1,
    device: 'imported',
    stopped,
    events: [],
  };
}

/** A study of such runs: 'imported' or 'trained', recipe, learning rate and tail loss, three seeds of each. */
function mixedStudy(cells: readonly (readonly ['imported' | 'trained', string, number, number])[]): Study {
  const facts = {
    ...{ fileName: 'a.csv', kind: 'CSV', sha256: '00', columns: {}, rateScale: 'linear', labelled: false },
    ...{ runs: 3, skipped: 0, initialLoss: 4.17, unigramEntropy: 3.2 },
  };
  const runs = cells.flatMap(([origin, recipe, learningRate, tailLoss]) =>
    [0, 1, 2].map((seed) => ({ origin, recipe, learningRate, seed, tailLoss })),
  );
  const study = createStudy(file, {
    ...{
      name: 'made',
      text: null,
      baseline: 'bf16',
      recipes: ['bf16', 'fp8'],
      thresholds: DEFAULT_THRESHOLDS,
    },
    spec: { imported: facts as ImportedFacts, training: { spec: {}, text: TEXT } },
    runs: runs.map(({ recipe, learningRate, seed }) => ({
      ...{ recipe, learningRate, seed },
      ...{ rowValue: 4, batchSize: 4, plannedSteps: 9 },
    })),
  });
  const environment = study.addEnvironment({});
  for (const [i, { origin, tailLoss }] of runs.entries()) {
    if (origin === 'trained') study.startRuns([i + 1], environment);
    const device = origin === 'trained' ? 'CPU' : IMPORTED_DEVICE;
    study.finishRun(i + 1, { ...finished({ tailLoss, startLoss: 4.17 }), device });
  }
  relabel(study);
  return study;
}

const labels = (study: Study) => study.runs().map(({ label }) => label);

test('a validation loss that is NaN or infinite is a failure, and one that was not measured is none', () => {
  const study = studyOf(null);
  [NaN, null, Infinity].forEach((validationLoss, i) => study.finishRun(i + 1, finished({ validationLoss })));
  relabel(study);
  expect(labels(study)).toEqual(['nonfinite', 'ok', 'nonfinite']);
  expect(study.runs()[0]!.reason).toBe('NaN or Inf in validation loss at step 9.');
  study.close();
});

test('labels that were imported stay, but for a loss that is NaN', () => {
  const study = studyOf({ labelled: true });
  const device = IMPORTED_DEVICE;
  const nonfinite = { step: 5, tensor: 'loss' };
  study.finishRun(1, { ...finished({ tailLoss: 9 }), device });
  study.finishRun(2, { ...finished({ tailLoss: null, startLoss: null }), device });
  study.finishRun(3, { ...finished({ tailLoss: null, nonfinite }), device });
  study.setLabels([1, 2, 3].map((id) => ({ id, label: 'ok', reason: 'Labelled "ok".', provisional: false })));
  relabel(study);
  expect(labels(study)).toEqual(['ok', 'ok', 'nonfinite']);
  study.close();
});

describe('imported runs of a final loss alone', () => {
  const alone = { startLoss: null, tailLoss: 2.2 };

  test('are unjudged, and count neither as stable nor as judged', () => {
    const study = studyOf({});
    for (const id of [1, 2, 3]) study.finishRun(id, finished({ ...alone, tailLoss: id === 3 ? 1e30 : 2.2 }));
    relabel(study);
    expect(labels(study)).toEqual(['unjudged', 'unjudged', 'unjudged']);
    expect(study.cellCounts().map(({ finished, unstable }) => [finished, unstable])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    study.close();
  });

  test.each([{ initialLoss: 4.2 }, { vocabulary: 65 }, { unigramEntropy: 3 }, { failedAbove: 4 }])(
    'are judged by %j',
    (reference) => {
      const study = studyOf(reference);
      for (const id of [1, 2, 3])
        study.finishRun(id, finished({ ...alone, tailLoss: id === 3 ? 1e30 : 2.2 }));
      relabel(study);
      expect(labels(study).slice(0, 2)).toEqual(['ok', 'ok']);
      expect(study.info().thresholds.unstableLabels).toContain(labels(study)[2]);
      study.close();
    },
  );
});

test('what was stopped early becomes slow where more steps were all it lacked, and its sentence stays where not', () => {
  const sentence = 'Stopped early after step 4 of 9, foreseen as collapsed: the mean loss was 4.';
  const stopped = { tailLoss: null, endStep: 4, foreseen: 'collapsed' } as const;
  const study = studyOf(null);
  study.finishRun(1, finished(stopped, sentence));
  study.finishRun(3, finished(stopped, sentence));
  relabel(study);
  // Without a tail in the row nothing is known of LR*.
  expect(labels(study)).toEqual(['stopped', null, 'stopped']);
  study.finishRun(2, finished({ tailLoss: 2 }));
  relabel(study);
  expect(labels(study)).toEqual(['slow', 'ok', 'stopped']);
  expect(study.runs()[2]!.reason).toBe(sentence);
  // It is said again of a run that is judged again.
  relabel(study);
  expect(labels(study)).toEqual(['slow', 'ok', 'stopped']);
  study.close();
});

test('a failure does not become slow by a best that runs of another origin had further up', () => {
  // What fp8 learned is nothing by the text's entropy, whatever another script did at a higher rate with twice the learning.
  const imported = [
    ['imported', 'bf16', 1e-3, 2.8],
    ['imported', 'fp8', 1e-3, 3.5],
  ] as const;
  const study = mixedStudy([...imported, ['trained', 'bf16', 3e-2, 1.6]]);
  expect(labels(study).slice(3, 6)).toEqual(['collapsed', 'collapsed', 'collapsed']);
  // By what all runs show, the imported baseline has learned too little.
  expect(labels(study).slice(0, 3)).toEqual(['slow', 'slow', 'slow']);
  study.close();
});

test('a run that a trigger stopped stays stopped', () => {
  const study = studyOf(null);
  study.finishRun(1, finished({ tailLoss: null }, 'Stopped by a trigger after step 4 of 9.'));
  study.finishRun(2, finished({ tailLoss: 2 }));
  relabel(study);
  expect(labels(study)).toEqual(['stopped', 'ok', null]);
  study.close();
});

describe('a study that was judged before there was a tolerance', () => {
  const older = path.resolve(import.meta.dirname, 'golden/version-1.precipice');

  test('keeps its labels where it is only read, and the rule that gave them', () => {
    const study = openStudy(older, 'read');
    const { thresholds } = study.info();
    expect(thresholds).toMatchObject({ degradedFactor: 1.02, lossTolerance: 0.02, jumpNats: 1 });
    const degraded = study.runs().find(({ label }) => label === 'degraded' || label === 'ok');
    expect(degraded!.reason).toMatch(/1\.02 x/);
    study.close();
  });

  test('is judged by that rule when it is judged again', () => {
    copyFileSync(older, file);
    const study = openStudy(file, 'write');
    relabel(study);
    for (const { label, reason } of study.runs()) {
      if (label === 'ok' || label === 'degraded') expect(reason).toMatch(/1\.02 ×/);
    }
    study.close();
  });

  test('tells what its runs were stopped early for by their sentence', () => {
    copyFileSync(older, file);
    const database = new Database(file);
    database
      .prepare("UPDATE run SET label = 'stopped', reason = ?, tail_loss = NULL WHERE id = 19")
      .run(
        'Stopped early after step 4 of 9, foreseen as collapsed: the mean loss of its last 8 steps was 4.',
      );
    database.close();
    const study = openStudy(file, 'read');
    expect(study.runs()[0]!.foreseen).toBe('collapsed');
    expect(study.runs()[1]!.foreseen).toBeNull();
    study.close();
  });
});
