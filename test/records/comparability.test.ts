// What keeps studies from being compared: nothing where they are one study twice, and what was changed where something was.
import { expect, test } from 'vitest';
import { obstaclesOf, type Comparable } from '../../src-main/records/comparability.ts';
import { ANALYSIS, INFO } from '../report/snapshots/made.ts';

const definitions = ['bf16-mixed', 'tensorwise', 'fp8-unscaled'].map((name) => ({ name, storage: 'fp32' }));
const ONE: Comparable = {
  info: { ...INFO, spec: { ...INFO.spec, definitions } },
  analysis: ANALYSIS,
  ladder: null,
};

const withInfo = (info: Partial<Comparable['info']>): Comparable => ({
  ...ONE,
  info: { ...ONE.info, ...info },
});
const withAnalysis = (analysis: Partial<Comparable['analysis']>): Comparable => ({
  ...ONE,
  analysis: { ...ANALYSIS, ...analysis },
});
const width = { path: 'model.width', kind: 'size', scale: 'octaves' } as const;
const rename = (by: string) => ANALYSIS.recipes.map((map) => ({ ...map, recipe: map.recipe + by }));
const evidence = { ...ANALYSIS.evidence!, steps: { low: 100, high: 800 } };

test('nothing keeps a study from being compared with itself', () => {
  expect(obstaclesOf([ONE, ONE])).toEqual([]);
});

test.each<[string, Comparable, object]>([
  ['other recipes', withAnalysis({ recipes: rename('-2') }), { kind: 'no-common-recipe', studies: [0, 1] }],
  [
    'other rows',
    withAnalysis({ rowSetting: width }),
    { kind: 'rows', settings: [ANALYSIS.rowSetting, width] },
  ],
  [
    'other batch sizes',
    withAnalysis({ rowValues: [16, 128] }),
    { kind: 'row-values', setting: ANALYSIS.rowSetting, studies: [0, 1] },
  ],
  ['learning rates apart', withAnalysis({ learningRates: [10, 100] }), { kind: 'rates' }],
  [
    'another rule',
    withInfo({ thresholds: { ...INFO.thresholds, lossTolerance: 0.5, degradedFactor: 1.1 } }),
    { kind: 'thresholds', fields: ['lossTolerance', 'degradedFactor'] },
  ],
  [
    'other steps',
    withAnalysis({ evidence }),
    {
      kind: 'steps',
      steps: [
        { low: 400, high: 400 },
        { low: 100, high: 800 },
      ],
    },
  ],
  [
    'unknown steps',
    withAnalysis({ evidence: null }),
    { kind: 'steps', steps: [{ low: 400, high: 400 }, null] },
  ],
  [
    'a recipe that rounds otherwise under its name',
    withInfo({
      spec: {
        ...ONE.info.spec,
        definitions: definitions.map((each) =>
          each.name === 'tensorwise' ? { ...each, storage: 'bf16' } : each,
        ),
      },
    }),
    { kind: 'recipes', recipes: ['tensorwise'] },
  ],
  ['recipes known by name alone', withInfo({ spec: INFO.spec }), { kind: 'named-only', studies: [1] }],
  [
    'another baseline',
    withAnalysis({ baseline: 'fp32' }),
    { kind: 'baselines', baselines: ['bf16-mixed', 'fp32'] },
  ],
  [
    'another text of the same name',
    withInfo({ text: { ...INFO.text!, sha256: '01' } }),
    { kind: 'texts', texts: ['made', 'made'] },
  ],
  [
    'the same text in other tokens',
    withInfo({ text: { ...INFO.text!, vocabulary: 'byte' } }),
    { kind: 'texts', texts: ['made', 'made'] },
  ],
  ['an unknown text', withInfo({ text: null }), { kind: 'texts', texts: ['made', null] }],
  [
    'the baseline alone',
    withAnalysis({ recipes: ANALYSIS.recipes.slice(0, 1) }),
    { kind: 'no-penalty', studies: [1] },
  ],
])('%s is told, and nothing else', (_, other, obstacle) => {
  expect(obstaclesOf([ONE, other])).toEqual([obstacle]);
});

test('what others have trained has settings that nobody knows', () => {
  const byCommand = withInfo({ spec: { ...ONE.info.spec, trainer: { command: 'train' } } });
  expect(obstaclesOf([ONE, byCommand])).toEqual([
    { kind: 'unknown-settings', studies: [1] },
    { kind: 'named-only', studies: [1] },
  ]);
});

test('sizes that are counted in different units have no common axis', () => {
  const sized = (sizeIn: string): Comparable => ({
    ...ONE,
    ladder: { sizeIn, sizes: [], ladders: [], budgets: null, areBudgetsStale: false },
  });
  expect(obstaclesOf([sized('parameters'), ONE, sized('parameters')])).toEqual([]);
  expect(obstaclesOf([sized('parameters'), ONE, sized('model.width')])).toEqual([
    { kind: 'sizes', sizesIn: ['parameters', null, 'model.width'] },
  ]);
});

test('two studies without a known text are not taken for ones of the same text', () => {
  const unknown = withInfo({ text: null });
  expect(obstaclesOf([unknown, unknown])).toEqual([{ kind: 'texts', texts: [null, null] }]);
});

test('of three studies the one is named whose rows are in no other', () => {
  expect(obstaclesOf([ONE, withAnalysis({ rowValues: [1] }), ONE])).toEqual([
    { kind: 'row-values', setting: ANALYSIS.rowSetting, studies: [1] },
  ]);
});
