import { afterEach, describe, expect, test } from 'vitest';
import { readCorpus } from '../../src-main/engine/corpus.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { train } from '../../src-main/engine/train.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { stagedProgram } from '../../src-main/recipes/precision-program.ts';
import { HostError, startHost, type Host } from '../../src-main/host/supervisor.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { tinySpec } from '../sweep/tiny.ts';

const corpus = readCorpus('the quick brown fox jumps over the lazy dog. '.repeat(300), 'character');
const spec = tinySpec();
const lane = { id: 0, recipe: 'fp32', rowValue: 2, seed: 1, learningRate: 0.01 };
const job = jobOf(spec, { recipe: 'fp32', rowValue: 2, runs: [lane, { ...lane, learningRate: 0.1 }] });
const long: TrainingJob = { ...job, steps: 1_000_000 };

let host: Host | null = null;
async function start(): Promise<Host> {
  host = await startHost({ device: 'reference', threads: null, corpus, trial: job });
  return host;
}
afterEach(async () => {
  await host?.close();
  host = null;
});

/** Resolves once the job has reported its first steps. */
function beginLong(on: Host, signal?: AbortSignal) {
  const { promise: underWay, resolve: begun } = Promise.withResolvers<undefined>();
  const ended = on.train(long, { onProgress: () => begun(undefined), ...(signal && { signal }) });
  ended.catch(() => undefined);
  return { underWay, ended };
}

describe('the host', () => {
  test('gives the very numbers that the trainer gives in this process, typed arrays and all', async () => {
    const { opened } = await start();
    expect(opened.description.name).toBe('reference');
    let laneSteps = 0;
    const there = await host!.train(job, { onProgress: (progress) => (laneSteps += progress.laneSteps) });
    const here = await train(await createReferenceDevice(), job, corpus);
    expect(laneSteps).toBe(2 * 6);
    const comparable = (results: typeof here) => results.map((result) => ({ ...result, seconds: 0 }));
    expect(comparable(there)).toEqual(comparable(here));
    expect(there[0]!.series.loss).toBeInstanceOf(Float32Array);
  });

  test('measures a speed and leaves off', async () => {
    await start();
    const begun = performance.now();
    const speed = await host!.measure(long, 0.2, 60);
    expect(speed!.secondsPerLaneStep).toBeGreaterThan(0);
    expect(speed!.processorSecondsPerLaneStep).toBeGreaterThan(0);
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  test('stops soon when cancelled, with the reason of the signal, and trains the next job', async () => {
    await start();
    const controller = new AbortController();
    const { underWay, ended } = beginLong(host!, controller.signal);
    await underWay;
    const reason = new Error('enough');
    const cancelled = performance.now();
    controller.abort(reason);
    await expect(ended).rejects.toBe(reason);
    expect(performance.now() - cancelled).toBeLessThan(60_000);
    expect(await host!.train(job)).toHaveLength(2);
  });

  test('killed in the middle of a job fails that job with the reason, and is there again for the next', async () => {
    await start();
    const pid = host!.pid()!;
    const { underWay, ended } = beginLong(host!);
    await underWay;
    process.kill(pid, 'SIGKILL');
    await expect(ended).rejects.toThrow(
      new HostError(
        'The device process ended by signal SIGKILL (killed from outside, as the system does when memory runs out).',
      ),
    );
    expect(await host!.train(job)).toHaveLength(2);
    expect(host!.pid()).not.toBe(pid);
    expect(host!.opened.description.name).toBe('reference');
  });

  test('leaves no process behind when closed', async () => {
    await start();
    const pid = host!.pid()!;
    await host!.close();
    expect(host!.pid()).toBeNull();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('reports what a device throws as one HostError', async () => {
    await start();
    const broken = { ...job, precision: stagedProgram('empty', []) };
    await expect(host!.train(broken)).rejects.toBeInstanceOf(HostError);
    expect(await host!.train(job)).toHaveLength(2);
  });
});
