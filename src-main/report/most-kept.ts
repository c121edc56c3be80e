// Which recipe one would decide on without being told. Pure.
import type { GridAnalysis } from '../analysis/grid.ts';

/** The recipe that keeps most of the baseline's region, or the first beside it; null with none. */
export function mostKept({ recipes, baseline }: GridAnalysis): string | null {
  const others = recipes.filter(({ recipe }) => recipe !== baseline);
  return others.toSorted((a, b) => (b.areaRatio ?? -1) - (a.areaRatio ?? -1))[0]?.recipe ?? null;
}
