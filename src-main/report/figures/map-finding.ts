// What a map has found, as its title: the share of the baseline's stable region that its recipes keep. Nothing is judged here.
import { isComplete } from '../../analysis/grid/complete.ts';
import type { GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import type { Words } from '../language/language.ts';
import { finiteInterval, formatPercent, formatPercentInterval } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';

/** Of these recipes of the study. A negative control is left out where there are others, and recipes that share no origin with the baseline; null where no share is known. */
export function mapFinding(
  recipes: readonly RecipeMap[],
  analysis: GridAnalysis,
  words: Words,
): string | null {
  const { baseline, origins, visibility } = analysis;
  const apart = new Set(origins?.apart.map(({ recipe }) => recipe));
  const { figures, numbers, sentences } = words;
  const known = recipes.filter(
    ({ headline, recipe }) =>
      headline !== null && Number.isFinite(headline.region.share ?? NaN) && !apart.has(recipe),
  );
  const tested = known.filter(({ recipe }) => recipe !== visibility.negative);
  const shown = tested.length > 0 ? tested : known;
  const [first] = shown;
  if (first === undefined) return null;
  const percent = (share: number) => numbers.percent(formatPercent(share));
  const cut = (isCut: boolean) => (isCut ? sentences.cutByGrid : '');
  const told = () => {
    if (shown.length > 1) {
      const parts = shown.map(({ recipe, headline }) => {
        const { share, isCut } = headline!.region;
        return figures.shareOf(recipeName(recipe, analysis, words), percent(share!)) + cut(isCut);
      });
      return figures.shares(baseline, parts);
    }
    const { share, interval, isCut } = first.headline!.region;
    const range = finiteInterval(interval);
    return (
      figures.keeps(
        recipeName(first.recipe, analysis, words),
        percent(share!),
        range && formatPercentInterval(range, words),
        Math.round(100 * share!) <= 100,
        baseline,
      ) + cut(isCut)
    );
  };
  return shown.every((map) => isComplete(map, analysis)) ? told() : figures.soFar(told());
}
