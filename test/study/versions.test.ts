// Studies of older versions, and what a later one could add to this: measurements that this version does not know.
import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runsCsv } from '../../src-main/report/csv.ts';
import { studyJson } from '../../src-main/report/json.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { analyzeStudy } from '../../src-main/study/analyze-study.ts';
import { checkHealth } from '../../src-main/study/health.ts';
import { SCHEMA_VERSION } from '../../src-main/study/schema.ts';
import { seal, unseal } from '../../src-main/study/seal.ts';
import { createStudy, openStudy } from '../../src-main/study/study.ts';
import { readShard } from '../../src-main/sweep/executors/slurm/shard.ts';
import { contents, makeStudy, readAll } from './foreign-support.ts';

/** Written by the program when that was its version. */
const written = (version: number) => path.resolve(import.meta.dirname, `golden/version-${version}.precipice`);
/** The first whose rows have checksums. */
const VERSION_3 = written(3);

let file: string;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'versions-')), 'a.precipice');
});

function runsIn(place: string): RunRow[] {
  const study = openStudy(place, 'read');
  const runs = study.runs();
  study.close();
  return runs;
}

function versionOf(place: string): unknown {
  const database = new Database(place, { readonly: true });
  const version = database.pragma('user_version', { simple: true });
  database.close();
  return version;
}

function change(sql: string): void {
  unseal(file);
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

describe.each([1, 2, 3, 4])('a study of version %i', (version) => {
  test('says the same before and after it is migrated, and is kept as it was', () => {
    copyFileSync(written(version), file);
    const before = readAll(file);
    expect(versionOf(file)).toBe(version);
    openStudy(file, 'write').close();
    expect(versionOf(file)).toBe(SCHEMA_VERSION);
    expect(readAll(file)).toBe(before);
    expect(readAll(`${file}.v${version}-backup`)).toBe(before);
    expect(versionOf(`${file}.v${version}-backup`)).toBe(version);
    expect(checkHealth(file).filter(({ isWrong }) => isWrong)).toEqual([]);
  });

  test('has a log of its own after that, which is taken in where its writer was killed', () => {
    copyFileSync(written(version), file);
    const study = openStudy(file, 'write');
    study.rename('later');
    const killed = `${file}-killed`;
    for (const ending of ['', '-wal']) copyFileSync(`${file}${ending}`, `${killed}${ending}`);
    study.close();
    const again = openStudy(killed, 'read');
    expect(again.info().name).toBe('later');
    again.close();
  });
});

describe('a study of version 3', () => {
  test('holds the runs that the same study has today', () => {
    makeStudy(file);
    expect(runsIn(VERSION_3)).toEqual(runsIn(file));
  });

  test('that was not closed has its checksums checked, and its damaged run is a failed one', () => {
    copyFileSync(VERSION_3, file);
    change('UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 2');
    const truth = runsIn(VERSION_3);
    for (const mode of ['read', 'write'] as const) {
      const study = openStudy(file, mode);
      const runs = study.runs();
      study.close();
      expect(runs.filter(({ id }) => id !== 2)).toEqual(truth.filter(({ id }) => id !== 2));
      expect(runs[1]).toMatchObject({ state: 'failed-infrastructure', label: null, tailLoss: null });
    }
    expect(versionOf(file)).toBe(SCHEMA_VERSION);
    expect(versionOf(`${file}.damaged`)).toBe(3);
    expect(checkHealth(file).filter(({ isWrong }) => isWrong)).toEqual([]);
  });

  test('keeps its checksums when it is migrated: what was damaged before is not right afterwards', () => {
    copyFileSync(VERSION_3, file);
    const sums = () => {
      const database = new Database(file, { readonly: true });
      const rows = database.prepare('SELECT id, checksum, data_checksum FROM run').all();
      database.close();
      return rows;
    };
    const before = sums();
    openStudy(file, 'write').close();
    expect(sums()).toEqual(before);
  });
});

describe('a measurement that this version does not know', () => {
  const MEASURED = { final_log_z: 0.1 + 0.2, largest_logit: Infinity, odd: NaN, rank: -3 };

  function makeMeasured(): void {
    const study = createStudy(file, contents());
    study.startRuns([1, 2], study.addEnvironment({}));
    for (const id of [1, 2]) {
      study.finishRun(id, {
        measured: {
          endStep: 40,
          startLoss: 4,
          tailLoss: 2.5,
          validationLoss: 2.6,
          nonfinite: null,
          lossSpikeScore: 0,
          gradientSpikeScore: 0,
          longestSpike: 0,
          ...(id === 1 && { measurements: MEASURED }),
        },
        curves: { loss: new Float32Array(40).fill(2.5) },
        sites: [],
        siteSteps: [],
        siteStatistics: new Float32Array(),
        seconds: 1,
        device: 'wasm',
        stopped: null,
        events: [],
      });
    }
    study.close();
  }

  test('is kept through changes of its run, of its study and of its file', () => {
    makeMeasured();
    const study = openStudy(file, 'write');
    study.setLabels([{ id: 1, label: 'ok', reason: 'It is.', provisional: false }]);
    study.addEvent({ runId: 1, step: null, kind: 'note', message: 'New.' });
    study.rename('renamed');
    study.close();
    const [first, second] = runsIn(file);
    expect(first!.measurements).toEqual(MEASURED);
    expect(second).not.toHaveProperty('measurements');
  });

  test('is kept where another run is damaged, and gone with its own run where that is', () => {
    makeMeasured();
    change('UPDATE run SET tail_loss = 1 WHERE id = 2');
    openStudy(file, 'write').close();
    expect(existsSync(`${file}.damaged`)).toBe(true);
    expect(runsIn(file)[0]!.measurements).toEqual(MEASURED);
    change(`UPDATE run SET measurements = replace(measurements, '-3', '-2') WHERE id = 1`);
    expect(runsIn(file)[0]).toMatchObject({ state: 'failed-infrastructure' });
    expect(runsIn(file)[0]).not.toHaveProperty('measurements');
  });

  test('comes from the task that trained it', () => {
    makeMeasured();
    const [outcome] = readShard(file, runsIn(file).slice(0, 1))!.outcomes;
    expect(outcome).toMatchObject({ kind: 'finished', run: { measured: { measurements: MEASURED } } });
  });

  test('stands at the end of the CSV and in the JSON', () => {
    makeMeasured();
    const study = openStudy(file, 'read');
    const runs = study.runs();
    const lines = runsCsv(runs)
      .split('\n')
      .map((line) => line.split(','));
    expect(lines[0]!.slice(-5)).toEqual(['origin', 'final_log_z', 'largest_logit', 'odd', 'rank']);
    expect(lines[1]!.slice(-4)).toEqual(['0.30000000000000004', 'Inf', 'NaN', '-3']);
    expect(lines[2]!.slice(-4)).toEqual(['', '', '', '']);
    const source = { info: study.info(), runs, analysis: analyzeStudy(study), details: null };
    const exported = JSON.parse([...studyJson(source)].join('')) as { runs: RunRow[] };
    expect(exported.runs[0]!.measurements).toEqual({ ...MEASURED, largest_logit: 'Inf', odd: 'NaN' });
    expect(exported.runs[1]).not.toHaveProperty('measurements');
    study.close();
  });

  test('must have a name that a column may have, when it is written and when it is read', () => {
    const study = createStudy(file, contents());
    const write = (name: string) =>
      study.finishRun(1, {
        ...({
          curves: {},
          sites: [],
          siteSteps: [],
          siteStatistics: new Float32Array(),
          events: [],
        } as const),
        ...{ seconds: 1, device: 'wasm', stopped: null },
        measured: {
          ...{ endStep: 1, startLoss: null, tailLoss: null, validationLoss: null, nonfinite: null },
          ...{ lossSpikeScore: 0, gradientSpikeScore: 0, longestSpike: 0, measurements: { [name]: 1 } },
        },
      });
    for (const name of ['=SUM(A1)', 'Rank', '', 'a'.repeat(61)]) expect(() => write(name)).toThrow();
    write('rank');
    study.close();
    change(`UPDATE run SET measurements = '{"=SUM(A1)":1}' WHERE id = 1`);
    seal(file);
    expect(() => runsIn(file)).toThrow('measurements');
  });
});
