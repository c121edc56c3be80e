// Which two recipes a picture compares when nobody says: the baseline and the one that keeps the least of its region; a negative
// control only where there is nothing else.
import type { GridAnalysis } from '../../../analysis/grid/grid.ts';

export interface Compared {
  readonly recipe: string;
  /** null where there is only one recipe. */
  readonly versus: string | null;
}

export function comparedRecipes({ recipes, baseline, visibility }: GridAnalysis): Compared {
  const names = recipes.map(({ recipe }) => recipe);
  const others = recipes
    .filter(({ recipe }) => recipe !== baseline)
    .toSorted(
      (a, b) =>
        Number(a.recipe === visibility.negative) - Number(b.recipe === visibility.negative) ||
        (a.areaRatio ?? Infinity) - (b.areaRatio ?? Infinity),
    );
  const recipe = others[0]?.recipe ?? names[0] ?? baseline;
  return { recipe, versus: names.includes(baseline) && recipe !== baseline ? baseline : null };
}
