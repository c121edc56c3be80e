// Studies side by side: names, edges that lie beyond the tested rates, and how wide the figure is.
import { expect, test } from 'vitest';
import { comparisonFigure } from '../../src-main/report/figures/comparison/comparison-figure.ts';
import { namedApart, type ComparedStudy } from '../../src-main/report/figures/comparison/compared-study.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { ANALYSIS, INFO, RUNS } from './snapshots/made.ts';

const STUDY: ComparedStudy = {
  name: 'made',
  analysis: ANALYSIS,
  info: INFO,
  facts: figureFacts(INFO, RUNS, ENGLISH),
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

test('maps take the room that there is, down to what can be read', () => {
  expect(widthOf(draw([STUDY, STUDY], 500))).toBe(500);
  expect(widthOf(draw([STUDY, STUDY], 900))).toBe(900);
  expect(widthOf(draw(Array<ComparedStudy>(8).fill(STUDY), 500))).toBeGreaterThan(1000);
});
