// Which recipe one would decide on without being told. Pure.
import type { GridAnalysis } from '../grid/grid.ts';

/**
 * The recipe that keeps most of the baseline's region, or the first beside it; a control only where there is nothing else to decide
 * on, the negative one never. null with none.
 */
export function mostKept({ recipes, baseline, visibility }: GridAnalysis): string | null {
  const others = recipes.filter(({ recipe }) => recipe !== baseline && recipe !== visibility.negative);
  const meant = others.filter(({ recipe }) => recipe !== visibility.positive);
  const choice = meant.length > 0 ? meant : others;
  return choice.toSorted((a, b) => (b.areaRatio ?? -1) - (a.areaRatio ?? -1))[0]?.recipe ?? null;
}
