// What the map tab shows: which recipes, by which measure, from where. The 3D view and the 2D map follow the same settings.
import type { GridAnalysis } from '../../src-main/analysis/grid.ts';
import type { MapValue } from '../../src-main/report/figures/cell.ts';

export interface MapSettings {
  readonly recipe: string;
  /** A second recipe beside or over the first; null shows one. */
  readonly versus: string | null;
  readonly value: MapValue;
  readonly guides: boolean;
}

/** The baseline beside the recipe that keeps the least of its region. */
export function firstSettings({ recipes, baseline }: GridAnalysis): MapSettings {
  const others = recipes
    .filter(({ recipe }) => recipe !== baseline)
    .toSorted((a, b) => (a.areaRatio ?? Infinity) - (b.areaRatio ?? Infinity));
  const recipe = recipes.some((map) => map.recipe === baseline) ? baseline : (recipes[0]?.recipe ?? '');
  return { recipe, versus: others[0]?.recipe ?? null, value: 'unstable', guides: true };
}

/** The analysis with only the recipes that are shown, in that order. */
export function shownAnalysis(analysis: GridAnalysis, { recipe, versus }: MapSettings): GridAnalysis {
  const names = versus === null ? [recipe] : [recipe, versus];
  return {
    ...analysis,
    recipes: names.flatMap((name) => analysis.recipes.filter((map) => map.recipe === name)),
  };
}
