// One panel of the map: the cells of one recipe at their true places, what is drawn over them, the axis below and the
// heading with the region's area. Where panels go on the page is map.ts.
import type { GridAnalysis, RecipeMap } from '../../analysis/grid.ts';
import { drawXAxis } from './axes.ts';
import { drawCell, drawCellText, type CellContext } from './cell.ts';
import { columnBox, type Frame } from './frame.ts';
import { drawManyCells, MANY_CELLS } from './many-cells.ts';
import { finiteInterval, formatNumber, formatPercent } from './numbers.ts';
import { inferredMark } from './marks.ts';
import { drawChosen, drawEdge, drawGuides, type GuideAnchor, type Setting } from './overlay.ts';
import { element, label, titled, type Svg } from './svg.ts';
import { fitText } from './text.ts';
import type { Theme } from './theme.ts';
import { ENGLISH, type Words } from '../language/language.ts';

export const HEADING_HEIGHT = 52;
export const X_AXIS_HEIGHT = 36;
const HEADING_SIZE = 13;
const DETAIL_SIZE = 10.5;

/** "stable area 3.2 (2.8 to 3.6)" and "41 % of bf16-mixed (29 to 55 %)". */
export function areaLines(
  map: RecipeMap,
  baseline: string,
  { figures, numbers }: Words = ENGLISH,
): [string, string] {
  const interval = finiteInterval(map.areaInterval);
  const area = figures.area(
    formatNumber(map.area, 3),
    interval && numbers.range(formatNumber(interval.low, 3), formatNumber(interval.high, 3)),
  );
  if (map.recipe === baseline) return [area, figures.isBaseline];
  if (map.areaRatio === null || !Number.isFinite(map.areaRatio)) return [area, figures.noRatio(baseline)];
  const ratio = finiteInterval(map.areaRatioInterval);
  const range = ratio && numbers.percentRange(formatPercent(ratio.low), formatPercent(ratio.high));
  return [area, figures.ratio(formatPercent(map.areaRatio), range, baseline)];
}

function heading(frame: Frame, map: RecipeMap, baseline: string, theme: Theme, words: Words): Svg {
  const [area, ratio] = areaLines(map, baseline, words);
  const top = frame.y - HEADING_HEIGHT;
  const line = (text: string, size: number, bold = false) => fitText(text, frame.width, size, bold);
  return element(
    'g',
    { class: 'heading' },
    titled(`${map.recipe}: ${area}, ${ratio}`),
    label(line(map.recipe, HEADING_SIZE, true), frame.x, top + 14, {
      'font-size': HEADING_SIZE,
      'font-weight': 'bold',
    }),
    label(line(area, DETAIL_SIZE), frame.x, top + 29, { 'font-size': DETAIL_SIZE, fill: theme.quiet }),
    label(line(ratio, DETAIL_SIZE), frame.x, top + 43, { 'font-size': DETAIL_SIZE, fill: theme.quiet }),
  );
}

export interface PanelOptions {
  readonly analysis: GridAnalysis;
  readonly map: RecipeMap;
  readonly cell: CellContext;
  readonly anchor: GuideAnchor | null;
  readonly chosen: Setting | null;
}

export function drawPanel(frame: Frame, options: PanelOptions): Svg {
  const { analysis, map, cell: context, anchor, chosen } = options;
  const { theme, words = ENGLISH } = context;
  const isCrowded = analysis.learningRates.length * analysis.batchSizes.length >= MANY_CELLS;
  const boxes = isCrowded
    ? []
    : map.cells.flatMap((row, rowIndex) =>
        row.map((cell, column) => ({ cell, box: columnBox(frame, rowIndex, column) })),
      );
  return element(
    'g',
    { class: 'panel', 'data-recipe': map.recipe },
    heading(frame, map, analysis.baseline, theme, words),
    isCrowded && drawManyCells(map.cells, frame, context),
    boxes.map(({ cell, box }) => drawCell(cell, box, context)),
    map.inferred.map(({ batchSize, learningRate, isStable }) => {
      const [row, column] = [
        analysis.batchSizes.indexOf(batchSize),
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
    drawEdge(frame, analysis.batchSizes, map, theme, words),
    boxes.map(({ cell, box }) => drawCellText(cell, box, context)),
    chosen && drawChosen(frame, analysis, chosen, theme),
    drawXAxis(frame, analysis.learningRates, theme, words),
  );
}
