// Which cells are stable under the baseline and not under a recipe, or the other way round, and which of them are more than
// chance.
import type { GridAnalysis } from '../../analysis/grid.ts';
import { fisherExact } from '../../analysis/intervals.ts';
import { testCells, type CellTest } from '../../analysis/significance.ts';
import { formatLearningRate, formatNumber, formatPercent } from '../figures/numbers.ts';
import { table, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';

/** Significant cells that are named. */
const NAMED = 6;
const MOST_SEEDS = 100;

export function flipsTable({ analysis, words }: ReportSource): Html[] {
  const { report, numbers } = words;
  const others = analysis.recipes.filter(({ recipe }) => recipe !== analysis.baseline);
  if (others.length === 0) return [];
  const tests = others.map(({ recipe }) => ({ recipe, cells: testCells(analysis, recipe, 'holm') }));
  const level = 1 - analysis.thresholds.confidence;
  const named = (cells: readonly CellTest[]) =>
    cells
      .toSorted((a, b) => a.adjusted - b.adjusted)
      .slice(0, NAMED)
      .map(({ learningRate, batchSize, adjusted }) =>
        report.cell(formatLearningRate(learningRate), batchSize, formatNumber(adjusted, 2)),
      );
  const hopeless = tests.flatMap(({ recipe, cells }) => {
    const seeds = seedsForOneFlip(analysis, recipe, cells.length, level);
    return seeds === null ? [] : [{ recipe, seeds, cells: cells.length }];
  });
  const alike = Map.groupBy(hopeless, ({ seeds, cells }) => `${seeds} ${cells}`);
  return [
    tag('h2', {}, report.flips),
    table(
      report.flipColumns,
      tests.map(({ recipe, cells }) => {
        const significant = cells.filter((test) => test.significant);
        return [
          recipe,
          String(comparedCells(analysis, recipe)),
          String(cells.filter(({ flip }) => flip === 'lost').length),
          String(cells.filter(({ flip }) => flip === 'gained').length),
          String(significant.length),
          significant.length === 0 ? report.noFlips : numbers.semicolons(named(significant)),
        ];
      }),
    ),
    tag('p', { class: 'quiet' }, report.flipsNote(numbers.percent(formatPercent(level)))),
    ...[...alike.values()].map((same) => {
      const names = numbers.list(same.map(({ recipe }) => recipe));
      return tag('p', { class: 'quiet' }, report.flipsNever(names, same[0]!.seeds, same[0]!.cells));
    }),
  ];
}

function comparedCells({ recipes, baseline }: GridAnalysis, recipe: string): number {
  const cellsOf = (name: string) => recipes.find((map) => map.recipe === name)?.cells.flat() ?? [];
  const base = cellsOf(baseline);
  return cellsOf(recipe).filter((cell, i) => cell.finished > 0 && (base[i]?.finished ?? 0) > 0).length;
}

/**
 * Seeds a cell with which one of so many cells of a recipe could be significant at all; null where the seeds that were run are
 * enough, or where nothing was compared.
 */
function seedsForOneFlip(
  { recipes }: GridAnalysis,
  recipe: string,
  cells: number,
  level: number,
): number | null {
  const isEnough = (seeds: number) => fisherExact(seeds, seeds, 0, seeds) * cells <= level;
  const own = recipes.find((map) => map.recipe === recipe)?.cells.flat() ?? [];
  const run = Math.max(0, ...own.map(({ finished }) => finished));
  if (cells === 0 || isEnough(run)) return null;
  for (let seeds = run + 1; seeds <= MOST_SEEDS; seeds++) {
    if (isEnough(seeds)) return seeds;
  }
  return null;
}
