// The webgpu device behind the host: used where it is asked for, and passed over by `auto` where it is only software.
import { afterAll, describe, expect, test } from 'vitest';
import { readCorpus } from '../../src-main/engine/corpus.ts';
import { startHost } from '../../src-main/host/supervisor.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { gpuOfTests } from '../engine/webgpu-support.ts';
import { tinySpec } from '../sweep/tiny.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

const corpus = readCorpus('the quick brown fox jumps over the lazy dog. '.repeat(300), 'character');
const run = { id: 0, recipe: 'fp32', rowValue: 2, seed: 1, learningRate: 0.01 };
const job = jobOf(tinySpec(), { recipe: 'fp32', rowValue: 2, runs: [run] });
const settings = { threads: 1, corpus, trial: job };

describe.skipIf(!gpu)('a GPU', () => {
  test('trains in the host when it is asked for by name', async () => {
    const host = await startHost({ ...settings, device: 'webgpu' });
    const { description } = host.opened;
    const [lane] = await host.train(job).finally(() => host.close());
    expect(description.name).toBe('webgpu');
    expect(description.summary).toContain(gpu!.name);
    expect(description.software ?? false).toBe(gpu!.software);
    expect(lane!.endStep).toBe(job.steps);
  });

  test.skipIf(!gpu?.software)('that is software is passed over by auto, which says so', async () => {
    const host = await startHost({ ...settings, device: 'auto' });
    await host.close();
    const { description, candidates } = host.opened;
    const own = candidates.find(({ name }) => name === 'webgpu');
    expect(description.name).not.toBe('webgpu');
    expect(own).toEqual({
      name: 'webgpu',
      laneStepsPerSecond: null,
      reason: expect.stringMatching(/software/),
    });
  });
});
