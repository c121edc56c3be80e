// What a run was set to, as its row says it: learning rate, batch size, row, recipe and seed. Pure.
import { batchIn, numberIn, rateIn, wholeIn } from './cells.ts';
import type { LeftOutCell } from './left-out.ts';
import type { BatchFactor, Mapping } from '../../spec/import-mapping.ts';
import { plainName, recipeOf } from './recipes.ts';
import type { Row } from './table.ts';

export interface Settings {
  readonly recipe: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly rowValue: number;
  /** null: the file does not say it. */
  readonly seed: number | null;
}

/** The recipe of a file that says none. */
export const UNNAMED = 'imported';

/** @throws RowError. */
export function settingsOf(row: Row, mapping: Mapping): Settings {
  const { columns } = mapping;
  const seed = columns.seed === null ? undefined : row.cell(columns.seed);
  return {
    learningRate: rateIn(columns.learningRate!, row.cell(columns.learningRate!), mapping.rateScale),
    batchSize: batchOf(row, mapping),
    rowValue: rowOf(row, mapping),
    recipe: recipeOf(row, mapping.recipeColumns) ?? plainName(mapping.recipe ?? UNNAMED),
    seed: seed === undefined || /^nan$/i.test(String(seed)) ? null : wholeIn(columns.seed!, seed, 0),
  };
}

function batchOf(row: Row, { columns, batchScale, accumulation, devices }: Mapping): number {
  const size = batchIn(columns.batchSize!, row.cell(columns.batchSize!), batchScale);
  return size * factorOf(row, accumulation) * factorOf(row, devices);
}

/** Which row of the map: what its column says, or the batch size. */
function rowOf(row: Row, mapping: Mapping): number {
  const column = mapping.columns.row;
  return column === null ? batchOf(row, mapping) : numberIn(column, row.cell(column));
}

function factorOf(row: Row, factor: BatchFactor): number {
  if (factor === null) return 1;
  return typeof factor === 'number' ? factor : wholeIn(factor, row.cell(factor), 1);
}

/** What a row that is no run says of where it would have been. */
export function placeOf(row: Row, mapping: Mapping): LeftOutCell {
  const known = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch {
      return null;
    }
  };
  const { learningRate } = mapping.columns;
  return {
    learningRate: known(() => rateIn(learningRate!, row.cell(learningRate!), mapping.rateScale)),
    batchSize: known(() => batchOf(row, mapping)),
    ...(mapping.columns.row !== null && { rowValue: known(() => rowOf(row, mapping)) }),
    recipe: recipeOf(row, mapping.recipeColumns) ?? plainName(mapping.recipe ?? UNNAMED),
  };
}
