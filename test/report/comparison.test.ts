// Studies side by side: names, edges that lie beyond the tested rates, and how wide the figure is.
import { describe, expect, test } from 'vitest';
import { recipeLadder, type SizeReading } from '../../src-main/analysis/ladder/recipe-ladder.ts';
import { comparedLadders } from '../../src-main/report/figures/comparison/compared-ladders.ts';
import { comparisonFigure } from '../../src-main/report/figures/comparison/comparison-figure.ts';
import { namedApart, type ComparedStudy } from '../../src-main/report/figures/comparison/compared-study.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { lineColour, valueColour } from '../../src-main/report/figures/theme.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { sampleRuns } from './sample.ts';
import { ANALYSIS, INFO, made, RECIPES, RUNS } from './snapshots/made.ts';

const STUDY: ComparedStudy = {
  name: 'made',
  analysis: ANALYSIS,
  info: INFO,
  facts: figureFacts(INFO, RUNS, ENGLISH),
  ladder: null,
};
const draw = (studies: readonly ComparedStudy[], width?: number) =>
  comparisonFigure(studies, {
    theme: 'light',
    words: ENGLISH,
    notes: [],
    ...(width !== undefined && { width }),
  });
const widthOf = (svg: string) => Number(/ width="(\d+)"/.exec(svg)![1]);
const count = (svg: string, text: string) => svg.split(text).length - 1;

test('studies of one name are told apart', () => {
  const names = ['a', 'b', 'a', 'a'].map((name) => ({ name }));
  expect(namedApart(names).map(({ name }) => name)).toEqual(['a', 'b', 'a (2)', 'a (3)']);
});

test('an edge beyond the tested rates is drawn at their end, in its map and beside the others, and told as such', () => {
  const sides = ANALYSIS.recipes.flatMap(({ edges }) => edges.map(({ side }) => side));
  const above = sides.filter((side) => side === 'above').length;
  const recipes = ANALYSIS.recipes.map((map) => ({
    ...map,
    edges: map.edges.map((edge) => ({ ...edge, learningRate: null, side: 'below' as const })),
  }));
  const failing = { ...STUDY, name: 'failing', analysis: { ...ANALYSIS, recipes } };
  const svg = draw([STUDY, failing]);
  // Once in the map and once among the values; the caption says neither.
  expect(count(svg, ENGLISH.comparison.beyond.above)).toBe(2 * above);
  expect(count(svg, ENGLISH.comparison.beyond.below)).toBe(2 * sides.length);
});

test('a large grid is drawn as few elements, with the colours of its cells', () => {
  const learningRates = Array.from({ length: 40 }, (_, index) => 10 ** (-4 + index / 10));
  const batchSizes = Array.from({ length: 40 }, (_, index) => index + 1);
  const analysis = made(sampleRuns({ recipes: RECIPES, learningRates, batchSizes }));
  const svg = draw([{ ...STUDY, analysis }]);
  expect(count(svg, '<')).toBeLessThan(analysis.recipes.length * 1600);
  const shares = new Set(analysis.recipes.flatMap(({ cells }) => cells.flat().map(({ share }) => share!)));
  for (const share of shares)
    expect(svg).toMatch(new RegExp(`<path d="M[^"]*" fill="${valueColour(share)}"`));
});

test('maps take the room that there is, down to what can be read', () => {
  expect(widthOf(draw([STUDY, STUDY], 500))).toBe(500);
  expect(widthOf(draw([STUDY, STUDY], 900))).toBe(900);
  expect(widthOf(draw(Array<ComparedStudy>(8).fill(STUDY), 500))).toBeGreaterThan(1000);
});

describe('ladders on one axis', () => {
  const readings = (last: SizeReading['reading']): SizeReading[] => [
    { size: 1e4, reading: { value: -1, error: 0.1 } },
    { size: 2e4, reading: { value: -1.1, error: 0.1 } },
    { size: 4e4, reading: { value: -1.2, error: 0.1 } },
    { size: 8e4, reading: last },
    { size: 16e4, reading: { value: -1.3, error: 0.1 } },
    { size: 32e4, reading: { value: -1.4, error: 0.1 } },
  ];
  const sized = (name: string, sizeIn: string, fourth: SizeReading['reading']): ComparedStudy => ({
    ...STUDY,
    name,
    ladder: {
      sizeIn,
      sizes: [],
      ladders: [recipeLadder('bf16-mixed', 'edge', readings(fourth), 0.95)],
      budgets: null,
      areBudgetsStale: false,
    },
  });
  const whole = sized('whole', 'parameters', { value: -1.2, error: 0.1 });
  const failing = sized('failing', 'parameters', 'off-grid');
  const inWidths = sized('in widths', 'model.width', { value: -1.2, error: 0.1 });

  test('are those whose sizes are counted in the unit of most of them, and need two', () => {
    expect(comparedLadders([STUDY, whole, failing])?.lines.map(({ study }) => study)).toEqual([1, 2]);
    expect(comparedLadders([inWidths, whole, failing])?.lines.map(({ study }) => study)).toEqual([1, 2]);
    expect(comparedLadders([whole, STUDY])).toBeNull();
    expect(comparedLadders([whole, inWidths])).toBeNull();
  });

  test('have intervals of 95 %, and a line does not go over a size without a value', () => {
    const svg = draw([whole, failing]);
    // 10^(-1 ± 1.96 × 0.1)
    expect(svg).toContain('whole, bf16-mixed, 10k: 1e-1 (6.4e-2 – 1.6e-1)');
    expect(svg).toContain(`failing, bf16-mixed, 80k: ${ENGLISH.ladder.missing['off-grid']}`);
    const lines = [0, 1].map((study) => {
      const line = `stroke="${lineColour(study)}" stroke-width="1.4" fill="none"`;
      return count(svg, line);
    });
    expect(lines).toEqual([1, 2]);
  });
});
