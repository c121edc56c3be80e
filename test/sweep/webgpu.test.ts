// A whole sweep on the webgpu device: its labels are those of wasm; a GPU that is lost in the middle of a step, or that refuses
// memory, costs no run and changes no number.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { jeffreysInterval } from '../../src-main/analysis/statistics/intervals.ts';
import type { DeviceName } from '../../src-main/engine/device.ts';
import { openLaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { gpuOfTests } from '../engine/webgpu-support.ts';
import { measured } from './measured.ts';
import { tinySpec } from './tiny.ts';

// A measurement compiles every kernel again, which takes software longer than a sweep of some steps.
vi.hoisted(() => (process.env.PRECIPICE_MEASURE_SECONDS = '0'));

const gpu = await gpuOfTests();
gpu?.close();

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-gpu-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(300);
const source = { name: 'fox', text, bytes: text.length, sha256: 'fox' };
const SEEDS = 2;
const spec = tinySpec({ learningRates: [0.1, 3], batchSizes: [2], seeds: SEEDS, steps: 24 });
const RUNS = 8;
/** Its first cell, whose numbers do not depend on the others: a GPU in software takes long. */
const cell: Spec = {
  ...spec,
  recipes: spec.recipes.filter(({ name }) => name === spec.baseline),
  learningRates: spec.learningRates.slice(0, 1),
};

let files = 0;
async function sweep(device: DeviceName, spec: Spec, arm?: () => void) {
  const runner = await openLaneRunner(spec, source, { device, threads: 2 });
  const study = createPlannedStudy(path.join(folder, `${files++}.precipice`), runner);
  try {
    arm?.();
    const summary = await runner.run(study);
    return {
      summary,
      runs: measured(study),
      events: study.events().map(({ kind, message }) => ({ kind, message })),
    };
  } finally {
    study.close();
    await runner.close();
  }
}

/** Breaks the GPU of device processes that are started while it is set; see gpu-fault.mjs. */
function injectFault(fault: { destroy?: number; armed?: string; most?: number }): void {
  process.env.PRECIPICE_TEST_FAULT = JSON.stringify(fault);
  process.env.NODE_OPTIONS = `--import ${pathToFileURL(path.join(import.meta.dirname, 'gpu-fault.mjs')).href}`;
}
const before = process.env.NODE_OPTIONS;
afterEach(() => {
  delete process.env.PRECIPICE_TEST_FAULT;
  if (before === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = before;
});

const undisturbed = gpu ? sweep('webgpu', spec) : null;
undisturbed?.catch(() => undefined);
const runsOfCell = async () =>
  (await undisturbed!).runs.filter(
    ({ recipe, learningRate }) => recipe === spec.baseline && cell.learningRates.includes(learningRate),
  );

describe.skipIf(!gpu)('a sweep on webgpu', () => {
  test('has the labels of wasm, but for cells whose interval holds one half', async () => {
    const { runs, summary } = await undisturbed!;
    const wasm = await sweep('wasm', spec);
    expect(summary).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
    expect(new Set(wasm.runs.map(({ label }) => label)).size).toBeGreaterThan(1);
    expect(wasm.runs.some(({ label }) => label === 'ok')).toBe(true);
    const different = runs.filter((run, i) => run.label !== wasm.runs[i]!.label);
    for (const { recipe, learningRate } of different) {
      const cell = wasm.runs.filter((run) => run.recipe === recipe && run.learningRate === learningRate);
      const unstable = cell.filter(({ label }) => label !== 'ok').length;
      const { low, high } = jeffreysInterval(unstable, SEEDS, 0.95);
      expect([recipe, learningRate, low < 0.5 && high > 0.5]).toEqual([recipe, learningRate, true]);
    }
    expect(different.length).toBeLessThanOrEqual(1);
    // Where training is unstable, the last bit of a sum decides.
    for (const [i, { tailLoss }] of runs.entries()) {
      const { label, tailLoss: there } = wasm.runs[i]!;
      if (label === 'ok') expect(Math.abs(tailLoss! / there! - 1)).toBeLessThan(0.02);
    }
  });

  test('whose GPU is lost in the middle of a step goes on with another and has the same numbers', async () => {
    const runs = await runsOfCell();
    const armed = path.join(folder, 'armed');
    injectFault({ destroy: spec.steps, armed });
    const disturbed = await sweep('webgpu', cell, () => writeFileSync(armed, ''));
    expect(disturbed.summary).toMatchObject({ outcome: 'done', finished: SEEDS, failed: 0 });
    expect(disturbed.events).toEqual([
      { kind: 'device-failure', message: expect.stringMatching(/^The GPU was lost: .+\.$/) as string },
    ]);
    expect(disturbed.runs).toEqual(runs);
  });

  test('whose GPU refuses memory for all its lanes trains fewer at once and has the same numbers', async () => {
    const runs = await runsOfCell();
    const head = 4 * 8 * new Set(text).size;
    injectFault({ most: head });
    const disturbed = await sweep('webgpu', cell);
    expect(disturbed.events.map(({ kind }) => kind)).toEqual(['out-of-memory']);
    expect(disturbed.summary).toMatchObject({ outcome: 'done', finished: SEEDS, failed: 0 });
    expect(disturbed.runs).toEqual(runs);
  });
});
