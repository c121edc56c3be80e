// The stack: one slab for every recipe over the same grid, from the highest precision at the bottom to the lowest on top. Each shows
// where the recipe trains, and within the outline of the baseline's region what it lost of that.
import type { Cell, GridAnalysis, RecipeMap } from '../../../analysis/grid/grid.ts';
import { byPrecision } from '../../../recipes/precision-order.ts';
import { describeCell, type CellContext } from '../cell.ts';
import { measureScale } from '../measure.ts';
import { recipeName } from '../../language/recipe-name.ts';
import { THEMES, type Theme, type ThemeName } from '../theme.ts';
import type { Words } from '../../language/language.ts';
import {
  blockOf,
  crossMarks,
  doubtItems,
  gridAxes,
  leftOutItem,
  leftOutMarks,
  plannedCells,
  tileOf,
  TILE,
} from './cell-block.ts';
import { regionOf, stableCells, type Region, type Trains } from './regions.ts';
import type { Block, LegendItem, Mark, Scene } from './scene.ts';
import { slabLabel } from './slab-label.ts';
import { gridSpace } from './space.ts';
import { mixed } from './sides.ts';

export interface StackOptions {
  readonly theme: ThemeName;
  readonly words: Words;
  /** The recipe whose slab lies on top: those of lower precision are left out, their room is kept. null: all are there. */
  readonly upTo?: string | null;
}

/** Between the floors of two slabs, at most, and of the first and the last. */
const LEVEL = { most: 0.42, all: 1.3 } as const;
/** Thickness of a slab, at most, and as a share of a level. */
const SLAB = { most: 0.085, share: 0.24 } as const;
/** How far an inferred cell goes towards the colour of the plate. */
const INFERRED = 0.6;

/** Recipes from the highest precision to the lowest: the baseline and its negative control before others as precise. */
export function recipesByPrecision({ recipes, baseline, visibility }: GridAnalysis): string[] {
  const { negative, positive } = visibility;
  return byPrecision(
    recipes.map(({ recipe }) => recipe),
    { first: negative === null ? [baseline] : [baseline, negative], last: positive },
  );
}

export function stackScene(
  analysis: GridAnalysis,
  { theme: themeName, words, upTo = null }: StackOptions,
): Scene {
  const { scenes } = words;
  const space = gridSpace(analysis);
  const theme = THEMES[themeName];
  const { thresholds, baseline } = analysis;
  const maps = recipesByPrecision(analysis).map((name) =>
    analysis.recipes.find(({ recipe }) => recipe === name)!,
  );
  const base = maps.find(({ recipe }) => recipe === baseline);
  const baseRegion = base ? regionOf(base, thresholds) : null;
  const level = maps.length < 2 ? LEVEL.most : Math.min(LEVEL.most, LEVEL.all / (maps.length - 1));
  const thickness = Math.min(SLAB.most, SLAB.share * level);
  const unstable = measureScale(analysis, 'unstable', words);
  const contextOf = (recipe: string): CellContext => ({
    recipe,
    name: recipeName(recipe, analysis, words),
    scale: unstable,
    thresholds,
    theme,
    idPrefix: 'stack',
    words,
    rowSetting: analysis.rowSetting,
  });
  const last = upTo === null ? maps.length - 1 : maps.findIndex(({ recipe }) => recipe === upTo);
  const blocks: Block[] = [];
  const marks: Mark[] = [];
  for (const [index, map] of maps.slice(0, last + 1).entries()) {
    const floor = index * level;
    const context = contextOf(map.recipe);
    const region = regionOf(map, thresholds);
    for (const { cell, row, column, state } of plannedCells(map, thresholds.unstableShare)) {
      const trains = region[row]?.[column] ?? null;
      const block = trains
        ? slabOf(cell, { row, column, floor, thickness }, trains, baseRegion, context)
        : tileOf(cell, { row, column }, context, floor);
      blocks.push(block);
      marks.push(...leftOutMarks(space, { cell, row, column }, block.to));
      if (state === 'failed') marks.push(...crossMarks(space, row, column, block.to));
    }
  }
  return {
    subtitle: scenes.stackSubtitle(baseline),
    space,
    height: Math.max(LEVEL.most / 2, (maps.length - 1) * level + thickness),
    blocks,
    wordsOf: ({ cell, recipe }) => describeCell(cell, contextOf(recipe)),
    marks,
    region: baseRegion && stableCells(baseRegion),
    frames: [],
    slabs: maps
      .slice(0, last + 1)
      .map((map, index) => ({ y: index * level + thickness / 2, ...slabLabel(map, analysis, words) })),
    axes: { ...gridAxes(analysis, space, words), y: null },
    legend: legendOf(base, blocks, marks, theme, words),
    scale: null,
  };
}

/** Where a cell trains a slab; where it does not a tile, in a colour of its own where the baseline trains. */
function slabOf(
  cell: Cell,
  place: {
    readonly row: number;
    readonly column: number;
    readonly floor: number;
    readonly thickness: number;
  },
  { isStable, isInferred }: Trains,
  base: Region | null,
  context: CellContext,
): Block {
  const { row, column, floor, thickness } = place;
  const { trains, lost, plate } = context.theme;
  const isLost = !isStable && base?.[row]?.[column]?.isStable === true;
  const colour = isStable ? trains : isLost ? lost : plate;
  const block = blockOf(cell, { row, column }, context, {
    from: floor,
    to: floor + (isStable ? thickness : TILE),
    colour: isInferred ? mixed(colour, plate, INFERRED) : colour,
  });
  const isTold = !isStable && !isLost;
  return isInferred
    ? { ...block, hatch: null, outline: 'dashed' }
    : isTold
      ? { ...block, hatch: null }
      : block;
}

function legendOf(
  base: RecipeMap | undefined,
  blocks: readonly Block[],
  marks: readonly Mark[],
  theme: Theme,
  words: Words,
): LegendItem[] {
  const { scenes } = words;
  const item = (kind: LegendItem['kind'], text: string, colour: string): LegendItem => ({
    kind,
    text,
    colour,
    hatch: null,
  });
  const has = (colour: string) => blocks.some((block) => block.colour === colour);
  const isInferred = ({ cell, colour }: Block) => cell.finished === 0 && colour !== theme.rule;
  return [
    item('block', scenes.trains, theme.trains),
    ...(base && has(theme.lost) ? [item('tile', scenes.lost(base.recipe), theme.lost)] : []),
    item('tile', scenes.fails, theme.plate),
    ...(base ? [item('outline', scenes.regionOutline(base.recipe), theme.ink)] : []),
    ...doubtItems(blocks, theme, words),
    ...(blocks.some(isInferred)
      ? [item('inferred', scenes.inferred, mixed(theme.trains, theme.plate, INFERRED))]
      : []),
    ...leftOutItem(marks, theme, words),
  ];
}
