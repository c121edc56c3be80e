// The result of a study in plain sentences. Words only; the numbers come from the analysis. No terminal, no figure.
import type { Cell, GridAnalysis, RecipeMap } from '../analysis/grid.ts';
import { finiteInterval, formatPercent, formatPercentInterval } from './figures/numbers.ts';

function isComplete(map: RecipeMap): boolean {
  return map.cells.flat().every((cell: Cell) => cell.finished + cell.failed >= cell.planned);
}

/** "fp8-unscaled keeps 41 % (29 to 55 %) of bf16-mixed's stable region." */
export function resultSentence(map: RecipeMap, analysis: GridAnalysis): string {
  const { baseline } = analysis;
  const own = map.cells.flat();
  if (!own.some((cell) => cell.finished > 0)) return `${map.recipe} has no finished run yet.`;
  const base = analysis.recipes.find(({ recipe }) => recipe === baseline);
  if (map.areaRatio === null || !Number.isFinite(map.areaRatio)) {
    const why =
      base === undefined || base.cells.flat().every((cell) => cell.finished === 0)
        ? 'finished run'
        : 'stable cell';
    return `${map.recipe} cannot be compared: ${baseline} has no ${why} in the cells that both share.`;
  }
  const interval = finiteInterval(map.areaRatioInterval);
  const range = interval ? ` (${formatPercentInterval(interval)})` : ' (interval not known)';
  const verb = map.areaRatio <= 1 ? 'keeps' : 'has';
  const inferred = map.inferred.length + (base?.inferred.length ?? 0);
  const isKnown = inferred > 0 || (isComplete(map) && base !== undefined && isComplete(base));
  const soFar = isKnown ? '' : 'So far ';
  const by = inferred > 0 ? ` (${inferred} cells told from their neighbours)` : '';
  return `${soFar}${map.recipe} ${verb} ${formatPercent(map.areaRatio)} %${range} of ${baseline}'s stable region${by}.`;
}

/** One sentence for every recipe that is not the baseline. */
export function resultSentences(analysis: GridAnalysis): string[] {
  return analysis.recipes
    .filter((map) => map.recipe !== analysis.baseline)
    .map((map) => resultSentence(map, analysis));
}
