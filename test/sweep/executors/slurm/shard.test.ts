// Shards: what a task leaves, read back as what it was.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createPlannedStudy } from '../../../../src-main/sweep/runner.ts';
import { publish, readShard } from '../../../../src-main/sweep/executors/slurm/shard.ts';
import { lastShard, shardFile } from '../../../../src-main/sweep/executors/slurm/work-folder.ts';
import { tinySpec } from '../../tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-shard-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('finished runs come back with curves, sites, events and their machine; failed ones with their reason; others as null', () => {
  const file = path.join(folder, 'shard.precipice');
  const study = createPlannedStudy(file, { spec: tinySpec(), text: null });
  const environment = { device: 'wasm', cpu: 'of the node' };
  const id = study.addEnvironment(environment);
  study.startRuns([1, 2, 3], id);
  const run = {
    measured: {
      endStep: 3,
      startLoss: 4.25,
      tailLoss: 0.1 + 0.2,
      validationLoss: null,
      nonfinite: { step: 2, tensor: 'gradient' },
      lossSpikeScore: 0.25,
      gradientSpikeScore: 0,
      longestSpike: 2,
    },
    curves: { loss: Float32Array.of(4.25, NaN, -0), gradientNorm: Float32Array.of(1, Infinity, 3) },
    sites: ['head'],
    siteSteps: [0, 2],
    siteStatistics: Float32Array.of(0, 0.5, 1, 0, 0.25, 2),
    seconds: 1.5,
    device: 'wasm',
    stopped: 'Stopped early after step 3 of 4.',
    events: [
      { step: 1, kind: 'trigger', message: 'it fired', details: { under: 'fp8' } },
      { step: null, kind: 'trainer', message: 'hello' },
    ],
  };
  study.finishRun(1, run);
  study.failRuns([2], 'It broke.');
  study.releaseRuns([3]);
  const runs = study.runs();
  study.close();
  // In another order, and with ids of another study.
  const asked = [runs[2]!, runs[1]!, runs[0]!].map((row, index) => ({ ...row, id: 100 + index }));
  const { outcomes, finished } = readShard(file, asked)!;
  expect(finished).toBe(1);
  expect(outcomes[0]).toBeNull();
  expect(outcomes[1]).toEqual({ kind: 'failed', message: 'It broke.' });
  expect(outcomes[2]).toMatchObject({ kind: 'finished', run, environment });
});

test('a file that is no study is no shard', () => {
  const file = path.join(folder, 'damaged.precipice');
  writeFileSync(file, 'SQLite format 3\0 and then nothing of the kind');
  expect(readShard(file, [])).toBeNull();
});

test('a shard is published whole under its name, and nothing else is left', () => {
  const [from, to] = [path.join(folder, 'local'), path.join(folder, 'published')];
  writeFileSync(from, 'all of it');
  publish(from, to);
  expect(existsSync(to)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
});

test('attempts at one task have files of their own, and the last one counts, whoever writes last', () => {
  const array = mkdtempSync(path.join(folder, 'array-'));
  expect(lastShard(array, 3)).toBeNull();
  const from = path.join(folder, 'done');
  const leave = (attempt: number, content: string) => {
    writeFileSync(from, content);
    publish(from, shardFile(array, 3, attempt));
  };
  leave(0, 'first');
  leave(10, 'eleventh');
  leave(2, 'of a node that was lost and wakes up');
  writeFileSync(path.join(array, '31.12.precipice'), 'another task');
  expect(readFileSync(lastShard(array, 3)!, 'utf8')).toBe('eleventh');
  expect(readdirSync(array).filter((name) => name.includes('part'))).toEqual([]);
});
