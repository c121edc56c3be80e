// The title of a map says what it has found, and no more than that.
import { describe, expect, test } from 'vitest';
import type { GridAnalysis, RecipeMap } from '../../src-main/analysis/grid/grid.ts';
import { mapFinding } from '../../src-main/report/figures/map-finding.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { madeAnalysis, spaced, valley, type Rule } from '../analysis/decision/made-study.ts';
import { analysed, planned, sampleRuns } from './sample.ts';

const facts = { precision: '', budget: '', device: '', seeds: '', thresholds: '', data: '' };
const bf16: Rule = (rate, _, seed) => valley({ lowest: 2.4, best: 1e-2, edge: 0.1 }, seed)(rate);
const GRID = { rates: spaced(1e-4, 1, 9), batchSizes: [4, 8], seeds: [0, 1, 2] };
const half: Rule = (rate, _, seed) => valley({ lowest: 2.4, best: 1e-3, edge: 3e-3 }, seed)(rate);
const study = madeAnalysis({ ...GRID, recipes: { bf16, half, same: bf16 } });
const only = (...names: string[]): RecipeMap[] =>
  study.recipes.filter(({ recipe }) => names.includes(recipe));
/** Its own words of the whole numbers that the analysis has. */
const share = (recipe: string) => Math.round(100 * only(recipe)[0]!.areaRatio!);

describe('what a map has found', () => {
  test('of one recipe: the share that it keeps, with its interval', () => {
    expect(mapFinding(only('bf16', 'half'), study, ENGLISH)).toMatch(
      new RegExp(`^half keeps ${share('half')} % of the stable region of bf16 \\(\\d+ to \\d+ %\\)$`),
    );
  });

  test('of several: the share of each', () => {
    expect(mapFinding(study.recipes, study, ENGLISH)).toMatch(
      new RegExp(`^Stable region against bf16: half ${share('half')} %, same (100|>99) %$`),
    );
  });

  test('of the baseline alone, or where nothing is known: nothing', () => {
    expect(mapFinding(only('bf16'), study, ENGLISH)).toBeNull();
  });

  test('of a study whose runs are not at their end: what is so so far', () => {
    const runs = sampleRuns({ recipes: ['bf16-mixed', 'fp8-unscaled'] });
    const last = runs.at(-1)!;
    const open = planned(last.id, last.recipe, last.learningRate, last.rowValue, last.seed);
    const analysis = analysed([...runs.slice(0, -1), open]);
    expect(mapFinding(analysis.recipes, analysis, ENGLISH)).toMatch(/^So far: fp8-unscaled/);
  });

  test('of edges that the grid cuts off: that it does', () => {
    const cut = madeAnalysis({ ...GRID, rates: spaced(1e-4, 1e-2, 6), recipes: { bf16, same: bf16 } });
    expect(mapFinding(cut.recipes, cut, ENGLISH)).toContain(', cut by the grid');
  });
});

test('the map of what is lost has no panel of the baseline, whose edge lies under each other', () => {
  const options = {
    title: 'x',
    theme: 'light',
    value: 'added',
    guides: false,
    tailCeiling: null,
    words: ENGLISH,
    facts,
  } as const;
  const pair: GridAnalysis = { ...study, recipes: only('half') };
  const svg = mapFigure(pair, { ...options, among: study });
  expect(svg).not.toContain('class="panel" data-recipe="bf16"');
  expect(svg.match(/class="baseline-edge"/g)?.length).toBe(1);
  // Between both edges all seeds fail under one recipe and none under the other.
  expect(svg).toContain('>+100 %<');
});
