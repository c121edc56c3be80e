// The map as one SVG picture: a panel per recipe over learning rate x row, legend, and the facts a reader needs to
// judge it. Pure: numbers in, text out. The screen, the exported file and the report show this same figure.
import type { GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import { drawYAxis } from './axes.ts';
import type { CellContext } from './cell.ts';
import { measureScale } from './measure.ts';
import type { Measure } from '../language/shown.ts';
import { hatchPatterns } from './marks.ts';
import { guideAnchor, type Setting } from './overlay.ts';
import { footerLines, type FigureFacts } from './facts.ts';
import { drawLegend } from './legend.ts';
import { mapFinding } from './map-finding.ts';
import { MARGIN, mapLayout, SUBTITLE_SIZE, TITLES } from './map-layout.ts';
import { drawPanel, toldInFull } from './panel.ts';
import { controlNotes, recipeName } from '../language/recipe-name.ts';
import { label, svgDocument } from './svg.ts';
import { fitText, textWidth, wrapText } from './text.ts';
import { THEMES, type ThemeName } from './theme.ts';
import type { Words } from '../language/language.ts';
import { rowName } from '../language/row-text.ts';

export interface MapOptions {
  /** The name of the study, or what else the map is of; under it stands what it has found. */
  readonly title: string;
  readonly theme: ThemeName;
  /** What the colours show. */
  readonly value: Measure;
  /** Lines LR ~ batch and LR ~ sqrt(batch) through the baseline's edge. */
  readonly guides: boolean;
  readonly facts: FigureFacts;
  /** Tail losses from here on share the last colour, e.g. the loss at the start; null takes the highest one. */
  readonly tailCeiling: number | null;
  /** Keeps the ids of several figures on one page apart. */
  readonly idPrefix?: string;
  /** Widest picture in pixels. */
  readonly width?: number;
  /** Narrowest cell in pixels, if panels are to stand beside each other. */
  readonly leastCell?: number;
  readonly words: Words;
  /** The whole study, on whose scale and against whose baseline recipes are drawn; default: all that is given. */
  readonly among?: GridAnalysis;
  /** A setting to point out, e.g. that of a decision. */
  readonly chosen?: Setting;
}

const TITLE_SIZE = { least: 12, most: 17 };
const FOOTER_SIZE = 10.5;
const FOOTER_LINE = 15;

function description(analysis: GridAnalysis, words: Words): string {
  const { figures, numbers } = words;
  const regions = analysis.recipes.map((map: RecipeMap) => {
    const cells = map.cells.flat();
    const count = (pick: (cell: (typeof cells)[number]) => number) =>
      cells.reduce((sum, cell) => sum + pick(cell), 0);
    const [unstable, finished] = [count((cell) => cell.unstable), count((cell) => cell.finished)];
    const found = toldInFull(map, analysis, words);
    return figures.recipeDescription(recipeName(map.recipe, analysis, words), unstable, finished, found);
  });
  return numbers.sentences([figures.mapDescription(rowName(analysis.rowSetting, words)), ...regions]);
}

/** A long title is set smaller before it is cut. */
function sizeWithin(title: string, width: number): number {
  const { least, most } = TITLE_SIZE;
  return Math.max(least, Math.min(most, Math.floor((most * width) / textWidth(title, most, true))));
}

/** An SVG document. A study without runs gives a picture that says so. */
export function mapFigure(analysis: GridAnalysis, options: MapOptions): string {
  const theme = THEMES[options.theme];
  const { words } = options;
  const { figures } = words;
  const chosen = options.chosen ?? null;
  const idPrefix = options.idPrefix ?? 'map';
  const among = options.among ?? analysis;
  const baseline = among.recipes.find(({ recipe }) => recipe === among.baseline) ?? null;
  const layout = mapLayout(analysis, options.value, words, options.width, options.leastCell);
  const { width, columns, subtitle, panelsTop, panelsEnd, recipes, frames } = layout;
  const inner = width - 2 * MARGIN;
  const finding = mapFinding(recipes, among, words);
  const heading = finding ?? options.title;
  const headingSize = sizeWithin(heading, inner);
  const drawable = frames.length > 0;

  const context: Omit<CellContext, 'recipe' | 'name'> = {
    scale: measureScale(among, options.value, words, options.value === 'tail' ? options.tailCeiling : null),
    thresholds: analysis.thresholds,
    theme,
    idPrefix,
    words,
    rowSetting: analysis.rowSetting,
  };
  const anchor = options.guides ? guideAnchor(analysis) : null;

  const legendTop = panelsEnd + (drawable ? 8 : 48);
  const legend = drawable
    ? drawLegend(
        MARGIN,
        legendTop,
        inner,
        analysis,
        { ...context, recipe: '', name: '' },
        { guides: anchor !== null, chosen: chosen !== null, baselineEdge: options.value === 'added' },
      )
    : null;
  const noGuides =
    options.guides && anchor === null && analysis.rowSetting.kind === 'batch-size' ? [figures.noGuides] : [];
  const notes = controlNotes(
    recipes.map(({ recipe }) => recipe),
    analysis,
    words,
  ).flatMap((note) => wrapText(note, inner, FOOTER_SIZE));
  const footer = [...noGuides, ...notes, ...footerLines(options.facts, inner, FOOTER_SIZE, words)];
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
    finding !== null &&
      label(fitText(options.title, inner, SUBTITLE_SIZE), MARGIN, MARGIN + 8, {
        'font-size': SUBTITLE_SIZE,
        fill: theme.quiet,
      }),
    label(fitText(heading, inner, headingSize, true), MARGIN, MARGIN + 31, {
      'font-size': headingSize,
      'font-weight': 'bold',
    }),
    subtitle.map((line, index) =>
      label(line, MARGIN, MARGIN + TITLES + 10 + 15 * index, {
        'font-size': SUBTITLE_SIZE,
        fill: theme.quiet,
      }),
    ),
    !drawable && label(figures.noRuns, MARGIN, panelsTop + 22, { 'font-size': 13 }),
    drawable &&
      recipes.map((map, index) =>
        drawPanel(frames[index]!, {
          analysis,
          map,
          beneath: options.value === 'added' && map !== baseline ? baseline : null,
          cell: { ...context, recipe: map.recipe, name: recipeName(map.recipe, analysis, words) },
          anchor,
          chosen,
        }),
      ),
    drawable &&
      frames
        .filter((_, index) => index % columns === 0)
        .map((frame) => drawYAxis(frame, analysis, theme, MARGIN + 10, words)),
    legend?.drawn,
    footer.map((line, index) =>
      label(line, MARGIN, footerTop + FOOTER_LINE * index, { 'font-size': FOOTER_SIZE, fill: theme.quiet }),
    ),
  );
}
