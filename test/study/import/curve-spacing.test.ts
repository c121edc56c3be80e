// A list of losses that is shorter than its run keeps the steps by which it was measured, and its labels say on how few they rest.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { measure } from '../../../src-main/study/import/measure.ts';
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

test.each([1, 2, 10])(
  'a tail grows with its curve by a point at most, and up to as many as 20 steps have; %i steps apart',
  (apart) => {
    /** Points in the tail: its last three are 5 and all before them 2, so that it is 2 + 9 / points. */
    const pointsOf = (length: number) => {
      const losses = Float32Array.from({ length }, (_, i) => (i < length - 3 ? 2 : 5));
      const steps = Float64Array.from({ length }, (_, i) => (i + 1) * apart);
      const none = { tail: null, validation: null, start: null };
      const said = { plannedSteps: null, reached: null, beginsLate: false };
      return Math.round(9 / (measure({ losses, steps }, none, said).tailLoss! - 2));
    };
    const usual = Math.max(3, 20 / apart);
    const lengths = Array.from({ length: 47 }, (_, i) => i + 4);
    expect(lengths.map(pointsOf)).toEqual(
      lengths.map((length) => Math.max(3, Math.min(usual, length - usual))),
    );
  },
);
