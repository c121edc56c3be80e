// The maps of a ladder as small multiples: a panel for each size of the model, its recipes above each other, all on one axis of learning rates and
// one scale, so that one sees how the edges of recipes move apart as the model grows. Pure.
import type { GridAnalysis } from '../../analysis/grid/grid.ts';
import type { StudyLadder } from '../../analysis/ladder/recipe-ladder.ts';
import type { Words } from '../language/language.ts';
import { formatCount } from '../language/numbers.ts';
import { rowText } from '../language/row-text.ts';
import { footerLines, type FigureFacts } from './facts.ts';
import { hatchPatterns } from './marks.ts';
import {
  drawSmallMap,
  rateEnds,
  SHARE_BAR_HEIGHT,
  shareBar,
  SMALL_MAP_SIZE as SIZE,
  type SmallMap,
  type SmallMapScale,
} from './small-map.ts';
import { label, svgDocument } from './svg.ts';
import { fitText, textWidth, wrapText } from './text.ts';
import { THEMES, type ThemeName } from './theme.ts';

export interface SizeMapsOptions {
  readonly title: string;
  readonly facts: FigureFacts;
  readonly theme: ThemeName;
  readonly words: Words;
  /** Pixels that the figure should have; it takes more where its maps need them. */
  readonly width?: number;
  readonly idPrefix?: string;
}

const MARGIN = 24;
const PANEL = { least: 180, most: 300, heading: 26, below: 30, gap: 22 };
/** Pixels of a recipe in a panel. */
const RECIPE = 24;
const LONGEST_NAME = 150;
const USUAL_WIDTH = 980;
const ROW = 15;
const TITLE_SIZE = 15;
const TITLE_ROW = 19;

/** `analysis` and `ladder` of one study. */
export function sizeMapsFigure(
  analysis: GridAnalysis,
  { sizeIn, sizes }: Pick<StudyLadder, 'sizeIn' | 'sizes'>,
  { title, facts, words, width: wanted = USUAL_WIDTH, idPrefix = 'sizes', ...options }: SizeMapsOptions,
): string {
  const theme = THEMES[options.theme];
  const { recipes, rowSetting } = analysis;
  const gutter =
    10 + Math.min(LONGEST_NAME, Math.max(0, ...recipes.map(({ recipe }) => textWidth(recipe, SIZE))));
  const { columns, panelWidth, width } = layoutOf(sizes.length, wanted, gutter);
  const room = width - 2 * MARGIN;
  const height = recipes.length * RECIPE;
  const subtitle = wrapText(words.ladder.mapsSubtitle, room, SIZE);
  const heading = wrapText(title, room, TITLE_SIZE, true);
  const subtitleTop = 26 + TITLE_ROW * heading.length;
  const top = subtitleTop + ROW * subtitle.length - 4;
  const band = PANEL.heading + height + PANEL.below;
  const barTop = top + Math.ceil(sizes.length / columns) * band + 4;
  const footer = footerLines(facts, room, SIZE, words);
  const footerTop = barTop + SHARE_BAR_HEIGHT + 16;
  const scale = { ...rateEnds([analysis.learningRates]), theme, words, idPrefix };
  const panels = sizes.map(({ rowValue, size }, index) => {
    const column = index % columns;
    const box = {
      x: MARGIN + gutter + column * (panelWidth + PANEL.gap),
      y: top + Math.floor(index / columns) * band + PANEL.heading,
      width: panelWidth,
      height,
    };
    // The names of recipes stand beside the first map of each line, which all others are aligned with.
    const own: SmallMapScale = { ...scale, gutter: column === 0 ? gutter : 0 };
    const row = rowText(rowSetting, rowValue, words);
    const name = sizeIn === 'parameters' ? `${row}, ${words.ladder.sizeOf(formatCount(size))}` : row;
    return [
      label(fitText(name, box.width, 11, true), box.x, box.y - 8, {
        'font-size': 11,
        'font-weight': 'bold',
      }),
      ...drawSmallMap(mapOfSize(analysis, rowValue, column === 0), box, own),
    ];
  });
  return svgDocument(
    {
      width,
      height: footerTop + ROW * footer.length + 4,
      title,
      description: words.ladder.mapsSubtitle,
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    hatchPatterns(idPrefix),
    heading.map((line, index) =>
      label(line, MARGIN, 26 + TITLE_ROW * index, { 'font-size': TITLE_SIZE, 'font-weight': 'bold' }),
    ),
    subtitle.map((line, index) =>
      label(line, MARGIN, subtitleTop + ROW * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
    panels,
    shareBar(MARGIN + gutter, barTop, { ...scale, gutter }),
    footer.map((line, index) =>
      label(line, MARGIN, footerTop + ROW * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}

interface Layout {
  readonly columns: number;
  readonly panelWidth: number;
  readonly width: number;
}

/** As many maps in a line as have room, all of them equally wide. */
function layoutOf(count: number, wanted: number, gutter: number): Layout {
  const room = wanted - 2 * MARGIN - gutter;
  const most = Math.max(1, Math.floor((room + PANEL.gap) / (PANEL.least + PANEL.gap)));
  const lines = Math.ceil(count / most);
  const columns = Math.max(1, Math.ceil(count / lines));
  const share = (room - (columns - 1) * PANEL.gap) / columns;
  const panelWidth = Math.min(PANEL.most, Math.max(PANEL.least, share));
  return {
    columns,
    panelWidth,
    width: Math.ceil(2 * MARGIN + gutter + columns * panelWidth + (columns - 1) * PANEL.gap),
  };
}

/** The recipes of one size, the first of the study at the top. */
function mapOfSize(analysis: GridAnalysis, rowValue: number, isNamed: boolean): SmallMap {
  const { learningRates, rowValues, recipes, thresholds } = analysis;
  const row = rowValues.indexOf(rowValue);
  return {
    learningRates,
    unstableShare: thresholds.unstableShare,
    rows: recipes
      .map(({ recipe, cells, edges }, index) => ({
        label: isNamed ? recipe : '',
        name: recipe,
        low: -index - 1,
        high: -index,
        cells: cells[row]!,
        edge: edges.find((edge) => edge.rowValue === rowValue) ?? null,
      }))
      .toReversed(),
  };
}
