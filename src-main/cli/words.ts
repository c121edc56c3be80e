// How the command line says how many.
import type { GridSpec } from '../sweep/spec.ts';

/** "1 run", "216 runs". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

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
