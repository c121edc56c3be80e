// The app conducts a study on a real Slurm: it begins one, leaves it in the queue, comes back to it, and gives one up.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workFolderOf } from '../../src-main/sweep/executors/slurm/work-folder.ts';
import { testCore, type TestCore } from '../api/support.ts';
import { read } from '../sweep/measured.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { queue, slurm, startSlurm, whyNoSlurm } from './support.ts';

const reason = whyNoSlurm();
if (reason !== null)
  process.stderr.write(`Skipped, for there can be no Slurm here (${reason}): the app and job arrays\n`);

const SLURM = { partition: 'main', timeLimit: '10', memory: null, cpus: 1 };

async function begun(core: TestCore, steps: number): Promise<{ id: string; file: string }> {
  const spec = tinySpec({ steps, batchSizes: [2], recipes: ['fp32'] });
  const { id } = await core.call('sweep.start', { spec, device: 'wasm', slurm: SLURM });
  return { id, file: core.library.find(id).file };
}

/** When a task has begun. */
function underWay(core: TestCore, id: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = core.router.subscribe((event) => {
      if (event.kind !== 'activity' || event.id !== id || event.activity.kind !== 'running') return;
      if (event.activity.progress.batchesUnderWay === 0) return;
      stop();
      resolve();
    });
  });
}

describe.skipIf(reason !== null)('the app, where Slurm is', () => {
  let stop: () => void;
  beforeAll(() => {
    stop = startSlurm();
  });
  afterAll(() => stop?.());

  test('begins a study in the queue, leaves it, and comes back for what its tasks have done', async () => {
    const core = testCore();
    expect((await core.call('app.facts', {})).hasSlurm).toBe(true);
    const { id, file } = await begun(core, 3000);
    await expect.poll(() => queue().length).toBeGreaterThan(0);
    const left = core.next('sweep-ended');
    await core.call('sweep.pause', { id });
    expect(await left).toMatchObject({
      sentence: expect.stringMatching(/; tasks in the queue of Slurm stay there and go on\.$/) as string,
    });
    expect(existsSync(workFolderOf(file))).toBe(true);
    const ended = core.next('sweep-ended');
    await core.call('sweep.resume', { id });
    expect(await ended).toMatchObject({ sentence: expect.stringMatching(/ trained\.$/) as string });
    read(file, (study) => {
      expect(study.counts().finished).toBe(study.runs().length);
    });
    // No task was queued again.
    expect(new Set(slurm('squeue', '--noheader', '--states=all', '--format=%F').split('\n')).size).toBe(1);
    expect(existsSync(workFolderOf(file))).toBe(false);
  });

  test('gives a study up: its tasks leave the queue', async () => {
    const core = testCore();
    const { id, file } = await begun(core, 100_000);
    await underWay(core, id);
    await core.call('sweep.cancel', { id });
    await expect.poll(queue).toEqual([]);
    expect(existsSync(workFolderOf(file))).toBe(false);
    read(file, (study) => expect(study.counts()).toMatchObject({ planned: 0, running: 0 }));
  });
});
