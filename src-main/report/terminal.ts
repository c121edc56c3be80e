// The maps as text for a terminal: per recipe the grid with counts, intervals and tail losses, then edges, area and
// sensitivity, a legend, and the result in plain sentences. Every line fits the width; the glyphs carry what colours say.
import type { Cell, GridAnalysis, InferredCell, RecipeMap } from '../analysis/grid/grid.ts';
import { cautionSentences } from './cautions.ts';
import { ENGLISH } from './language/language.ts';
import { cellState, isPartial, unjudgedOf } from './figures/cell.ts';
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

interface CellText {
  readonly state: CellState;
  readonly first: string;
  readonly second: string;
}

function cellText(cell: Cell, unstableShare: number, told: InferredCell | undefined): CellText {
  const state = cellState(cell, unstableShare);
  if (told) return { state, first: told.isStable ? TOLD.stable : TOLD.unstable, second: '' };
  if (cell.finished === 0)
    return { state, first: GLYPHS[state], second: cell.leftOut > 0 ? `   △${cell.leftOut}` : '' };
  const glyph = cell.unstable === cell.finished ? ALL_UNSTABLE : GLYPHS[state];
  const tail = cell.medianTail === null ? UNKNOWN : formatLoss(cell.medianTail);
  const interval = finiteInterval(cell.interval);
  const range = interval ? `${formatPercent(interval.low)}–${formatPercent(interval.high)} %` : '';
  const leftOut = cell.leftOut > 0 ? `△${cell.leftOut}` : '';
  const marks = `${isPartial(cell) ? '+' : cell.provisional ? '?' : ''}${cell.failed > 0 ? 'x' : ''}${cell.labels.stopped === undefined ? '' : 's'}${leftOut}`;
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
function gridLines(map: RecipeMap, analysis: GridAnalysis, width: number, style: Styles): string[] {
  const names = analysis.learningRates.map(formatLearningRate);
  const toldOf = ({ rowValue, learningRate }: Cell) =>
    map.inferred.find((told) => told.rowValue === rowValue && told.learningRate === learningRate);
  const texts = map.cells.map((row) =>
    row.map((cell) => cellText(cell, analysis.thresholds.unstableShare, toldOf(cell))),
  );
  const values = analysis.rowValues.map(formatRow);
  const head = rowNameShort(analysis.rowSetting, ENGLISH);
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

function edgeCells(map: RecipeMap, analysis: GridAnalysis, row: number): [string, string] {
  const rowValue = analysis.rowValues[row]!;
  const edge = map.edges.find((candidate) => candidate.rowValue === rowValue);
  const tested = map.cells[row]!.filter((cell) => cell.finished > 0).map((cell) => cell.learningRate);
  if (edge === undefined || edge.side === 'unknown' || tested.length === 0) return [UNKNOWN, ''];
  if (edge.side === 'above') return [`> ${formatLearningRate(Math.max(...tested))}`, 'beyond the tested'];
  if (edge.side === 'below') return [`< ${formatLearningRate(Math.min(...tested))}`, 'beyond the tested'];
  const range = edge.interval ? describeRates(edge.interval, ENGLISH) : UNKNOWN;
  return [formatEdge(edge.learningRate), range];
}

/** Edge and learning-rate sensitivity of every row, as columns under their names. */
function measureLines(map: RecipeMap, analysis: GridAnalysis, width: number, style: Styles): string[] {
  const level = `${formatPercent(analysis.thresholds.confidence)} % interval`;
  const head = [
    rowNameShort(analysis.rowSetting, ENGLISH),
    'edge LR50',
    level,
    'LR sensitivity',
    'over',
    'L*',
  ];
  const rows = analysis.rowValues.map((rowValue, row) => {
    const found = map.sensitivity.find((candidate) => candidate.rowValue === rowValue);
    const known = found !== undefined && found.value !== null;
    return [
      formatRow(rowValue),
      ...edgeCells(map, analysis, row),
      known ? formatNumber(found.value, 3) : UNKNOWN,
      known ? `${formatLearningRate(found.from)} to ${formatLearningRate(found.to)}` : '',
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

function recipeLines(map: RecipeMap, analysis: GridAnalysis, width: number, style: Styles): string[] {
  const isBaseline = map.recipe === analysis.baseline;
  const area = `${areaLine(map, ENGLISH)}${isBaseline ? `; ${ENGLISH.figures.isBaseline}` : ''}`;
  return [
    style.bold(cutText(plainText(recipeName(map.recipe, analysis, ENGLISH)), width)),
    ...wrapLines(plainText(area), width, '  '),
    '',
    ...gridLines(map, analysis, width, style),
    '',
    ...measureLines(map, analysis, width, style),
    '',
  ];
}

function legendLines(analysis: GridAnalysis, width: number): string[] {
  const cells = analysis.recipes.flatMap((map) => map.cells.flat());
  const { confidence, unstableShare } = analysis.thresholds;
  const share = `${formatPercent(unstableShare)} %`;
  const notes = [
    `Each cell: unstable/finished runs and median tail loss; below, the ${formatPercent(confidence)} % interval of P(unstable).`,
    `${GLYPHS.stable} no run unstable, ${GLYPHS.mixed} below ${share}, ${GLYPHS.unstable} ${share} or more, ${ALL_UNSTABLE} all`,
    cells.some((cell) => cell.finished === 0) &&
      `${GLYPHS.waiting} ${analysis.refined ? 'not run' : 'not yet run'}, ${GLYPHS.failed} failed: infrastructure`,
    cells.some((cell) => unjudgedOf(cell) > 0) &&
      `${GLYPHS.unjudged} finished, and cannot be judged: neither stable nor unstable`,
    analysis.recipes.some((map) => map.inferred.length > 0) &&
      `${TOLD.stable} and ${TOLD.unstable}: not run, told stable or unstable by the measured cells of the row`,
    cells.some((cell) => cell.finished > 0 && (cell.provisional || isPartial(cell) || cell.failed > 0)) &&
      `+ ${analysis.refined ? 'some seeds not run' : 'runs to come'}, ? provisional label, x a run failed for infrastructure reasons`,
    cells.some((cell) => cell.leftOut > 0) && '△: rows that an import left out, which might have been runs',
    cells.some((cell) => cell.labels.stopped !== undefined) &&
      's: a run was stopped; it counts as unstable and has no tail loss',
    analysis.ratesPerDecade !== null && `Columns: ${ENGLISH.facts.rateColumns(analysis.ratesPerDecade)}.`,
    cells.some(({ seeds, finished }) => seeds < finished) &&
      'Intervals of P(unstable) count the runs of one seed in a cell as one.',
    `Stable area in decades of learning rate × ${heightUnit(analysis.rowSetting, ENGLISH)}.`,
    ...controlNotes(
      analysis.recipes.map(({ recipe }) => recipe),
      analysis,
      ENGLISH,
    ),
  ];
  return notes.filter((note) => note !== false).flatMap((note) => wrapLines(note, width, '  '));
}

/** Lines joined by newlines, without one at the end. */
export function renderMaps(analysis: GridAnalysis, options: TerminalOptions = {}): string {
  const width = Math.max(LEAST_WIDTH, options.width ?? (process.stdout.columns || DEFAULT_WIDTH));
  const style = styles(options.color ?? wantsColour());
  if (analysis.recipes.length === 0 || analysis.learningRates.length === 0) return 'This study has no runs.';
  const wrapped = (sentences: readonly string[]) =>
    sentences.flatMap((sentence) => wrapLines(plainText(sentence), width, '  '));
  const summary = summaryIn(analysis).en;
  const [verdict, ...why] = summary === null ? [] : sentencesOf(summary);
  const results = wrapped(resultSentences(analysis, ENGLISH));
  const cautions = wrapped(cautionSentences(analysis, ENGLISH));
  const seen = wrapped(visibilitySentences(analysis, ENGLISH));
  const lines = [
    ...analysis.recipes.flatMap((map) => recipeLines(map, analysis, width, style)),
    ...legendLines(analysis, width).map(style.dim),
    ...(cautions.length > 0 ? ['', ...cautions] : []),
    ...(verdict === undefined ? [] : ['', ...wrapped([verdict]).map(style.bold), ...wrapped(why)]),
    ...(results.length > 0 ? ['', ...results, ...seen] : []),
  ];
  return lines.join('\n');
}
