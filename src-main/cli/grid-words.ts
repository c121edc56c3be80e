// The axes of a grid, counted in words.
import { plural } from '../report/language/en/plural.ts';
import { ENGLISH } from '../report/language/language.ts';
import { rowCount } from '../report/language/row-text.ts';
import { rowSettingOf, rowValuesOf, type GridSpec } from '../spec/spec.ts';

export function gridInWords(spec: Pick<GridSpec, 'learningRates' | 'batchSizes' | 'rows' | 'seeds'>): string {
  return [
    plural(spec.learningRates.length, 'learning rate'),
    rowCount(rowSettingOf(spec), rowValuesOf(spec).length, ENGLISH),
    plural(spec.seeds.length, 'seed'),
  ].join(' x ');
}
