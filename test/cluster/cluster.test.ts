// Studies trained as job arrays of a real Slurm on this machine: the same numbers as a local sweep, whatever happens to tasks.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunLogs } from '../../src-main/study/run-logs.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { endTasks } from '../../src-main/sweep/executors/slurm/end-tasks.ts';
import { DEFAULT_SETTINGS, type SlurmSettings } from '../../src-main/sweep/executors/slurm/settings.ts';
import { openSlurmRunner } from '../../src-main/sweep/executors/slurm/slurm-runner.ts';
import {
  logFile,
  readPlan,
  readProgress,
  WorkFolder,
  workFolderOf,
} from '../../src-main/sweep/executors/slurm/work-folder.ts';
import { openRunner } from '../../src-main/sweep/open-runner.ts';
import { recallAssignment, type Assignment } from '../../src-main/sweep/recall.ts';
import type { SweepProgress } from '../../src-main/sweep/run.ts';
import { createPlannedStudy, type RunHooks } from '../../src-main/sweep/runner.ts';
import { readText } from '../../src-main/sweep/text-source.ts';
import { trainerSpec } from '../sweep/executors/command/support.ts';
import { measuredIn, read } from '../sweep/measured.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { killOneTask, queue, requeue, slurm, startSlurm, taskProcesses, whyNoSlurm } from './support.ts';

const reason = whyNoSlurm();
if (reason !== null)
  process.stderr.write(`Skipped, for there can be no Slurm here (${reason}): job arrays\n`);

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-cluster-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TIMING = { filesEvery: 100, queueEvery: 500, shardGrace: 1000 };
const SETTINGS: SlurmSettings = { ...DEFAULT_SETTINGS, partition: 'main', timeLimit: '10', device: 'wasm' };

let files = 0;
function newFile(): string {
  return path.join(folder, `${files++}.precipice`);
}

async function sweep(
  assignment: Assignment,
  file: string,
  hooks: RunHooks,
  settings: Partial<SlurmSettings>,
) {
  const runner = await openSlurmRunner(assignment, file, { ...SETTINGS, ...settings }, TIMING);
  const study = createPlannedStudy(file, runner);
  try {
    return await runner.run(study, hooks);
  } finally {
    study.close();
    await runner.close();
  }
}

async function resume(file: string, settings: Partial<SlurmSettings> = {}) {
  const study = openStudy(file, 'write');
  try {
    study.recoverInterrupted();
    const assignment = recallAssignment(study.info(), null);
    const runner = await openSlurmRunner(assignment, file, { ...SETTINGS, ...settings }, TIMING);
    return await runner.run(study);
  } finally {
    study.close();
  }
}

async function locally(assignment: Assignment, file: string) {
  const runner = await openRunner(assignment, { device: 'wasm', threads: 1 });
  const study = createPlannedStudy(file, runner);
  try {
    await runner.run(study);
  } finally {
    study.close();
    await runner.close();
  }
}

/** Calls `act` once, as soon as a batch is under way. */
function onceBegun(act: (progress: SweepProgress) => void): (progress: SweepProgress) => void {
  let isDone = false;
  return (progress) => {
    if (isDone || progress.batchesUnderWay === 0) return;
    isDone = true;
    act(progress);
  };
}

describe.skipIf(reason !== null)('a study in the queue of Slurm', () => {
  let stop: () => void;
  beforeAll(() => {
    stop = startSlurm();
  });
  afterAll(() => stop?.());

  test('of lanes has the numbers of a local sweep, bit for bit, although one of its tasks is killed', async () => {
    const spec = tinySpec({ steps: 40, batchSizes: [2] });
    const assignment = { spec, source: readText(spec.text!) };
    const [local, file] = [newFile(), newFile()];
    const killed = killOneTask(file);
    const summary = await sweep(assignment, file, {}, { runsPerTask: 4 });
    await killed;
    expect(summary).toMatchObject({ outcome: 'done', finished: 8, failed: 0 });
    expect(summary.laneSteps).toBeGreaterThan(0);
    await locally(assignment, local);
    expect(measuredIn(file)).toEqual(measuredIn(local));
    read(file, (study) => {
      const failures = study.events().filter(({ kind }) => kind === 'device-failure');
      expect(failures.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^Task \d+_\d of 1-\w+ ended without its runs \(FAILED, .*\)/),
      ]);
      expect(Math.max(...study.runs().map(({ attempts }) => attempts))).toBe(2);
    });
    // Nothing is left beside the study.
    expect(existsSync(workFolderOf(file))).toBe(false);
  });

  test('of a command too, although Slurm queues one of its tasks again', async () => {
    const grid = { steps: 25, recipes: ['bf16'], learningRates: [0.01, 0.1], batchSizes: [1] };
    const assignment = { spec: trainerSpec('slow', { concurrency: 2 }, grid), source: null };
    const [local, file] = [newFile(), newFile()];
    let requeued: Promise<void> | null = null;
    const onProgress = onceBegun(() => {
      const [task] = queue().filter((line) => line.endsWith('RUNNING'));
      requeued = requeue(task!.split(' ')[0]!);
    });
    const summary = await sweep(assignment, file, { onProgress }, { runsPerTask: 2 });
    await requeued;
    expect(requeued).not.toBeNull();
    expect(summary).toMatchObject({ outcome: 'done', finished: 4, failed: 0 });
    await locally(assignment, local);
    expect(measuredIn(file)).toEqual(measuredIn(local));
    expect(measuredIn(file)[0]).toMatchObject({ precision: 'hardware', device: 'Fake GPU', attempts: null });
  });

  test('is left to itself by Ctrl-C, and a resume waits for the same tasks', async () => {
    // None of them is through before this has looked.
    const grid = { steps: 300, recipes: ['bf16'], learningRates: [0.01, 0.1], batchSizes: [1] };
    const spec = trainerSpec('slow', {}, grid);
    const file = newFile();
    const leave = new AbortController();
    let waiting = 0;
    const onProgress = onceBegun(({ batchesWaiting }) => {
      waiting = batchesWaiting;
      leave.abort();
    });
    const summary = await sweep({ spec, source: null }, file, { signal: leave.signal, onProgress }, {});
    expect(waiting).toBeGreaterThanOrEqual(2);
    expect(summary).toMatchObject({ outcome: 'stopped', finished: 0 });
    expect(read(file, (study) => study.counts())).toMatchObject({ planned: 4, running: 0 });
    const before = queue();
    expect(before).toHaveLength(4);

    // Meanwhile some of it ends with nobody waiting.
    await expect.poll(() => queue().length).toBeLessThan(4);
    expect(await resume(file)).toMatchObject({ outcome: 'done', finished: 4, failed: 0 });
    const arrays = new Set(before.map((line) => line.split('_')[0]));
    expect(arrays.size).toBe(1);
  });

  test('goes on from what a task had done when it was told to stop, as at its time limit', async () => {
    const grid = { steps: 40, recipes: ['bf16'], learningRates: [0.01, 0.1], batchSizes: [1] };
    const file = newFile();
    let told = false;
    const froms: (string | null)[][] = [];
    const onProgress = () => {
      const [pid] = taskProcesses(file).values();
      const [first, second] = new WorkFolder(workFolderOf(file)).arrays();
      const isFar = first !== undefined && (readProgress(first, 0, 0)?.runsDone ?? 0) > 0;
      if (!told && isFar && pid !== undefined) {
        told = true;
        slurm('scancel', '--batch', '--signal=TERM', queue()[0]!.split(' ')[0]!);
      }
      if (second !== undefined && froms.length === 0) {
        froms.push([readPlan(second).tasks[0]!.from, path.join(first!, '0.precipice')]);
      }
    };
    const timer = setInterval(onProgress, 100);
    try {
      const summary = await sweep(
        { spec: trainerSpec('slow', {}, grid), source: null },
        file,
        {},
        { runsPerTask: 4 },
      );
      expect(summary).toMatchObject({ outcome: 'done', finished: 4, failed: 0, failure: null });
    } finally {
      clearInterval(timer);
    }
    expect(told).toBe(true);
    const [[from, left]] = froms as [[string, string]];
    expect(from).toBe(left);
    expect(read(file, (study) => study.events())).toEqual([]);
  });

  test('is cancelled with what its tasks had finished kept', async () => {
    const grid = { steps: 30, recipes: ['bf16'], learningRates: [0.01, 0.1], batchSizes: [1, 2] };
    const file = newFile();
    const leave = new AbortController();
    const onProgress = onceBegun(() => leave.abort());
    const spec = trainerSpec('slow', {}, grid);
    await sweep({ spec, source: null }, file, { signal: leave.signal, onProgress }, { tasksAtOnce: 1 });
    await expect.poll(() => queue().length).toBeLessThan(8);
    const study = openStudy(file, 'write');
    const { tasks, merged } = await endTasks(study, file);
    const counts = study.counts();
    study.close();
    expect(tasks).toBeGreaterThan(0);
    expect(merged).toBeGreaterThan(0);
    expect(counts).toMatchObject({ finished: merged, planned: 8 - merged });
    expect(queue()).toEqual([]);
    expect(existsSync(workFolderOf(file))).toBe(false);
  });

  test('is set up on its node, in arrays that the cluster takes, and what its trainers printed is kept', async () => {
    const grid = { recipes: ['bf16'], learningRates: [0.01, 0.1], batchSizes: [1, 2] };
    const file = newFile();
    let arrays = 0;
    const onProgress = () =>
      void (arrays = Math.max(arrays, new WorkFolder(workFolderOf(file)).arrays().length));
    const settings = {
      setup: ['export PRECIPICE_SETUP="a b"', 'test "$PRECIPICE_SETUP" = "a b"'],
      prefix: ['env', "PRECIPICE_PREFIX=it's here"],
    };
    const spec = trainerSpec('surroundings', {}, grid);
    const summary = await sweep({ spec, source: null }, file, { onProgress }, settings);
    expect(summary).toMatchObject({ outcome: 'done', finished: 8, failed: 0 });
    // The test's Slurm takes six tasks in an array (MaxArraySize).
    expect(arrays).toBe(2);
    read(file, (study) => {
      const logs = new RunLogs({ file, createdAt: study.info().createdAt });
      for (const { id, seed, learningRate } of study.runs()) {
        expect(logs.read(id)).toContain("setup: a b, prefix: it's here");
        expect(logs.read(id)).toContain(`learning rate ${learningRate}, `);
        expect(logs.read(id)).toContain(`seed ${seed}`);
      }
    });
  });

  test('whose set-up fails says so, and its log is kept', async () => {
    const grid = { recipes: ['bf16'], learningRates: [0.01], batchSizes: [1], seeds: 1 };
    const file = newFile();
    const settings = { setup: ['echo no such module >&2', 'false'] };
    const summary = await sweep({ spec: trainerSpec('good', {}, grid), source: null }, file, {}, settings);
    expect(summary).toMatchObject({ finished: 0, failed: 1 });
    read(file, (study) =>
      expect(study.runs()[0]!.reason).toMatch(/ended without its runs .*: no such module$/),
    );
    const [array] = new WorkFolder(workFolderOf(file)).arrays();
    expect(readFileSync(logFile(array!, 0), 'utf8')).toBe('no such module\n');
  });

  test('of more tasks than the cluster holds is refused before it is there', async () => {
    const learningRates = { from: 1e-5, to: 1, count: 100 };
    const spec = trainerSpec('good', {}, { learningRates, batchSizes: [1, 2, 4], seeds: 20 });
    const open = openSlurmRunner({ spec, source: null }, newFile(), SETTINGS, TIMING);
    await expect(open).rejects.toThrow(
      'The study would be 12000 tasks, and this cluster holds 10000 jobs at once (MaxJobCount); give a task more runs, by --runs-per-task 2 or more.',
    );
  });

  test('is refused before it is there where Slurm would not take its tasks', async () => {
    const file = newFile();
    const open = openSlurmRunner(
      { spec: trainerSpec('good'), source: null },
      file,
      { ...SETTINGS, partition: 'no-such' },
      TIMING,
    );
    await expect(open).rejects.toThrow(
      /^Slurm's sbatch failed: sbatch: error: invalid partition specified: no-such/,
    );
    expect(
      readdirSync(folder).filter((name) => name.startsWith(path.basename(file, '.precipice') + '.')),
    ).toEqual([]);
  });
});
