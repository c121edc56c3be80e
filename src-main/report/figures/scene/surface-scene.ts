// The surface: every measured cell of one recipe is a step as high as its measure, never smoothed; a second recipe can
// stand over it as a ghost, so that what was lost is seen as glass.
import type { GridAnalysis, RecipeMap } from '../../../analysis/grid/grid.ts';
import { cellColour, describeCell, type CellContext } from '../cell.ts';
import { measureScale, type MeasureScale } from '../measure.ts';
import type { Measure, HeightMeasure } from '../../language/shown.ts';
import { recipeName } from '../../language/recipe-name.ts';
import { THEMES, type ThemeName } from '../theme.ts';
import type { Words } from '../../language/language.ts';
import {
  blockOf,
  crossMarks,
  gridAxes,
  leftOutItem,
  leftOutMarks,
  plannedCells,
  tileOf,
  TILE,
} from './cell-block.ts';
import { heightScale } from './height.ts';
import {
  blocksByCell,
  type Block,
  type ColourScale,
  type LegendItem,
  type Mark,
  type Scene,
} from './scene.ts';
import { gridSpace, type Space } from './space.ts';

export interface SurfaceOptions {
  readonly recipe: string;
  /** A recipe drawn as a ghost where it stands higher; null for none. */
  readonly ghost: string | null;
  readonly height: HeightMeasure;
  readonly colour: Measure;
  readonly theme: ThemeName;
  readonly words: Words;
}

const GHOST_OPACITY = 0.28;

export function surfaceScene(analysis: GridAnalysis, options: SurfaceOptions): Scene {
  const { recipe, ghost, height, colour, words } = options;
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
  const other = analysis.recipes.find((candidate) => candidate.recipe === ghost);
  const blocks: Block[] = [];
  const marks: Mark[] = [];
  const { unstableShare } = analysis.thresholds;
  for (const { cell, row, column, state, isMeasured } of map ? plannedCells(map, unstableShare) : []) {
    const to = isMeasured ? scale.of(recipe, cell) : null;
    marks.push(...leftOutMarks(space, { cell, row, column }, Math.max(TILE, to ?? 0)));
    if (to === null) {
      blocks.push(tileOf(cell, { row, column }, context, 0));
      if (state === 'failed') marks.push(...crossMarks(space, row, column, TILE));
      continue;
    }
    const range = scale.range(cell);
    const fill = cellColour(cell, context);
    const top = Math.max(TILE, to);
    blocks.push(
      blockOf(cell, { row, column }, context, {
        from: 0,
        to: top,
        colour: fill,
        certain: range?.[0] ?? null,
      }),
    );
    if (range && range[1] > top) marks.push(whisker(space, row, column, top, range[1]));
    const twin = other?.cells[row]?.[column];
    const above = twin && twin.finished > 0 ? scale.of(other!.recipe, twin) : null;
    if (other && twin && above !== null && above > top + 1e-9) {
      const its = { ...context, recipe: other.recipe, name: nameOf(other.recipe) };
      const glass = {
        from: top,
        to: above,
        colour: cellColour(twin, its),
        opacity: GHOST_OPACITY,
      };
      blocks.push({ ...blockOf(twin, { row, column }, its, glass), hatch: null });
    }
  }
  if (map) marks.push(...edgeMarks(map, space, blocks));
  return {
    subtitle: scenes.surfaceSubtitle(
      nameOf(recipe),
      scenes.heights[height],
      other ? nameOf(other.recipe) : null,
    ),
    space,
    blocks,
    wordsOf: (block) => describeCell(block.cell, { ...context, name: nameOf(block.recipe) }),
    marks,
    floors: [{ y: 0, name: null }],
    axes: { ...gridAxes(analysis, space, words), y: scale.axis },
    legend: [
      ...legendOf(height, other ? nameOf(other.recipe) : null, theme.rule, words),
      ...(blocks.some(({ cell }) => cell.finished === 0)
        ? [
            {
              kind: 'block' as const,
              text: scenes.notRun,
              colour: theme.rule,
              opacity: 1,
              hatch: null,
            },
          ]
        : []),
      ...leftOutItem(marks, theme, words),
    ],
    scale: colourScale(context.scale, words),
  };
}

function whisker({ columns, rows }: Space, row: number, column: number, from: number, to: number): Mark {
  const x = (columns[column]! + columns[column + 1]!) / 2;
  const z = (rows[row]! + rows[row + 1]!) / 2;
  return {
    kind: 'interval',
    row,
    column,
    points: [
      [x, from, z],
      [x, to, z],
    ],
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
    const block = blocksOf(row, column).find(({ opacity }) => opacity === 1);
    const y = (block?.to ?? 0) + 0.002;
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

function legendOf(
  height: HeightMeasure,
  ghost: string | null,
  colour: string,
  { scenes }: Words,
): LegendItem[] {
  const item = (kind: LegendItem['kind'], text: string, change: Partial<LegendItem> = {}): LegendItem => ({
    kind,
    text,
    colour,
    opacity: 1,
    hatch: null,
    ...change,
  });
  return [
    ...(height === 'stable' ? [item('certain', scenes.certain), item('interval', scenes.whisker)] : []),
    item('block', scenes.unstable, { hatch: 'dense' }),
    item('edge', scenes.edge),
    ...(ghost === null ? [] : [item('block', scenes.glass(ghost), { opacity: GHOST_OPACITY })]),
  ];
}

function colourScale(
  { measure, low, high, badness, colourAt, show }: MeasureScale,
  { figures }: Words,
): ColourScale {
  const [good, bad] = badness(low) <= badness(high) ? [low, high] : [high, low];
  return { name: figures.measures[measure], colourAt, low: show(good), high: show(bad) };
}
