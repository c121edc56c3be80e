// Whether what a study says of a recipe is its last word.
import type { GridAnalysis, RecipeMap } from './grid.ts';
import { LEAST_SEEDS } from '../decision/outlook.ts';

/**
 * Whether every run that was planned under this recipe and under the baseline has ended. A refined sweep leaves runs out: of it,
 * whether every row is measured and the seeds are enough to judge by.
 */
export function isComplete(map: RecipeMap, { baseline, recipes, refined }: GridAnalysis): boolean {
  const base = recipes.find(({ recipe }) => recipe === baseline);
  if (base === undefined) return false;
  if (refined) return [map, base].every(isMeasured) && (map.areaRatioOutlook?.seeds ?? 0) >= LEAST_SEEDS;
  return [map, base].every(hasEnded);
}

/** Of a refined sweep: recipes of which nothing more is to be told. */
export function wholeRecipes(analysis: GridAnalysis): ReadonlySet<string> {
  return new Set(analysis.recipes.filter((map) => isComplete(map, analysis)).map(({ recipe }) => recipe));
}

function hasEnded({ cells }: RecipeMap): boolean {
  return cells.flat().every(({ finished, failed, planned }) => finished + failed >= planned);
}

function isMeasured({ cells }: RecipeMap): boolean {
  return cells.every(
    (row) => row.some(({ finished }) => finished > 0) || row.every(({ planned }) => planned === 0),
  );
}
