// A long import says how far it is, and is made of a table that has been read already.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import type { ImportStage } from '../../../src-main/study/import/progress.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { textFile } from './cases-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-progress-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = 20_000;
const STEPS = 100;

test('of text, rows and study, each ascending to its end', () => {
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const run = Math.floor(i / STEPS);
    return `r${run},${i % STEPS},${run % 2 ? 1e-3 : 1e-2},8,${run >> 1},${4 - (i % STEPS) / STEPS}`;
  });
  const source = textFile(['run,step,lr,bs,seed,loss', ...rows].join('\n'));
  const shares: Record<ImportStage, number[]> = { files: [], text: [], rows: [], study: [] };
  const onProgress = (stage: ImportStage, share: number) => void shares[stage].push(share);
  const table = readTable(source, onProgress);
  const { runs } = importStudy(path.join(folder, 'a.precipice'), source, guessMapping(table), {
    table,
    onProgress,
  });
  expect(runs).toHaveLength(ROWS / STEPS);
  for (const stage of ['text', 'rows', 'study'] as const) {
    expect(shares[stage].length).toBeGreaterThan(1);
    expect(shares[stage]).toEqual(shares[stage].toSorted((a, b) => a - b));
    expect(shares[stage].at(-1)).toBeLessThanOrEqual(1);
    expect(shares[stage].at(-1)).toBeGreaterThan(0.7);
  }
});
