// Studies side by side: a column each, a row for each recipe, all maps on one axis of learning rates and one scale; and below them the edges and
// penalties of all in one panel each, and against the size of the model where rows are sizes. Pure.
import type { GridAnalysis } from '../../../analysis/grid/grid.ts';
import type { Words } from '../../language/language.ts';
import { formatLevel } from '../../language/numbers.ts';
import { formatRow, rowName, rowShort } from '../../language/row-text.ts';
import { rowAxisOf } from '../axis.ts';
import { hatchPatterns, type Box } from '../marks.ts';
import {
  drawSmallMap,
  rateEnds,
  SHARE_BAR_HEIGHT,
  shareBar,
  SMALL_MAP_SIZE as SIZE,
  type SmallMap,
  type SmallMapScale,
} from '../small-map.ts';
import { element, label, svgDocument, type Svg } from '../svg.ts';
import { fitText, wrapText } from '../text.ts';
import { THEMES, type ThemeName } from '../theme.ts';
import { comparedLadders, drawComparedLadders, laddersHeight } from './compared-ladders.ts';
import { mapOf, namedApart, recipesOf, type ComparedStudy } from './compared-study.ts';
import { studyDot } from './study-dot.ts';
import { drawValues, edgePanel, namesBelow, penaltyPanel } from './study-values.ts';

export interface ComparisonFigureOptions {
  readonly theme: ThemeName;
  readonly words: Words;
  /** Sentences under the panels, above what is said of every such figure. */
  readonly notes: readonly string[];
  /** Pixels that the figure should have; it takes more where its maps need them. */
  readonly width?: number;
  readonly idPrefix?: string;
}

const MARGIN = 24;
/** Left of each map, for its row values. */
const GUTTER = 46;
const MAP = { least: 120, usual: 250, most: 420, height: 130, gap: 20, below: 30, heading: 24 };
const PANEL = { left: 60, height: 190, heading: 40 };
const ROW = 15;
const NAME_SIZE = 12;

export function comparisonFigure(given: readonly ComparedStudy[], options: ComparisonFigureOptions): string {
  const { words, idPrefix = 'comparison' } = options;
  const studies = namedApart(given);
  const theme = THEMES[options.theme];
  const recipes = recipesOf(studies);
  const { mapWidth, width } = widthsOf(studies.length, options.width);
  const room = width - 2 * MARGIN;
  const head = studies.map((study) => columnHead(study, mapWidth, words));
  const mapsTop = 46 + ROW * Math.max(...head.map(({ name, facts }) => name.length + facts.length));
  const rowHeight = MAP.heading + MAP.height + MAP.below;
  const barTop = mapsTop + recipes.length * rowHeight;
  const panelsTop = barTop + SHARE_BAR_HEIGHT + 8;
  const scale: SmallMapScale = {
    ...rateEnds(studies.map(({ analysis }) => analysis.learningRates)),
    theme,
    words,
    idPrefix,
    gutter: GUTTER,
  };
  const panelWidth = room - PANEL.left;
  const below = namesBelow(recipes, panelWidth);
  const panelBox = (index: number): Box => ({
    x: MARGIN + PANEL.left,
    y: panelsTop + PANEL.heading + index * (PANEL.heading + PANEL.height + below),
    width: panelWidth,
    height: PANEL.height,
  });
  const laddersTop = panelBox(2).y - PANEL.heading;
  const ladders = comparedLadders(studies);
  const legendTop = laddersTop + (ladders ? laddersHeight(ladders) : 0) + 12;
  const said = [
    ...options.notes,
    words.comparison.caption(words.comparison.interval(levelsOf(studies, words))),
    ...(ladders ? [words.comparison.ladder.caption] : []),
    ...(ladders?.hasGaps ? [words.ladder.gaps] : []),
  ];
  const caption = said.flatMap((sentence) => wrapText(sentence, room, SIZE));
  const captionTop = legendTop + ROW * studies.length + 14;
  const columnX = (column: number) => MARGIN + GUTTER + column * (mapWidth + GUTTER + MAP.gap);
  const { title } = words.comparison;
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
    label(fitText(title, room, 15, true), MARGIN, 26, { 'font-size': 15, 'font-weight': 'bold' }),
    head.map(({ name, facts }, column) =>
      [...name, ...facts].map((line, index) =>
        label(line, columnX(column), 50 + ROW * index, {
          'font-size': index < name.length ? NAME_SIZE : SIZE,
          ...(index < name.length ? { 'font-weight': 'bold' } : { fill: theme.quiet }),
        }),
      ),
    ),
    recipes.map((recipe, row) =>
      label(fitText(recipe, room - GUTTER, 11, true), MARGIN + GUTTER, mapsTop + row * rowHeight + 16, {
        'font-size': 11,
        'font-weight': 'bold',
      }),
    ),
    studies.map(({ analysis }, column) =>
      recipes.map((recipe, row) => {
        const y = mapsTop + row * rowHeight + MAP.heading;
        const box = { x: columnX(column), y, width: mapWidth, height: MAP.height };
        return drawMap(analysis, recipe, box, scale);
      }),
    ),
    shareBar(MARGIN + GUTTER, barTop, scale),
    [edgePanel(words), penaltyPanel(words)].map((panel, index) =>
      drawValues(studies, recipes, panel, panelBox(index), { theme, words }),
    ),
    ladders && drawComparedLadders(ladders, { x: MARGIN, y: laddersTop, width: room }, { theme, words }),
    studies.map(({ name }, index) => [
      element('circle', {
        cx: MARGIN + PANEL.left + 6,
        cy: legendTop + ROW * index,
        r: 4,
        ...studyDot(index, theme),
      }),
      label(fitText(name, panelWidth - 20, SIZE), MARGIN + PANEL.left + 16, legendTop + 4 + ROW * index, {
        'font-size': SIZE,
      }),
    ]),
    caption.map((line, index) =>
      label(line, MARGIN, captionTop + ROW * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}

/** Pixels of a map and of the whole; maps as wide as there is room, within bounds. */
function widthsOf(count: number, wanted?: number): { readonly mapWidth: number; readonly width: number } {
  const beside = 2 * MARGIN + count * GUTTER + (count - 1) * MAP.gap;
  const share = wanted === undefined ? MAP.usual : Math.floor((wanted - beside) / count);
  const mapWidth = Math.min(MAP.most, Math.max(MAP.least, share));
  return { mapWidth, width: beside + count * mapWidth };
}

interface ColumnHead {
  readonly name: readonly string[];
  /** Where the numbers come from, and what the rows are. */
  readonly facts: readonly string[];
}

/** Of the intervals: one where all studies have the same, else of each in their order. */
function levelsOf(studies: readonly ComparedStudy[], words: Words): string[] {
  const levels = studies.map(({ analysis }) => formatLevel(analysis.thresholds.confidence, words));
  return new Set(levels).size === 1 ? levels.slice(0, 1) : levels;
}

/** Lines of the name and of each fact of a study. */
const MOST_LINES = 3;

function columnHead({ name, facts, analysis }: ComparedStudy, width: number, words: Words): ColumnHead {
  const rows = words.comparison.rows(rowName(analysis.rowSetting, words));
  const said = [facts.precision, facts.data, facts.budget, facts.seeds, rows].filter((fact) => fact !== '');
  return {
    name: fewLines(name, width, NAME_SIZE, true),
    facts: said.flatMap((fact) => fewLines(fact, width, SIZE)),
  };
}

function fewLines(text: string, width: number, size: number, isBold = false): string[] {
  const lines = wrapText(text, width, size, isBold);
  const last = lines.slice(MOST_LINES - 1).join(' ');
  return last === '' ? lines : [...lines.slice(0, MOST_LINES - 1), fitText(last, width, size, isBold)];
}

const MOST_ROW_LABELS = 6;

function drawMap(analysis: GridAnalysis, recipe: string, box: Box, scale: SmallMapScale): Svg[] {
  const map = smallMapOf(analysis, recipe, scale.words);
  if (map !== null) return drawSmallMap(map, box, scale);
  return [
    element('rect', { ...box, fill: scale.theme.panel }),
    label(
      fitText(scale.words.comparison.absent, box.width, SIZE),
      box.x + box.width / 2,
      box.y + box.height / 2,
      { 'font-size': SIZE, fill: scale.theme.quiet, 'text-anchor': 'middle' },
    ),
  ];
}

function smallMapOf(analysis: GridAnalysis, recipe: string, words: Words): SmallMap | null {
  const map = mapOf(analysis, recipe);
  if (map === null) return null;
  const { learningRates, rowSetting, rowValues, thresholds } = analysis;
  const { bounds } = rowAxisOf(analysis);
  const every = Math.ceil(rowValues.length / MOST_ROW_LABELS);
  return {
    learningRates,
    unstableShare: thresholds.unstableShare,
    rows: rowValues.map((rowValue, row) => ({
      label: row % every === 0 ? formatRow(rowValue) : '',
      name: rowShort(rowSetting, rowValue, words),
      low: bounds[row]!,
      high: bounds[row + 1]!,
      cells: map.cells[row]!,
      edge: map.edges.find((edge) => edge.rowValue === rowValue) ?? null,
    })),
  };
}
