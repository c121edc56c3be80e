// The headline in words, on made studies whose truth can be counted by hand; and what controls are called.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import type { Controls } from '../../src-main/analysis/headline/controls.ts';
import type { GridRun } from '../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import {
  formatChance,
  formatDecades,
  formatNats,
  formatNatsLimit,
} from '../../src-main/report/language/numbers.ts';
import { comparedRecipes } from '../../src-main/report/figures/scene/compared.ts';
import { controlNotes, recipeName } from '../../src-main/report/language/recipe-name.ts';
import { ENGLISH, wordsOf } from '../../src-main/report/language/language.ts';
import { mostKept } from '../../src-main/analysis/decision/most-kept.ts';
import { resultSentences, visibilitySentences } from '../../src-main/report/sentences.ts';
import { renderMaps } from '../../src-main/report/terminal.ts';
import { row } from '../analysis/support.ts';

function study(runs: readonly GridRun[], controls: Controls = { negative: null, positive: null }) {
  return analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS, controls });
}

/** Rows of four seeds with losses that tell seeds and rates apart, so that their digits are not taken for rounding. */
function made(recipe: string, pattern: string, added = 0): GridRun[] {
  return row(pattern, { recipe }).map((run) => ({
    ...run,
    tailLoss:
      run.label === 'ok' ? 2.0123456 + 0.0012345 * run.seed + added * (1 + 0.1 * run.seed) : run.tailLoss,
  }));
}

const BASE = '.... .... .... .... xxxx';

describe('a headline', () => {
  test('tells shift, failures, penalty and region, in this order', () => {
    const [sentence] = resultSentences(
      study([...made('bf16', BASE), ...made('fp8', '.... .... .... xxxx xxxx', 0.01)]),
      ENGLISH,
    );
    const parts = sentence!.split('; ').map((part) => part.split(' ')[0]);
    expect(parts).toEqual(['fp8:', '4', 'penalty', 'keeps']);
    expect(sentence).toMatch(/^fp8: edge (0\.9[5-9]|1\.0[0-5]) decades lower/);
    expect(sentence).toContain('4 of 20 runs fail that train in bf16 (p = 0.13)');
    expect(sentence).toMatch(/penalty \+0\.0115\d? nats \(±0\.0\d+\)/);
    expect(sentence).toContain('keeps 75 % of the stable region');
  });

  test('tells both directions where twins fail, too', () => {
    const [sentence] = resultSentences(
      study([...made('bf16', '.... ..x. xxxx'), ...made('fp8', '.... ...x xxxx')]),
      ENGLISH,
    );
    expect(sentence).toContain('1 of 12 runs fails that trains in bf16, 1 the other way round (p = 1)');
  });

  test('of runs that agree says how much they may have missed, and never ±0', () => {
    const [sentence] = resultSentences(study([...made('bf16', BASE), ...made('fp8', BASE)]), ENGLISH);
    expect(sentence).toMatch(/none of 20 runs fails that trains in bf16 \(at most \d+ %\)/);
    expect(sentence).toContain('penalty 0.00000 nats (±<0.00001)');
    expect(sentence).toContain('edge not moved (');
  });

  test('names what was left out', () => {
    const own = [...made('fp8', '.... .f-.'), ...row('....', { recipe: 'fp8', rowValue: 32 })].map(
      (run, i) => (i === 0 ? { ...run, label: 'unjudged' as const } : run),
    );
    const [sentence] = resultSentences(study([...made('bf16', '.... ....'), ...own]), ENGLISH);
    expect(sentence).toContain(
      'Left out: 1 that cannot be judged, 1 failed for infrastructure reasons, 1 not run, 4 without a twin.',
    );
  });

  test('of runs that nothing judges is that none has finished: nothing is shown as safe', () => {
    const unjudged = (run: GridRun): GridRun => ({ ...run, label: 'unjudged' });
    const analysis = study([...made('bf16', BASE), ...made('fp8', BASE)].map(unjudged));
    expect(resultSentences(analysis, ENGLISH)).toEqual(['fp8 has no finished run yet.']);
    expect(analysis.recipes[1]!.headline).toMatchObject({
      failures: { pairs: 0, share: null, interval: null },
      penalty: { nats: null, interval: null },
      leftOut: { unjudged: 20 },
    });
  });

  test('of an edge below the grid tells a bound, and is open on that side', () => {
    const runs = [...made('bf16', BASE), ...made('fp8', 'xxxx xxxx xxxx xxxx xxxx')];
    const [sentence] = resultSentences(study(runs), ENGLISH);
    expect(sentence).toMatch(/edge \d\.\d\d decades lower or more \(−\d\.\d\d or less\)/);
    expect(sentence).toContain('cut by the grid');
  });

  test('of edges that all lie off the grid knows no shift, and is cut: nothing is told as 100 to 100 %', () => {
    const analysis = study([...made('bf16', '.... .... ....'), ...made('fp8', '.... .... ....')]);
    const [sentence] = resultSentences(analysis, ENGLISH);
    expect(sentence).toContain('shift of the edge not known, off the grid');
    expect(sentence).toContain('cut by the grid');
    expect(sentence).not.toContain('100 to 100');
    expect(analysis.recipes[1]!.headline!.shift).toMatchObject({ decades: null, bound: 'none' });
  });

  test('of one seed has no interval of the penalty and says so', () => {
    const [sentence] = resultSentences(
      study([...row('. . x', { recipe: 'bf16' }), ...row('. x x', { recipe: 'fp8' })]),
      ENGLISH,
    );
    // Of the penalty alone: shift and share have one, which is wide.
    expect(sentence!.match(/interval not known/g)).toHaveLength(1);
    expect(sentence).toContain('1 of 3 runs fails that trains in bf16 (p = 1)');
  });

  test('where one edge moves many rates of few seeds, a small p is not told as sure', () => {
    const rows = (pattern: string, recipe: string) =>
      row(pattern.trim(), { recipe }).map((run) => ({ ...run, learningRate: run.learningRate ** 0.1 }));
    const own = `${'... '.repeat(8)}${'.xx '.repeat(4)}`;
    const [sentence] = resultSentences(
      study([...rows('... '.repeat(12), 'bf16'), ...rows(own, 'fp8')]),
      ENGLISH,
    );
    expect(sentence).toContain('(p = 0.0078 were all runs independent; over seeds it may be chance)');
  });
});

describe('what the study could have seen', () => {
  const chaos = made('chaos', BASE).map((run) => ({
    ...run,
    tailLoss: run.label === 'ok' ? run.tailLoss! + 0.0012 * (run.seed - 1.5) : run.tailLoss,
  }));
  const control = made('fp8-unscaled', '.... xxxx xxxx xxxx xxxx');
  const controls = { negative: 'chaos', positive: 'fp8-unscaled' };

  test('is told by both controls', () => {
    const [limits, seen] = visibilitySentences(
      study([...made('bf16', BASE), ...chaos, ...control], controls),
      ENGLISH,
    );
    expect(limits).toMatch(
      /^In this study a shift below \d\.\d\d decades or a penalty below 0\.\d+ nats could not have been seen\.$/,
    );
    expect(seen).toMatch(
      /^Its positive control, fp8-unscaled, is told apart from bf16 by its edge and its failures\.$/,
    );
  });

  test('is nothing where the positive control was missed', () => {
    const missed = made('fp8-unscaled', BASE);
    const [, said] = visibilitySentences(
      study([...made('bf16', BASE), ...chaos, ...missed], controls),
      ENGLISH,
    );
    expect(said).toBe(
      'Its positive control, fp8-unscaled, is not told apart from bf16: this study could not have seen a difference, and decides nothing.',
    );
  });

  test('is not known without controls', () => {
    expect(visibilitySentences(study([...made('bf16', BASE), ...made('fp8', BASE)]), ENGLISH)).toEqual([
      'This study has no controls, so it cannot tell what it would have missed.',
    ]);
  });

  test('is nothing to tell of a study with one recipe', () => {
    expect(visibilitySentences(study(made('bf16', BASE)), ENGLISH)).toEqual([]);
  });

  test('leaves the negative control out of the headlines, and puts the positive one last', () => {
    const runs = [...made('bf16', BASE), ...control, ...chaos, ...made('fp8', BASE)];
    const names = resultSentences(study(runs, controls), ENGLISH).map((sentence) => sentence.split(':')[0]);
    expect(names).toEqual(['fp8', 'fp8-unscaled (control)']);
  });

  test('is told in the terminal, too', () => {
    const text = renderMaps(study([...made('bf16', BASE), ...chaos, ...control], controls), { width: 4000 });
    expect(text).toContain('could not have been seen');
    expect(text).toContain('chaos (negative control)');
    expect(text).toContain('it has neither scales nor a loss scale');
  });

  test('controls are not what is decided on or compared while there is another recipe', () => {
    const all = study(
      [...made('bf16', BASE), ...chaos, ...control, ...made('fp8', '.... xxxx xxxx xxxx xxxx')],
      controls,
    );
    expect(mostKept(all)).toBe('fp8');
    expect(mostKept(study([...made('bf16', BASE), ...chaos, ...control], controls))).toBe('fp8-unscaled');
    expect(mostKept(study([...made('bf16', BASE), ...chaos], { ...controls, positive: null }))).toBeNull();
    expect(
      comparedRecipes(study([...made('bf16', BASE), ...chaos, ...made('fp8', BASE)], controls)).recipe,
    ).toBe('fp8');
  });
});

describe('a control', () => {
  const of = (baseline: string, negative: string | null, positive: string | null) => ({
    baseline,
    visibility: { negative, positive },
  });

  test('is called one: fp8-unscaled by its name alone, others by their study', () => {
    expect(recipeName('fp8-unscaled', null, ENGLISH)).toBe('fp8-unscaled (control)');
    expect(recipeName('raw', of('bf16', null, 'raw'), ENGLISH)).toBe('raw (control)');
    expect(recipeName('chaos', of('bf16', 'chaos', null), ENGLISH)).toBe('chaos (negative control)');
    expect(recipeName('fp8-unscaled', null, wordsOf('ja'))).toBe('fp8-unscaled（対照）');
    expect(recipeName('tensorwise', of('bf16', 'chaos', 'raw'), ENGLISH)).toBe('tensorwise');
  });

  test('is none as the baseline', () => {
    expect(recipeName('fp8-unscaled', of('fp8-unscaled', null, null), ENGLISH)).toBe('fp8-unscaled');
    expect(controlNotes(['fp8-unscaled'], of('fp8-unscaled', null, null), ENGLISH)).toEqual([]);
  });

  test('is explained where it is shown', () => {
    expect(controlNotes(['bf16', 'fp8-unscaled'], of('bf16', null, 'fp8-unscaled'), ENGLISH)).toEqual([
      'fp8-unscaled is a control: it has neither scales nor a loss scale, and is known to fail.',
    ]);
  });
});

describe('numbers of a headline', () => {
  test('decades have two decimals, and no sign where they round to 0', () => {
    expect([-0.204, 0.11, -0.004].map(formatDecades)).toEqual(['−0.20', '0.11', '0.00']);
  });

  test('nats have the digits that two of their uncertainty need', () => {
    expect(formatNats(0.00312, 0.0021)).toBe('+0.0031');
    expect(formatNats(-0.0447, 0.014)).toBe('−0.045');
    expect(formatNats(0.0004, 0.5)).toBe('0.000');
    expect([0.0021, 0.014, 3e-7].map(formatNatsLimit)).toEqual(['0.0021', '0.014', '<0.00001']);
  });

  test('chances are told to two digits, and not below a thousandth', () => {
    expect([1, 0.125, 0.0078, 1e-9].map(formatChance)).toEqual(['= 1', '= 0.13', '= 0.0078', '< 0.001']);
  });
});
