import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import type { GridAnalysis } from '../../../src-main/analysis/grid/grid.ts';
import { decide, type Decision } from '../../../src-main/analysis/decision/decide.ts';
import type { Gate } from '../../../src-main/analysis/decision/gates.ts';
import type { CostInputs } from '../../../src-main/analysis/decision/inputs.ts';
import { intervalWith } from '../../../src-main/analysis/decision/outlook.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { breakEvenText, decisionSentence } from '../../../src-main/report/language/decision-text.ts';
import { gateText } from '../../../src-main/report/language/gate-text.ts';
import { ENGLISH } from '../../../src-main/report/language/language.ts';
import { planned } from '../../report/sample.ts';
import { processorSeconds } from '../../processor-time.ts';
import { BATCH_SIZE_ROWS } from '../../../src-main/analysis/grid/rows.ts';

type Outcome = 'ok' | 'collapsed' | 'planned';

/** A study of fp8 beside bf16 with these outcomes: one list of seeds for every learning rate. */
function study(
  bf16: readonly (readonly Outcome[])[],
  fp8: readonly (readonly Outcome[])[],
  rateOf = (index: number) => 10 ** (index - 3),
): GridAnalysis {
  let id = 0;
  const runs = [
    ['bf16', bf16],
    ['fp8', fp8],
  ].flatMap(([recipe, rates]) =>
    (rates as readonly (readonly Outcome[])[]).flatMap((seeds, rate) =>
      seeds.map((outcome, seed) => {
        const run = planned(++id, recipe as string, rateOf(rate), 8, seed);
        const tailLoss = (outcome === 'ok' ? 2.0312 : 4.0312) + 0.01 * seed + 0.001 * rate;
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

/** Where the recipe would be trained. */
function chosenRate(rows: readonly (readonly Outcome[])[]): number {
  return study(rows, rows).recipes[1]!.chosen!.learningRate;
}

function decided(analysis: GridAnalysis, inputs: CostInputs = {}): Decision {
  const decision = decide(analysis, 'fp8', { inputs, search: null });
  if (decision.verdict === 'undecidable') throw new Error(decision.reason);
  return decision;
}

test('as stable as BF16 over eight seeds, FP8 is a go at the default speed-up', () => {
  const decision = decided(study([stable, stable, lost], [stable, stable, lost]));
  expect(decision.verdict).toBe('go');
  expect(decision.cheaper).toBeGreaterThan(0.9);
  expect(decision.gates.every(({ status }) => status === 'go')).toBe(true);
  expect(decisionSentence(decision, ENGLISH)).toContain('passes every gate');
});

test('FP8 that always fails is a no-go, whatever it costs', () => {
  const decision = decided(study([stable, stable], [lost, lost]));
  expect(decision.verdict).toBe('no-go');
  expect(decision.cheaper).toBeLessThan(0.05);
  expect(decisionSentence(decision, ENGLISH)).toContain('No-go for fp8');
});

test('three seeds leave the pilots open, and one more would settle them', () => {
  const three = [stable, stable, lost].map((seeds) => seeds.slice(0, 3));
  const decision = decided(study(three, three));
  expect(decision.verdict).toBe('undecided');
  expect(decision.seedsNeeded.setting).toBe(1);
  expect(decisionSentence(decision, ENGLISH)).toContain('1 more seed at the chosen setting');
});

test('while runs are to come no verdict is given, whatever the gates say so far', () => {
  const waiting = Array<Outcome>(8).fill('planned');
  for (const rows of [
    [stable, stable, waiting],
    [lost, waiting, lost],
  ]) {
    const decision = decided(study([stable, stable, lost], rows));
    expect(decision).toMatchObject({ verdict: 'undecided' });
    expect(decision.withheld).toContainEqual({ reason: 'unfinished', runs: 8 });
    expect(decisionSentence(decision, ENGLISH)).toMatch(
      /^No verdict on fp8 .*8 planned runs have not finished/,
    );
  }
});

test('where nothing costs anything, nothing is saved', () => {
  const nothing = { low: 0, value: 0, high: 0 };
  const decision = decided(study([stable], [stable]), { price: nothing, failureCost: nothing });
  expect(decision.saving).toEqual({ median: 0, interval: { low: 0, high: 0 } });
  for (const { low, high } of decision.tornado) expect([low, high].every(Number.isFinite)).toBe(true);
});

test('a break-even beyond what may be entered is told, and is not called impossible', () => {
  const decision = decided(study([stable, stable], [lost, lost]));
  const text = (breakEvenSpeedup: number | null) => breakEvenText({ ...decision, breakEvenSpeedup }, ENGLISH);
  expect(text(1.123)).toBe('fp8 pays off from a raw speed-up of 1.12×.');
  expect(text(25.76)).toBe('fp8 would pay off only from a raw speed-up of 25.8×, which is out of reach.');
  expect(text(null)).toContain('No speed-up pays off');
});

test('a recipe that spends no step in low precision is given no speed-up to wait for', () => {
  const never = { low: 0, value: 0, high: 0 };
  for (const rows of [[stable], [lost]]) {
    const decision = decided(study([stable], rows), { lowShare: never });
    expect(decision.effectiveSpeedup).toBe(1);
    expect(breakEvenText(decision, ENGLISH)).toBe(
      'No speed-up changes what fp8 costs: it spends no more steps in low precision than bf16.',
    );
  }
});

test('the same study gives the same numbers', () => {
  const analysis = study([stable], [stable]);
  expect(decided(analysis)).toEqual(decided(analysis));
});

test('the chance that FP8 is cheaper falls with its speed-up', () => {
  const analysis = study([stable], [stable]);
  const at = (speedup: number) =>
    decided(analysis, { speedup: { low: speedup, value: speedup, high: speedup } }).cheaper;
  expect(at(1.5)).toBeGreaterThan(at(1.1));
  expect(at(1.1)).toBeGreaterThan(at(0.9));
});

describe('gates', () => {
  const gateOf = <K extends Gate['kind']>(decision: Decision, kind: K, index = 0) =>
    decision.gates.filter((gate): gate is Extract<Gate, { kind: K }> => gate.kind === kind)[index]!;

  test('with one seed nothing is a go: there is no interval to rest on', () => {
    const one = [stable.slice(0, 1), stable.slice(0, 1), lost.slice(0, 1)];
    const decision = decided(study(one, one));
    expect(decision.verdict).toBe('undecided');
    for (const kind of ['stable', 'edge', 'region'] as const) {
      expect(gateOf(decision, kind).status).toBe('undecided');
    }
    // P(unstable) is settled by three more, the cost by ten.
    expect(gateOf(decision, 'stable').moreSeeds).toBe(3);
    expect(decision.seedsNeeded).toMatchObject({ row: 0, grid: 0, rest: 'unknown' });
    expect(decisionSentence(decision, ENGLISH)).toContain(
      'more seeds at the chosen setting would settle some of them, if they turn out like those so far; how many would settle the rest is known once there are three',
    );
  });

  test('0 of 8 unstable is reopened by two failures: 1 of 9 reaches up to 0.41, 2 of 10 to 0.503', () => {
    const gate = gateOf(decided(study([stable, stable, lost], [stable, stable, lost])), 'stable');
    expect(gate).toMatchObject({ status: 'go', reopenedBy: 2 });
  });

  test('8 of 8 unstable is reopened by two runs that come through: 8 of 9 reaches down to 0.59, 8 of 10 to 0.497', () => {
    // scipy: beta.ppf(0.025, 8.5, 1.5) = 0.5855, beta.ppf(0.025, 8.5, 2.5) = 0.4972.
    const gate = gateOf(decided(study([stable, lost], [lost, lost])), 'stable', 1);
    expect(gate.status).toBe('no-go');
    expect(gate.reopenedBy).toBe(2);
  });

  test('an edge a decade above the setting is far enough, and the gate holds up to its low end less 0.3 decades', () => {
    // All eight seeds stable at 1e-3 and 1e-2 and lost at 0.1 and 1: the edge lies in the gap and is most likely in its middle.
    const rows = [stable, stable, lost, lost];
    const gate = gateOf(decided(study(rows, rows)), 'edge');
    expect(gate.margin! - Math.log10(10 ** -1.5 / chosenRate(rows))).toBeCloseTo(0, 1);
    const [edge] = study(rows, rows).recipes[1]!.edges;
    expect(Math.log10(edge!.interval!.low)).toBeCloseTo(-2, 0);
    expect(Math.log10(gate.highestRate!)).toBeCloseTo(Math.log10(edge!.interval!.low) - 0.3, 9);
  });

  test('an edge above rates that lie close together is found by higher rates, not by more seeds', () => {
    // 4e-3 is chosen, for the loss is the same and P(unstable) too; the highest tested is less than 0.3 decades above.
    const rows = [stable, stable].map((seeds) => seeds.slice(0, 5));
    const gate = gateOf(decided(study(rows, rows, (index) => 3e-3 * 1.3 ** index)), 'edge');
    expect(gate).toMatchObject({
      status: 'undecided',
      margin: Infinity,
      moreSeeds: null,
      waitsForSeeds: false,
    });
    expect(gateText(gate, BATCH_SIZE_ROWS, ENGLISH)).toMatchObject({
      measured: expect.stringContaining('stable at the highest tested learning rate') as string,
      turns: expect.stringMatching(/^Higher learning rates in the study, to find the edge/) as string,
    });
  });

  test('a region that straddles one half is settled by the seeds that are computed, and not by one fewer', () => {
    const four = (rates: readonly (readonly Outcome[])[]) => rates.map((seeds) => seeds.slice(0, 4));
    const half: Outcome[] = ['ok', 'ok', 'collapsed', 'collapsed'];
    const bf16 = four([...Array<Outcome[]>(8).fill(stable), lost]);
    const ragged = four([stable, stable, stable, half, half, half, half, lost, lost]);
    const analysis = study(bf16, ragged);
    const gate = gateOf(decided(analysis), 'region');
    expect(gate.status).toBe('undecided');
    const { areaRatio, areaRatioInterval, areaRatioOutlook } = analysis.recipes[1]!;
    const lowWith = (more: number) =>
      intervalWith(areaRatioInterval!, areaRatio!, areaRatioOutlook!, more).low;
    expect(lowWith(gate.moreSeeds!)).toBeGreaterThan(0.5);
    expect(lowWith(gate.moreSeeds! - 1)).toBeLessThanOrEqual(0.5);
  });

  test('the speed-up that turns the cost gives the chance that it must', () => {
    const analysis = study([stable, lost], [stable, lost]);
    const gate = gateOf(decided(analysis), 'cost');
    const chanceAt = (speedup: number) => {
      const sure = { low: speedup, value: speedup, high: speedup };
      return decided(analysis, { speedup: sure }).cheaper;
    };
    expect(chanceAt(gate.speedupGo!)).toBeGreaterThanOrEqual(0.9);
    expect(chanceAt(gate.speedupGo! - 0.005)).toBeLessThan(0.9);
    expect(chanceAt(gate.speedupNoGo!)).toBeGreaterThan(0.1);
    expect(chanceAt(gate.speedupNoGo! - 0.005)).toBeLessThanOrEqual(0.1);
  });
});

test('every recipe that shares a cell with the baseline has its cost', () => {
  const decision = decided(study([stable, lost], [stable, lost]));
  expect(decision.costs.map(({ recipe }) => recipe.recipe)).toEqual(['fp8']);
  expect(decision.costs[0]!.cheaper).toBe(decision.cheaper);
});

test('a study in which the verdict is close answers within a second, so that a slider can follow', () => {
  const analysis = study([stable.slice(0, 3)], [stable.slice(0, 3)]);
  const begun = processorSeconds();
  for (const value of [1, 1.02, 1.05, 1.1]) {
    decided(analysis, { speedup: { low: 1, value, high: 1.1 } });
  }
  expect(processorSeconds() - begun).toBeLessThan(4);
});
