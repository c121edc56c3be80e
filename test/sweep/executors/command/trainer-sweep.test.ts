// A whole study on the fake trainer: outcomes, labels and facts; stop, resume, retry; several at once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runsCsv } from '../../../../src-main/report/csv.ts';
import { figureFacts } from '../../../../src-main/report/figures/facts.ts';
import { decide } from '../../../../src-main/analysis/decision/decide.ts';
import { analyzeStudy } from '../../../../src-main/study/analyze-study.ts';
import { openStudy, type Study } from '../../../../src-main/study/study.ts';
import { unigramEntropyOf } from '../../../../src-main/records/types.ts';
import { openRunner } from '../../../../src-main/sweep/open-runner.ts';
import { recallAssignment } from '../../../../src-main/sweep/recall.ts';
import type { SweepProgress } from '../../../../src-main/sweep/run.ts';
import { createPlannedStudy, type RunHooks } from '../../../../src-main/sweep/runner.ts';
import type { TrainerSpec } from '../../../../src-main/spec/trainer.ts';
import { measuredIn, read } from '../../measured.ts';
import { commandOf, trainerSpec } from './support.ts';
import { ENGLISH } from '../../../../src-main/report/language/language.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-trainers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RUNS = 2 * 3 * 2 * 2;
const settings = { device: 'auto', threads: null } as const;
let files = 0;

function newFile(): string {
  return path.join(folder, `${files++}.precipice`);
}

async function sweep(spec: TrainerSpec, file: string, hooks: RunHooks = {}) {
  const runner = await openRunner({ spec, source: null }, settings);
  const study = createPlannedStudy(file, runner);
  try {
    return await runner.run(study, hooks);
  } finally {
    study.close();
    await runner.close();
  }
}

/** As `resume` and `retry` do it: the spec comes out of the file. */
async function goOn(file: string, prepare: (study: Study) => void) {
  const study = openStudy(file, 'write');
  try {
    study.recoverInterrupted();
    prepare(study);
    const runner = await openRunner(recallAssignment(study.info(), null), settings);
    return await runner.run(study);
  } finally {
    study.close();
  }
}

const whole = newFile();
const uninterrupted = sweep(trainerSpec('edge', { concurrency: 3 }), whole);

test('rows of any name are the rows of its map, of a kind that nobody knows', async () => {
  const file = newFile();
  const rows = { setting: 'n_layer', values: [2, 8] };
  const command = commandOf('edge', '{row}');
  const spec = trainerSpec('edge', { command, concurrency: 3 }, { batchSizes: [4], rows });
  expect(await sweep(spec, file)).toMatchObject({ outcome: 'done', failed: 0 });
  read(file, (study) => {
    const { rowSetting, rowValues, recipes } = analyzeStudy(study);
    expect(rowSetting).toEqual({ path: 'n_layer', kind: 'unknown', scale: 'octaves' });
    expect(rowValues).toEqual([2, 8]);
    expect(new Set(study.runs().map(({ batchSize }) => batchSize))).toEqual(new Set([4]));
    const decision = decide(analyzeStudy(study), recipes.find(({ recipe }) => recipe === 'fp8')!.recipe);
    expect(decision).toMatchObject({ verdict: 'undecidable', reason: 'not-searched' });
  });
});

describe('a study that a command trains', () => {
  test('ends with every run finished, and labelled by the usual rules', async () => {
    expect(await uninterrupted).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
    const labels = read(whole, (study) =>
      study.runs().map(({ recipe, learningRate, label }) => [recipe, learningRate, label]),
    );
    for (const [recipe, learningRate, label] of labels) {
      const unstable = Number(learningRate) > (recipe === 'fp8' ? 0.05 : 0.5);
      expect(label === 'nonfinite').toBe(unstable);
    }
  });

  test('says whose formats are of the hardware, in figures and in the CSV', async () => {
    await uninterrupted;
    read(whole, (study) => {
      const runs = study.runs();
      expect(figureFacts(study.info(), runs, ENGLISH)).toMatchObject({
        precision: 'Hardware precision (bf16) and emulated precision (fp8)',
        device: 'device: Fake GPU',
        data: 'trained by a command',
      });
      const [head, first] = runsCsv(runs).split('\n');
      const column = head!.split(',').indexOf('precision');
      expect(first!.split(',')[column]).toBe('hardware');
    });
  });

  test('judges by the unigram entropy that the trainer gives', async () => {
    await uninterrupted;
    expect(read(whole, (study) => unigramEntropyOf(study.info()))).toBe(4.2);
  });

  test('stopped in the middle keeps what has finished, and resume gives the same as if nothing had been', async () => {
    const file = newFile();
    const stop = new AbortController();
    let atOnce = 0;
    const onProgress = ({ runsDone, batchesUnderWay }: SweepProgress) => {
      atOnce = Math.max(atOnce, batchesUnderWay);
      if (runsDone >= 5) stop.abort();
    };
    const summary = await sweep(trainerSpec('edge', { concurrency: 3 }), file, {
      signal: stop.signal,
      onProgress,
    });
    expect(summary.outcome).toBe('stopped');
    expect(atOnce).toBe(3);
    const counts = read(file, (study) => study.counts());
    expect(counts.running).toBe(0);
    expect(counts.finished).toBe(summary.finished);
    expect(counts.planned).toBe(RUNS - summary.finished);
    expect(await goOn(file, () => undefined)).toMatchObject({ outcome: 'done', finished: counts.planned });
    await uninterrupted;
    expect(measuredIn(file)).toEqual(measuredIn(whole));
  });

  test('that breaks ten times in a row is given up; when it is mended, retry trains what failed', async () => {
    const file = newFile();
    const note = path.join(folder, 'disk');
    const command = commandOf('needs-a-file', `--note "${note}"`);
    const spec = trainerSpec('needs-a-file', { command });
    const failure = 'The trainer exited with code 1 after 0 of 6 steps. It said: the disk is not there';
    expect(await sweep(spec, file)).toMatchObject({ outcome: 'broken', finished: 0, failed: 10, failure });
    const failed = read(file, (study) => study.runs()).filter(
      ({ state }) => state === 'failed-infrastructure',
    );
    expect(failed.map(({ reason, attempts }) => [reason, attempts])).toEqual(
      Array.from({ length: 10 }, () => [failure, 1]),
    );
    writeFileSync(note, '');
    const retried = await goOn(file, (study) => {
      expect(study.retryFailed()).toBe(10);
    });
    expect(retried).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
    await uninterrupted;
    expect(measuredIn(file)).toEqual(measuredIn(whole));
  });

  test('tells time left and speed as soon as one run is under way', async () => {
    const seen: (SweepProgress & { readonly at: number })[] = [];
    const spec = trainerSpec('slow', {}, { recipes: ['bf16'], learningRates: [0.1], steps: 20 });
    const began = performance.now();
    await sweep(spec, newFile(), {
      onProgress: (progress) => seen.push({ ...progress, at: performance.now() }),
    });
    const ended = performance.now();
    expect(seen[0]!.secondsLeft).toBeNull();
    const early = seen.find(({ secondsLeft }) => secondsLeft !== null)!;
    expect(early.runsDone).toBe(0);
    // Told from the first step of the first run, whose start counts in.
    const left = (ended - early.at) / 1000;
    expect(early.secondsLeft!.likely).toBeGreaterThan(left / 10);
    expect(early.secondsLeft!.likely).toBeLessThan(left * 10);
    const speed = (80 * 1000) / (ended - began);
    expect(seen.at(-2)!.laneStepsPerSecond).toBeGreaterThan(speed / 10);
    expect(seen.at(-2)!.laneStepsPerSecond).toBeLessThan(speed * 10);
    expect(seen.at(-1)).toMatchObject({ secondsLeft: { low: 0, high: 0 }, runsDone: 4 });
  });
});

test('a refined study trains by the command only what the edges need', async () => {
  const spec = trainerSpec(
    'edge',
    { concurrency: 2 },
    {
      learningRates: { from: 0.001, to: 10, count: 17 },
      batchSizes: [1],
      refine: 0.3,
    },
  );
  const summary = await sweep(spec, newFile());
  expect(summary.outcome).toBe('done');
  expect(summary.finished).toBeLessThan(0.5 * 2 * 17 * 2);
});

test.each([
  [
    { folder: '.' },
    'trainer.folder is "."; it must be an absolute path, because this spec is not a file with a folder of its own.',
  ],
  [{ folder: '/no/such/folder' }, 'trainer.folder is "/no/such/folder"; it must be a folder that exists.'],
  [
    { command: 'no-such-trainer {recipe} {learning_rate} {batch_size} {seed}' },
    'trainer.command begins with "no-such-trainer"; it must be a program on the PATH, or the path of one.',
  ],
  [
    { command: './train.sh {recipe} {learning_rate} {batch_size} {seed}' },
    'trainer.command begins with "./train.sh"; it must be a program on the PATH, or the path of one.',
  ],
])('%j is refused before there is a study', async (trainer, sentence) => {
  const spec = trainerSpec('good', trainer);
  await expect(openRunner({ spec, source: null }, settings)).rejects.toThrow(sentence);
});
