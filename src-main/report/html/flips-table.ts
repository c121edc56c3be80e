// Which cells are stable under the baseline and not under a recipe, or the other way round. A list, no test: that is made over
// pairs (headline-table.ts).
import { isStable } from '../../analysis/grid/tally.ts';
import type { Cell, GridAnalysis } from '../../analysis/grid/grid.ts';
import { formatLearningRate } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { table, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';
import { rowShort } from '../language/row-text.ts';

/** Cells that are named. */
const NAMED = 6;

export function flipsTable({ analysis, words }: ReportSource): Html[] {
  const { report, numbers } = words;
  const others = analysis.recipes.filter(({ recipe }) => recipe !== analysis.baseline);
  if (others.length === 0) return [];
  return [
    tag('h2', {}, report.flips),
    table(
      report.flipColumns,
      others.map(({ recipe }) => {
        const { compared, lost, gained } = flipsOf(analysis, recipe);
        const named = [
          ...lost.map((cell) =>
            report.cell(
              formatLearningRate(cell.learningRate),
              rowShort(analysis.rowSetting, cell.rowValue, words),
            ),
          ),
          ...gained.map((cell) =>
            report.gainedCell(
              formatLearningRate(cell.learningRate),
              rowShort(analysis.rowSetting, cell.rowValue, words),
            ),
          ),
        ];
        const rest = named.length - NAMED;
        return [
          recipeName(recipe, analysis, words),
          String(compared),
          String(lost.length),
          String(gained.length),
          named.length === 0
            ? report.noFlips
            : numbers.semicolons([...named.slice(0, NAMED), ...(rest > 0 ? [report.moreCells(rest)] : [])]),
        ];
      }),
    ),
    tag('p', { class: 'quiet' }, report.flipsNote),
  ];
}

/** Of the cells measured under both. */
function flipsOf({ recipes, baseline, thresholds }: GridAnalysis, recipe: string) {
  const cellsOf = (name: string) => recipes.find((map) => map.recipe === name)?.cells.flat() ?? [];
  const base = cellsOf(baseline);
  const pairs = cellsOf(recipe)
    .map((cell, i) => [cell, base[i]] as const)
    .filter((pair): pair is readonly [Cell, Cell] => pair[0].finished > 0 && (pair[1]?.finished ?? 0) > 0);
  const stable = (cell: Cell) => isStable(cell, thresholds);
  return {
    compared: pairs.length,
    lost: pairs.filter(([cell, twin]) => stable(twin) && !stable(cell)).map(([cell]) => cell),
    gained: pairs.filter(([cell, twin]) => !stable(twin) && stable(cell)).map(([cell]) => cell),
  };
}
