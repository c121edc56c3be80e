// Two hosts on a GPU train a study to the numbers of one; hosts are on the GPU that is named, or say why not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parsePlaces } from '../../src-main/host/places.ts';
import { openLaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { gpuOfTests } from '../engine/webgpu-support.ts';
import { measured } from './measured.ts';
import { tinySpec } from './tiny.ts';

// A measurement compiles every kernel again, which takes software longer than a sweep of some steps.
vi.hoisted(() => (process.env.PRECIPICE_MEASURE_SECONDS = '0'));

const gpu = await gpuOfTests();
const first = gpu?.all[0];
gpu?.close();

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-gpus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(300);
const source = { name: 'fox', text, bytes: text.length, sha256: 'fox' };
// As small as can be: a GPU in software takes long.
const spec = tinySpec({ learningRates: [0.1], batchSizes: [2] });

let files = 0;
async function sweep(devices: string) {
  const places = parsePlaces('--devices', devices, 'webgpu');
  const runner = await openLaneRunner(spec, source, { device: 'webgpu', places, threads: null });
  const study = createPlannedStudy(path.join(folder, `${files++}.precipice`), runner);
  try {
    let together = 0;
    const onProgress = ({ batchesUnderWay }: { batchesUnderWay: number }) => {
      together = Math.max(together, batchesUnderWay);
    };
    const { finished } = await runner.run(study, { onProgress });
    const { notes } = runner.executor;
    return { finished, together, notes, runs: measured(study) };
  } finally {
    study.close();
    await runner.close();
  }
}

describe.skipIf(!gpu)('a study by two hosts on one GPU', () => {
  test('has the numbers of one, and says that they share it', async () => {
    const one = await sweep('1');
    const two = await sweep('2');
    expect([one.finished, one.together, two.finished, two.together]).toEqual([4, 1, 4, 2]);
    expect(two.runs).toEqual(one.runs);
    expect(two.notes[0]).toMatch(/^All 2 hosts are on one GPU and share its memory/);
  });

  test('is of those that are named, by number or by a part of the name', async () => {
    const places = parsePlaces('--devices', `webgpu:0,webgpu:${first!.slice(0, 6)}`, 'webgpu');
    const { pool } = await openLaneRunner(spec, source, { device: 'webgpu', places, threads: null });
    onTestFinished(() => pool.close());
    expect(pool.size).toBe(2);
    expect(pool.first.opened.description.gpus![0]).toBe(first);
  });

  test('does not begin where one of them is not there', async () => {
    await expect(sweep('webgpu:0,webgpu:99')).rejects.toThrow(
      `Device webgpu is not available: there is no GPU 99; there is 0 (${first!})`,
    );
  });
});
