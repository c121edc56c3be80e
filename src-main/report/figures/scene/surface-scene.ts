// The terraces: every measured cell of one recipe is a solid step as high as its measure, never smoothed. The region in which another
// recipe trains lies on it as an outline, and the recipe's own stability edge as a line.
import type { GridAnalysis, RecipeMap } from '../../../analysis/grid/grid.ts';
import { cellColour, describeCell, type CellContext } from '../cell.ts';
import { measureScale, type MeasureScale } from '../measure.ts';
import type { Measure, HeightMeasure } from '../../language/shown.ts';
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
import { heightScale } from './height.ts';
import { regionOf, stableCells } from './regions.ts';
import {
  blocksByCell,
  type Block,
  type ColourScale,
  type LegendItem,
  type Mark,
  type Scene,
} from './scene.ts';
import { gridSpace, SIZE, type Space } from './space.ts';

export interface SurfaceOptions {
  readonly recipe: string;
  /** The recipe whose region is outlined; null for none. */
  readonly versus: string | null;
  readonly height: HeightMeasure;
  readonly colour: Measure;
  readonly theme: ThemeName;
  readonly words: Words;
}

export function surfaceScene(analysis: GridAnalysis, options: SurfaceOptions): Scene {
  const { recipe, versus, height, colour, words } = options;
  const { scenes } = words;
  const space = gridSpace(analysis);
  const scale = heightScale(analysis, height, words);
  const theme = THEMES[options.theme];
  const nameOf = (name: string) => recipeName(name, analysis, words);
  const context: CellContext = {
    recipe,
    name: nameOf(recipe),
    scale: measureScale(analysis, colour, words),
    thresholds: analysis.thresholds,
    theme,
    idPrefix: 'surface',
    words,
    rowSetting: analysis.rowSetting,
  };
  const map = analysis.recipes.find((other) => other.recipe === recipe);
  const other = analysis.recipes.find((candidate) => candidate.recipe === versus);
  const blocks: Block[] = [];
  const marks: Mark[] = [];
  const { thresholds } = analysis;
  for (const { cell, row, column, state, isMeasured } of map
    ? plannedCells(map, thresholds.unstableShare)
    : []) {
    const to = isMeasured ? scale.of(recipe, cell) : null;
    marks.push(...leftOutMarks(space, { cell, row, column }, Math.max(TILE, to ?? 0)));
    if (to === null) {
      blocks.push(tileOf(cell, { row, column }, context, 0));
      if (state === 'failed') marks.push(...crossMarks(space, row, column, TILE));
      continue;
    }
    blocks.push(
      blockOf(cell, { row, column }, context, {
        from: 0,
        to: Math.max(TILE, to),
        colour: cellColour(cell, context),
      }),
    );
  }
  if (map) marks.push(...edgeMarks(map, space, blocks));
  return {
    subtitle: scenes.surfaceSubtitle(
      nameOf(recipe),
      scenes.heights[height],
      other ? nameOf(other.recipe) : null,
    ),
    space,
    height: SIZE.y,
    blocks,
    wordsOf: (block) => describeCell(block.cell, context),
    marks,
    region: other ? stableCells(regionOf(other, thresholds)) : null,
    frames: [0],
    slabs: [],
    axes: { ...gridAxes(analysis, space, words), y: scale.axis },
    legend: [
      ...(marks.some(({ kind }) => kind === 'edge') ? [lineItem('edge', scenes.edge, theme)] : []),
      ...(other ? [lineItem('outline', scenes.regionOutline(nameOf(other.recipe)), theme)] : []),
      ...doubtItems(blocks, theme, words),
      ...leftOutItem(marks, theme, words),
    ],
    scale: colourScale(context.scale, words),
  };
}

/** LR50 as a line across the top of the cell it lies in, one for each batch size whose edge is within the range. */
function edgeMarks(map: RecipeMap, space: Space, blocks: readonly Block[]): Mark[] {
  const blocksOf = blocksByCell(blocks);
  return map.edges.flatMap(({ learningRate }, row): Mark[] => {
    const x = learningRate === null ? null : space.xOf(learningRate);
    if (x === null) return [];
    const column = Math.max(
      0,
      space.columns.findLastIndex((bound) => bound <= x),
    );
    const y = (blocksOf(row, column)[0]?.to ?? 0) + 0.002;
    return [
      {
        kind: 'edge',
        row,
        column,
        points: [
          [x, y, space.rows[row]!],
          [x, y, space.rows[row + 1]!],
        ],
      },
    ];
  });
}

function lineItem(kind: 'edge' | 'outline', text: string, theme: Theme): LegendItem {
  return { kind, text, colour: kind === 'edge' ? theme.edge : theme.ink, hatch: null };
}

function colourScale(
  { measure, low, high, badness, colourAt, show }: MeasureScale,
  { figures }: Words,
): ColourScale {
  const [good, bad] = badness(low) <= badness(high) ? [low, high] : [high, low];
  return { name: figures.measures[measure], colourAt, low: show(good), high: show(bad) };
}
