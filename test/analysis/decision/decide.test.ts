import { expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/analyze.ts';
import type { GridAnalysis } from '../../../src-main/analysis/grid.ts';
import { decide, type Decision } from '../../../src-main/analysis/decision/decide.ts';
import { defaultInputs } from '../../../src-main/analysis/decision/inputs.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/thresholds.ts';
import { planned } from '../../report/sample.ts';

type Outcome = 'ok' | 'collapsed' | 'planned';

/** A study of fp8 beside bf16 with these outcomes: one list of seeds for every learning rate. */
function study(bf16: readonly (readonly Outcome[])[], fp8: readonly (readonly Outcome[])[]): GridAnalysis {
  let id = 0;
  const runs = [
    ['bf16', bf16],
    ['fp8', fp8],
  ].flatMap(([recipe, rates]) =>
    (rates as readonly (readonly Outcome[])[]).flatMap((seeds, rate) =>
      seeds.map((outcome, seed) => {
        const run = planned(++id, recipe as string, 10 ** (rate - 3), 8, seed);
        const tailLoss = outcome === 'ok' ? 2 : 4;
        return outcome === 'planned'
          ? run
          : { ...run, state: 'finished' as const, label: outcome, startLoss: 4.2, tailLoss };
      }),
    ),
  );
  return analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS });
}

const stable = Array<Outcome>(8).fill('ok');
const lost = Array<Outcome>(8).fill('collapsed');

function decided(analysis: GridAnalysis): Decision {
  const decision = decide(analysis, 'fp8', defaultInputs());
  if (decision.verdict === 'undecidable') throw new Error(decision.sentence);
  return decision;
}

test('as stable as BF16 over eight seeds, FP8 is a go at the default speed-up', () => {
  const decision = decided(study([stable, stable, lost], [stable, stable, lost]));
  expect(decision.verdict).toBe('go');
  expect(decision.cheaper).toBeGreaterThan(0.9);
  expect(decision.gates.every(({ status }) => status === 'go')).toBe(true);
  expect(decision.sentence).toContain('passes every gate');
});

test('FP8 that always fails is a no-go, whatever it costs', () => {
  const decision = decided(study([stable, stable], [lost, lost]));
  expect(decision.verdict).toBe('no-go');
  expect(decision.cheaper).toBeLessThan(0.05);
  expect(decision.sentence).toContain('No-go for fp8');
});

test('three seeds leave the pilots open, and one more would settle them', () => {
  const three = [stable.slice(0, 3), stable.slice(0, 3)];
  const decision = decided(study(three, three));
  expect(decision.verdict).toBe('undecided');
  expect(decision.seedsNeeded).toBe(1);
  expect(decision.sentence).toContain('1 more seed at the chosen setting');
});

test('the same study gives the same numbers', () => {
  const analysis = study([stable], [stable]);
  expect(decide(analysis, 'fp8', defaultInputs())).toEqual(decide(analysis, 'fp8', defaultInputs()));
});

test('the chance that FP8 is cheaper falls with its speed-up', () => {
  const analysis = study([stable], [stable]);
  const at = (speedup: number) => {
    const decision = decide(analysis, 'fp8', {
      ...defaultInputs(),
      speedup: { low: speedup, value: speedup, high: speedup },
    });
    return decision.verdict === 'undecidable' ? NaN : decision.cheaper;
  };
  expect(at(1.5)).toBeGreaterThan(at(1.1));
  expect(at(1.1)).toBeGreaterThan(at(0.9));
});

test.each([
  ['one cell, one seed', study([['ok']], [['ok']]), 'undecided'],
  ['all failed', study([lost], [lost]), 'no-go'],
  ['one recipe', study([stable], []), 'undecidable'],
  ['unfinished', study([['planned']], [['planned']]), 'undecidable'],
  ['the baseline unfinished', study([['planned']], [['ok']]), 'undecidable'],
] as const)('an odd study gives a sensible sentence: %s', (_name, analysis, verdict) => {
  const decision = decide(analysis, 'fp8', defaultInputs());
  expect(decision.verdict).toBe(verdict);
  expect(decision.sentence).toMatch(/^[^{}]+\.$/);
  expect(decision.sentence).not.toMatch(/NaN|null|undefined|Infinity/);
});
