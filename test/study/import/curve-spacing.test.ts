// A list of losses that is shorter than its run keeps the steps by which it was measured, and its labels say on how few they rest.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { caseFile } from './cases-support.ts';

test('ten losses of 200 steps are points 20 steps apart, and the last of them is the tail of a run that ends in a jump', () => {
  const source = caseFile('curve-every-20-steps.jsonl');
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'spacing-')), 'a.precipice');
  importStudy(file, source, guessMapping(readTable(source)));
  const study = openStudy(file, 'read');
  const [good, jumped] = study.runs();
  expect([...study.curve(good!.id, 'step')!].slice(-2)).toEqual([179, 199]);
  expect(good).toMatchObject({ label: 'ok', reason: expect.stringContaining('Only 1 point') as string });
  expect(jumped!.label).toBe('above-init');
  expect(jumped!.tailLoss).toBeCloseTo(5.8, 5);
  study.close();
});
