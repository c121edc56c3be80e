// What a study keeps of runs with a dynamic loss scale: how many steps were skipped and where the scale ended, in the table and as a
// curve; a step that was skipped is no spike, and a run that skipped some is not labelled by it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runsCsv } from '../../src-main/report/csv.ts';
import { readSource } from '../../src-main/sweep/corpus-source.ts';
import { openLaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { tinySpec } from './tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-scaled-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dynamic = {
  name: 'dynamic',
  extends: 'fp16-mixed',
  lossScale: { kind: 'dynamic', initial: 2 ** 24, growthInterval: 4 },
};

test('a study says how many steps were skipped, and is not alarmed by them', async () => {
  const spec = tinySpec({ recipes: ['fp32', dynamic], steps: 30, learningRates: [0.003] });
  const runner = await openLaneRunner(spec, readSource(spec, null), { device: 'wasm', threads: 1 });
  const study = createPlannedStudy(path.join(folder, 'scaled.precipice'), runner);
  await runner.run(study);
  await runner.close();
  const runs = study.runs();
  for (const run of runs.filter(({ recipe }) => recipe === 'fp32')) {
    expect(run.measurements).not.toHaveProperty('skipped_steps');
    expect(run.measurements).not.toHaveProperty('loss_scale');
    expect(study.curve(run.id, 'lossScale')).toBeNull();
  }
  const scaled = runs.filter(({ recipe }) => recipe === 'dynamic');
  expect(scaled).toHaveLength(4);
  for (const run of scaled) {
    const scales = study.curve(run.id, 'lossScale')!;
    const norms = study.curve(run.id, 'gradientNorm')!;
    // A scale falls after a step that was skipped, and after no other.
    const falls = [...scales].flatMap((scale, step) => (scales[step + 1]! < scale ? [step] : []));
    const missing = [...norms.keys()].filter((step) => Number.isNaN(norms[step]));
    expect(missing.filter((step) => step < run.endStep - 1)).toEqual(falls);
    expect(falls.length).toBeGreaterThan(2);
    expect(run.measurements).toMatchObject({ skipped_steps: missing.length, loss_scale: scales.at(-1) });
    expect(run.nonfinite).toBeNull();
    expect(run.endStep).toBe(30);
    // Each of them would be a spike of one step.
    expect(run.gradientSpikeScore).toBeLessThan(falls.length / 30);
  }
  const [header, ...lines] = runsCsv(runs).split('\n');
  const columns = header!.split(',');
  const place = columns.indexOf('skipped_steps');
  expect(place).toBeGreaterThan(0);
  const values = lines
    .filter((line) => line.startsWith('dynamic'))
    .map((line) => line.split(',').at(place - columns.length));
  expect(values).toEqual(scaled.map(({ measurements }) => String(measurements!.skipped_steps)));
  study.close();
});
