// What an imported recipe may gain in speed: nobody says how its runs were trained, but its name may say that it gains nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { textFile } from './cases-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-low-precision-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a precision of 16 bits and more has no steps in low precision, in any spelling; of others nobody knows', () => {
  const names = ['bf16', 'float32', 'torch.float16', 'fp8', 'mine'];
  const rows = names.flatMap((name) => [0, 1, 2].map((seed) => `1e-3,16,${seed},${name},2.${seed}`));
  const source = textFile(['lr,batch_size,seed,precision,final_loss', ...rows].join('\n'));
  const file = path.join(folder, 'names.precipice');
  importStudy(file, source, { ...guessMapping(readTable(source)), vocabulary: 65 });
  const study = openStudy(file, 'read');
  const shares = analyzeStudy(study).recipes.map(({ recipe, lowPrecision }) => [
    recipe,
    lowPrecision?.lowShare,
  ]);
  study.close();
  expect(shares).toEqual([
    ['bf16', 0],
    ['float32', 0],
    ['torch.float16', 0],
    ['fp8', undefined],
    ['mine', undefined],
  ]);
});
