// Rows that were left out are told where the result is told, and marked where they would have been.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { figureFacts } from '../../../src-main/report/figures/facts.ts';
import { mapFigure } from '../../../src-main/report/figures/map.ts';
import { wordsOf } from '../../../src-main/report/language/language.ts';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { caseFile } from './cases-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-left-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('rows without a loss that are left out are counted by learning rate under the map and marked in their cells', () => {
  const file = path.join(folder, 'empty.precipice');
  const source = caseFile('pandas-nan-is-empty.csv');
  importStudy(file, source, { ...guessMapping(readTable(source)), vocabulary: 65, emptyLoss: 'left-out' });
  const study = openStudy(file, 'read');
  const facts = figureFacts(study.info(), study.outcomes());
  // By the truth: two of bf16 and six of fp8 at 3e-2, three of fp8 at 1e-2.
  expect(facts.data).toContain(
    '11 rows were left out and might have been runs: 8 at learning rate 3e-2, 3 at learning rate 1e-2',
  );
  expect(figureFacts(study.info(), study.outcomes(), wordsOf('ja')).data).toContain('11行を除外');
  const svg = mapFigure(analyzeStudy(study), {
    title: 'x',
    theme: 'light',
    value: 'unstable',
    guides: false,
    tailCeiling: null,
    facts,
  });
  // bf16 at batch 16; fp8 at 3e-2 with both batch sizes and at 1e-2 with one: four cells.
  expect(svg.match(/class="left-out"/g)).toHaveLength(4);
  study.close();
});
