// What a manager reads of every kind of verdict, on made studies whose truth is known: no word of it is surer than the decision, and
// where no verdict is given it says so first, and why.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { decide, type Decision, type Undecidable } from '../../../src-main/analysis/decision/decide.ts';
import type { CostInputs, Range } from '../../../src-main/analysis/decision/inputs.ts';
import type { Withheld } from '../../../src-main/analysis/decision/withheld.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { LANGUAGES, wordsOf } from '../../../src-main/report/language/language.ts';
import { managerText, sentencesOf } from '../../../src-main/report/language/manager-text.ts';
import { summaryIn } from '../../../src-main/report/sentences.ts';
import { RECIPE_NAMES } from '../../../src-main/recipes/presets.ts';
import {
  madeAnalysis,
  madeRuns,
  spaced,
  valley,
  type MadeStudy,
  type Rule,
} from '../../analysis/decision/made-study.ts';

const sure = (value: number): Range => ({ low: value, value, high: value });
const CHEAP: CostInputs = { speedup: { low: 1.9, value: 2, high: 2.1 }, tokenEfficiency: sure(1) };
const GRID = { rates: spaced(1e-4, 1, 13), batchSizes: [4, 8, 16], seeds: [0, 1, 2, 3, 4, 5, 6, 7] };
const bf16: Rule = (rate, rowValue, seed) =>
  valley({ lowest: 2.4 - 0.05 * Math.log2(rowValue / 4), best: 1e-2, edge: 0.08 }, seed)(rate);
const as = (change: (ending: number, seed: number) => ReturnType<Rule>): Rule => {
  return (rate, rowValue, seed) => {
    const ending = bf16(rate, rowValue, seed);
    return typeof ending === 'number' ? change(ending, seed) : ending;
  };
};
const equal = as((loss) => loss);
const failing: Rule = (rate, rowValue, seed) => (rate > 2e-3 ? 'collapsed' : bf16(rate, rowValue, seed));
const CONTROLS = { negative: null, positive: 'fp8-unscaled' };

type Recipes = Omit<MadeStudy['recipes'], 'bf16-mixed'>;
function decided(recipes: Recipes, inputs = CHEAP, rates = GRID.rates): Decision | Undecidable {
  const hasControl = 'fp8-unscaled' in recipes;
  const study = { ...GRID, rates, recipes: { 'bf16-mixed': bf16, ...recipes } };
  const analysis = madeAnalysis(study, hasControl ? { controls: CONTROLS } : {});
  return decide(analysis, 'tensorwise', { inputs, search: null });
}
const english = (decision: Decision | Undecidable) => managerText(decision, wordsOf('en'));

const GO = decided({ tensorwise: equal, 'fp8-unscaled': failing });

describe('a go', () => {
  test('is one to a pilot, of a recipe that is told by what it is and by its name', () => {
    expect(GO.verdict).toBe('go');
    expect(english(GO).verdict).toBe('FP8 with per-tensor scaling (tensorwise): go to a pilot.');
  });

  test('says what is kept and what it costs in loss, with intervals and with what is accepted', () => {
    // The recipe is the baseline to the last digit.
    expect(english(GO).findings[0]).toMatch(
      /^It keeps 100 % of the stable region of BF16 \(\d+ to \d+ %\) and costs 0\.000 nats of loss \(penalty .*; up to 0\.02 is accepted\)\.$/,
    );
  });

  test('says what it would save on the two conditions that no study measures', () => {
    expect(english(GO).findings[1]).toMatch(
      /^Likely .* cheaper than BF16 \(median \d+ % cheaper\), retries and search included, if your raw speed-up is 1\.9 to 2\.1× as you say and full runs fail as these small ones do\.$/,
    );
    const assumed = decided({ tensorwise: equal }, {});
    expect(english(assumed).findings[1]).toContain('if your raw speed-up is 1.05 to 1.28× (an assumption)');
    const told = decided({ tensorwise: equal }, { ...CHEAP, failureProbability: sure(0.01) });
    expect(english(told).findings[1]).toContain('full runs fail as often as you say');
  });

  test('names its evidence, and whether a recipe known to fail was seen', () => {
    expect(english(GO).evidence).toMatch(
      /^Evidence: .*; a recipe that is known to fail was told apart from the baseline\.$/,
    );
    expect(english(decided({ tensorwise: equal })).evidence).toContain(
      'no recipe that is known to fail was run',
    );
  });

  test('has a pilot of the baseline before that of the recipe as its next step', () => {
    expect(english(GO).next).toMatch(/^Next step: a pilot of your own model, in BF16 first and then in FP8/);
  });
});

test('a no-go says why, and what would change it', () => {
  const worse = english(decided({ tensorwise: as((loss) => loss + 0.2) }));
  expect(worse.verdict).toContain(
    'do not switch, because its loss is higher than that of BF16 by more than is accepted',
  );
  expect(worse.findings[0]).toContain('costs 0.200 nats of loss');
  expect(worse.next).toMatch(
    /^Next step: stay with BF16\. What would change this: A penalty below 0\.02 nats/,
  );
  const slow = english(decided({ tensorwise: equal }, { ...CHEAP, speedup: sure(0.5) }));
  expect(slow.verdict).toContain('because it is not likely to be cheaper than BF16');
  expect(slow.findings[1]).toMatch(/^Likely .* more expensive than BF16/);
});

test('a no-go for what the baseline does names the baseline, and does not say to stay with it', () => {
  const decision = GO as Decision;
  const gates = decision.gates.map((gate) =>
    gate.kind === 'stable' && gate.recipe === 'bf16-mixed' ? { ...gate, status: 'no-go' as const } : gate,
  );
  const text = english({ ...decision, verdict: 'no-go', gates });
  expect(text.verdict).toContain('because BF16 fails too often at the setting you would choose');
  expect(text.next).not.toContain('stay with');
});

describe('what is undecided', () => {
  test('says what is not known, which seeds would settle it, and that the rest is as far as is known', () => {
    const three = { ...GRID, seeds: [0, 1, 2], recipes: { 'bf16-mixed': bf16, tensorwise: equal } };
    const decision = decide(madeAnalysis(three), 'tensorwise', { inputs: CHEAP, search: null });
    const { verdict, findings, next } = english(decision);
    expect(verdict).toMatch(
      /: not decided yet\. No gate speaks against it, but it is not known whether BF16 trains reliably/,
    );
    for (const finding of findings) expect(finding).toMatch(/^As far as is known/);
    expect(next).toMatch(/^Next step: train more runs: .* would settle/);
  });

  test('and gives what each open gate waits for where seeds would settle nothing', () => {
    const decision = GO as Decision;
    const gates = decision.gates.map((gate) =>
      gate.kind === 'cost'
        ? { ...gate, status: 'undecided' as const, moreSeeds: null, speedupGo: 2.5 }
        : gate,
    );
    expect(english({ ...decision, verdict: 'undecided', gates }).next).toBe(
      'Next step: settle what is open. A measured raw speed-up of at least 2.50×.',
    );
  });
});

function undecidable(reason: Undecidable['reason']): Undecidable {
  const rowSetting = { path: 'model.width', kind: 'size', scale: 'octaves' } as const;
  return { verdict: 'undecidable', reason, recipe: 'tensorwise', baseline: 'bf16-mixed', rowSetting };
}

describe('where no verdict is given', () => {
  const cut = spaced(1e-4, 2e-2, 9);
  const apart = analyze(
    madeRuns({ ...GRID, recipes: { 'bf16-mixed': bf16, tensorwise: equal } }).map((made) => ({
      ...made,
      plannedSteps: made.recipe === 'tensorwise' ? 4000 : 1000,
    })),
    { baseline: 'bf16-mixed', thresholds: DEFAULT_THRESHOLDS },
  );
  const trainedHere = analyze(
    madeRuns({ ...GRID, recipes: { 'bf16-mixed': bf16, tensorwise: equal } }).map((made) => ({
      ...made,
      origin: made.recipe === 'tensorwise' ? ('trained' as const) : ('imported' as const),
    })),
    { baseline: 'bf16-mixed', thresholds: DEFAULT_THRESHOLDS },
  );
  let turn = 0;
  const fragile = as((loss) => (++turn % 19 === 0 ? 'nonfinite' : loss));
  const some = (ending: 'waiting' | 'broken') => as((loss, seed) => (seed < 4 ? loss : ending));
  const refusal = { kind: 'too-small' } as const;

  const KINDS: Readonly<Record<Withheld['reason'], readonly [Decision | Undecidable, RegExp]>> = {
    'control-missed': [
      decided({ tensorwise: equal, 'fp8-unscaled': equal }),
      /widen the study .* until fp8-unscaled/,
    ],
    'budgets-apart': [
      decide(apart, 'tensorwise', { inputs: CHEAP, search: null }),
      /train FP8 with per-tensor scaling for as many steps as BF16/,
    ],
    'origins-apart': [
      decide(trainedHere, 'tensorwise', { inputs: CHEAP, search: null }),
      /train FP8 with per-tensor scaling and BF16 with the same seeds/,
    ],
    unfinished: [decided({ tensorwise: some('waiting') }), /let the planned runs finish/],
    'off-grid': [decided({ tensorwise: equal }, CHEAP, cut), /test learning rates beyond these/],
    'fails-below-edge': [decided({ tensorwise: fragile }), /find out why FP8/],
    'no-prediction': [
      { ...(GO as Decision), verdict: 'undecided', withheld: [{ reason: 'no-prediction', refusal }] },
      /more sizes for the ladder/,
    ],
    'left-out': [decided({ tensorwise: some('broken') }), /repeat, or judge, the runs/],
  };

  test.each(Object.entries(KINDS))('for %s it says so, why, and what to do', (reason, [decision, step]) => {
    expect((decision as Decision).withheld.map((each) => each.reason)).toEqual([reason]);
    const { verdict, next } = english(decision);
    expect(verdict).toMatch(/^FP8 with per-tensor scaling \(tensorwise\): no verdict, because /);
    expect(next).toMatch(step);
    for (const language of LANGUAGES) {
      const whole = sentencesOf(managerText(decision, wordsOf(language))).join(' ');
      expect(whole).not.toMatch(/go to a pilot|do not switch|パイロットに進めます|勧めません/);
    }
  });

  test.each(['control-missed', 'budgets-apart', 'origins-apart'] as const)(
    'for %s, region, loss and cost are left out',
    (reason) => {
      expect(english(KINDS[reason][0]).findings).toEqual([]);
    },
  );

  test.each(['unfinished', 'off-grid', 'left-out'] as const)(
    'for %s, they are as far as is known',
    (reason) => {
      const { findings } = english(KINDS[reason][0]);
      expect(findings.length).toBe(2);
      for (const finding of findings) expect(finding).toMatch(/^As far as is known/);
    },
  );

  test('a share that the grid cuts off is one of what the grid reaches', () => {
    expect(english(KINDS['off-grid'][0]).findings[0]).toContain(', as far as the grid reaches)');
  });

  test.each(['no-recipe', 'no-baseline', 'is-baseline', 'not-run', 'baseline-fails'] as const)(
    'and for %s there is one sentence, and a next step',
    (reason) => {
      const { verdict, findings, evidence, next } = english(undecidable(reason));
      expect(verdict).toMatch(/tensorwise|bf16-mixed/);
      expect([findings, evidence]).toEqual([[], null]);
      expect(next).toMatch(/^Next step: .+\.$/);
    },
  );

  test('and where rows are sizes the verdict is one short sentence, and why stands beneath', () => {
    const { verdict, findings } = english(undecidable('not-searched'));
    expect(verdict).toBe('No verdict on FP8 with per-tensor scaling (tensorwise) against BF16.');
    expect(findings.join(' ')).toMatch(/^The rows of this study .* --target-parameters /);
  });
});

test('a study of one recipe has no summary', () => {
  expect(summaryIn(madeAnalysis({ ...GRID, recipes: { 'bf16-mixed': bf16 } }))).toEqual({
    en: null,
    ja: null,
  });
});

test('titles are of presets, and each language has the same ones', () => {
  const titles = LANGUAGES.map((language) => Object.keys(wordsOf(language).manager.recipes).sort());
  expect(titles[0]).toEqual(titles[1]);
  for (const name of titles[0]!) expect(RECIPE_NAMES).toContain(name);
  const untitled = RECIPE_NAMES.filter((name) => !titles[0]!.includes(name));
  expect(untitled.every((name) => /^(mask|exponent)-/.test(name))).toBe(true);
});
