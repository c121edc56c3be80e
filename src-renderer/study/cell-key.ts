// One cell of one recipe's map, and how the arrow keys move from cell to cell. Pure.
import type { Cell, GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import { cellText } from '../../src-main/report/figures/cell.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { Words } from '../../src-main/report/language/language.ts';

export interface CellKey {
  readonly recipe: string;
  readonly learningRate: number;
  readonly rowValue: number;
}

function cellAt(analysis: GridAnalysis, cellKey: CellKey): Cell | null {
  const map = analysis.recipes.find(({ recipe }) => recipe === cellKey.recipe);
  const row = analysis.rowValues.indexOf(cellKey.rowValue);
  const column = analysis.learningRates.indexOf(cellKey.learningRate);
  return map?.cells[row]?.[column] ?? null;
}

/** Everything its cell says, in words; null where there is none. */
export function describeCellAt(analysis: GridAnalysis, cellKey: CellKey, words: Words): string | null {
  const text = cellTextAt(analysis, cellKey, words);
  return text && words.figures.describedCell(text.place, text.parts);
}

/** The same, a line for each thing. */
export function cellLinesAt(analysis: GridAnalysis, cellKey: CellKey, words: Words): string | null {
  const text = cellTextAt(analysis, cellKey, words);
  return text && [text.place, ...text.parts].join('\n');
}

function cellTextAt(analysis: GridAnalysis, cellKey: CellKey, words: Words) {
  const cell = cellAt(analysis, cellKey);
  const { thresholds, rowSetting } = analysis;
  const name = recipeName(cellKey.recipe, analysis, words);
  return cell && cellText(cell, { name, thresholds, words, rowSetting });
}

export function isSameCell(a: CellKey | null, b: CellKey | null): boolean {
  return a?.recipe === b?.recipe && a?.learningRate === b?.learningRate && a?.rowValue === b?.rowValue;
}

/** Columns and rows that a key moves by; up is towards larger values of the rows. */
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  Home: [-Infinity, 0],
  End: [Infinity, 0],
};

/** The cell a key leads to: null where the key moves nothing. Without a cell to start from it is the first one. */
export function cellMovedTo(
  { learningRates, rowValues }: Pick<GridAnalysis, 'learningRates' | 'rowValues'>,
  recipe: string,
  from: CellKey | null,
  key: string,
): CellKey | null {
  const move = MOVES[key];
  if (!move || learningRates.length === 0 || rowValues.length === 0) return null;
  if (!from) return { recipe, learningRate: learningRates[0]!, rowValue: rowValues[0]! };
  const within = (index: number, length: number) => Math.min(length - 1, Math.max(0, index));
  const column = within(learningRates.indexOf(from.learningRate) + move[0], learningRates.length);
  const row = within(rowValues.indexOf(from.rowValue) + move[1], rowValues.length);
  return { recipe: from.recipe, learningRate: learningRates[column]!, rowValue: rowValues[row]! };
}
