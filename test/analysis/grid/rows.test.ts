import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import type { RowSetting } from '../../../src-main/analysis/grid/rows.ts';
import { decide } from '../../../src-main/analysis/decision/decide.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { decisionSentence } from '../../../src-main/report/language/decision-text.ts';
import { wordsOf } from '../../../src-main/report/language/language.ts';
import { areaUnit, rowAxis } from '../../../src-main/report/language/row-text.ts';
import { ENGLISH } from '../../../src-main/report/language/language.ts';
import { rowSettingOf } from '../../../src-main/spec/rows.ts';
import { row } from '../support.ts';

const SEEDS = 'oooo'.replaceAll('o', '.');
/** Three rates that train and two that do not, in every row, under two recipes. */
const PATTERN = `${SEEDS} ${SEEDS} ${SEEDS} xxxx xxxx`;

function analysisOf(rowSetting: RowSetting, values: readonly number[]) {
  const runs = ['bf16', 'fp8'].flatMap((recipe) =>
    values.flatMap((rowValue) => row(PATTERN, { recipe, rowValue })),
  );
  return analyze(runs, { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS, rowSetting });
}

const WIDTH = rowSettingOf({ rows: { setting: 'model.width', values: [] } });
const DECAY = rowSettingOf({ rows: { setting: 'optimizer.weightDecay', values: [] } });
const BETA2 = rowSettingOf({ rows: { setting: 'optimizer.beta2', values: [] } });

describe('the stable area', () => {
  const areaOf = (setting: RowSetting, values: readonly number[]) =>
    analysisOf(setting, values).recipes[0]!.area;

  test('counts octaves of whatever the rows are of: width as batch size', () => {
    const batches = analysisOf({ path: 'batchSize', kind: 'batch-size', scale: 'octaves' }, [4, 8, 32]);
    expect(areaOf(WIDTH, [4, 8, 32])).toBe(batches.recipes[0]!.area);
    // 1 octave, the mean of 1 and 2, and 2: of a width that no row shares.
    expect(areaOf(WIDTH, [4, 8, 32]) / areaOf(WIDTH, [4])).toBeCloseTo(4.5, 1);
  });

  test('counts octaves of 1 / (1 - beta): 0.9, 0.95 and 0.975 are a doubling apart', () => {
    expect(areaOf(BETA2, [0.9, 0.95, 0.975])).toBeCloseTo(areaOf(WIDTH, [16, 32, 64]), 9);
    expect(analysisOf(BETA2, [0, 0.9]).rowSetting.scale).toBe('horizon');
  });

  test('counts rows where a value among them has no logarithm', () => {
    const analysis = analysisOf(DECAY, [0, 0.001, 1]);
    expect(analysis.rowSetting.scale).toBe('even');
    expect(analysis.recipes[0]!.area).toBeCloseTo(areaOf(WIDTH, [16, 32, 64]), 9);
    expect(areaUnit(analysis.rowSetting, ENGLISH)).toBe('decades × rows of weight decay');
    expect(rowAxis(analysis.rowSetting, ENGLISH)).toBe('weight decay (rows equally high)');
    expect(analysisOf(DECAY, [0.001, 1]).rowSetting.scale).toBe('octaves');
  });

  test('is compared row by row: a row of weight decay 0 has its own edge and shift', () => {
    const { recipes } = analysisOf(DECAY, [0, 0.1]);
    expect(recipes[1]!.edges.map(({ rowValue, side }) => [rowValue, side])).toEqual([
      [0, 'inside'],
      [0.1, 'inside'],
    ]);
    expect(recipes[1]!.shift!.rows.map(({ rowValue }) => rowValue)).toEqual([0, 0.1]);
    expect(recipes[1]!.areaRatio).toBeCloseTo(1, 1);
  });
});

describe('a verdict', () => {
  test.each(['en', 'ja'] as const)('is not given where nobody searches over the rows: %s', (language) => {
    const decision = decide(analysisOf(WIDTH, [48, 96]), 'fp8');
    expect(decision).toMatchObject({ verdict: 'undecidable', reason: 'not-searched' });
    expect(decisionSentence(decision, wordsOf(language))).toContain(
      language === 'en' ? '(width, and' : '行（幅と',
    );
  });

  test.each([
    ['model.context', 'undecidable'],
    ['model.layers', 'undecidable'],
    ['steps', 'undecidable'],
    ['a column', 'undecidable'],
  ])('over rows of %s is %s', (path, verdict) => {
    const kind = path === 'steps' ? 'budget' : path === 'a column' ? 'unknown' : 'size';
    expect(decide(analysisOf({ path, kind, scale: 'octaves' }, [2, 4]), 'fp8').verdict).toBe(verdict);
  });

  test('is not given over a column of which nobody says what it is, and says so', () => {
    const decision = decide(
      analysisOf({ path: 'd_model', kind: 'unknown', scale: 'octaves' }, [2, 4]),
      'fp8',
    );
    expect(decisionSentence(decision, ENGLISH)).toMatch(
      /values of d_model, and it is not known whether a search/,
    );
  });

  test('is weighed where rows are a hyperparameter, which a search draws', () => {
    const decision = decide(analysisOf(DECAY, [0, 0.1]), 'fp8');
    expect(decision.verdict).not.toBe('undecidable');
  });
});
