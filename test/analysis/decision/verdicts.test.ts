// What must come out of a decision, on made studies whose truth is known: what costs more, what no verdict may be given of, and
// what a verdict must say that it rests on.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { decide, type Decision } from '../../../src-main/analysis/decision/decide.ts';
import type { CostInputs, Range } from '../../../src-main/analysis/decision/inputs.ts';
import type { QuantityName } from '../../../src-main/analysis/decision/quantities.ts';
import type { GridAnalysis } from '../../../src-main/analysis/grid/grid.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { decisionSentence, failuresText } from '../../../src-main/report/language/decision-text.ts';
import { gateText } from '../../../src-main/report/language/gate-text.ts';
import { ENGLISH, wordsOf } from '../../../src-main/report/language/language.ts';
import { madeAnalysis, madeRuns, spaced, valley, type MadeStudy, type Rule } from './made-study.ts';
import { BATCH_SIZE_ROWS } from '../../../src-main/analysis/grid/rows.ts';

function decided(analysis: GridAnalysis, recipe: string, inputs: CostInputs = {}): Decision {
  const decision = decide(analysis, recipe, { inputs, search: null });
  if (decision.verdict === 'undecidable') throw new Error(decision.reason);
  return decision;
}

const sure = (value: number): Range => ({ low: value, value, high: value });
const quantity = (decision: Decision, name: QuantityName) =>
  decision.quantities.find((each) => each.name === name)!;
const gate = (decision: Decision, kind: Decision['gates'][number]['kind']) =>
  decision.gates.filter((each) => each.kind === kind).at(-1)!;
const reasons = (decision: Decision) => decision.withheld.map(({ reason }) => reason);

const SEEDS = [0, 1, 2, 3, 4];
const bf16: Rule = (rate, rowValue, seed) =>
  valley({ lowest: 2.4 - 0.05 * Math.log2(rowValue / 4), best: 1e-2, edge: 0.08 }, seed)(rate);

/** Edges within the grid at every batch size: 1e-4 to 1, eight to the decade and a half. */
const GRID = { rates: spaced(1e-4, 1, 13), batchSizes: [4, 8, 16], seeds: SEEDS };

describe('what a narrower region costs', () => {
  // Scaled FP8 is BF16 but for a thousandth of a nat. The edges of unscaled FP8 fall with batch size, as its gradients underflow.
  const scaled: Rule = (rate, rowValue, seed) => {
    const ending = bf16(rate, rowValue, seed);
    return typeof ending === 'number' ? ending + 0.001 * Math.cos(5 * seed + rate) : ending;
  };
  const edges: Record<number, number> = { 4: 1e-2, 8: 2e-3, 16: 0 };
  const unscaled: Rule = (rate, rowValue, seed) =>
    valley({ lowest: 2.45, best: 3e-3, edge: edges[rowValue]! }, seed)(rate);
  const analysis = madeAnalysis({ ...GRID, recipes: { bf16, scaled, unscaled } });
  const ratios = analysis.recipes.map(({ areaRatio }) => areaRatio!);
  const [ofScaled, ofUnscaled] = [decided(analysis, 'scaled'), decided(analysis, 'unscaled')];

  test('unscaled FP8 with about 36 % of the region costs more than scaled FP8 with all of it', () => {
    expect(ratios[1]).toBeCloseTo(1, 2);
    expect(ratios[2]).toBeGreaterThan(0.3);
    expect(ratios[2]).toBeLessThan(0.42);
    expect(ofUnscaled.recipe.cost.median).toBeGreaterThan(1.2 * ofScaled.recipe.cost.median);
    expect(ofUnscaled.recipe.typical.search).toBeGreaterThan(ofScaled.recipe.typical.search);
  });

  test('its search alone costs more, where its best loss is as good and the range that trains is half as wide', () => {
    const wide =
      (curvature: number): Rule =>
      (rate, rowValue, seed) =>
        valley({ lowest: 2.4 - 0.05 * Math.log2(rowValue), best: 1e-2, edge: 0.4, curvature }, seed)(rate);
    const recipes = { bf16: wide(0.04), narrow: wide(0.16) };
    const decision = decided(madeAnalysis({ ...GRID, recipes }), 'narrow');
    // Within 0.02 nats: sqrt(0.02 / 0.04) = 0.71 and sqrt(0.02 / 0.16) = 0.35 decades to either side, a ratio of two.
    expect(quantity(decision, 'searchRatio').range.value).toBeGreaterThan(1.4);
    expect(quantity(decision, 'searchRatio').range.value).toBeLessThan(2.8);
    expect(decision.recipe.typical.search).toBeGreaterThan(1.2 * decision.baseline.typical.search);
  });

  test('a search where the recipe trains nowhere costs more than one over all of the range', () => {
    const search = { lowestRate: 1e-4, highestRate: 1, rowValues: [16] };
    const there = decide(analysis, 'unscaled', { inputs: {}, search }) as Decision;
    expect(there.recipe.typical.search).toBeGreaterThan(ofUnscaled.recipe.typical.search);
  });
});

describe('the defaults of the first version', () => {
  // Five seeds of each and none fails; other seeds for each, so that the two probabilities are independent as they were then.
  const flat: Rule = (rate, _, seed) =>
    valley({ lowest: 2.4, best: 1e-2, edge: 0.3, curvature: 0.005 }, seed)(rate);
  const study: MadeStudy = {
    ...GRID,
    batchSizes: [8],
    seeds: [...SEEDS, 5, 6, 7, 8, 9],
    recipes: {
      bf16: (rate, rowValue, seed) => (seed < 5 ? flat(rate, rowValue, seed) : 'cancelled'),
      fp8: (rate, rowValue, seed) => (seed < 5 ? 'cancelled' : flat(rate, rowValue, seed)),
    },
  };
  const analysis = madeAnalysis(study);
  const then: CostInputs = {
    price: { low: 1.5, value: 2.5, high: 4 },
    gpus: sure(64),
    hours: { low: 120, value: 168, high: 240 },
    speedup: { low: 1.05, value: 1.2, high: 1.4 },
    tokenEfficiency: { low: 0.9, value: 0.98, high: 1 },
    failedShare: { low: 0.1, value: 0.4, high: 0.9 },
    failureCost: { low: 200, value: 1000, high: 4000 },
    searchRuns: { low: 5, value: 20, high: 60 },
    searchShare: { low: 0.005, value: 0.01, high: 0.03 },
  };

  test('give a chance of 95 % with the search of BF16, and of 28 % with twice that search', () => {
    const chance = (ratio: number) => decided(analysis, 'fp8', { ...then, searchRatio: sure(ratio) }).cheaper;
    // 0.951 and 0.281 by 2,000,000 draws of numpy from the same ranges and posteriors; the first version drew 0.9515 and 0.279.
    expect(chance(1)).toBeGreaterThan(0.94);
    expect(chance(1)).toBeLessThan(0.965);
    expect(chance(2)).toBeGreaterThan(0.26);
    expect(chance(2)).toBeLessThan(0.3);
  });
});

describe('a program', () => {
  const fp8: Rule = (rate, rowValue, seed) => bf16(rate, rowValue, seed);
  const analysis = madeAnalysis({ ...GRID, recipes: { bf16, fp8 } });
  const inputs: CostInputs = {
    speedup: sure(1.2),
    tokenEfficiency: sure(1),
    failureProbability: sure(0),
    searchRuns: sure(0),
    searchShare: sure(0),
  };
  const withShare = (lowShare: number, ofBaseline = 0): GridAnalysis => ({
    ...analysis,
    recipes: analysis.recipes.map((map) => ({
      ...map,
      lowPrecision: { lowShare: map.recipe === 'bf16' ? ofBaseline : lowShare, vainShare: 0 },
    })),
  });

  test('that spends 18 % of its steps in FP8 saves 3 %, where FP8 throughout saves a sixth', () => {
    expect(decided(withShare(0.18), 'fp8', inputs).saving.median).toBeCloseTo(0.03, 3);
    expect(decided(withShare(1), 'fp8', inputs).saving.median).toBeCloseTo(1 / 6, 9);
    expect(quantity(decided(withShare(0.18), 'fp8', inputs), 'lowShare').kind).toBe('measured');
  });

  test('gains nothing on a baseline that is in low precision for as many steps', () => {
    expect(decided(withShare(1, 1), 'fp8', inputs).saving.median).toBeCloseTo(0, 9);
    expect(decided(withShare(1, 0.82), 'fp8', inputs).saving.median).toBeCloseTo(0.03, 3);
  });

  test('of which nobody says how it trained is taken to be in low precision, and that is called an assumption', () => {
    expect(quantity(decided(analysis, 'fp8', inputs), 'lowShare')).toMatchObject({
      kind: 'assumption',
      range: sure(1),
    });
  });
});

describe('the loss is compared with the best setting of the baseline over all batch sizes', () => {
  // Equal to BF16 at every setting at which it trains, which are those of batch size 4: 0.1 nats above BF16's best, at 16.
  const small: Rule = (rate, rowValue, seed) => (rowValue === 4 ? bf16(rate, 4, seed) : 'collapsed');
  const decision = decided(madeAnalysis({ ...GRID, recipes: { bf16, small } }), 'small');

  test('and not with its loss at the recipe’s own setting', () => {
    expect(decision.recipe.cell.rowValue).toBe(4);
    expect(decision.baseline.cell.rowValue).toBe(16);
    expect(gate(decision, 'quality')).toMatchObject({ status: 'no-go', rowValue: 16 });
    expect(quantity(decision, 'penalty').range.value).toBeCloseTo(0.1, 2);
  });

  test('and costs tokens: q = exp(-0.1 / 0.15) is about one half', () => {
    const q = quantity(
      decided(madeAnalysis({ ...GRID, recipes: { bf16, small } }), 'small', { slope: sure(0.15) }),
      'tokenEfficiency',
    );
    expect(q.range.value).toBeCloseTo(Math.exp(-0.1 / 0.15), 2);
    expect(q.kind).toBe('yours');
    expect(quantity(decision, 'tokenEfficiency').kind).toBe('assumption');
  });
});

describe('failures', () => {
  const fp8: Rule = (rate, rowValue, seed) => bf16(rate, rowValue, seed);
  const analysis = madeAnalysis({ ...GRID, recipes: { bf16, fp8 } });

  test('are those of the small runs until the reader says what a full run does, and the verdict names which', () => {
    const [own, mine] = [
      decided(analysis, 'fp8'),
      decided(analysis, 'fp8', { failureProbability: sure(0.02) }),
    ];
    expect(own.failures.used).toBe('measured');
    expect(decisionSentence(own, ENGLISH)).toContain('failures as in these small runs');
    expect(mine.failures.used).toBe('yours');
    expect(decisionSentence(mine, ENGLISH)).toContain('failures of a full run as you say');
    // What the study allows is shown all the same.
    expect(mine.failures.study).toEqual(own.failures.study);
    expect(failuresText(mine, ENGLISH)).toMatch(
      /small runs of this study allow .* probability of 2 % in fp8/,
    );
    expect(quantity(mine, 'recipeFailure')).toMatchObject({ kind: 'yours', range: sure(0.02) });
  });

  test('of the recipe may have a number of their own', () => {
    const worse = decided(analysis, 'fp8', {
      failureProbability: sure(0.02),
      recipeFailureProbability: sure(0.3),
    });
    const same = decided(analysis, 'fp8', { failureProbability: sure(0.02) });
    expect(worse.saving.median).toBeLessThan(same.saving.median);
  });

  test('on the same seeds leave less open than as many on others: both or neither', () => {
    const failing =
      (which: readonly number[]): Rule =>
      (rate, rowValue, seed) =>
        which.includes(seed) ? 'collapsed' : bf16(rate, rowValue, seed);
    const width = (own: readonly number[]) => {
      const rules = { bf16: failing([0, 1]), fp8: failing(own) };
      const inputs: CostInputs = { tokenEfficiency: sure(1), searchRatio: sure(1), speedup: sure(1.1) };
      const { low, high } = decided(madeAnalysis({ ...GRID, recipes: rules }), 'fp8', inputs).saving.interval;
      return high - low;
    };
    expect(width([0, 1])).toBeLessThan(0.75 * width([2, 3]));
  });
});

describe('no verdict is given', () => {
  const fp8: Rule = (rate, rowValue, seed) => bf16(rate, rowValue, seed);
  const eight = { ...GRID, seeds: [0, 1, 2, 3, 4, 5, 6, 7] };
  /** Costs so clear that they decide nothing here. */
  const cheap: CostInputs = { speedup: sure(1.5), searchRatio: sure(1), failureProbability: sure(0.01) };

  test('but where nothing stands against one: the same study with edges on the grid and all runs is a go', () => {
    const decision = decided(madeAnalysis({ ...eight, recipes: { bf16, fp8 } }), 'fp8', cheap);
    expect(decision.gates.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'stable go',
      'stable go',
      'edge go',
      'quality go',
      'region go',
      'cost go',
    ]);
    expect(decision).toMatchObject({ verdict: 'go', withheld: [] });
    expect(decisionSentence(decision, ENGLISH)).toContain('has no positive control');
  });

  test('where the positive control was missed, neither a go nor a no-go nor a cost', () => {
    const controls = { negative: null, positive: 'control' };
    const recipes = { bf16, fp8, control: fp8 };
    const missed = madeAnalysis({ ...eight, recipes }, { controls });
    for (const recipe of ['fp8', 'control']) {
      const decision = decided(missed, recipe, cheap);
      expect(decision.verdict).toBe('undecided');
      expect(decision.withheld).toEqual([{ reason: 'control-missed', control: 'control' }]);
      const sentence = decisionSentence(decision, ENGLISH);
      expect(sentence).toContain('control, which is known to fail, was not told apart from bf16');
      expect(sentence).not.toContain('cheaper');
    }
    const slower = decided(missed, 'fp8', { ...cheap, speedup: sure(0.5) });
    expect(gate(slower, 'cost').status).toBe('no-go');
    expect(slower.verdict).toBe('undecided');
  });

  test('and where it was seen, the verdict stands and says nothing of a missing one', () => {
    const control: Rule = (rate, rowValue, seed) => (rate > 2e-3 ? 'collapsed' : bf16(rate, rowValue, seed));
    const controls = { negative: null, positive: 'control' };
    const seen = madeAnalysis({ ...eight, recipes: { bf16, fp8, control } }, { controls });
    const decision = decided(seen, 'fp8', cheap);
    expect(decision.verdict).toBe('go');
    expect(decisionSentence(decision, ENGLISH)).not.toContain('positive control');
  });

  test('of a share that the grid cuts off: edges that lie beyond the tested learning rates', () => {
    const cut = { ...eight, rates: spaced(1e-4, 2e-2, 9) };
    const decision = decided(madeAnalysis({ ...cut, recipes: { bf16, fp8 } }), 'fp8', cheap);
    expect(decision.verdict).toBe('undecided');
    expect(decision.withheld).toEqual([{ reason: 'off-grid', recipes: ['bf16', 'fp8'] }]);
    expect(gate(decision, 'region').status).toBe('undecided');
    expect(decisionSentence(decision, ENGLISH)).toContain(
      'the stability edge of bf16 and of fp8 lies outside the tested learning rates',
    );
  });

  test('of a recipe that was not tried at one of the baseline’s batch sizes: all that was tried says nothing of that one', () => {
    const runs = madeRuns({ ...eight, recipes: { bf16, fp8 } }).filter(
      ({ recipe, rowValue }) => recipe === 'bf16' || rowValue > 4,
    );
    const analysis = analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS });
    const decision = decided(analysis, 'fp8', cheap);
    expect(decision.verdict).toBe('undecided');
    expect(gate(decision, 'region')).toMatchObject({ status: 'undecided', isCut: true });
    expect(gateText(gate(decision, 'region'), BATCH_SIZE_ROWS, ENGLISH).turns).toContain('every row');
  });

  test('of a recipe that was trained for four times the steps of the baseline: neither a go nor a no-go nor a cost', () => {
    const runs = madeRuns({ ...eight, recipes: { bf16, fp8 } }).map((made) => ({
      ...made,
      plannedSteps: made.recipe === 'fp8' ? 4000 : 1000,
    }));
    const decision = decided(
      analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS }),
      'fp8',
      cheap,
    );
    expect(decision).toMatchObject({ verdict: 'undecided', withheld: [{ reason: 'budgets-apart' }] });
    const sentence = decisionSentence(decision, ENGLISH);
    expect(sentence).toContain('fp8 was not trained for as many steps as bf16');
    expect(sentence).not.toContain('cheaper');
  });

  test('of a recipe that fails now and then where the baseline never does, at whatever setting its runs all came through', () => {
    let turn = 0;
    const fragile: Rule = (rate, rowValue, seed) => {
      const ending = bf16(rate, rowValue, seed);
      return typeof ending === 'number' && ++turn % 19 === 0 ? 'nonfinite' : ending;
    };
    const decision = decided(madeAnalysis({ ...eight, recipes: { bf16, fragile } }), 'fragile', cheap);
    expect(
      decision.gates.map(({ kind, status }) => `${kind} ${status}`).filter((each) => !each.endsWith(' go')),
    ).toEqual([]);
    expect(decision).toMatchObject({ verdict: 'undecided', withheld: [{ reason: 'fails-below-edge' }] });
    expect(decisionSentence(decision, ENGLISH)).toMatch(
      /of fragile well below its stability edge fail where bf16 trains/,
    );
  });

  test('beside a baseline that never trains: whatever the recipe costs, it is not less than that', () => {
    const analysis = madeAnalysis({ ...GRID, recipes: { bf16: () => 'collapsed', fp8 } });
    const decision = decide(analysis, 'fp8');
    expect(decision).toMatchObject({ verdict: 'undecidable', reason: 'baseline-fails' });
    expect(decisionSentence(decision, ENGLISH)).toContain('No judged run of bf16 trains at any setting');
  });

  test('but a loss that is too high is a no-go wherever the edges lie', () => {
    const worse: Rule = (rate, rowValue, seed) => (bf16(rate, rowValue, seed) as number) + 0.2;
    const cut = { ...eight, rates: spaced(1e-4, 2e-2, 9) };
    const decision = decided(madeAnalysis({ ...cut, recipes: { bf16, worse } }), 'worse', cheap);
    expect(decision).toMatchObject({ verdict: 'no-go', withheld: [] });
    expect(gate(decision, 'quality').status).toBe('no-go');
  });

  test.each(['broken', 'cancelled', 'unjudged'] as const)(
    'where runs that are %s could turn it: half of the seeds of the recipe',
    (ending) => {
      const partly: Rule = (rate, rowValue, seed) => (seed < 4 ? bf16(rate, rowValue, seed) : ending);
      const analysis = madeAnalysis({ ...eight, recipes: { bf16, fp8: partly } });
      const decision = decided(analysis, 'fp8', cheap);
      // An unjudged run is in the upper end of P(unstable) already, and opens the gate of the pilot.
      const open = decision.gates.filter(({ status }) => status !== 'go').map(({ kind }) => kind);
      expect(open).toEqual(ending === 'unjudged' ? ['stable'] : []);
      expect(decision.verdict).toBe('undecided');
      expect(reasons(decision)).toEqual(['left-out']);
      expect(decisionSentence(decision, ENGLISH)).toContain('156 runs that broke');
    },
  );

  test('where rows that an import left out could turn it, by their setting', () => {
    const half = { ...eight, seeds: eight.seeds.slice(0, 4) };
    const absent = eight.rates.flatMap((learningRate) =>
      eight.batchSizes.map((rowValue) => ({ recipe: 'fp8', learningRate, rowValue, rows: 4 })),
    );
    const recipes = { bf16, fp8 };
    expect(reasons(decided(madeAnalysis({ ...half, recipes }), 'fp8', cheap))).not.toContain('left-out');
    const analysis = madeAnalysis({ ...half, recipes }, { absent });
    expect(reasons(decided(analysis, 'fp8', cheap))).toContain('left-out');
    expect(analysis.recipes[1]!.missing.leftOut).toBe(4 * absent.length);
  });

  test('where an import left out one row of which nobody knows where it belongs', () => {
    const absent = [{ recipe: null, learningRate: 1e-3, rowValue: null, rows: 1 }];
    const decision = decided(madeAnalysis({ ...eight, recipes: { bf16, fp8 } }, { absent }), 'fp8', cheap);
    expect(decision.withheld).toEqual([{ reason: 'left-out', runs: 1 }]);
    expect(decision.verdict).toBe('undecided');
  });

  test('of a no-go that they could turn: the recipe fails in the few runs that ended', () => {
    const partly: Rule = (_, __, seed) => (seed < 4 ? 'collapsed' : 'broken');
    const decision = decided(madeAnalysis({ ...eight, recipes: { bf16, fp8: partly } }), 'fp8', cheap);
    expect(gate(decision, 'stable').status).toBe('no-go');
    expect(reasons(decision)).toContain('left-out');
  });

  test('but one that they cannot turn stands: a single broken run of a recipe whose loss is too high', () => {
    const worse: Rule = (rate, rowValue, seed) => {
      if (rate === GRID.rates[0] && rowValue === 4 && seed === 7) return 'broken';
      const ending = bf16(rate, rowValue, seed);
      return typeof ending === 'number' ? ending + 0.2 : ending;
    };
    const decision = decided(madeAnalysis({ ...eight, recipes: { bf16, worse } }), 'worse', cheap);
    expect(decision).toMatchObject({ verdict: 'no-go', withheld: [] });
  });

  test('in either language without saying why', () => {
    const waiting: Rule = (rate, rowValue, seed) => (seed < 4 ? bf16(rate, rowValue, seed) : 'waiting');
    const decision = decided(madeAnalysis({ ...eight, recipes: { bf16, fp8: waiting } }), 'fp8', cheap);
    expect(decisionSentence(decision, ENGLISH)).toMatch(/^No verdict on fp8 \(evidence: .*156 planned runs/);
    expect(decisionSentence(decision, wordsOf('ja'))).toMatch(
      /^判定なし：fp8（根拠：.*156件がまだ完了していません/,
    );
  });
});

test('the headline of a verdict names the size of the model, the steps, the precision and the seeds', () => {
  const fp8: Rule = (rate, rowValue, seed) => bf16(rate, rowValue, seed);
  const evidence = {
    parameters: 66_144,
    steps: { low: 120, high: 120 },
    precision: 'emulated',
    seeds: { low: 5, high: 5 },
  } as const;
  const analysis = madeAnalysis({ ...GRID, recipes: { bf16, fp8 } }, { evidence });
  expect(decisionSentence(decided(analysis, 'fp8'), ENGLISH)).toContain(
    '(evidence: a model of 66,100 parameters, 120 steps, emulated precision, 5 seeds per cell)',
  );
  expect(decisionSentence(decided(analysis, 'fp8'), wordsOf('ja'))).toContain(
    'パラメータ数66,100のモデル、120ステップ、精度はエミュレーション、1セルあたり5シード',
  );
});
