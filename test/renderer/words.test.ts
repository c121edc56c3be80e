// The words that the page makes of what it is told, each form once.
import { CONTROLS } from '../../src-main/recipes/control.ts';
import { describe, expect, test } from 'vitest';
import type { Activity } from '../../src-main/contract/contract.ts';
import { ACTIONS, TESTS } from '../../src-main/recipes/precision-program.ts';
import type { ActionSpec, TriggerSpec } from '../../src-main/spec/triggers.ts';
import { allPresetNames } from '../../src-main/sweep/preset-files.ts';
import { controlWords } from '../../src-renderer/new-study/controls.ts';
import { presetWords } from '../../src-renderer/new-study/preset-words.ts';
import { triggerWords } from '../../src-renderer/new-study/trigger-words.ts';
import { describeActivity } from '../../src-renderer/parts/activity-words.ts';
import {
  showBytes,
  showCount,
  showDate,
  showDuration,
  showDurationRange,
} from '../../src-renderer/parts/numbers.ts';
import { ENGLISH_PAGES } from '../../src-renderer/words/en/english.ts';
import { JAPANESE_PAGES } from '../../src-renderer/words/ja/japanese.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const BROKEN = /undefined|NaN|null|\[object/;

describe('a trigger', () => {
  const trigger: TriggerSpec = {
    watch: 'loss',
    site: null,
    test: 'above',
    value: 3,
    persistence: 1,
    action: { kind: 'stop' },
  } as TriggerSpec;
  const limits = {
    above: 'loss above 3: the run ends',
    ratio: 'loss above 3× its mean: the run ends',
    'z-score': 'loss 3 sigma above its mean: the run ends',
    'twin-ratio': "loss above 3× the baseline twin's: the run ends",
  };
  test.each(TESTS)('tells its limit: %s', (kind) => {
    expect(triggerWords({ ...trigger, test: kind }, ENGLISH_PAGES)).toBe(limits[kind]);
  });

  test('of NaN and Inf has no limit', () => {
    expect(triggerWords({ ...trigger, watch: 'nonfinite', test: null, value: null }, ENGLISH_PAGES)).toBe(
      'nonfinite: the run ends',
    );
  });

  const actions: Record<ActionSpec['kind'], readonly [object, string]> = {
    redo: [{ recipe: 'fp32', steps: 2 }, 'the step again in fp32, for 2 steps'],
    switch: [{ recipe: 'fp32', steps: null }, 'fp32 to the end'],
    rollback: [{ recipe: 'fp32', steps: 20 }, 'back to the last kept state, then fp32 for 20 steps'],
    'lower-learning-rate': [{ factor: 0.5, steps: null }, 'learning rate × 0.5 to the end'],
    stop: [{}, 'the run ends'],
  };
  test.each(ACTIONS)('tells what it does: %s', (kind) => {
    const [fields, words] = actions[kind];
    expect(triggerWords({ ...trigger, action: { kind, ...fields } as ActionSpec }, ENGLISH_PAGES)).toBe(
      `loss above 3: ${words}`,
    );
  });
});

describe('how far a study is', () => {
  const counts = { planned: 10, running: 2, finished: 5, 'failed-infrastructure': 1, cancelled: 0 };
  const progress = {
    runsDone: 6,
    runsTotal: 12,
    laneStepsPerSecond: 12_345,
    secondsLeft: { low: 60, likely: 90, high: 300 },
    currentBatch: {
      recipe: 'fp32',
      rowSetting: BATCH_SIZE_ROWS,
      rowValue: 4,
      lanes: 8,
      lanesActive: 7,
      step: 30,
      steps: 400,
    },
    batchesUnderWay: 2,
    round: null,
    checkpointFailure: null,
  };
  const running = (changes: object) =>
    describeActivity(
      counts,
      { kind: 'running', progress: { ...progress, ...changes } } as unknown as Activity,
      ENGLISH_PAGES,
      ENGLISH,
    );

  test('is told while it is trained', () => {
    expect(running({})).toBe(
      '6 of 18 runs · 12.3K lane-steps/s · 60 s to 5 min left · 2 at once · fp32, batch size 4: 7 lanes, step 30 of 400',
    );
    const inTokens = {
      tokensPerSecond: 90_000,
      tokensLeft: 4_500_000,
      currentBatch: null,
      batchesUnderWay: 1,
    };
    expect(running(inTokens)).toBe('6 of 18 runs · 4.5M tokens left at 90K/s · 60 s to 5 min left');
    expect(running({ round: 3, currentBatch: null, batchesUnderWay: 1 })).toBe(
      'round 3: 6 of 12 runs chosen so far · 12.3K lane-steps/s · 60 s to 5 min left in this round',
    );
    expect(
      running({ laneStepsPerSecond: 0, secondsLeft: null, currentBatch: null, batchesUnderWay: 0 }),
    ).toBe('6 of 18 runs');
  });

  test('is told while nothing is trained', () => {
    expect(describeActivity(counts, { kind: 'idle' }, ENGLISH_PAGES, ENGLISH)).toBe(
      '5 runs finished · 12 planned · 1 failed for infrastructure reasons',
    );
    expect(describeActivity({ ...counts, cancelled: 3 }, { kind: 'idle' }, ENGLISH_PAGES, ENGLISH)).toContain(
      '3 cancelled',
    );
    for (const kind of ['starting', 'stopping'] as const) {
      expect(describeActivity(counts, { kind } as Activity, ENGLISH_PAGES, ENGLISH)).toMatch(/^[A-Z].* …$/);
    }
  });
});

test('durations, sizes and counts are short and have a unit', () => {
  const { numbers: en } = ENGLISH_PAGES;
  expect([0, 45, 600, 9000, 360_000, Infinity].map((seconds) => showDuration(seconds, en))).toEqual([
    '1 s',
    '45 s',
    '10 min',
    '2.5 h',
    '4 days',
    'unknown',
  ]);
  expect([0, 999, 1e6, 2.5e9, 7e13].map((bytes) => showBytes(bytes, en))).toEqual([
    '0 bytes',
    '999 bytes',
    '1 MB',
    '2.5 GB',
    '70 TB',
  ]);
  expect([7, 1234, 5_600_000].map((count) => showCount(count, en))).toEqual(['7', '1.23K', '5.6M']);
  expect(showDate('2026-01-02T03:04:05.000Z', en)).toMatch(/2026/);
  const { numbers: ja } = JAPANESE_PAGES;
  expect([45, 600, 9000, 360_000, Infinity].map((seconds) => showDuration(seconds, ja))).toEqual([
    '45秒',
    '10分',
    '2.5時間',
    '4日',
    '不明',
  ]);
  expect(showDurationRange({ low: 180, high: 300 }, ja)).toBe('3〜5分');
  expect(showDurationRange({ low: 45, high: 300 }, ja)).toBe('45秒〜5分');
  expect(showBytes(999, ja)).toBe('999 バイト');
  expect(showCount(5_600_000, ja)).toBe('560万');
  expect(showDate('2026-01-02T03:04:05.000Z', ja)).toMatch(/^2026\/01\/0[123] /);
});

test('controls and presets are told in a sentence', () => {
  const told = [
    ...CONTROLS.map((kind) => controlWords(kind, ENGLISH_PAGES)),
    ...allPresetNames().map((name) => presetWords(name, tinySpec(), ENGLISH_PAGES, ENGLISH)),
  ];
  for (const sentence of told) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(BROKEN);
  }
});
