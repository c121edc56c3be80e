// The form's draft: raw texts to a spec and back, and the place of every complaint. No DOM.
import { describe, expect, test } from 'vitest';
import { presetNames, readPreset } from '../../src-main/sweep/preset-files.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';
import { checkDraft, inWordsOfForm } from '../../src-renderer/new-study/check.ts';
import {
  draftOf,
  RATES_AS,
  SEEDS_AS,
  specJson,
  TEXT_SOURCE,
  TOKEN_FILES,
  withText,
  type Draft,
} from '../../src-renderer/new-study/draft.ts';
import { ENGLISH_PAGES } from '../../src-renderer/words/en/english.ts';
import { FOUR_LAYERS, TINY, tinySpec } from '../sweep/tiny.ts';

const DRAFT = draftOf(tinySpec(), 'tiny');

function told(draft: Draft, words = ENGLISH_PAGES) {
  return inWordsOfForm(checkDraft(draft).found, draft, words);
}

function typed(changes: Record<string, string>, draft: Draft = DRAFT): Draft {
  return Object.entries(changes).reduce((before, [path, text]) => withText(before, path, text), draft);
}

describe('a spec that goes into the form comes out the same', () => {
  test.each(presetNames())('the preset %s', (name) => {
    const spec = parseSpec(readPreset(name));
    expect(parseSpec(specJson(draftOf(spec, name)))).toEqual(spec);
  });

  test.each([
    ['a text file', { text: '/home/me/text.txt', vocabulary: 'byte' }],
    [
      'token files',
      { tokens: { files: ['/data/train_*.bin', '/data/b.bin'], validation: ['/data/val.bin'] } },
    ],
    [
      'token files with a vocabulary',
      { tokens: { files: ['/a b.bin'], vocabularySize: 50_304, type: 'uint32' } },
    ],
    ['rates that are not log-spaced', { learningRates: [0.001, 0.002, 0.1] }],
    ['one learning rate', { learningRates: [0.01] }],
    ['batch sizes that are no powers of two', { batchSizes: [3, 5, 24] }],
    ['seeds of a list', { seeds: [7, 3] }],
    [
      'rows of widths, with heads that move along',
      {
        batchSizes: [2],
        rows: { setting: 'model.width', values: [8, 16], with: { 'model.heads': [2, 4] } },
      },
    ],
    [
      'rows of weight decay',
      { batchSizes: [2], rows: { setting: 'optimizer.weightDecay', values: [0, 0.1] } },
    ],
    ['a baseline that is not the default', { baseline: 'fp8-unscaled' }],
    ['a hidden width of its own', { model: { layers: 1, width: 8, heads: 2, context: 8, hidden: 20 } }],
    ['muP', { model: { ...TINY.model, parametrisation: 'mup', baseWidth: 4, baseHeads: 1 } }],
    ['outliers', { model: { ...TINY.model, outliers: { columns: 2, factor: 1024, fromStep: 1, every: 2 } } }],
    ['Muon', { optimizer: { kind: 'muon', adjustRate: 'original' } }],
    ['an optimizer of its own', { optimizer: { kind: 'sgd', warmupSteps: 0, schedule: 'linear' } }],
    ['thresholds', { thresholds: { tailSteps: 5, confidence: 0.9 } }],
    ['labels that count as unstable', { thresholds: { unstableLabels: ['spiky', 'nonfinite'] } }],
    ['no label at all', { thresholds: { unstableLabels: [] } }],
    ['recomputation', { recomputation: 'layer' }],
    ['micro-batches', { microBatch: 2, batchSizes: [1, 4] }],
    ['a refined sweep', { refine: 0.3 }],
    ['a refined sweep that trains its runs to their ends', { refine: 0.3, earlyStop: false }],
    ['early stopping by a rule of its own', { earlyStop: { from: 0.3, window: 0.2, fall: 1 } }],
    ['early stopping of a whole grid', { earlyStop: true }],
    ['equal tokens', { budget: 'tokens', sharpnessEpsilon: 1e-4 }],
    [
      'recipes of its own, and what names them',
      {
        model: FOUR_LAYERS,
        recipes: [
          {
            name: 'mine',
            extends: 'tensorwise',
            'linear.forward.activation': { format: 'e4m3fn', scaling: { kind: 'block', along: 64 } },
            residual: 'bf16',
            weightGradient: null,
            edgeLayers: { first: 1, extends: 'bf16-mixed', 'linear.output': null },
            accumulation: { bits: 14, promoteEvery: 128 },
            hadamard: 16,
          },
          { name: 'child', extends: 'mine', stages: [{ recipe: 'fp32', untilStep: 2 }, { recipe: 'child' }] },
          { name: 'again', extends: 'mine', stages: [{ recipe: 'fp32' }], optimizer: { clip: 0 } },
          'there-and-back:mine',
        ],
      },
    ],
    [
      'controls',
      {
        recipes: [
          'fp32',
          { name: 'again', recipe: 'fp32', control: 'negative' },
          { name: 'fp8-unscaled', recipe: 'fp8-unscaled', control: 'positive' },
        ],
      },
    ],
    [
      'a precision program and a variant',
      {
        recipes: [
          'bf16-mixed',
          { name: 'early', stages: [{ recipe: 'bf16-mixed', untilStep: 3 }, { recipe: 'tensorwise' }] },
          { name: 'eps', recipe: 'fp8-optimizer', optimizer: { epsilon: 1e-4, schedule: 'constant' } },
        ],
      },
    ],
  ])('%s', (_name, changes) => {
    const spec = tinySpec(changes);
    const again = parseSpec(specJson(draftOf(spec, '')));
    const labels = (list: readonly string[] | undefined) => list && [...list].sort();
    expect({ ...again, thresholds: { ...again.thresholds, unstableLabels: null } }).toEqual({
      ...spec,
      thresholds: { ...spec.thresholds, unstableLabels: null },
    });
    expect(labels(again.thresholds.unstableLabels)).toEqual(labels(spec.thresholds.unstableLabels));
  });
});

describe('a field that follows from others stays open', () => {
  test('warm-up, statistics and hidden width follow steps and width', () => {
    const spec = parseSpec(specJson(typed({ steps: '400', 'model.width': '32' })));
    // A tenth of the steps is the warm-up; statistics come every 2 steps, as the spec says, not every 20.
    expect(spec.optimizer.warmupSteps).toBe(40);
    expect(spec.statisticsEvery).toBe(2);
    expect(spec.model.hidden).toBe(128);
  });

  test('what is left open is not written into the spec', () => {
    const json = specJson(DRAFT);
    expect(json).not.toHaveProperty('baseline');
    expect(json).not.toHaveProperty('thresholds');
    expect(json).not.toHaveProperty('optimizer.warmupSteps');
    expect(json.recipes).toEqual(['fp32', 'fp8-unscaled']);
  });
});

describe('a complaint is placed at the field it names', () => {
  test.each([
    [{ name: ' ' }, 'name', /^Name of the study is empty; it must be a text of 1 to 100 characters\.$/],
    [{ 'model.width': '9' }, 'model.heads', /^Heads is 2; it must be a divisor of width, 9\.$/],
    [{ 'model.layers': '' }, 'model.layers', /^Layers is empty; it must be a whole number/],
    [{ 'model.zLoss': 'a bit' }, 'model.zLoss', /^z-loss is "a bit"/],
    [{ steps: '0' }, 'steps', /^Steps is 0/],
    [
      { 'learningRates.to': '0.001' },
      'learningRates.to',
      /^The highest learning rate is 0\.001; it must be above the lowest, 0\.01\.$/,
    ],
    [
      { 'learningRates.from': 'x' },
      'learningRates.from',
      /^The lowest learning rate is "x"; it must be a positive number\.$/,
    ],
    [{ [RATES_AS]: 'list', learningRates: '0.1, -1' }, 'learningRates', /^Learning rate 2 is -1/],
    [
      { [RATES_AS]: 'list', learningRates: '' },
      'learningRates',
      /^The list of learning rates is empty; it must be a list of positive numbers\.$/,
    ],
    [{ batchSizes: '2 2' }, 'batchSizes', /^Batch size 2 is 2/],
    [{ seeds: '' }, 'seeds', /^The number of seeds is empty; it must be a whole number from 1 to 1000\.$/],
    [{ [SEEDS_AS]: 'list', seeds: '1; 1' }, 'seeds', /^Seed 2 is 1/],
    [{ [TEXT_SOURCE]: 'file' }, 'text', /^The path of the text is empty/],
    [{ [TEXT_SOURCE]: TOKEN_FILES }, 'tokens.files', /^The list of token files is empty/],
    [{ baseline: 'bf16' }, 'baseline', /^The baseline is "bf16"/],
    [
      { 'optimizer.warmupSteps': '7' },
      'optimizer.warmupSteps',
      /^Warm-up is 7; it must be at most steps, 6\.$/,
    ],
    [{ 'thresholds.confidence': '95' }, 'thresholds.confidence', /^Confidence is 95/],
    [{ 'learningRates.count': '1000', seeds: '1000' }, null, /^The grid has 4000000 runs/],
  ])('%j', (changes, field, message) => {
    const problems = told(typed(changes as Record<string, string>));
    expect(problems).toEqual([{ message: expect.stringMatching(message as RegExp) as string, field }]);
  });

  test('in the card of a recipe: its stage, its setting, its name', () => {
    const [plain] = DRAFT.recipes;
    const at = (recipe: Partial<Draft['recipes'][number]>) =>
      checkDraft({ ...DRAFT, recipes: [plain!, { ...plain!, name: 'own', ...recipe }] }).found[0]?.field;
    const stages = (untilStep: string) => [
      { recipe: 'fp32', untilStep },
      { recipe: 'tf32', untilStep: '' },
    ];
    expect(at({ stages: stages('3') })).toBeUndefined();
    expect(at({ stages: stages('') })).toBe('recipes[1].stages[0].untilStep');
    expect(at({ stages: stages('6') })).toBe('recipes[1].stages[0].untilStep');
    expect(at({ optimizer: [{ setting: 'clip', value: '-1' }] })).toBe('recipes[1].optimizer.clip');
    expect(at({ name: '', stages: stages('3') })).toBe('recipes[1]');
    expect(at({ name: plain!.name })).toBe('recipes[1]');
    expect(checkDraft({ ...DRAFT, recipes: [] }).found[0]?.field).toBe('recipes');
  });

  test('all that is wrong is told at once, each at its field', () => {
    const { found } = checkDraft(typed({ name: '', 'model.layers': 'x', batchSizes: '2 2', refine: '-1' }));
    expect(found.map(({ field }) => field)).toEqual(['name', 'model.layers', 'batchSizes', 'refine']);
    const late = checkDraft(typed({ 'optimizer.warmupSteps': '7', baseline: 'bf16' })).found;
    expect(late.map(({ field }) => field)).toEqual(['baseline', 'optimizer.warmupSteps']);
  });

  test('fields that do not fit together are told beside fields that are wrong by themselves', () => {
    const { spec } = checkDraft(DRAFT);
    const wrong = typed({ 'optimizer.beta1': '2', 'model.heads': '5', baseline: 'bf16' });
    const fields = (last: typeof spec) => checkDraft(wrong, last).found.map(({ field }) => field);
    expect(fields(null)).toEqual(['model.heads', 'optimizer.beta1']);
    expect(fields(spec)).toEqual(['model.heads', 'optimizer.beta1', 'baseline']);
  });

  test('what depends on a wrong field is not told of it', () => {
    const { spec } = checkDraft(DRAFT);
    const wrong = typed({ 'model.width': 'wide', 'model.heads': '5' });
    expect(checkDraft(wrong, spec).found.map(({ field }) => field)).toEqual(['model.width']);
  });
});

describe('another way to give an axis begins with the same values', () => {
  test('learning rates', () => {
    const list = typed({ [RATES_AS]: 'list' });
    expect(list.texts.learningRates).toBe('0.01, 0.1');
    expect(parseSpec(specJson(list))).toEqual(tinySpec());
    expect(typed({ 'learningRates.count': 'many', [RATES_AS]: 'list' }).texts.learningRates).toBe(
      DRAFT.texts.learningRates,
    );
  });

  test('seeds', () => {
    const list = typed({ seeds: '3', [SEEDS_AS]: 'list' });
    expect(list.texts.seeds).toBe('0, 1, 2');
    expect(typed({ seeds: '5, 9', [SEEDS_AS]: 'count' }, list).texts.seeds).toBe('2');
  });
});

describe('rows of another setting than the batch size', () => {
  const WIDTHS = typed({
    batchSizes: '2',
    'rows.setting': 'model.width',
    'rows.values': '8, 16',
    'rows.with': 'model.heads = 2, 4; model.hidden = 20, 40',
  });

  test('are typed as a list, and what moves along by name', () => {
    expect(checkDraft(WIDTHS).spec?.rows).toEqual({
      setting: 'model.width',
      values: [8, 16],
      with: { 'model.heads': [2, 4], 'model.hidden': [20, 40] },
    });
    expect(checkDraft(typed({ 'rows.setting': '' }, WIDTHS)).spec?.rows).toBeUndefined();
  });

  test.each([
    ['batchSizes', { batchSizes: '2, 4' }],
    ['rows.values', { 'rows.values': '8, 17' }],
    ['rows.values', { 'rows.values': '' }],
    ['rows.with', { 'rows.with': 'model.heads = 2' }],
    ['rows.with', { 'rows.with': 'heads = 2, 4' }],
    ['rows.setting', { 'rows.setting': 'optimizer.momentum', 'rows.values': '0.5, 0.9', 'rows.with': '' }],
  ])('are complained about at %s', (field, changes) => {
    const { found } = checkDraft(typed(changes, WIDTHS));
    expect(found.map((problem) => problem.field)).toContain(field);
  });
});
