// Where the panels of the map lie, and which cell lies at a point: arithmetic, so that a pointer over ten thousand cells needs
// no element for each. No drawing.
import type { GridAnalysis, RecipeMap } from '../../analysis/grid/grid.ts';
import { logAxis, rowAxisOf } from './axis.ts';
import type { PlotFrame } from './frame.ts';
import type { Measure } from '../language/shown.ts';
import type { Words } from '../language/language.ts';
import { HEADING_HEIGHT, X_AXIS_HEIGHT } from './panel.ts';
import { wrapText } from './text.ts';
import { areaUnit, rowName } from '../language/row-text.ts';

export interface MapLayout {
  readonly width: number;
  /** Panels in a row. */
  readonly columns: number;
  readonly subtitle: readonly string[];
  /** Top of the first row of panels, and where what follows the last one begins. */
  readonly panelsTop: number;
  readonly panelsEnd: number;
  /** The recipes that have a panel. */
  readonly recipes: readonly RecipeMap[];
  /** One a recipe; none for a study without runs. */
  readonly frames: readonly PlotFrame[];
}

/** A cell of one panel, by index. */
export interface PanelCell {
  readonly panel: number;
  readonly row: number;
  readonly column: number;
}

export const MARGIN = 24;
export const SUBTITLE_SIZE = 11.5;
/** Height of the name of the study and of what was found. */
export const TITLES = 42;
const WIDTH = 1180;
const LEAST_WIDTH = 680;
const Y_AXIS_WIDTH = 62;
const PANEL_GAP = 26;
const CELL = { width: 54, height: 54 };
/** Cells may be so narrow if one panel more then fits beside the others. */
const LEAST_CELL_WIDTH = 44;
/** Cells below this width hold no words however wide the panel is; panels then stand side by side. */
const WORDLESS_CELL_WIDTH = 16;
const WORDLESS_PANEL_WIDTH = 260;
const LEAST_PANEL = { width: 230, height: 110 };
const MOST_PANEL = { width: 620, height: 520 };
const ROW_GAP = 18;

/** `widest` in pixels; the picture is as wide as its panels need, within it. `leastCell`: the narrowest cell beside others. */
export function mapLayout(
  analysis: GridAnalysis,
  value: Measure,
  words: Words,
  widest = WIDTH,
  leastCell = LEAST_CELL_WIDTH,
): MapLayout {
  const { figures } = words;
  const { learningRates, rowSetting, rowValues } = analysis;
  const recipes = panelled(analysis, value);
  const grid = { x: logAxis(learningRates, Math.log10), y: rowAxisOf(analysis) };
  const isDrawable = learningRates.length > 0 && rowValues.length > 0 && recipes.length > 0;
  const wanted = clamp(CELL.width / grid.x.narrowest, LEAST_PANEL.width, MOST_PANEL.width);
  const panelHeight = clamp(CELL.height / grid.y.narrowest, LEAST_PANEL.height, MOST_PANEL.height);
  const room = Math.max(LEAST_WIDTH, widest) - 2 * MARGIN - Y_AXIS_WIDTH;
  const isWordless = grid.x.narrowest * MOST_PANEL.width < WORDLESS_CELL_WIDTH;
  const least = isWordless
    ? WORDLESS_PANEL_WIDTH
    : clamp(leastCell / grid.x.narrowest, LEAST_PANEL.width, MOST_PANEL.width);
  const most = Math.max(1, Math.floor((room + PANEL_GAP) / (least + PANEL_GAP)));
  const rows = isDrawable ? Math.ceil(recipes.length / most) : 0;
  const columns = isDrawable ? Math.ceil(recipes.length / rows) : 0;
  const spread = (room - (columns - 1) * PANEL_GAP) / Math.max(1, columns);
  const panelWidth = Math.min(wanted * 1.25, spread);
  const used = 2 * MARGIN + Y_AXIS_WIDTH + columns * panelWidth + Math.max(0, columns - 1) * PANEL_GAP;
  const width = Math.max(LEAST_WIDTH, Math.ceil(used));

  const subtitle = wrapText(
    figures.mapSubtitle(value, recipes.length, rowName(rowSetting, words), areaUnit(rowSetting, words)),
    width - 2 * MARGIN,
    SUBTITLE_SIZE,
  );
  const panelsTop = MARGIN + TITLES + 15 * subtitle.length + 14;
  const rowHeight = HEADING_HEIGHT + panelHeight + X_AXIS_HEIGHT + ROW_GAP;
  const frames = (isDrawable ? recipes : []).map((_, index): PlotFrame => ({
    x: MARGIN + Y_AXIS_WIDTH + (index % columns) * (panelWidth + PANEL_GAP),
    y: panelsTop + Math.floor(index / columns) * rowHeight + HEADING_HEIGHT,
    width: panelWidth,
    height: panelHeight,
    grid,
  }));
  return { width, columns, subtitle, panelsTop, panelsEnd: panelsTop + rows * rowHeight, recipes, frames };
}

/** What lies beyond the baseline is nothing for the baseline itself, which has no panel then, unless it is alone. */
function panelled({ recipes, baseline }: GridAnalysis, value: Measure): readonly RecipeMap[] {
  const others = recipes.filter(({ recipe }) => recipe !== baseline);
  return value === 'added' && others.length > 0 ? others : recipes;
}

/** The cell at a point of the picture; null between panels. */
export function cellAtPoint({ frames }: MapLayout, x: number, y: number): PanelCell | null {
  const panel = frames.findIndex(
    (frame) => x >= frame.x && x < frame.x + frame.width && y > frame.y && y <= frame.y + frame.height,
  );
  const frame = frames[panel];
  if (!frame) return null;
  const along = (bounds: readonly number[], share: number) => {
    const position = bounds[0]! + share * (bounds.at(-1)! - bounds[0]!);
    const next = bounds.findIndex((bound) => bound > position);
    return (next < 0 ? bounds.length - 1 : next) - 1;
  };
  return {
    panel,
    row: along(frame.grid.y.bounds, (frame.y + frame.height - y) / frame.height),
    column: along(frame.grid.x.bounds, (x - frame.x) / frame.width),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
