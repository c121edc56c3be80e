// What a task does on its node, without a Slurm: attempts at it that run at once are told apart by SLURM_RESTART_COUNT.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runTask } from '../../../../src-main/sweep/executors/slurm/task.ts';
import { shardFile, writePlan } from '../../../../src-main/sweep/executors/slurm/work-folder.ts';
import { openRunner } from '../../../../src-main/sweep/open-runner.ts';
import { thresholdsOf } from '../../../../src-main/spec/spec.ts';
import { measuredIn } from '../../measured.ts';
import { trainerSpec } from '../command/support.ts';

let array: string;
let disk: string;
beforeEach(() => {
  array = mkdtempSync(path.join(tmpdir(), 'precipice-array-'));
  disk = mkdtempSync(path.join(tmpdir(), 'precipice-disk-'));
  const spec = trainerSpec('good');
  const run = {
    recipe: 'bf16',
    learningRate: 0.1,
    rowValue: 2,
    batchSize: 2,
    seed: 1,
    plannedSteps: spec.steps,
  };
  writePlan(array, {
    jobName: 'test',
    jobId: 1,
    device: 'auto',
    threads: 1,
    contents: {
      name: spec.name,
      spec,
      text: null,
      baseline: spec.baseline,
      recipes: spec.recipes.map(({ name }) => name),
      thresholds: thresholdsOf(spec),
    },
    tasks: [{ ids: [7], runs: [run], from: null }],
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of [array, disk]) rmSync(folder, { recursive: true });
});

function attempt(count: number, whileTraining: () => Promise<unknown> = () => Promise.resolve()) {
  vi.stubEnv('SLURM_TMPDIR', disk);
  vi.stubEnv('SLURM_RESTART_COUNT', String(count));
  return runTask(array, 0, new AbortController().signal, async (...asked) => {
    const runner = await openRunner(...asked);
    const run: typeof runner.run = async (study, hooks) => {
      const summary = await runner.run(study, hooks);
      await whileTraining();
      return summary;
    };
    return { ...runner, run };
  });
}

const published = () => readdirSync(array).filter((name) => name.includes('precipice'));

test('an attempt leaves its shard under its own number', async () => {
  expect(await attempt(2)).toBe('done');
  expect(published()).toEqual(['0.2.precipice']);
});

test('an attempt that froze before it published leaves nothing where a later one has ended, or only begun', async () => {
  let later: unknown;
  const first = await attempt(0, async () => {
    later = await attempt(1);
  });
  expect([first, later]).toEqual(['superseded', 'done']);
  expect(published()).toEqual(['0.1.precipice']);
  const [run] = measuredIn(shardFile(array, 0, 1));
  expect(run).toMatchObject({ state: 'finished', seed: 1 });

  const second = await attempt(2, () => {
    writeFileSync(path.join(array, '0.3.progress.json'), '{}');
    return Promise.resolve();
  });
  expect(second).toBe('superseded');
  expect(published()).toEqual(['0.1.precipice']);
  expect(readdirSync(disk)).toEqual([]);
});

test('an attempt that comes late does not begin', async () => {
  writeFileSync(path.join(array, '0.1.progress.json'), '{}');
  expect(await attempt(0)).toBe('superseded');
  expect(readdirSync(array).sort()).toEqual(['0.1.progress.json', 'array.json']);
});
