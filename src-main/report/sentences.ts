// The result of a study in plain sentences. The words are those of the language; the numbers come from the analysis.
import { isComplete } from '../analysis/complete.ts';
import type { GridAnalysis, RecipeMap } from '../analysis/grid.ts';
import { finiteInterval, formatPercent, formatPercentInterval } from './figures/numbers.ts';
import { ENGLISH, type Words } from './language/language.ts';

/** "fp8-unscaled keeps 41 % (29 to 55 %) of bf16-mixed's stable region." */
export function resultSentence(map: RecipeMap, analysis: GridAnalysis, words: Words = ENGLISH): string {
  const { sentences } = words;
  const { baseline } = analysis;
  const own = map.cells.flat();
  if (!own.some((cell) => cell.finished > 0)) return sentences.notFinished(map.recipe);
  const base = analysis.recipes.find(({ recipe }) => recipe === baseline);
  if (map.areaRatio === null || !Number.isFinite(map.areaRatio)) {
    const isUnmeasured = base === undefined || base.cells.flat().every((cell) => cell.finished === 0);
    return isUnmeasured
      ? sentences.noBaselineRun(map.recipe, baseline)
      : sentences.noBaselineRegion(map.recipe, baseline);
  }
  const interval = finiteInterval(map.areaRatioInterval);
  const inferred = map.inferred.length + (base?.inferred.length ?? 0);
  return sentences.kept({
    recipe: map.recipe,
    baseline,
    share: formatPercent(map.areaRatio),
    interval: interval && formatPercentInterval(interval, words),
    isLess: map.areaRatio <= 1,
    isFinal: isComplete(map, analysis),
    inferredCells: inferred,
  });
}

/** One sentence for every recipe that is not the baseline. */
export function resultSentences(analysis: GridAnalysis, words: Words = ENGLISH): string[] {
  return analysis.recipes
    .filter((map) => map.recipe !== analysis.baseline)
    .map((map) => resultSentence(map, analysis, words));
}
