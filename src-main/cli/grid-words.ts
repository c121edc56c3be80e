// The axes of a grid, counted in words.
import { plural } from '../report/language/en/plural.ts';
import { ENGLISH } from '../report/language/language.ts';
import { rowCount } from '../report/language/row-text.ts';
import { rowSettingOf, rowValuesOf, stepsAt, type GridSpec } from '../spec/spec.ts';

export function gridInWords(spec: Pick<GridSpec, 'learningRates' | 'batchSizes' | 'rows' | 'seeds'>): string {
  return [
    plural(spec.learningRates.length, 'learning rate'),
    rowCount(rowSettingOf(spec), rowValuesOf(spec).length, ENGLISH),
    plural(spec.seeds.length, 'seed'),
  ].join(' × ');
}

/** "400 steps", "100 to 400 steps". */
export function stepsInWords(spec: GridSpec): string {
  const steps = rowValuesOf(spec).map((rowValue) => stepsAt(spec, rowValue));
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  return least === most ? plural(most, 'step') : `${least} to ${plural(most, 'step')}`;
}
