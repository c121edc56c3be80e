// The map as one SVG picture: a panel per recipe over learning rate x batch size, legend, and the facts a reader needs to
// judge it. Pure: numbers in, text out. The screen, the exported file and the report show this same figure.
import type { GridAnalysis, RecipeMap } from '../../analysis/grid.ts';
import { logAxis } from './axis.ts';
import { drawYAxis } from './axes.ts';
import type { CellContext, MapValue, TailScale } from './cell.ts';
import type { Frame } from './frame.ts';
import { hatchPatterns } from './marks.ts';
import { guideAnchor, type Setting } from './overlay.ts';
import { footerLines, type FigureFacts } from './facts.ts';
import { drawLegend } from './legend.ts';
import { areaLines, drawPanel, HEADING_HEIGHT, X_AXIS_HEIGHT } from './panel.ts';
import { label, svgDocument } from './svg.ts';
import { fitText, wrapText } from './text.ts';
import { THEMES, type ThemeName } from './theme.ts';
import { ENGLISH, type Words } from '../language/language.ts';

export interface MapOptions {
  readonly title: string;
  readonly theme: ThemeName;
  /** What the colours show: the share of unstable runs, or the median tail loss on a scale of its own. */
  readonly value: MapValue;
  /** Lines LR ~ batch and LR ~ sqrt(batch) through the baseline's edge. */
  readonly guides: boolean;
  readonly facts: FigureFacts;
  /** Tail losses from here on share the last colour, e.g. the loss at the start; null takes the highest one. */
  readonly tailCeiling: number | null;
  /** Keeps the ids of several figures on one page apart. */
  readonly idPrefix?: string;
  /** Widest picture in pixels. */
  readonly width?: number;
  /** English where not given. */
  readonly words?: Words;
  /** A setting to point out, e.g. that of a decision. */
  readonly chosen?: Setting;
}

const WIDTH = 1180;
const LEAST_WIDTH = 680;
const MARGIN = 24;
const Y_AXIS_WIDTH = 62;
const PANEL_GAP = 26;
const CELL = { width: 54, height: 54 };
const LEAST_PANEL = { width: 230, height: 110 };
const MOST_PANEL = { width: 620, height: 520 };
const TITLE_SIZE = 17;
const FOOTER_SIZE = 10.5;
const FOOTER_LINE = 15;

/** From the lowest median tail to the ceiling, or to the highest one where that is lower. */
export function tailScale(analysis: GridAnalysis, ceiling: number | null): TailScale {
  const tails = analysis.recipes
    .flatMap((map) => map.cells.flat())
    .flatMap((cell) =>
      cell.medianTail !== null && Number.isFinite(cell.medianTail) ? [cell.medianTail] : [],
    );
  if (tails.length === 0) return { low: 0, high: 0, clipped: false };
  const low = tails.reduce((a, b) => Math.min(a, b));
  const high = tails.reduce((a, b) => Math.max(a, b));
  const limit = ceiling !== null && Number.isFinite(ceiling) ? ceiling : Infinity;
  const top = Math.max(low, Math.min(high, limit));
  return { low, high: top, clipped: top < high };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function description(analysis: GridAnalysis, words: Words): string {
  const { figures, numbers } = words;
  const regions = analysis.recipes.map((map: RecipeMap) => {
    const cells = map.cells.flat();
    const count = (pick: (cell: (typeof cells)[number]) => number) =>
      cells.reduce((sum, cell) => sum + pick(cell), 0);
    const [unstable, finished] = [count((cell) => cell.unstable), count((cell) => cell.finished)];
    const areas = areaLines(map, analysis.baseline, words);
    return figures.recipeDescription(map.recipe, unstable, finished, areas);
  });
  return numbers.sentences([figures.mapDescription, ...regions]);
}

/** An SVG document. A study without runs gives a picture that says so. */
export function mapFigure(analysis: GridAnalysis, options: MapOptions): string {
  const theme = THEMES[options.theme];
  const words = options.words ?? ENGLISH;
  const { figures } = words;
  const chosen = options.chosen ?? null;
  const idPrefix = options.idPrefix ?? 'map';
  const widest = Math.max(LEAST_WIDTH, options.width ?? WIDTH);
  const { learningRates, batchSizes, recipes } = analysis;
  const grid = {
    x: logAxis(learningRates, Math.log10),
    y: logAxis(batchSizes, Math.log2),
  };
  const drawable = learningRates.length > 0 && batchSizes.length > 0 && recipes.length > 0;

  const wanted = clamp(CELL.width / grid.x.narrowest, LEAST_PANEL.width, MOST_PANEL.width);
  const panelHeight = clamp(CELL.height / grid.y.narrowest, LEAST_PANEL.height, MOST_PANEL.height);
  const room = widest - 2 * MARGIN - Y_AXIS_WIDTH;
  const most = Math.max(1, Math.floor((room + PANEL_GAP) / (wanted + PANEL_GAP)));
  const rows = drawable ? Math.ceil(recipes.length / most) : 0;
  const columns = drawable ? Math.ceil(recipes.length / rows) : 0;
  const spread = (room - (columns - 1) * PANEL_GAP) / Math.max(1, columns);
  const panelWidth = Math.min(wanted * 1.25, spread);
  const used = 2 * MARGIN + Y_AXIS_WIDTH + columns * panelWidth + Math.max(0, columns - 1) * PANEL_GAP;
  const width = Math.max(LEAST_WIDTH, Math.ceil(used));
  const inner = width - 2 * MARGIN;

  const context: Omit<CellContext, 'recipe'> = {
    value: options.value,
    scale: tailScale(analysis, options.tailCeiling),
    thresholds: analysis.thresholds,
    theme,
    idPrefix,
    words,
  };
  const anchor = options.guides ? guideAnchor(analysis) : null;

  const subtitle = figures.mapSubtitle(options.value, recipes.length);
  const subtitleLines = wrapText(subtitle, inner, FOOTER_SIZE + 1);
  const panelsTop = MARGIN + 24 + 15 * subtitleLines.length + 14;
  const rowHeight = HEADING_HEIGHT + panelHeight + X_AXIS_HEIGHT + 18;
  const frames = recipes.map((_, index): Frame => {
    const [row, column] = [Math.floor(index / Math.max(1, columns)), index % Math.max(1, columns)];
    return {
      x: MARGIN + Y_AXIS_WIDTH + column * (panelWidth + PANEL_GAP),
      y: panelsTop + row * rowHeight + HEADING_HEIGHT,
      width: panelWidth,
      height: panelHeight,
      grid,
    };
  });
  const legendTop = panelsTop + (drawable ? rows * rowHeight : 40) + 8;
  const legend = drawable
    ? drawLegend(
        MARGIN,
        legendTop,
        inner,
        analysis,
        { ...context, recipe: '' },
        { guides: anchor !== null, chosen: chosen !== null },
      )
    : null;
  const noGuides = options.guides && anchor === null ? [figures.noGuides] : [];
  const footer = [...noGuides, ...footerLines(options.facts, inner, FOOTER_SIZE, words)];
  const footerTop = legendTop + (legend ? legend.height + 26 : 0);
  const height = Math.ceil(footerTop + FOOTER_LINE * footer.length + MARGIN - 8);

  return svgDocument(
    {
      width,
      height,
      title: options.title,
      description: description(analysis, words),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    hatchPatterns(idPrefix),
    label(fitText(options.title, inner, TITLE_SIZE, true), MARGIN, MARGIN + 14, {
      'font-size': TITLE_SIZE,
      'font-weight': 'bold',
    }),
    subtitleLines.map((line, index) =>
      label(line, MARGIN, MARGIN + 34 + 15 * index, { 'font-size': FOOTER_SIZE + 1, fill: theme.quiet }),
    ),
    !drawable && label(figures.noRuns, MARGIN, panelsTop + 22, { 'font-size': 13 }),
    drawable &&
      recipes.map((map, index) =>
        drawPanel(frames[index]!, {
          analysis,
          map,
          cell: { ...context, recipe: map.recipe },
          anchor,
          chosen,
        }),
      ),
    drawable &&
      frames
        .filter((_, index) => index % columns === 0)
        .map((frame) => drawYAxis(frame, batchSizes, theme, MARGIN + 10, words)),
    legend?.drawn,
    footer.map((line, index) =>
      label(line, MARGIN, footerTop + FOOTER_LINE * index, { 'font-size': FOOTER_SIZE, fill: theme.quiet }),
    ),
  );
}
