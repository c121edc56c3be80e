// The surface: every measured cell of one recipe is a step as high as its measure, never smoothed; a second recipe can
// stand over it as a ghost, so that what was lost is seen as glass.
import type { GridAnalysis, RecipeMap } from '../../../analysis/grid.ts';
import { cellColour, describeCell, type CellContext } from '../cell.ts';
import { MEASURE_NAMES, measureScale, type Measure, type MeasureScale } from '../measure.ts';
import { THEMES, valueColour, type ThemeName } from '../theme.ts';
import { blockOf, crossMarks, gridAxes, plannedCells, tileOf, TILE } from './cell-block.ts';
import { HEIGHT_NAMES, heightScale, type HeightMeasure, type HeightScale } from './height.ts';
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
}

const GHOST_OPACITY = 0.28;

export function surfaceScene(analysis: GridAnalysis, options: SurfaceOptions): Scene {
  const { recipe, ghost, height, colour } = options;
  const space = gridSpace(analysis);
  const scale = heightScale(analysis, height);
  const theme = THEMES[options.theme];
  const context: CellContext = {
    recipe,
    scale: measureScale(analysis, colour),
    thresholds: analysis.thresholds,
    theme,
    idPrefix: 'surface',
  };
  const map = analysis.recipes.find((other) => other.recipe === recipe);
  const other = analysis.recipes.find((candidate) => candidate.recipe === ghost);
  const blocks: Block[] = [];
  const marks: Mark[] = [];
  const { unstableShare } = analysis.thresholds;
  for (const { cell, row, column, state, isMeasured } of map ? plannedCells(map, unstableShare) : []) {
    const to = isMeasured ? scale.of(recipe, cell) : null;
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
      const its = { ...context, recipe: other.recipe };
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
    subtitle:
      `${recipe}: height is ${HEIGHT_NAMES[height]}` +
      (other ? `; glass is what ${other.recipe} has above it` : ''),
    space,
    blocks,
    wordsOf: (block) => describeCell(block.cell, { ...context, recipe: block.recipe }),
    marks,
    floors: [{ y: 0, name: null }],
    axes: { ...gridAxes(analysis, space), y: scale.axis },
    legend: [
      ...legendOf(scale, other?.recipe ?? null, theme.rule),
      ...(blocks.some(({ cell }) => cell.finished === 0)
        ? [
            {
              kind: 'block' as const,
              text: 'flat, grey: not run',
              colour: theme.rule,
              opacity: 1,
              hatch: null,
            },
          ]
        : []),
    ],
    scale: colourScale(context.scale),
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

function legendOf(scale: HeightScale, ghost: string | null, colour: string): LegendItem[] {
  const item = (kind: LegendItem['kind'], text: string, change: Partial<LegendItem> = {}): LegendItem => ({
    kind,
    text,
    colour,
    opacity: 1,
    hatch: null,
    ...change,
  });
  const isShare = scale.axis.name === HEIGHT_NAMES.stable;
  return [
    ...(isShare
      ? [
          item('certain', 'full tone: sure, up to the low end of the 95 % interval'),
          item('interval', 'line: up to its high end'),
        ]
      : []),
    item('block', 'unstable: half of the runs or more', { hatch: 'dense' }),
    item('edge', 'stability edge LR50'),
    ...(ghost === null ? [] : [item('block', `glass: ${ghost}`, { opacity: GHOST_OPACITY })]),
  ];
}

function colourScale({ measure, low, high, badness, show }: MeasureScale): ColourScale {
  const [good, bad] = badness(low) <= badness(high) ? [low, high] : [high, low];
  return { name: MEASURE_NAMES[measure], colourAt: valueColour, low: show(good), high: show(bad) };
}
