// What the map tab shows: which recipes, by which measure, from where. The 3D view and the 2D map follow the same settings.
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import type { Measure, HeightMeasure } from '../../src-main/report/language/shown.ts';
import { CAMERA_PRESETS, type Camera } from '../../src-main/report/figures/scene/camera.ts';
import { comparedRecipes } from '../../src-main/report/figures/scene/compared.ts';
import { differenceScene } from '../../src-main/report/figures/scene/difference-scene.ts';
import type { Scene } from '../../src-main/report/figures/scene/scene.ts';
import { stackScene } from '../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import type { ThemeName } from '../../src-main/report/figures/theme.ts';
import type { Words } from '../../src-main/report/language/language.ts';

/** `surface` are the terraces. */
export const SCENE_KINDS = ['stack', 'surface', 'difference'] as const;
export type SceneKind = (typeof SCENE_KINDS)[number];

/** Which flat maps are drawn: those of the two recipes that are compared, all as small multiples, or what the others fail beyond the baseline. */
export const FLAT_MAPS = ['pair', 'all', 'difference'] as const;

export interface MapSettings {
  readonly kind: SceneKind;
  readonly recipe: string;
  /** A second recipe beside or over the first; null shows one. */
  readonly versus: string | null;
  readonly height: HeightMeasure;
  readonly colour: Measure;
  readonly guides: boolean;
  readonly camera: Camera;
  /** The recipe on top of the stack; null: those of all precisions are there. */
  readonly upTo: string | null;
  readonly flat: (typeof FLAT_MAPS)[number];
}

export function firstSettings(analysis: GridAnalysis): MapSettings {
  return {
    kind: 'stack',
    ...comparedRecipes(analysis),
    height: 'stable',
    colour: 'unstable',
    guides: true,
    camera: CAMERA_PRESETS.corner,
    upTo: null,
    flat: 'pair',
  };
}

/** The analysis with only the recipes that are shown, the baseline first. */
export function shownAnalysis(
  analysis: GridAnalysis,
  { recipe, versus }: Pick<MapSettings, 'recipe' | 'versus'>,
): GridAnalysis {
  const recipes = analysis.recipes.filter((map) => map.recipe === recipe || map.recipe === versus);
  return { ...analysis, recipes };
}

/** A difference of one recipe is its terraces. */
export function sceneOf(
  analysis: GridAnalysis,
  settings: Omit<MapSettings, 'camera' | 'guides' | 'flat'>,
  theme: ThemeName,
  words: Words,
): Scene {
  const { kind, recipe, versus, height, colour, upTo } = settings;
  if (kind === 'stack') return stackScene(analysis, { theme, words, upTo });
  if (kind === 'difference' && versus !== null)
    return differenceScene(analysis, { recipe, versus, theme, words });
  return surfaceScene(analysis, { recipe, versus, height, colour, theme, words });
}

/** What a step through the precisions changes: the recipe that is shown, on top of the stack too. */
export function atRecipe({ baseline }: GridAnalysis, recipe: string): Partial<MapSettings> {
  return { recipe, upTo: recipe, versus: recipe === baseline ? null : baseline };
}
