// Which studies have runs whose recipe may change on its way.
import path from 'node:path';
import { expect, test } from 'vitest';
import { hasPrograms } from '../../src-main/study/program-runs.ts';
import { openStudy } from '../../src-main/study/study.ts';

test('a negative control, one recipe under another name, is no program', () => {
  const study = openStudy(path.resolve('resources/example.precipice'), 'read');
  expect(study.info().recipes).toContain('bf16-mixed-perturbed');
  expect(hasPrograms(study)).toBe(false);
  study.close();
});
