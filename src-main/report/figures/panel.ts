// One panel of the map: the cells of one recipe at their true places, what is drawn over them, the axis below and the
// heading with the region's area. Where panels go on the page is map.ts.
import type { GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import { drawXAxis } from './axes.ts';
import { cellLook, drawCell, drawCellText, type CellContext, originsIn } from './cell.ts';
import { columnBox, type PlotFrame } from './frame.ts';
import { drawManyCells, MANY_CELLS } from './many-cells.ts';
import { headlineParts } from './headline-words.ts';
import { finiteInterval, formatNumber } from '../language/numbers.ts';
import { inferredMark, leftOutMark, originMark } from './marks.ts';
import {
  drawBaselineEdge,
  drawChosen,
  drawEdge,
  drawGuides,
  type GuideAnchor,
  type Setting,
} from './overlay.ts';
import { recipeName } from '../language/recipe-name.ts';
import { element, label, titled, type Svg } from './svg.ts';
import { fitText } from './text.ts';
import { inkOn, type Theme } from './theme.ts';
import type { Words } from '../language/language.ts';

export const HEADING_HEIGHT = 82;
export const X_AXIS_HEIGHT = 36;
const HEADING_SIZE = 13;
const DETAIL_SIZE = 10.5;
const DETAIL_LINE = 14;

/** "stable area 3.2 (2.8 to 3.6)"; of a map without a judged run none is known. */
export function areaLine(map: RecipeMap, { figures, numbers }: Words): string {
  if (map.cells.flat().every(({ finished }) => finished === 0)) return figures.areaUnknown;
  const interval = finiteInterval(map.areaInterval);
  return figures.area(
    formatNumber(map.area, 3),
    interval && numbers.range(formatNumber(interval.low, 3), formatNumber(interval.high, 3)),
  );
}

/** What stands under the name of a recipe: its headline, or of the baseline that it is one. */
function headingLines(map: RecipeMap, analysis: GridAnalysis, words: Words): string[] {
  const { figures } = words;
  if (map.headline === null) return [figures.isBaseline, areaLine(map, words)];
  return headlineParts(map, analysis, words, figures.failures);
}

/** The heading of a recipe and its area, which that of the baseline has already. */
export function toldInFull(map: RecipeMap, analysis: GridAnalysis, words: Words): string[] {
  return [...new Set([...headingLines(map, analysis, words), areaLine(map, words)])];
}

function heading(frame: PlotFrame, map: RecipeMap, analysis: GridAnalysis, theme: Theme, words: Words): Svg {
  const lines = headingLines(map, analysis, words);
  const name = recipeName(map.recipe, analysis, words);
  const top = frame.y - HEADING_HEIGHT;
  return element(
    'g',
    { class: 'heading' },
    titled(`${name}: ${toldInFull(map, analysis, words).join(', ')}`),
    label(fitText(name, frame.width, HEADING_SIZE, true), frame.x, top + 14, {
      'font-size': HEADING_SIZE,
      'font-weight': 'bold',
    }),
    lines.map((line, index) =>
      label(fitText(line, frame.width, DETAIL_SIZE), frame.x, top + 29 + DETAIL_LINE * index, {
        'font-size': DETAIL_SIZE,
        fill: theme.quiet,
      }),
    ),
  );
}

export interface PanelOptions {
  readonly analysis: GridAnalysis;
  readonly map: RecipeMap;
  /** Whose edge is drawn under that of the recipe; null: none. */
  readonly beneath: RecipeMap | null;
  readonly cell: CellContext;
  readonly anchor: GuideAnchor | null;
  readonly chosen: Setting | null;
}

export function drawPanel(frame: PlotFrame, options: PanelOptions): Svg {
  const { analysis, map, beneath, cell: context, anchor, chosen } = options;
  const { theme, words } = context;
  const isCrowded = analysis.learningRates.length * analysis.rowValues.length >= MANY_CELLS;
  const boxes = isCrowded
    ? []
    : map.cells.flatMap((row, rowIndex) =>
        row.map((cell, column) => ({ cell, box: columnBox(frame, rowIndex, column) })),
      );
  return element(
    'g',
    { class: 'panel', 'data-recipe': map.recipe },
    heading(frame, map, analysis, theme, words),
    isCrowded && drawManyCells(map.cells, frame, context),
    boxes.map(({ cell, box }) => drawCell(cell, box, context)),
    map.inferred.map(({ rowValue, learningRate, isStable }) => {
      const [row, column] = [
        analysis.rowValues.indexOf(rowValue),
        analysis.learningRates.indexOf(learningRate),
      ];
      const box = columnBox(frame, row, column);
      return element(
        'g',
        { class: 'inferred', 'pointer-events': 'none' },
        inferredMark(box.x + box.width / 2, box.y + box.height / 2, isStable, theme.quiet),
      );
    }),
    element('rect', {
      x: frame.x,
      y: frame.y,
      width: frame.width,
      height: frame.height,
      fill: 'none',
      stroke: theme.rule,
    }),
    anchor && drawGuides(frame, anchor, theme, words),
    beneath && drawBaselineEdge(frame, analysis.rowValues, beneath, theme),
    drawEdge(frame, analysis, map, theme, words),
    boxes.map(({ cell, box }) => drawCellText(cell, box, context)),
    chosen && drawChosen(frame, analysis, chosen, theme),
    map.cells.flatMap((row, rowIndex) =>
      row.map((cell, column) => {
        if (cell.leftOut === 0) return null;
        const look = cell.finished > 0 ? inkOn(cellLook(cell, context).colour) : theme.ink;
        return leftOutMark(columnBox(frame, rowIndex, column), cell.leftOut, look);
      }),
    ),
    analysis.origins !== null &&
      boxes.map(({ cell, box }) => {
        const origins = originsIn(cell);
        if (origins === null || origins === 'imported') return null;
        return originMark(box, origins, inkOn(cellLook(cell, context).colour));
      }),
    drawXAxis(frame, analysis, theme, words),
  );
}
