// What colour and height stand for, on a grid small enough to work out by hand.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { cellColour } from '../../src-main/report/figures/cell.ts';
import { measureScale } from '../../src-main/report/figures/measure.ts';
import { MEASURES, type Measure } from '../../src-main/report/language/shown.ts';
import { textWidth } from '../../src-main/report/figures/text.ts';
import { ENGLISH, LANGUAGES, wordsOf } from '../../src-main/report/language/language.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { heightScale } from '../../src-main/report/figures/scene/height.ts';
import { SIZE } from '../../src-main/report/figures/scene/space.ts';
import { divergingColour, luminance, THEMES, valueColour } from '../../src-main/report/figures/theme.ts';
import { run } from '../analysis/support.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

/** Learning rates 0.01 and 0.1; the baseline fails at the higher one, fp8 has no loss there and no sharpness below. */
const analysis = analyze(
  [
    run({ recipe: 'bf16', learningRate: 0.01, tailLoss: 2, sharpness: 4 }),
    run({ recipe: 'bf16', learningRate: 0.1, tailLoss: 3, label: 'collapsed', sharpness: 5 }),
    run({ recipe: 'fp8', learningRate: 0.01, tailLoss: 2.5 }),
    run({ recipe: 'fp8', learningRate: 0.1, tailLoss: null, label: 'nonfinite', sharpness: 10 }),
  ],
  { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS },
);
const cells = new Map(analysis.recipes.map(({ recipe, cells }) => [recipe, cells[0]!]));

/** Values of bf16 and fp8 at both learning rates. */
function values(measure: Measure): (number | null)[] {
  const { valueOf } = measureScale(analysis, measure, ENGLISH);
  return ['bf16', 'fp8'].flatMap((recipe) => cells.get(recipe)!.map((cell) => valueOf(recipe, cell)));
}

describe('the value of a cell', () => {
  test.each([
    ['unstable', [0, 1, 0, 1]],
    ['added', [0, 0, 0, 0]],
    ['tail', [2, 3, 2.5, null]],
    ['penalty', [null, null, 0.5, null]],
    ['gap', [0, 0, 0.5, null]],
    ['sharpness', [1, 1, null, 2]],
  ] as const)('%s', (measure, expected) => {
    expect(values(measure)).toEqual(expected);
  });

  test('added: what the recipe fails beyond the baseline, and what the baseline fails beyond it', () => {
    const place = (recipe: string, learningRate: number, seed: number, fails: boolean) =>
      run({ recipe, learningRate, seed, tailLoss: 2, label: fails ? 'collapsed' : 'ok' });
    const seeds = [0, 1, 2, 3];
    const study = analyze(
      seeds.flatMap((seed) => [
        ...[place('bf16', 0.01, seed, false), place('bf16', 0.1, seed, seed < 2)],
        ...[place('fp8', 0.01, seed, seed < 3), place('fp8', 0.1, seed, seed < 1)],
      ]),
      { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS },
    );
    const { valueOf, badness, show } = measureScale(study, 'added', ENGLISH);
    const added = study.recipes[1]!.cells[0]!.map((cell) => valueOf('fp8', cell)!);
    expect(added).toEqual([0.75, -0.25]);
    expect(added.map(badness)).toEqual([0.875, 0.375]);
    expect([...added, 0].map(show)).toEqual(['+75 %', '−25 %', '0 %']);
  });

  test('margin is counted in decades from the edge, which lies about halfway between a stable and an unstable cell', () => {
    expect(values('margin').map((value) => Number(value!.toFixed(1)))).toEqual([0.5, -0.5, 0.5, -0.5]);
  });

  test('an edge beyond the tested learning rates counts as the last of them', () => {
    const stable = analyze([run({ learningRate: 0.001 }), run({ learningRate: 0.1 })], {
      baseline: 'fp32',
      thresholds: DEFAULT_THRESHOLDS,
    });
    const { valueOf } = measureScale(stable, 'margin', ENGLISH);
    const [low, high] = stable.recipes[0]!.cells[0]!;
    expect([valueOf('fp32', low!), valueOf('fp32', high!)]).toEqual([2, 0]);
  });
});

describe('scales', () => {
  test.each([
    ['unstable', 0, 1],
    ['tail', 2, 3],
    ['gap', 0, 0.5],
    ['sharpness', 0, 2],
  ] as const)('%s goes from %d to %d, the low end good', (measure, low, high) => {
    const scale = measureScale(analysis, measure, ENGLISH);
    expect([scale.low, scale.high, scale.badness(low), scale.badness(high)]).toEqual([low, high, 0, 1]);
  });

  test('far below the edge is good', () => {
    const { low, high, badness } = measureScale(analysis, 'margin', ENGLISH);
    expect([low, high].map((value) => Number(value.toFixed(1)))).toEqual([-0.5, 0.5]);
    expect([badness(low), badness(high)]).toEqual([1, 0]);
  });

  test('a ceiling clips what lies above it', () => {
    const { high, clipped, badness } = measureScale(analysis, 'tail', ENGLISH, 2.5);
    expect([high, clipped, badness(2.25)]).toEqual([2.5, true, 0.5]);
  });
});

describe('the penalty', () => {
  const studyOf = (penalties: readonly number[]) =>
    analyze(
      penalties.flatMap((added, i) =>
        ['fp32', 'fp8'].map((recipe) =>
          run({ recipe, learningRate: 10 ** -i, tailLoss: 2 + (recipe === 'fp8' ? added : 0) }),
        ),
      ),
      { baseline: 'fp32', thresholds: DEFAULT_THRESHOLDS },
    );

  test('has 0 in the middle of its colours, whatever the penalties are', () => {
    for (const penalties of [[0.1, 0.02], [-0.1], [0, 0], [3, -0.001]]) {
      const { badness, low, high } = measureScale(studyOf(penalties), 'penalty', ENGLISH);
      expect(badness(0)).toBe(0.5);
      expect(low).toBe(-high);
      expect(badness(high)).toBe(1);
    }
  });

  test('runs from purple for better over pale to orange for worse, the ends as dark as each other', () => {
    const [better, none, worse] = [0, 0.5, 1].map((t) => luminance(divergingColour(t))) as [
      number,
      number,
      number,
    ];
    expect(none).toBeGreaterThan(0.8);
    expect(Math.max(better, worse)).toBeLessThan(0.1);
  });

  test('a penalty of whole nats does not hide those that matter', () => {
    const { clipped, high, badness } = measureScale(studyOf([3, 0.02]), 'penalty', ENGLISH);
    expect(clipped).toBe(true);
    expect(high).toBe(0.2);
    expect(badness(0.02)).toBeCloseTo(0.55, 12);
  });

  test('is shown with its sign', () => {
    const { show } = measureScale(studyOf([0.1]), 'penalty', ENGLISH);
    expect([0.0034, -0.012, 0, -3.7e-5].map(show)).toEqual(['+0.003', '−0.012', '0.000', '0.000']);
  });
});

test('a lost run has the worst colour, and what was not measured has none of the scale', () => {
  const context = (measure: Measure) => ({
    recipe: 'fp8',
    name: 'fp8',
    scale: measureScale(analysis, measure, ENGLISH),
    thresholds: DEFAULT_THRESHOLDS,
    theme: THEMES.dark,
    idPrefix: 'x',
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  });
  const [low, high] = cells.get('fp8')!;
  expect(cellColour(high!, context('tail'))).toBe(valueColour(1));
  expect(cellColour(high!, context('gap'))).toBe(valueColour(1));
  expect(cellColour(low!, context('sharpness'))).toBe(THEMES.dark.rule);
});

test('the height of a cell lies on the same scale, and there is none where nothing is known', () => {
  const heights = heightScale(analysis, 'sharpness', ENGLISH);
  const [low, high] = cells.get('fp8')!;
  expect(heights.of('fp8', low!)).toBeNull();
  expect(heights.of('fp8', high!)).toBeCloseTo(SIZE.y, 12);
  expect(heights.of('bf16', cells.get('bf16')![0]!)).toBeCloseTo(SIZE.y / 2, 12);
});

test.each(MEASURES)('a map coloured by %s says so and holds no broken number', (value) => {
  const facts = { precision: '', budget: '', device: '', seeds: '', thresholds: '', data: '' };
  const options = {
    title: 'x',
    theme: 'light',
    guides: false,
    facts,
    tailCeiling: null,
    value,
    words: ENGLISH,
  } as const;
  const svg = mapFigure(analysis, options);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(svg.includes('>not known<')).toBe(value === 'sharpness');
  expect(svg.includes('>not known: no pair trains here<')).toBe(value === 'penalty');
  expect(svg.includes('AUC 0.61')).toBe(value === 'sharpness');
});

test.each(MEASURES)('the caption of the scale of %s ends before the legend begins', (measure) => {
  for (const language of LANGUAGES) {
    const { legend } = wordsOf(language).figures;
    // The items begin 250 pixels to the right of it.
    expect(textWidth(legend.scale(measure, measure === 'penalty' ? '0.20' : null), 10.5)).toBeLessThan(250);
  }
});
