// docs/worked-example.md and README.md say what the example study says now.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { decide, type Decision } from '../../src-main/analysis/decision/decide.ts';
import { defaultInputs } from '../../src-main/analysis/decision/inputs.ts';
import { decisionSentence, gateText } from '../../src-main/report/decision-text.ts';
import {
  finiteInterval,
  formatPercent,
  formatPercentInterval,
} from '../../src-main/report/figures/numbers.ts';
import { describeShift } from '../../src-main/report/html/tables-section.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { analyzeStudy } from '../../src-main/study/analyze-study.ts';
import { openStudy } from '../../src-main/study/study.ts';

const plain = (file: string) =>
  readFileSync(path.resolve(file), 'utf8')
    .replaceAll(/\n> |\s+/g, ' ')
    .replaceAll('’', "'");
const example = plain('docs/worked-example.md');

const study = openStudy(path.resolve('resources/example.precipice'), 'read');
const analysis = analyzeStudy(study);
const shifts = analysis.recipes.flatMap(({ shift }) => shift ?? []);
study.close();

function decided(recipe: string, inputs = defaultInputs()): Decision {
  const decision = decide(analysis, recipe, inputs);
  if (decision.verdict === 'undecidable') throw new Error(decision.reason);
  return decision;
}

test('the sentence of the verdict and what was measured at every gate are those of the example', () => {
  const decision = decided('tensorwise');
  expect(example).toContain(decisionSentence(decision, ENGLISH));
  const measured = decision.gates.map((gate) => gateText(gate, ENGLISH).measured);
  expect(measured).toEqual([
    '0 of 5 runs unstable, interval 0 to 38 %',
    '0 of 5 runs unstable, interval 0 to 38 %',
    'the edge lies 1.11 decades above it, at least 0.90 with the interval',
    '0.998 x, interval 0.997 to 1.003',
    '101 %, interval 91 to 111 %',
    'chance 95 %',
  ]);
  expect(decision.breakEvenSpeedup!.toFixed(3)).toBe('1.017');
  expect(Math.round(100 * decision.breakEvenFailure)).toBe(31);
  for (const text of [
    '1.11 decades, at least 0.90',
    '0.998 x, 0.997 to 1.003',
    'of 1.017 on',
    'up to 31 %',
  ]) {
    expect(example).toContain(text);
  }
});

test('so are what another speed-up and another recipe give', () => {
  const slow = decided('tensorwise', {
    ...defaultInputs(),
    speedup: { low: 1.05, value: 1.1, high: 1.15 },
  });
  expect(Math.round(100 * slow.cheaper)).toBe(85);
  const cost = slow.gates.find((gate) => gate.kind === 'cost')!;
  expect(cost).toMatchObject({ status: 'undecided', moreSeeds: 2 });
  expect(cost.speedupGo!.toFixed(2)).toBe('1.12');
  const edge = decided('fp8-unscaled').gates.find((gate) => gate.kind === 'edge')!;
  expect(edge.margin!.toFixed(2)).toBe('0.38');
  expect(gateText(edge, ENGLISH).turns).toContain('learning rate of at most 2e-3');
});

test('shares of the region and shifts of the edge are those of the example, and the README has the former', () => {
  const readme = plain('README.md');
  for (const { recipe, areaRatio, areaRatioInterval } of analysis.recipes) {
    if (recipe === analysis.baseline) continue;
    const share = `${formatPercent(areaRatio)} %`;
    const interval = formatPercentInterval(finiteInterval(areaRatioInterval)!);
    for (const text of [example, readme]) {
      expect(text).toContain(share);
      expect(text).toContain(interval);
    }
  }
  for (const { mean } of shifts) expect(example).toContain(describeShift(mean, ENGLISH));
});
