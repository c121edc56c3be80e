// A study that goes on with another BLAS library: a run is not finished by two of them, and the study says that its runs are of both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HostPool } from '../../src-main/host/pool.ts';
import type { Host } from '../../src-main/host/supervisor.ts';
import { Estimator } from '../../src-main/plan/estimate.ts';
import { Environments } from '../../src-main/sweep/environments.ts';
import { hostExecutor } from '../../src-main/sweep/executors/host-executor.ts';
import { LanePolicy } from '../../src-main/sweep/lane-policy.ts';
import { openLaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { runSweep } from '../../src-main/sweep/run.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { tinySpec } from './tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-library-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(300);
const source = { name: 'fox', text, bytes: text.length, sha256: 'fox' };

test('another BLAS library is told, the same one is not', async () => {
  const spec = tinySpec();
  const runner = await openLaneRunner(spec, source, { device: 'reference', threads: null });
  const study = createPlannedStudy(path.join(folder, 'a.precipice'), runner);
  const session = async (library: string, leave: boolean) => {
    const stop = new AbortController();
    const before = study.counts().finished;
    const environment = { device: 'native', precision: 'emulated', library };
    const settings = { policy: new LanePolicy(() => 1), environment, notes: [], version: 'test' };
    await runSweep({
      study,
      spec,
      executor: hostExecutor(spec, HostPool.of(runner.host), settings),
      estimator: new Estimator([]),
      environments: new Environments(study),
      signal: stop.signal,
      // Once the first run has ended.
      onProgress: ({ runsDone }) => {
        if (leave && runsDone > before) stop.abort();
      },
    });
    return study.eventsOfKind('library-changed').map(({ message }) => message);
  };
  try {
    expect(await session('OpenBLAS 0.3.21', true)).toEqual([]);
    expect(study.counts().planned).toBeGreaterThan(0);
    expect(await session('OpenBLAS 0.3.21', true)).toEqual([]);
    expect(study.counts().planned).toBeGreaterThan(0);
    const told = await session('BLIS 1.0', false);
    expect(told).toEqual([expect.stringMatching(/was OpenBLAS 0\.3\.21 before and is BLIS 1\.0 now/)]);
    expect(study.counts().planned).toBe(0);
  } finally {
    study.close();
    await runner.close();
  }
});

test('a checkpoint is not gone on with by another library', () => {
  const madeBy = (library?: string) => {
    const description = { name: 'native', summary: '', threads: 1, lanes: 1, ...(library && { library }) };
    const host = { opened: { description, candidates: [] } } as unknown as Host;
    const settings = { policy: new LanePolicy(() => 1), environment: {}, notes: [], version: '1.0' };
    return hostExecutor(tinySpec(), HostPool.of(host), settings).madeBy;
  };
  expect(madeBy('OpenBLAS 0.3.21 for Zen')).not.toBe(madeBy('OpenBLAS 0.3.21 for SkylakeX'));
  // As it was before there were libraries: checkpoints of other devices stay of use.
  expect(madeBy()).toBe('native 1.0');
});
