// The linter's rule about rooms, with imports that it must refuse and some that it must not.
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const eslint = new ESLint({ overrideConfig: { rules: { '@typescript-eslint/no-unused-vars': 'off' } } });

async function complaints(filePath: string, code: string): Promise<readonly string[]> {
  const results = await eslint.lintText(code, { filePath });
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

describe('rooms', () => {
  test.each([
    ['src-main/spec/spec.ts', `import fs from 'node:fs';`, 'no Node'],
    ['src-main/plan/plan.ts', `import { openStudy } from '../study/study.ts';`, 'plan may import only'],
    ['src-main/plan/plan.ts', `import type { Study } from '../study/study.ts';`, 'plan may import only'],
    ['src-main/contract/contract.ts', `import { openStudy } from '../study/study.ts';`, 'pure rooms only'],
    [
      'src-main/report/figures/map.ts',
      `import { exportPng } from '../png.ts';`,
      'report/figures may import only',
    ],
    [
      'src-main/analysis/labels/labels.ts',
      `import type { Cell } from '../grid/grid.ts';`,
      'analysis/labels may import only',
    ],
    [
      'src-main/report/language/numbers.ts',
      `import { areaLine } from '../figures/panel.ts';`,
      'report/language may import only',
    ],
    ['src-main/engine/train.ts', `import { wasm } from './devices/wasm/device.ts';`, 'pure rooms only'],
    ['src-renderer/app.tsx', `import { openStudy } from '../src-main/study/study.ts';`, 'pure rooms only'],
    ['src-renderer/app.tsx', `export const later = import('node:fs');`, 'no Node'],
  ])('%s may not hold: %s', async (file, code, words) => {
    expect(await complaints(file, code)).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    ['src-main/contract/contract.ts', `import type { StudyInfo } from '../study/study-reader.ts';`],
    ['src-main/engine/probe.ts', `import { reference } from './devices/reference/device.ts';`],
    ['src-main/study/study.ts', `import { planRuns } from '../plan/plan.ts';`],
    ['src-renderer/app.tsx', `import { parseSpec } from '../src-main/spec/spec.ts';`],
  ])('%s may hold: %s', async (file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});
