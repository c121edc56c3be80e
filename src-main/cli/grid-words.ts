// The axes of a grid, counted in words.
import type { Words } from '../report/language/language.ts';
import { rowCount } from '../report/language/row-text.ts';
import { rowSettingOf, rowValuesOf, stepsAt, type GridSpec } from '../spec/spec.ts';

export function gridInWords(
  spec: Pick<GridSpec, 'learningRates' | 'batchSizes' | 'rows' | 'seeds'>,
  words: Words,
): string {
  const { training } = words;
  return [
    training.rates(spec.learningRates.length),
    rowCount(rowSettingOf(spec), rowValuesOf(spec).length, words),
    training.seeds(spec.seeds.length),
  ].join(' × ');
}

/** "400 steps", "100 to 400 steps". */
export function stepsInWords(spec: GridSpec, { training }: Words): string {
  const steps = rowValuesOf(spec).map((rowValue) => stepsAt(spec, rowValue));
  return training.steps(Math.min(...steps), Math.max(...steps));
}
