import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { seal } from '../../src-main/study/seal.ts';
import { relabel } from '../../src-main/study/relabel.ts';
import { createStudy, openStudy } from '../../src-main/study/study.ts';
import type { FinishedRun, StudyContents } from '../../src-main/records/types.ts';

let file: string;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'study-')), 'a.precipice');
});

const CONTENTS: StudyContents = {
  name: 'two recipes',
  spec: { name: 'two recipes' },
  text: {
    name: 'made',
    sha256: '00',
    bytes: 10,
    tokens: 10,
    vocabulary: 'character',
    vocabularySize: 64,
    unigramEntropy: 3,
  },
  baseline: 'bf16-mixed',
  recipes: ['bf16-mixed', 'fp8-unscaled'],
  thresholds: DEFAULT_THRESHOLDS,
  runs: ['bf16-mixed', 'fp8-unscaled'].flatMap((recipe) =>
    [0.001, 0.01].map((learningRate) => ({
      recipe,
      learningRate,
      rowValue: 4,
      batchSize: 4,
      seed: 0,
      plannedSteps: 4,
    })),
  ),
};

function finished(tailLoss: number | null): FinishedRun {
  return {
    measured: {
      endStep: 4,
      startLoss: 4,
      tailLoss,
      validationLoss: null,
      nonfinite: tailLoss === null ? { step: 3, tensor: 'loss' } : null,
      lossSpikeScore: 0,
      gradientSpikeScore: 0,
      longestSpike: 0,
    },
    curves: { loss: Float32Array.of(4, -0, Infinity, NaN) },
    sites: ['linear.forward.weight'],
    siteSteps: [0, 2],
    siteStatistics: Float32Array.of(0, 0.5, 1, 0, 0.25, 2),
    seconds: 1.5,
    device: 'reference',
    stopped: null,
    events: [{ step: 2, kind: 'trigger', message: 'It jumped.', details: { costSteps: 1 } }],
  };
}

describe('a study file', () => {
  test('gives back what was stored, infinities, NaN and minus zero included', () => {
    const study = createStudy(file, CONTENTS);
    const environment = study.addEnvironment({ node: '24' });
    const ids = study.runs().map(({ id }) => id);
    study.startRuns(ids, environment);
    ids.forEach((id, i) => study.finishRun(id, finished([2, 1.9, 3.5, null][i]!)));
    relabel(study);
    study.close();
    expect(readdirSync(path.dirname(file))).toEqual(['a.precipice']);

    const again = openStudy(file, 'read');
    expect(again.runs().map(({ label }) => label)).toEqual(['degraded', 'ok', 'collapsed', 'nonfinite']);
    expect(again.runs()[3]).toMatchObject({
      nonfinite: { step: 3, tensor: 'loss' },
      validationLoss: null,
      attempts: 1,
    });
    expect([...again.curve(ids[0]!, 'loss')!]).toEqual([4, -0, Infinity, NaN]);
    expect(again.siteStatistics(ids[0]!)!.values).toEqual(Float32Array.of(0, 0.5, 1, 0, 0.25, 2));
    expect(again.info()).toMatchObject({ name: 'two recipes', environments: [{ node: '24' }] });
    again.close();
    expect(readdirSync(path.dirname(file))).toEqual(['a.precipice']);
  });

  test('tells continue, retry and repeat apart', () => {
    const study = createStudy(file, CONTENTS);
    const ids = study.runs().map(({ id }) => id);
    const environment = study.addEnvironment({});
    study.startRuns(ids.slice(0, 3), environment);
    study.finishRun(ids[0]!, finished(2));
    study.failRuns([ids[1]!], 'The host process died.');
    expect(study.recoverInterrupted()).toBe(1);
    expect(study.counts()).toMatchObject({ planned: 2, finished: 1, 'failed-infrastructure': 1 });
    expect(study.retryFailed()).toBe(1);
    expect(study.counts()).toMatchObject({ planned: 3, finished: 1 });
    study.repeatRuns([ids[0]!]);
    expect(study.counts()).toMatchObject({ planned: 4 });
    expect(study.runs()[0]!.attempts).toBe(1);
    study.close();
  });

  test('refuses a second writer, and lets readers in', () => {
    const study = createStudy(file, CONTENTS);
    expect(() => openStudy(file, 'write')).toThrow('is being written by another Precipice');
    const reader = openStudy(file, 'read');
    expect(reader.runs()).toHaveLength(4);
    reader.close();
    study.close();
    openStudy(file, 'write').close();
  });

  test('survives a writer that is killed, which leaves no lock behind', () => {
    const script = `
      const { createStudy } = await import(${JSON.stringify(path.resolve('src-main/study/study.ts'))});
      const study = createStudy(process.argv[1], JSON.parse(process.argv[2]));
      study.startRuns(study.runs().map(({ id }) => id), study.addEnvironment({}));
      process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      file,
      JSON.stringify(CONTENTS),
    ]);
    expect(signal).toBe('SIGKILL');
    const study = openStudy(file, 'write');
    expect(study.recoverInterrupted()).toBe(4);
    study.close();
    const database = new Database(file, { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  test('takes in nothing that the killed writer of another study of its name left', () => {
    const killed = createStudy(`${file}-killed`, CONTENTS);
    killed.rename('killed');
    killed.startRuns([1, 2], killed.addEnvironment({}));
    copyFileSync(`${file}-killed-wal`, `${file}-wal`);
    killed.close();
    const study = createStudy(file, CONTENTS);
    expect(study.info().name).toBe('two recipes');
    expect(study.counts().planned).toBe(4);
    study.close();
  });

  test('says in one sentence what is wrong with another file', () => {
    expect(() => openStudy(file, 'read')).toThrow(`${file} does not exist.`);
    writeFileSync(file, 'Call me Ishmael. '.repeat(100));
    expect(() => openStudy(file, 'read')).toThrow('is not a study, or it is damaged');
    expect(() => createStudy(file, CONTENTS)).toThrow('exists already; resume it, or choose another file.');
    const other = `${file}.sqlite`;
    new Database(other).exec('CREATE TABLE a (b)').close();
    expect(() => openStudy(other, 'write')).toThrow('is not a Precipice study.');
    expect(existsSync(`${other}-lock`)).toBe(false);
    const newer = `${file}.newer`;
    createStudy(newer, CONTENTS).close();
    const database = new Database(newer);
    database.pragma('user_version = 99');
    database.close();
    seal(newer);
    expect(() => openStudy(newer, 'read')).toThrow('has version 99; this Precipice reads versions up to 5.');
    const cut = `${file}.cut`;
    createStudy(`${file}.whole`, CONTENTS).close();
    writeFileSync(cut, readFileSync(`${file}.whole`).subarray(0, 5000));
    expect(() => openStudy(cut, 'read').runs()).toThrow();
  });
});

describe('a study of version 1', () => {
  const older = path.resolve(import.meta.dirname, 'golden/version-1.precipice');

  test('is read as it is, and its file stays what it was', () => {
    const before = readFileSync(older);
    const study = openStudy(older, 'read');
    expect(study.runs().every(({ state }) => state === 'finished')).toBe(true);
    expect(study.events()).toBeInstanceOf(Array);
    expect(study.checkpoints()).toEqual([]);
    study.close();
    expect(readFileSync(older).equals(before)).toBe(true);
  });

  test('is brought to this version when it is written to, with a copy of the old file beside it', () => {
    copyFileSync(older, file);
    const study = openStudy(file, 'write');
    study.addEvent({ runId: null, step: null, kind: 'note', message: 'New.', details: { of: 2 } });
    expect(study.events().at(-1)!.details).toEqual({ of: 2 });
    study.close();
    expect(readFileSync(`${file}.v1-backup`).equals(readFileSync(older))).toBe(true);
    const again = openStudy(file, 'read');
    expect(again.runs()).toHaveLength(openStudy(older, 'read').runs().length);
    again.close();
  });
});
