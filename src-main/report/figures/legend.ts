// The legend of a map: the colour scale, and a sample of every mark that the map uses and of none that it does not.
import { ticks } from 'd3-array';
import type { Cell, GridAnalysis } from '../../analysis/grid/grid.ts';
import type { CellState } from '../language/shown.ts';
import { cellState, isLost, isPartial, originsIn, type CellContext } from './cell.ts';
import {
  crossMark,
  dashedOutline,
  dottedOutline,
  hatchFill,
  inferredMark,
  leftOutMark,
  originMark,
  intervalBar,
  questionMark,
  stopMark,
  type Box,
  type HatchDensity,
} from './marks.ts';
import { formatLevel, formatLoss, formatPercent } from '../language/numbers.ts';
import { chosenOutline, guideSample } from './overlay.ts';
import { element, label, polyline, type Svg } from './svg.ts';
import { textWidth } from './text.ts';
import { inkOn, valueColour } from './theme.ts';

const SIZE = 10.5;
const SWATCH = { width: 26, height: 18 };
const ROW = 26;
const BAR = { width: 190, height: 12 };

export interface Legend {
  readonly drawn: Svg;
  readonly height: number;
}

interface Item {
  readonly text: string;
  readonly draw: (x: number, y: number) => readonly (Svg | null | false)[];
}

function swatch(x: number, y: number, fill: string, stroke?: string): Svg {
  return element('rect', { x, y, ...SWATCH, fill, stroke });
}

/** The scale's bar with its ticks and caption; `y` is its top. */
function colourBar(x: number, y: number, context: CellContext): Svg {
  const { scale, theme, words } = context;
  const { measure } = scale;
  const { legend } = words.figures;
  const stops = Array.from({ length: 33 }, (_, index) =>
    element('stop', { offset: String(index / 32), 'stop-color': scale.colourAt(index / 32) }),
  );
  const id = `${context.idPrefix}-scale`;
  const values =
    measure === 'unstable'
      ? [0, 0.5, 1]
      : measure === 'penalty' || measure === 'added'
        ? [scale.low, 0, scale.high]
        : scale.high > scale.low
          ? ticks(scale.low, scale.high, 4)
          : [scale.low];
  const marks = values.map((each) => ({ at: scale.badness(each), text: scale.show(each) }));
  const caption = legend.scale(measure, scale.clipped ? formatLoss(scale.high) : null);
  return element(
    'g',
    { class: 'scale', 'font-size': SIZE },
    element('defs', {}, element('linearGradient', { id }, stops)),
    label(caption, x, y - 6),
    element('rect', { x, y, ...BAR, fill: `url(#${id})`, stroke: theme.rule }),
    marks.map(({ at, text }) => [
      element('path', {
        d: polyline([
          [x + at * BAR.width, y + BAR.height],
          [x + at * BAR.width, y + BAR.height + 3],
        ]),
        stroke: theme.quiet,
      }),
      label(text, x + at * BAR.width, y + BAR.height + 14, {
        'text-anchor': at < 0.05 ? 'start' : at > 0.95 ? 'end' : 'middle',
        fill: theme.quiet,
      }),
    ]),
  );
}

/** What is drawn over the cells. */
interface Extras {
  readonly guides: boolean;
  readonly chosen: boolean;
  readonly baselineEdge: boolean;
}

function items(
  analysis: GridAnalysis,
  context: CellContext,
  { guides, chosen, baselineEdge }: Extras,
): Item[] {
  const { theme, idPrefix, thresholds, scale, words } = context;
  const { legend } = words.figures;
  const cells = analysis.recipes.flatMap((map) => map.cells.flat());
  const stateOf = (cell: Cell) => cellState(cell, thresholds.unstableShare);
  const states = new Set<CellState>(cells.map(stateOf));
  const share = (value: number) => words.numbers.percent(formatPercent(value));
  const level = formatLevel(thresholds.confidence, words);
  const blue = scale.colourAt(0.25);
  const yellow = scale.colourAt(0.9);
  const hatched = (density: HatchDensity, fill: string) => (x: number, y: number) => [
    swatch(x, y, fill),
    swatch(x, y, hatchFill(idPrefix, density, fill)),
  ];
  const box = (x: number, y: number): Box => ({ x, y, ...SWATCH });
  const dashed = (x: number, y: number, fill: string) => [
    swatch(x, y, fill),
    label('–', x + 13, y + 13, { 'text-anchor': 'middle', fill: inkOn(fill), 'font-size': SIZE }),
  ];
  const all: (Item | false)[] = [
    cells.some((cell) => cell.finished > 0) && {
      text: legend.counts(level),
      draw: (x, y) => {
        const sample = { ...cells[0]!, finished: 3, unstable: 1, interval: { low: 0.06, high: 0.75 } };
        const fill = scale.colourAt(0.2);
        return [
          swatch(x, y, fill),
          intervalBar({ ...box(x + 3, y), width: 20 }, y + 9, sample, inkOn(fill), fill),
        ];
      },
    },
    cells.some((cell) => cell.finished > 0 && isLost(cell, scale)) && {
      text: legend.noMedian,
      draw: (x, y) => dashed(x, y, valueColour(1)),
    },
    analysis.recipes.some((map) =>
      map.cells
        .flat()
        .some(
          (cell) => cell.finished > 0 && scale.valueOf(map.recipe, cell) === null && !isLost(cell, scale),
        ),
    ) && {
      text: scale.measure === 'penalty' ? legend.noPair : legend.unknown,
      draw: (x, y) => dashed(x, y, theme.rule),
    },
    scale.measure === 'sharpness' && { text: legend.noWarning, draw: () => [] },
    states.has('mixed') && { text: legend.mixed, draw: hatched('sparse', blue) },
    states.has('unstable') && {
      text: legend.unstable(share(thresholds.unstableShare)),
      draw: hatched('dense', yellow),
    },
    analysis.recipes.some((map) => map.edges.some((edge) => edge.side !== 'unknown')) && {
      text: legend.edge(level),
      draw: (x, y) => [
        element('path', {
          d: polyline([
            [x + 9, y + 18],
            [x + 9, y],
          ]),
          stroke: theme.edge,
          'stroke-width': 2.2,
        }),
        element('path', {
          d: `${polyline([
            [x, y + 6],
            [x + 20, y + 6],
          ])}${polyline([
            [x, y + 3],
            [x, y + 9],
          ])}${polyline([
            [x + 20, y + 3],
            [x + 20, y + 9],
          ])}`,
          stroke: theme.edge,
          'stroke-width': 1.6,
          fill: 'none',
        }),
      ],
    },
    baselineEdge && {
      text: legend.baselineEdge,
      draw: (x, y) => [
        element('path', {
          d: polyline([
            [x + 13, y + 18],
            [x + 13, y],
          ]),
          stroke: theme.ink,
          'stroke-width': 2.2,
          'stroke-dasharray': '4 3',
        }),
      ],
    },
    cells.some((cell) => cell.labels.stopped !== undefined) && {
      text: legend.stopped,
      draw: (x, y) => [swatch(x, y, yellow), stopMark(x + 13, y + 9, inkOn(yellow))],
    },
    states.has('waiting') && {
      text: analysis.refined ? legend.notRun : legend.waiting,
      draw: (x, y) => [swatch(x, y, theme.panel), dashedOutline(box(x, y), theme.quiet)],
    },
    ...[true, false].map(
      (isStable) =>
        analysis.recipes.some((map) => map.inferred.some((cell) => cell.isStable === isStable)) && {
          text: legend.inferred(isStable),
          draw: (x: number, y: number) => [
            swatch(x, y, theme.panel),
            dashedOutline(box(x, y), theme.quiet),
            inferredMark(x + 13, y + 9, isStable, theme.quiet),
          ],
        },
    ),
    cells.some(isPartial) && {
      text: analysis.refined ? legend.someNotRun : legend.partial,
      draw: (x, y) => [swatch(x, y, blue), dashedOutline(box(x, y), inkOn(blue))],
    },
    cells.some((cell) => cell.finished > 0 && cell.provisional && !isPartial(cell)) && {
      text: legend.provisional,
      draw: (x, y) => [swatch(x, y, blue), dottedOutline(box(x, y), inkOn(blue))],
    },
    cells.some((cell) => cell.failed > 0) && {
      text: legend.failed,
      draw: (x, y) => [swatch(x, y, theme.panel), crossMark(x + 13, y + 9, 4.5, theme.ink, 2)],
    },
    states.has('unjudged') && {
      text: legend.unjudged,
      draw: (x, y) => [swatch(x, y, theme.panel, theme.rule), questionMark(x + 13, y + 9, 6, theme.ink)],
    },
    cells.some(({ leftOut }) => leftOut > 0) && {
      text: legend.leftOut,
      draw: (x, y) => [
        swatch(x, y, theme.panel, theme.rule),
        leftOutMark({ ...box(x, y), width: 14 }, 1, theme.ink),
      ],
    },
    ...(['trained', 'both'] as const).map(
      (origins) =>
        analysis.origins !== null &&
        cells.some((cell) => originsIn(cell) === origins) && {
          text: legend.origins[origins],
          draw: (x: number, y: number) => [
            swatch(x, y, blue),
            originMark({ ...box(x + 7, y), width: 12 }, origins, inkOn(blue)),
          ],
        },
    ),
    cells.some((cell) => cell.leftOut === 0 && stateOf(cell) === 'absent') && {
      text: legend.absent,
      draw: (x, y) => [swatch(x, y, theme.panel, theme.rule)],
    },
    chosen && {
      text: legend.chosen,
      draw: (x, y) => [
        swatch(x + 2, y + 1, theme.panel),
        ...chosenOutline({ ...box(x + 2, y + 1), width: 22, height: 16 }, theme),
      ],
    },
    guides && {
      text: legend.guideLinear,
      draw: (x, y) => [guideSample(x, y + 9, 'linear', theme)],
    },
    guides && {
      text: legend.guideRoot,
      draw: (x, y) => [guideSample(x, y + 9, 'root', theme)],
    },
  ];
  return all.filter((item) => item !== false);
}

/** The legend in a block `width` wide whose upper left corner is (x, y); items flow to the right of the scale. */
export function drawLegend(
  x: number,
  y: number,
  width: number,
  analysis: GridAnalysis,
  context: CellContext,
  extras: Extras,
): Legend {
  const besideScale = width >= 2.4 * (BAR.width + 60);
  const left = besideScale ? x + BAR.width + 60 : x;
  let top = besideScale ? y : y + 58;
  let at = left;
  const drawn: Svg[] = [];
  for (const item of items(analysis, context, extras)) {
    const wide = SWATCH.width + 7 + textWidth(item.text, SIZE);
    if (at > left && at + wide > x + width) {
      at = left;
      top += ROW;
    }
    drawn.push(
      element(
        'g',
        { class: 'legend-item' },
        item.draw(at, top),
        label(item.text, at + SWATCH.width + 7, top + 13, { 'font-size': SIZE }),
      ),
    );
    at += wide + 22;
  }
  const height = Math.max(top + SWATCH.height - y, 50);
  return { drawn: element('g', { class: 'legend' }, colourBar(x, y + 16, context), drawn), height };
}
