import { plural } from '../report/language/en/plural.ts';
import type { GridSpec } from '../spec/spec.ts';

export function gridInWords({
  learningRates,
  batchSizes,
  seeds,
}: Pick<GridSpec, 'learningRates' | 'batchSizes' | 'seeds'>): string {
  return [
    plural(learningRates.length, 'learning rate'),
    plural(batchSizes.length, 'batch size'),
    plural(seeds.length, 'seed'),
  ].join(' x ');
}
