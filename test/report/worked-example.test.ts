// docs/worked-example.md says what the example study says now, and README.md does where it names its numbers.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { workedExample, WORKED_EXAMPLE } from '../../scripts/worked-example.ts';
import {
  finiteInterval,
  formatPercent,
  formatPercentInterval,
} from '../../src-main/report/language/numbers.ts';
import { analyzeStudy } from '../../src-main/study/analyze-study.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';

test('the worked example is what `node scripts/worked-example.ts` writes', () => {
  expect(readFileSync(WORKED_EXAMPLE, 'utf8')).toBe(workedExample());
});

test('the README has the shares of the region of the example study', () => {
  const readme = readFileSync(path.resolve('README.md'), 'utf8').replaceAll(/\s+/g, ' ');
  const study = openStudy(path.resolve('resources/example.precipice'), 'read');
  const { recipes, baseline } = analyzeStudy(study);
  study.close();
  for (const { recipe, areaRatio, areaRatioInterval } of recipes) {
    if (recipe === baseline) continue;
    expect(readme).toContain(`${formatPercent(areaRatio)} %`);
    expect(readme).toContain(formatPercentInterval(finiteInterval(areaRatioInterval)!, ENGLISH));
  }
});
