// A map in little, one of many on one axis of learning rates: how large a share of the runs of each cell was unstable, and the edge of each
// row with its interval. What a cell says beyond that is on the study's own map. Pure.
import type { Cell, Edge } from '../../analysis/grid/grid.ts';
import type { Interval } from '../../analysis/statistics/interval.ts';
import type { Words } from '../language/language.ts';
import { formatEdge, formatLearningRate, formatPercent } from '../language/numbers.ts';
import { logAxis } from './axis.ts';
import { columnBox, type PlotFrame } from './frame.ts';
import { addPaintedRow, type Fills } from './many-cells.ts';
import { hatchFill, type Box } from './marks.ts';
import { element, label, polyline, titled, type Svg } from './svg.ts';
import { fitText } from './text.ts';
import { valueColour, type Theme } from './theme.ts';

export interface SmallRow {
  /** Beside the row; empty where there is no room. */
  readonly label: string;
  /** How the row is called in the words of a cell. */
  readonly name: string;
  /** Ends of the row on the axis of rows, in its own unit, ascending upward. */
  readonly low: number;
  readonly high: number;
  /** One a learning rate. */
  readonly cells: readonly Cell[];
  readonly edge: Edge | null;
}

export interface SmallMap {
  readonly learningRates: readonly number[];
  /** Ascending. */
  readonly rows: readonly SmallRow[];
  /** From this share of unstable runs on a cell is unstable. */
  readonly unstableShare: number;
}

/** What all small maps of a figure share. */
export interface SmallMapScale {
  readonly theme: Theme;
  readonly words: Words;
  readonly idPrefix: string;
  /** log10 of the learning rates at both ends of the axis. */
  readonly from: number;
  readonly to: number;
  /** Pixels at the left of a map for the labels of its rows. */
  readonly gutter: number;
}

export const SMALL_MAP_SIZE = 10.5;
/** Of the interval of a value that nothing bounds at an end. */
export const OPEN_DASHES = '3 2';
const TRIANGLE = 5;

/** Ends of the axis on which the learning rates of all these lie. */
export function rateEnds(all: readonly (readonly number[])[]): Pick<SmallMapScale, 'from' | 'to'> {
  const bounds = all.flatMap((rates) => logAxis(rates, Math.log10).bounds);
  return bounds.length === 0 ? { from: 0, to: 1 } : { from: Math.min(...bounds), to: Math.max(...bounds) };
}

export function drawSmallMap(map: SmallMap, box: Box, scale: SmallMapScale): Svg[] {
  const { theme, from, to, gutter } = scale;
  const { learningRates, rows } = map;
  const [bottom, top] = [rows[0]?.low ?? 0, rows.at(-1)?.high ?? 1];
  const x = (log: number) => box.x + (box.width * (log - from)) / (to - from);
  const y = (place: number) => box.y + (box.height * (top - place)) / (top - bottom);
  const columns = logAxis(learningRates, Math.log10).bounds.map(x);
  const style = { 'font-size': SMALL_MAP_SIZE, fill: theme.quiet };
  return [
    element('rect', { ...box, fill: theme.panel }),
    ...drawCells(map, box, scale),
    ...rows.flatMap(({ edge, low, high }) =>
      edge === null ? [] : drawEdge(edge, x, y((low + high) / 2), columns, scale),
    ),
    ...decades(from, to).map((power) =>
      label(`1e${power}`, x(power), box.y + box.height + 14, { ...style, 'text-anchor': 'middle' }),
    ),
    ...rows.map(({ label: text, low, high }) =>
      text === ''
        ? null
        : label(fitText(text, gutter - 8, SMALL_MAP_SIZE), box.x - 5, y((low + high) / 2) + 3.5, {
            ...style,
            'text-anchor': 'end',
          }),
    ),
  ].filter((part) => part !== null);
}

/** Pixels that the bar of the scale takes. */
export const SHARE_BAR_HEIGHT = 44;
const BAR = { width: 190, height: 12 };

/** What the colours of all these maps mean; (x, y) is its upper left corner. */
export function shareBar(x: number, y: number, { theme, words, idPrefix }: SmallMapScale): Svg[] {
  const id = `${idPrefix}-share`;
  const stops = Array.from({ length: 33 }, (_, index) =>
    element('stop', { offset: String(index / 32), 'stop-color': valueColour(index / 32) }),
  );
  const style = { 'font-size': SMALL_MAP_SIZE };
  return [
    element('defs', {}, element('linearGradient', { id }, stops)),
    label(words.figures.legend.scale('unstable', null), x, y + 10, style),
    element('rect', { x, y: y + 16, ...BAR, fill: `url(#${id})`, stroke: theme.rule }),
    ...[0, 0.5, 1].map((share) =>
      label(words.numbers.percent(formatPercent(share)), x + share * BAR.width, y + 42, {
        ...style,
        fill: theme.quiet,
        'text-anchor': share === 0 ? 'start' : share === 1 ? 'end' : 'middle',
      }),
    ),
  ];
}

/** Cells of a map from which on none of them has words of its own, and neighbours that look the same are one rectangle. */
const MANY_CELLS = 600;

function drawCells({ learningRates, rows, unstableShare }: SmallMap, box: Box, scale: SmallMapScale): Svg[] {
  if (rows.length === 0 || learningRates.length === 0) return [];
  const { words, idPrefix } = scale;
  const frame = cellFrame(learningRates, rows, box, scale);
  const colourOf = ({ share }: Cell) => (share === null ? null : valueColour(share));
  const hatchOf = ({ share }: Cell) =>
    share === null || share === 0
      ? null
      : hatchFill(idPrefix, share >= unstableShare ? 'dense' : 'sparse', valueColour(share));
  if (rows.length * learningRates.length >= MANY_CELLS) {
    return [colourOf, hatchOf].flatMap((paintOf) => {
      const fills: Fills = new Map();
      rows.forEach(({ cells }, row) => addPaintedRow(fills, frame, row, cells.map(paintOf)));
      return [...fills].map(([fill, d]) => element('path', { d, fill }));
    });
  }
  return rows.flatMap(({ cells, name }, row) =>
    cells.flatMap((cell, column) => {
      const [colour, hatch] = [colourOf(cell), hatchOf(cell)];
      if (colour === null) return [];
      const area = columnBox(frame, row, column);
      const { learningRate, unstable, finished } = cell;
      const said = words.comparison.cell(formatLearningRate(learningRate), name, unstable, finished);
      return element(
        'g',
        {},
        element('rect', { ...area, fill: colour }),
        hatch !== null && element('rect', { ...area, fill: hatch }),
        titled(said),
      );
    }),
  );
}

/** The part of the map that its own learning rates take up. */
function cellFrame(
  learningRates: readonly number[],
  rows: readonly SmallRow[],
  box: Box,
  { from, to }: SmallMapScale,
): PlotFrame {
  const x = logAxis(learningRates, Math.log10);
  const [left, right] = [x.bounds[0]!, x.bounds.at(-1)!];
  const unit = box.width / (to - from);
  const bounds = [...rows.map(({ low }) => low), rows.at(-1)!.high];
  const y = { centres: [], bounds, toScale: true, narrowest: 0 };
  return { ...box, x: box.x + unit * (left - from), width: unit * (right - left), grid: { x, y } };
}

function drawEdge(
  edge: Edge,
  x: (log: number) => number,
  at: number,
  columns: readonly number[],
  { theme, words, from, to }: SmallMapScale,
): Svg[] {
  const { learningRate, side, interval } = edge;
  if (side === 'above' || side === 'below') {
    const end = side === 'above' ? columns.at(-1)! : columns[0]!;
    return [
      element(
        'g',
        {},
        element('path', { d: triangle(end, at, side), fill: theme.edge, stroke: theme.edgeCasing }),
        titled(words.comparison.beyond[side]),
      ),
    ];
  }
  if (learningRate === null || interval === null) return [];
  const line = (width: number, stroke: string) =>
    element('path', {
      d: polyline([
        [x(Math.max(from, Math.log10(interval.low))), at],
        [x(Math.min(to, Math.log10(interval.high))), at],
      ]),
      stroke,
      'stroke-width': width,
      'stroke-dasharray': isOpen(interval) ? OPEN_DASHES : undefined,
    });
  return [
    line(4, theme.edgeCasing),
    line(1.6, theme.edge),
    element(
      'g',
      {},
      element('circle', {
        cx: x(Math.log10(learningRate)),
        cy: at,
        r: 3,
        fill: theme.edge,
        stroke: theme.edgeCasing,
      }),
      titled(edgeWords(learningRate, interval)),
    ),
  ];
}

/** Points outward from the last tested rate, within the map. */
function triangle(end: number, at: number, side: 'above' | 'below'): string {
  const inward = side === 'above' ? -1 : 1;
  return `${polyline([
    [end, at],
    [end + inward * 1.6 * TRIANGLE, at - TRIANGLE],
    [end + inward * 1.6 * TRIANGLE, at + TRIANGLE],
  ])}Z`;
}

/** "1.2e-2 (8e-3 – 2e-2)" */
export function edgeWords(learningRate: number, { low, high }: Interval): string {
  return `${formatEdge(learningRate)} (${formatEdge(low)} – ${formatEdge(high)})`;
}

/** Of an interval of learning rates: beyond the tested ones nothing bounds it. */
export function isOpen({ low, high }: Interval): boolean {
  return low === 0 || high === Infinity;
}

function decades(from: number, to: number): number[] {
  const first = Math.ceil(from);
  return Array.from({ length: Math.max(0, Math.floor(to) - first + 1) }, (_, i) => first + i);
}
