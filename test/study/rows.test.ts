// Studies whose rows are of another setting than the batch size, as files.
import Database from 'better-sqlite3';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { runsCsv } from '../../src-main/report/csv.ts';
import { planRuns } from '../../src-main/plan/plan.ts';
import { analyzeStudy } from '../../src-main/study/analyze-study.ts';
import { unseal } from '../../src-main/study/seal.ts';
import { createStudy, openStudy } from '../../src-main/study/study.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { contents } from './foreign-support.ts';

const specOf = (values: readonly number[]) =>
  tinySpec({
    recipes: ['fp32', 'bf16-mixed'],
    batchSizes: [8],
    rows: { setting: 'model.width', values },
  });
/** One of them is also the batch size. */
const SPEC = specOf([4, 8, 16]);

let file: string;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'rows-')), 'a.precipice');
});

function make(spec: Spec): void {
  const recipes = spec.recipes.map(({ name }) => name);
  const runs = planRuns(spec);
  createStudy(file, contents({ spec: { ...spec }, baseline: 'fp32', recipes, runs })).close();
}

test('runs that differ in their row alone are runs of their own, found by it', () => {
  make(SPEC);
  const study = openStudy(file, 'read');
  expect(study.runs()).toHaveLength(planRuns(SPEC).length);
  const place = { recipe: 'fp32', learningRate: SPEC.learningRates[0]!, seed: SPEC.seeds[0]! };
  for (const rowValue of [4, 8, 16]) {
    expect(study.findRun({ ...place, rowValue })).toMatchObject({ rowValue, batchSize: 8 });
    const order = { sort: 'id', descending: false, offset: 0, limit: 100 } as const;
    const { total } = study.runPage({ rowValue }, order);
    expect(total).toBe(planRuns(SPEC).length / 3);
  }
  expect(analyzeStudy(study)).toMatchObject({
    rowValues: [4, 8, 16],
    rowSetting: { path: 'model.width', kind: 'size', scale: 'octaves' },
  });
  expect(runsCsv(study.runs(), study.info()).split('\n')[0]).toMatch(/,width$/);
  study.close();
});

test.each([
  ['another row', 'row_value = 17'],
  ['a row that is the batch size', 'row_value = 8'],
  ['a batch size that is the row', 'batch_size = 4'],
])('a run that says %s is damaged, and its batch size is that of the others', (_, change) => {
  make(specOf([4, 16, 32]));
  const untouched = openStudy(file, 'read').runs();
  unseal(file);
  const database = new Database(file);
  database.exec(`UPDATE run SET ${change} WHERE id = 1`);
  database.close();
  const study = openStudy(file, 'read');
  const [first, ...others] = study.runs();
  study.close();
  expect(first).toMatchObject({ state: 'failed-infrastructure', batchSize: 8 });
  expect(others).toEqual(untouched.slice(1));
});
