// Studies side by side: a column each, a row for each recipe, all maps on one axis of learning rates and one scale; and below them the edges and
// penalties of all in one panel each. What a study says of itself alone is on its own map. Pure.
import { ticks } from 'd3-array';
import type { GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import type { Interval } from '../../analysis/statistics/interval.ts';
import { formatEdge, formatLearningRate, formatNats } from '../language/numbers.ts';
import type { Words } from '../language/language.ts';
import { formatRow, rowName, rowShort } from '../language/row-text.ts';
import { logAxis, rowAxisOf } from './axis.ts';
import { hatchFill, hatchPatterns, type Box } from './marks.ts';
import { element, label, polyline, svgDocument, titled, type Svg } from './svg.ts';
import { fitText, wrapText } from './text.ts';
import { rateTicks } from './rate-ticks.ts';
import { valueRules } from './value-rules.ts';
import { lineColour, THEMES, valueColour, type Theme, type ThemeName } from './theme.ts';

export interface ComparedStudy {
  readonly name: string;
  readonly analysis: GridAnalysis;
}

export interface ComparisonFigureOptions {
  readonly title: string;
  readonly theme: ThemeName;
  readonly words: Words;
  readonly idPrefix?: string;
}

const MARGIN = 24;
const LEFT = 150;
const MAP = { width: 250, height: 130, gap: 66, below: 34, heading: 22 };
const PANEL = { height: 190, heading: 40, below: 30 };
const SIZE = 10.5;
const ROW = 15;
/** Of the interval of a value that nothing bounds at an end. */
const OPEN_DASHES = '3 2';

interface Scales {
  readonly theme: Theme;
  readonly words: Words;
  readonly idPrefix: string;
  /** log10 of learning rates, of all studies. */
  readonly from: number;
  readonly to: number;
}

export function comparisonFigure(
  studies: readonly ComparedStudy[],
  options: ComparisonFigureOptions,
): string {
  const { title, words, idPrefix = 'comparison' } = options;
  const theme = THEMES[options.theme];
  const recipes = recipesOf(studies);
  const width = LEFT + studies.length * (MAP.width + MAP.gap) - MAP.gap + 2 * MARGIN;
  const mapsTop = 40 + ROW * 2;
  const rowHeight = MAP.heading + MAP.height + MAP.below;
  const panelsTop = mapsTop + recipes.length * rowHeight + 10;
  const rates = studies.flatMap(({ analysis }) => logAxis(analysis.learningRates, Math.log10).bounds);
  const scales: Scales = { theme, words, idPrefix, from: Math.min(...rates), to: Math.max(...rates) };
  const panelBox = (index: number): Box => ({
    x: MARGIN + LEFT,
    y: panelsTop + PANEL.heading + index * (PANEL.heading + PANEL.height + PANEL.below),
    width: width - 2 * MARGIN - LEFT,
    height: PANEL.height,
  });
  const legendTop = panelBox(2).y - PANEL.heading + 12;
  const caption = wrapText(words.comparison.caption, width - 2 * MARGIN, SIZE);
  const captionTop = legendTop + ROW * studies.length + 14;
  return svgDocument(
    {
      width,
      height: captionTop + ROW * caption.length + 8,
      title,
      description: words.comparison.description(
        studies.map(({ name }) => name),
        recipes,
      ),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    hatchPatterns(idPrefix),
    label(fitText(title, width - 2 * MARGIN, 15, true), MARGIN, 26, {
      'font-size': 15,
      'font-weight': 'bold',
    }),
    studies.map(({ name, analysis }, column) => {
      const x = MARGIN + LEFT + column * (MAP.width + MAP.gap);
      return [
        label(fitText(name, MAP.width, 12, true), x, 50, { 'font-size': 12, 'font-weight': 'bold' }),
        label(fitText(rowName(analysis.rowSetting, words), MAP.width, SIZE), x, 50 + ROW, {
          'font-size': SIZE,
          fill: theme.quiet,
        }),
        recipes.map((recipe, row) => {
          const box = { x, y: mapsTop + row * rowHeight + MAP.heading, width: MAP.width, height: MAP.height };
          return drawMap(analysis, recipe, box, scales);
        }),
      ];
    }),
    recipes.map((recipe, row) =>
      wrapText(recipe, LEFT - 40, 11).map((line, index) =>
        label(line, MARGIN, mapsTop + row * rowHeight + MAP.heading + 14 + ROW * index, {
          'font-size': 11,
          'font-weight': 'bold',
        }),
      ),
    ),
    drawValues(studies, recipes, edgesOf, words.comparison.edges, panelBox(0), scales),
    drawValues(studies, recipes, penaltyOf, words.comparison.penalties, panelBox(1), scales),
    studies.map(({ name }, index) => [
      element('circle', {
        cx: MARGIN + LEFT + 6,
        cy: legendTop + ROW * index,
        r: 4,
        fill: lineColour(index),
      }),
      label(
        fitText(name, width - 2 * MARGIN - LEFT - 20, SIZE),
        MARGIN + LEFT + 16,
        legendTop + 4 + ROW * index,
        {
          'font-size': SIZE,
        },
      ),
    ]),
    caption.map((line, index) =>
      label(line, MARGIN, captionTop + ROW * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}

/** Of all studies, in the order in which they come up; a recipe of one alone is among them. */
export function recipesOf(studies: readonly ComparedStudy[]): string[] {
  return [...new Set(studies.flatMap(({ analysis }) => analysis.recipes.map(({ recipe }) => recipe)))];
}

function mapOf({ recipes }: GridAnalysis, recipe: string): RecipeMap | null {
  return recipes.find((map) => map.recipe === recipe) ?? null;
}

function drawMap(
  analysis: GridAnalysis,
  recipe: string,
  box: Box,
  { theme, words, idPrefix, from, to }: Scales,
): Svg[] {
  const map = mapOf(analysis, recipe);
  const style = { 'font-size': SIZE, fill: theme.quiet };
  const frame = element('rect', { ...box, fill: theme.panel });
  if (map === null) {
    return [
      frame,
      label(words.comparison.absent, box.x + box.width / 2, box.y + box.height / 2, {
        ...style,
        'text-anchor': 'middle',
      }),
    ];
  }
  const columns = logAxis(analysis.learningRates, Math.log10).bounds;
  const rows = rowAxisOf(analysis).bounds;
  const [bottom, top] = [rows[0]!, rows.at(-1)!];
  const x = (log: number) => box.x + (box.width * (log - from)) / (to - from);
  const y = (place: number) => box.y + (box.height * (top - place)) / (top - bottom);
  const cells = map.cells.flatMap((line, row) =>
    line.map((cell, column) => {
      if (cell.share === null) return null;
      const colour = valueColour(cell.share);
      const area = {
        x: x(columns[column]!),
        y: y(rows[row + 1]!),
        width: x(columns[column + 1]!) - x(columns[column]!),
        height: y(rows[row]!) - y(rows[row + 1]!),
      };
      const said = titled(
        words.comparison.cell(
          formatLearningRate(cell.learningRate),
          rowShort(analysis.rowSetting, cell.rowValue, words),
          cell.unstable,
          cell.finished,
        ),
      );
      return element(
        'g',
        {},
        element('rect', { ...area, fill: colour }),
        cell.share > 0 &&
          element('rect', {
            ...area,
            fill: hatchFill(
              idPrefix,
              cell.share >= analysis.thresholds.unstableShare ? 'dense' : 'sparse',
              colour,
            ),
          }),
        said,
      );
    }),
  );
  const edges = map.edges.flatMap((edge, row) => {
    const { learningRate, interval } = edge;
    if (learningRate === null || interval === null) return [];
    const at = y((rows[row]! + rows[row + 1]!) / 2);
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
      element('circle', {
        cx: x(Math.log10(learningRate)),
        cy: at,
        r: 3,
        fill: theme.edge,
        stroke: theme.edgeCasing,
      }),
    ];
  });
  return [
    frame,
    ...cells.filter((cell) => cell !== null),
    ...edges,
    ...decades(from, to).map((power) =>
      label(`1e${power}`, x(power), box.y + box.height + 14, { ...style, 'text-anchor': 'middle' }),
    ),
    ...shownRows(analysis.rowValues).map((rowValue) => {
      const row = analysis.rowValues.indexOf(rowValue);
      return label(formatRow(rowValue), box.x - 5, y((rows[row]! + rows[row + 1]!) / 2) + 3.5, {
        ...style,
        'text-anchor': 'end',
      });
    }),
  ];
}

const MOST_ROW_LABELS = 6;

function shownRows(values: readonly number[]): readonly number[] {
  const every = Math.ceil(values.length / MOST_ROW_LABELS);
  return values.filter((_, index) => index % every === 0);
}

function decades(from: number, to: number): number[] {
  const first = Math.ceil(from);
  return Array.from({ length: Math.max(0, Math.floor(to) - first + 1) }, (_, i) => first + i);
}

/** One value of a recipe in a study. */
interface Value {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Nothing bounds it at an end, or at both. */
  readonly isOpen: boolean;
  readonly text: string;
}

/** Of an interval of learning rates: beyond the tested ones nothing bounds it. */
function isOpen({ low, high }: Interval): boolean {
  return low === 0 || high === Infinity;
}

/** log10 of LR50, one a row; an open interval reaches to the end of the tested rates. */
function edgesOf(map: RecipeMap, { learningRates }: GridAnalysis): Value[] {
  const log = (rate: number) =>
    Math.log10(Math.min(learningRates.at(-1)!, Math.max(learningRates[0]!, rate)));
  return map.edges.flatMap(({ learningRate, interval }) => {
    if (learningRate === null || interval === null) return [];
    const text = `${formatEdge(learningRate)} (${formatEdge(interval.low)} – ${formatEdge(interval.high)})`;
    return [
      {
        value: Math.log10(learningRate),
        low: log(interval.low),
        high: log(interval.high),
        isOpen: isOpen(interval),
        text,
      },
    ];
  });
}

/** Nats. */
function penaltyOf({ headline }: RecipeMap): Value[] {
  const nats = headline?.penalty.nats ?? null;
  if (nats === null) return [];
  const interval = headline!.penalty.interval;
  const arm = interval === null ? null : (interval.high - interval.low) / 2;
  const { low, high } = interval ?? { low: nats, high: nats };
  return [{ value: nats, low, high, isOpen: interval === null, text: formatNats(nats, arm) }];
}

function drawValues(
  studies: readonly ComparedStudy[],
  recipes: readonly string[],
  valuesOf: (map: RecipeMap, analysis: GridAnalysis) => readonly Value[],
  heading: string,
  box: Box,
  { theme }: Scales,
): Svg[] {
  const isEdges = valuesOf === edgesOf;
  const points = studies.flatMap(({ name, analysis }, study) =>
    recipes.flatMap((recipe, index) => {
      const map = mapOf(analysis, recipe);
      const values = map ? valuesOf(map, analysis) : [];
      return values.map((value, row) => ({ ...value, name, study, recipe, index, row, rows: values.length }));
    }),
  );
  const ends = [...points.flatMap(({ low, high }) => [low, high]), ...(isEdges ? [] : [0])];
  const [least, most] = ends.length === 0 ? [0, 1] : [Math.min(...ends), Math.max(...ends)];
  const pad = 0.08 * Math.max(most - least, 1e-3);
  const [bottom, top] = [least - pad, most + pad];
  const y = (value: number) => box.y + (box.height * (top - value)) / (top - bottom);
  const slot = box.width / Math.max(1, recipes.length);
  const style = { 'font-size': SIZE, fill: theme.quiet };
  const marks = isEdges ? rateTicks(bottom, top) : ticks(bottom, top, 5);
  return [
    label(fitText(heading, box.width, 12, true), box.x, box.y - 10, {
      'font-size': 12,
      'font-weight': 'bold',
    }),
    element('rect', { ...box, fill: theme.panel }),
    ...valueRules(
      box,
      {
        values: marks,
        text: (value) => (isEdges ? formatEdge(10 ** value) : formatNats(value, null)),
        hasZero: !isEdges,
      },
      y,
      SIZE,
      theme,
    ),
    ...recipes.map((recipe, index) =>
      label(fitText(recipe, slot - 6, SIZE), box.x + slot * (index + 0.5), box.y + box.height + 16, {
        ...style,
        'text-anchor': 'middle',
      }),
    ),
    ...points.map(({ value, low, high, isOpen: open, text, name, study, recipe, index, row, rows }) => {
      const place = (study + (row + 1) / (rows + 1)) / studies.length;
      const x = box.x + slot * (index + 0.1 + 0.8 * place);
      const fill = lineColour(study);
      return element(
        'g',
        {},
        element('path', {
          d: polyline([
            [x, y(low)],
            [x, y(high)],
          ]),
          stroke: fill,
          'stroke-width': 1.4,
          'stroke-dasharray': open ? OPEN_DASHES : undefined,
        }),
        element('circle', { cx: x, cy: y(value), r: 3, fill }),
        titled(`${name}, ${recipe}: ${text}`),
      );
    }),
  ];
}
