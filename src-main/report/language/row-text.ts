// Rows of a map in words: what its setting is called, one row or several, its axis, and the unit of areas.
import type { RowSetting } from '../../analysis/grid/rows.ts';
import type { Words } from './language.ts';
import { formatNumber } from './numbers.ts';

/** Digits by which rows are told from each other: beta2 is 0.9999 or 0.99999. */
const DIGITS = 6;

export function formatRow(value: number): string {
  return formatNumber(value, DIGITS);
}

/** "batch size", "width"; of imported runs, the name of the column. */
export function rowName({ path }: RowSetting, { rows }: Words): string {
  return rows.names[path] ?? path;
}

/** "batch size 8" */
export function rowText(setting: RowSetting, value: number, words: Words): string {
  return words.rows.row(rowName(setting, words), formatRow(value));
}

/** "batch 8" */
export function rowShort(setting: RowSetting, value: number, words: Words): string {
  return words.rows.row(rowNameShort(setting, words), formatRow(value));
}

export function rowNameShort(setting: RowSetting, words: Words): string {
  return words.rows.short[setting.path] ?? rowName(setting, words);
}

/** "batch size 8 and 16" */
export function rowsText(setting: RowSetting, values: readonly number[], words: Words): string {
  return words.rows.several(rowName(setting, words), values.map(formatRow));
}

/** "3 batch sizes", "3 rows of width" */
export function rowCount(setting: RowSetting, count: number, words: Words): string {
  return words.rows.count(count, rowName(setting, words), setting.kind === 'batch-size');
}

/** "3 batch sizes", "3 rows" */
export function rowCountShort(setting: RowSetting, count: number, words: Words): string {
  return words.rows.countShort(count, rowName(setting, words), setting.kind === 'batch-size');
}

/** The title of the axis. */
export function rowAxis(setting: RowSetting, words: Words): string {
  const name = rowName(setting, words);
  switch (setting.scale) {
    case 'octaves':
      return words.figures.logScale(name);
    case 'horizon':
      return words.rows.horizonScale(name);
    case 'even':
      return words.rows.evenScale(name);
  }
}

/** What the height of a region is counted in: "octaves of batch size". */
export function heightUnit(setting: RowSetting, words: Words): string {
  const name = rowName(setting, words);
  switch (setting.scale) {
    case 'octaves':
      return words.rows.octavesOf(name);
    case 'horizon':
      return words.rows.octavesOfHorizon(name);
    case 'even':
      return words.rows.rowsOf(name);
  }
}

/** "decades x octaves of width"; of batch sizes, which rows are where nothing else is said, "decades x octaves". */
export function areaUnit(setting: RowSetting, words: Words): string {
  return words.rows.areaUnit(setting.kind === 'batch-size' ? words.rows.octaves : heightUnit(setting, words));
}
