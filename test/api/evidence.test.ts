// The suite of published effects as the app reads it from the library.
import path from 'node:path';
import { expect, test } from 'vitest';
import { EFFECTS } from '../../src-main/evidence/effects.ts';
import { writeMadeStudy } from '../evidence/made-study.ts';
import { testCore } from './support.ts';

test('an empty library has every effect, none of them run, and is the same for a mere reader', async () => {
  for (const readOnly of [false, true]) {
    const { judged, studies } = await testCore(readOnly).call('evidence.report', { scale: 'full' });
    expect(judged.map(({ effect, lack }) => [effect.name, lack])).toEqual(
      EFFECTS.map(({ name }) => [name, 'not-run']),
    );
    expect(studies.every(({ finished, device }) => finished === 0 && device === null)).toBe(true);
  }
});

test('what is trained is judged, with the time of both scales told from it', async () => {
  const core = testCore();
  writeMadeStudy(path.join(core.folder, 'evidence'), 'norm-gains', ({ recipe, seed }) => ({
    validationLoss: 2.4 + 0.1 * seed + (recipe === 'mxfp8' ? 0 : 0.2 + 0.001 * seed),
  }));
  const report = await core.call('evidence.report', { scale: 'quick' });
  const found = report.judged.find(({ effect }) => effect.name === 'norm-gains')!;
  expect(found).toMatchObject({ verdict: 'appears', estimate: { seeds: 6, pairs: 18 } });
  expect(found.estimate!.value).toBeCloseTo(0.2025, 6);
  const study = report.studies.find(({ name }) => name === 'norm-gains')!;
  expect(study).toMatchObject({ finished: 36, runs: 36, device: 'reference', problem: null });
  // A minute for 36 runs: more for all of them, and far more for those of the full suite.
  expect(report.work.quick.seconds!).toBeGreaterThan(60);
  expect(report.work.full.seconds!).toBeGreaterThan(10 * report.work.quick.seconds!);
  // It is no study of the user's.
  expect((await core.call('library.list', {})).studies.filter(({ isExample }) => !isExample)).toEqual([]);
});

test('a study of another version of the suite is named, and judged by nobody', async () => {
  const core = testCore();
  const folder = path.join(core.folder, 'evidence');
  writeMadeStudy(folder, 'weights', () => ({}), { steps: 301 });
  const report = await core.call('evidence.report', { scale: 'quick' });
  expect(report.studies.find(({ name }) => name === 'weights')!.problem).toBe(
    'It was made by another version of the suite.',
  );
  expect(report.judged.find(({ effect }) => effect.name === 'bf16-weights')!.lack).toBe('not-run');
});
