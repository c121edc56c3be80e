// A study with recipes of its own, trained, stopped, continued and asked about.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RunRow } from '../../src-main/records/types.ts';
import { hasPrograms, programRuns } from '../../src-main/study/program-runs.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { openLaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { planProbe } from '../../src-main/sweep/probe-study.ts';
import { recallStudy } from '../../src-main/sweep/recall.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { readSource } from '../../src-main/sweep/corpus-source.ts';
import { writtenTensorwise } from '../recipes/by-hand.ts';
import { tinySpec } from './tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spec = tinySpec({
  recipes: [
    'bf16-mixed',
    'tensorwise',
    writtenTensorwise,
    { name: 'child', extends: 'mine', residual: 'e5m2' },
    'there-and-back:mine',
    'there-and-back:tensorwise',
  ],
});
const source = readSource(spec, null);
const device = { device: 'wasm', threads: 1 } as const;

const numbersOf = (runs: readonly RunRow[], name: string) =>
  runs
    .filter(({ recipe }) => recipe === name)
    .map((run) => [run.learningRate, run.batchSize, run.seed, run.tailLoss, run.validationLoss, run.endStep]);

test('is trained to the numbers of the preset that it equals, and is resumed from what the study holds', async () => {
  const file = path.join(folder, 'own.precipice');
  const first = await openLaneRunner(spec, source, device);
  const study = createPlannedStudy(file, first);
  // Stopped as soon as a run has ended.
  const stop = new AbortController();
  await first.run(study, { signal: stop.signal, onProgress: () => stop.abort() }).catch(() => undefined);
  await first.close();
  expect(study.runs().some(({ state }) => state !== 'finished')).toBe(true);
  study.close();

  const again = openStudy(file, 'write');
  const recalled = recallStudy(again.info(), null);
  expect(recalled.spec).toEqual(spec);
  const second = await openLaneRunner(recalled.spec, recalled.source, device);
  await second.run(again);
  await second.close();
  const runs = again.runs();
  expect(runs.every(({ state }) => state === 'finished')).toBe(true);
  expect(numbersOf(runs, 'mine')).toEqual(numbersOf(runs, 'tensorwise'));
  expect(numbersOf(runs, 'there-and-back:mine')).toEqual(numbersOf(runs, 'there-and-back:tensorwise'));
  expect(numbersOf(runs, 'child')).not.toEqual(numbersOf(runs, 'mine'));

  expect(hasPrograms(again)).toBe(true);
  const used = programRuns(again, ({ recipe }) => recipe === 'child').map(({ stretches }) => stretches);
  expect(used).toHaveLength(8);
  for (const stretches of used) expect(stretches).toMatchObject([{ recipe: 'child', bits: 8, from: 0 }]);

  const request = { learningRate: null, rowValue: null, seed: null, every: 3, text: null };
  const { rows } = await planProbe(again.info(), { ...request, recipes: ['mine', 'tensorwise'] })();
  const ofRecipe = (name: string) =>
    rows.filter(({ recipe }) => recipe === name).map(({ recipe: _, ...numbers }) => numbers);
  expect(ofRecipe('mine').length).toBeGreaterThan(0);
  expect(ofRecipe('mine')).toEqual(ofRecipe('tensorwise'));
  expect(() => planProbe(again.info(), { ...request, recipes: ['their'] })).toThrow(
    /^The recipe to probe is "their"; it must be one of fp32, .*, mine, child\.$/,
  );
  again.close();
});

test('a study whose preset means something else by now is not trained on', () => {
  const file = path.join(folder, 'changed.precipice');
  const study = createPlannedStudy(file, { spec, text: null });
  const info = study.info();
  study.close();
  const definitions = info.spec.definitions!.map((recipe) =>
    recipe.name === 'tensorwise' ? { ...recipe, adamM: 'e4m3fn' } : recipe,
  );
  expect(() => recallStudy({ ...info, spec: { ...info.spec, definitions } }, null)).toThrow(
    /^The recipe tensorwise is another one in this version of Precipice than when this study began \(adamM\); go on/,
  );
});
