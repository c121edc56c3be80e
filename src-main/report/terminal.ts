// The maps as text for a terminal: per recipe the grid with counts, intervals and tail losses, then edges, area and
// sensitivity, a legend, and the result in plain sentences. Every line fits the width; the glyphs carry what colours say.
import type { Cell, GridAnalysis, InferredCell, RecipeMap } from '../analysis/grid/grid.ts';
import { cautionSentences } from './cautions.ts';
import { ENGLISH, type Words } from './language/language.ts';
import { cellState, isPartial, originsIn, unjudgedOf } from './figures/cell.ts';
import type { CellState } from './language/shown.ts';
import {
  finiteInterval,
  formatEdge,
  formatLearningRate,
  formatLoss,
  formatNumber,
  formatPercent,
  UNKNOWN,
} from './language/numbers.ts';
import { describeRates } from './figures/overlay.ts';
import { areaLine } from './figures/panel.ts';
import { formatRow, heightUnit, rowNameShort } from './language/row-text.ts';
import { sentencesOf } from './language/manager-text.ts';
import { controlNotes, recipeName } from './language/recipe-name.ts';
import { resultSentences, summaryIn, visibilitySentences } from './sentences.ts';
import {
  columnsOf,
  cutText,
  padEnd,
  padStart,
  plainText,
  styles,
  wantsColour,
  wrapLines,
  type Styles,
} from './terminal-text.ts';

export interface TerminalOptions {
  /** Default: whether standard output is a terminal that wants colours. */
  readonly color?: boolean;
  /** Columns; default: those of the terminal, or 80. */
  readonly width?: number;
  /** Default: English. */
  readonly words?: Words;
}

/** What everything that is drawn has in common. */
interface Page {
  readonly width: number;
  readonly style: Styles;
  readonly words: Words;
}

const DEFAULT_WIDTH = 80;
const LEAST_WIDTH = 40;
/** Columns that the name of the rows may take. */
const MOST_ROW_NAME = 12;

const GLYPHS: Readonly<Record<CellState, string>> = {
  absent: '  ',
  waiting: '--',
  failed: 'xx',
  unjudged: '??',
  stable: '··',
  mixed: '░░',
  unstable: '▓▓',
};
/** Not run, but told by the measured cells of the row. */
const TOLD = { stable: '(·)', unstable: '(▓)' };
const ALL_UNSTABLE = '██';
/** Near cividis in the 256-colour palette. */
const COLOURS: Readonly<Partial<Record<CellState, number>>> = { stable: 33, mixed: 109, unstable: 220 };

/** Of a study with imported and with trained runs. */
const ORIGINS = { imported: '', trained: '•', both: '◦' } as const;

interface CellText {
  readonly state: CellState;
  readonly first: string;
  readonly second: string;
}

function cellText(
  cell: Cell,
  unstableShare: number,
  told: InferredCell | undefined,
  { numbers }: Words,
  hasOrigins: boolean,
): CellText {
  const state = cellState(cell, unstableShare);
  if (told) return { state, first: told.isStable ? TOLD.stable : TOLD.unstable, second: '' };
  if (cell.finished === 0)
    return { state, first: GLYPHS[state], second: cell.leftOut > 0 ? `   △${cell.leftOut}` : '' };
  const glyph = cell.unstable === cell.finished ? ALL_UNSTABLE : GLYPHS[state];
  const tail = cell.medianTail === null ? UNKNOWN : formatLoss(cell.medianTail);
  const interval = finiteInterval(cell.interval);
  const range = interval
    ? numbers.percent(`${formatPercent(interval.low)}–${formatPercent(interval.high)}`)
    : '';
  const leftOut = cell.leftOut > 0 ? `△${cell.leftOut}` : '';
  const marks = `${isPartial(cell) ? '+' : cell.provisional ? '?' : ''}${cell.failed > 0 ? 'x' : ''}${cell.labels.stopped === undefined ? '' : 's'}${leftOut}${hasOrigins ? ORIGINS[originsIn(cell) ?? 'imported'] : ''}`;
  return {
    state,
    first: `${glyph} ${cell.unstable}/${cell.finished} ${tail}`,
    second: `   ${range}${marks}`,
  };
}

function paint(text: string, state: CellState, style: Styles): string {
  const colour = COLOURS[state];
  return colour === undefined ? text : style.colour(colour, text);
}

/** Learning rates in groups that fit the width side by side. */
function gridLines(map: RecipeMap, analysis: GridAnalysis, { width, style, words }: Page): string[] {
  const names = analysis.learningRates.map(formatLearningRate);
  const toldOf = ({ rowValue, learningRate }: Cell) =>
    map.inferred.find((told) => told.rowValue === rowValue && told.learningRate === learningRate);
  const texts = map.cells.map((row) =>
    row.map((cell) =>
      cellText(cell, analysis.thresholds.unstableShare, toldOf(cell), words, analysis.origins !== null),
    ),
  );
  const values = analysis.rowValues.map(formatRow);
  const head = rowNameShort(analysis.rowSetting, words);
  const rowName = Math.max(Math.min(columnsOf(head), MOST_ROW_NAME), ...values.map(columnsOf)) + 1;
  const widest = Math.max(
    9,
    ...names.map(columnsOf),
    ...texts.flat().flatMap(({ first, second }) => [columnsOf(first), columnsOf(second)]),
  );
  const step = widest + 1;
  const perGroup = Math.max(1, Math.floor((width - rowName) / step));
  const lines: string[] = [];
  for (let from = 0; from < names.length; from += perGroup) {
    const columns = names.map((_, column) => column).slice(from, from + perGroup);
    const line = (head: string, part: (column: number) => string) =>
      (head + columns.map((column) => ` ${part(column)}`).join('')).trimEnd();
    if (from > 0) lines.push('');
    lines.push(
      style.dim(
        line(padEnd(cutText(head, rowName - 1), rowName), (column) => padEnd(`   ${names[column]!}`, widest)),
      ),
    );
    for (let row = texts.length - 1; row >= 0; row--) {
      const cells = texts[row]!;
      lines.push(
        line(padStart(values[row]!, rowName - 1) + ' ', (column) => {
          const { first, state } = cells[column]!;
          return paint(padEnd(first, widest), state, style);
        }),
        line(' '.repeat(rowName), (column) => padEnd(cells[column]!.second, widest)),
      );
    }
  }
  return lines;
}

function edgeCells(map: RecipeMap, analysis: GridAnalysis, row: number, words: Words): [string, string] {
  const { beyondTested } = words.terminal;
  const rowValue = analysis.rowValues[row]!;
  const edge = map.edges.find((candidate) => candidate.rowValue === rowValue);
  const tested = map.cells[row]!.filter((cell) => cell.finished > 0).map((cell) => cell.learningRate);
  if (edge === undefined || edge.side === 'unknown' || tested.length === 0) return [UNKNOWN, ''];
  if (edge.side === 'above') return [`> ${formatLearningRate(Math.max(...tested))}`, beyondTested];
  if (edge.side === 'below') return [`< ${formatLearningRate(Math.min(...tested))}`, beyondTested];
  const range = edge.interval ? describeRates(edge.interval, words) : UNKNOWN;
  return [formatEdge(edge.learningRate), range];
}

/** Edge and learning-rate sensitivity of every row, as columns under their names. */
function measureLines(map: RecipeMap, analysis: GridAnalysis, { width, style, words }: Page): string[] {
  const { terminal, numbers } = words;
  const level = numbers.percent(formatPercent(analysis.thresholds.confidence));
  const head = [
    rowNameShort(analysis.rowSetting, words),
    terminal.edge,
    terminal.interval(level),
    terminal.sensitivity,
    terminal.over,
    'L*',
  ];
  const rows = analysis.rowValues.map((rowValue, row) => {
    const found = map.sensitivity.find((candidate) => candidate.rowValue === rowValue);
    const known = found !== undefined && found.value !== null;
    return [
      formatRow(rowValue),
      ...edgeCells(map, analysis, row, words),
      known ? formatNumber(found.value, 3) : UNKNOWN,
      known ? numbers.range(formatLearningRate(found.from), formatLearningRate(found.to)) : '',
      known ? formatLoss(found.best) : '',
    ];
  });
  const table = [head, ...rows.reverse()];
  const widths = head.map((_, column) => Math.max(...table.map((cells) => columnsOf(cells[column]!))));
  return table.map((cells, index) => {
    const line = cells
      .map((cell, column) => (column === 0 ? padStart(cell, widths[0]!) : padEnd(cell, widths[column]!)))
      .join('  ')
      .trimEnd();
    const fitted = cutText(line, width);
    return index === 0 ? style.dim(fitted) : fitted;
  });
}

function recipeLines(map: RecipeMap, analysis: GridAnalysis, page: Page): string[] {
  const { width, style, words } = page;
  const isBaseline = map.recipe === analysis.baseline;
  const area = words.numbers.semicolons([
    areaLine(map, words),
    ...(isBaseline ? [words.figures.isBaseline] : []),
  ]);
  return [
    style.bold(cutText(plainText(recipeName(map.recipe, analysis, words)), width)),
    ...wrapLines(plainText(area), width, '  '),
    '',
    ...gridLines(map, analysis, page),
    '',
    ...measureLines(map, analysis, page),
    '',
  ];
}

function legendLines(analysis: GridAnalysis, { width, words }: Page): string[] {
  const { terminal, numbers } = words;
  const { confidence, unstableShare } = analysis.thresholds;
  const cells = analysis.recipes.flatMap((map) => map.cells.flat());
  const hasCell = (is: (cell: Cell) => boolean) => cells.some(is);
  const isUnsure = (cell: Cell) => cell.provisional || isPartial(cell) || cell.failed > 0;
  const notes = [
    terminal.cell(numbers.percent(formatPercent(confidence))),
    terminal.shares(
      GLYPHS.stable,
      GLYPHS.mixed,
      GLYPHS.unstable,
      ALL_UNSTABLE,
      numbers.percent(formatPercent(unstableShare)),
    ),
    hasCell(({ finished }) => finished === 0) &&
      terminal.notRun(GLYPHS.waiting, GLYPHS.failed, analysis.refined),
    hasCell((cell) => unjudgedOf(cell) > 0) && terminal.unjudged(GLYPHS.unjudged),
    analysis.recipes.some((map) => map.inferred.length > 0) && terminal.inferred(TOLD.stable, TOLD.unstable),
    hasCell((cell) => cell.finished > 0 && isUnsure(cell)) && terminal.marks(analysis.refined),
    hasCell((cell) => cell.leftOut > 0) && terminal.leftOut,
    analysis.origins !== null && terminal.origins,
    hasCell((cell) => cell.labels.stopped !== undefined) && terminal.stopped,
    analysis.ratesPerDecade !== null && terminal.columns(words.facts.rateColumns(analysis.ratesPerDecade)),
    hasCell(({ seeds, finished }) => seeds < finished) && terminal.oneSeed,
    terminal.area(heightUnit(analysis.rowSetting, words)),
    ...controlNotes(
      analysis.recipes.map(({ recipe }) => recipe),
      analysis,
      words,
    ),
  ];
  return notes.filter((note) => note !== false).flatMap((note) => wrapLines(note, width, '  '));
}

/** Lines joined by newlines, without one at the end. */
export function renderMaps(analysis: GridAnalysis, options: TerminalOptions = {}): string {
  const width = Math.max(LEAST_WIDTH, options.width ?? (process.stdout.columns || DEFAULT_WIDTH));
  const style = styles(options.color ?? wantsColour());
  const { words = ENGLISH } = options;
  const page = { width, style, words };
  if (analysis.recipes.length === 0 || analysis.learningRates.length === 0) return words.figures.noRuns;
  const wrapped = (sentences: readonly string[]) =>
    sentences.flatMap((sentence) => wrapLines(plainText(sentence), width, '  '));
  const summary = summaryIn(analysis)[words.language];
  const [verdict, ...why] = summary === null ? [] : sentencesOf(summary);
  const results = wrapped(resultSentences(analysis, words));
  const cautions = wrapped(cautionSentences(analysis, words));
  const seen = wrapped(visibilitySentences(analysis, words));
  const lines = [
    ...analysis.recipes.flatMap((map) => recipeLines(map, analysis, page)),
    ...legendLines(analysis, page).map(style.dim),
    ...(cautions.length > 0 ? ['', ...cautions] : []),
    ...(verdict === undefined ? [] : ['', ...wrapped([verdict]).map(style.bold), ...wrapped(why)]),
    ...(results.length > 0 ? ['', ...results, ...seen] : []),
  ];
  return lines.join('\n');
}
