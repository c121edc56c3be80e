// What a probe found, in English.
import type { ProbeMeasure } from '../shown.ts';

export const probe = {
  title: (baseline: string, rate: string, row: string, seed: number) =>
    `What other recipes would lose: ${baseline}, learning rate ${rate}, ${row}, seed ${seed}`,
  measures: {
    underflow: 'lost to underflow',
    overflow: 'beyond the largest',
    error: 'rounding error',
  } satisfies Record<ProbeMeasure, string> as Record<ProbeMeasure, string>,
  /** What colours show. */
  captions: {
    underflow: 'Colour: share of non-zero values that rounding takes to zero',
    overflow: 'Colour: share of values beyond the largest of the format',
    error: 'Colour: signal over rounding error',
  } satisfies Record<ProbeMeasure, string> as Record<ProbeMeasure, string>,
  cleanest: (decibels: number) => `${decibels} dB or more`,
  dirtiest: '0 dB: the error is as large as the signal',
  steps: (from: number, to: number, caption: string) => `Steps ${from} to ${to}. ${caption}.`,
  step: (step: number) => `step ${step}`,
  none: 'None of these recipes rounds an operand of a product.',
  cell: (
    recipe: string,
    operand: string,
    step: number,
    lost: { readonly underflow: string; readonly overflow: string; readonly ratio: string },
  ) =>
    `${recipe}, ${operand}, step ${step}: ${lost.underflow} lost to underflow, ${lost.overflow} beyond the largest, signal over error ${lost.ratio}`,
  worst: (cell: string) => `Worst of ${cell}.`,
  /** Of one recipe, on a terminal. */
  found: (recipe: string) => `${recipe}: the operands that lose most, each at its worst step`,
  roundsNothing: (recipe: string) => `${recipe}: rounds no operand of a product.`,
  columns: {
    recipe: 'recipe',
    operand: 'operand',
    step: 'step',
    underflow: 'underflow',
    overflow: 'overflow',
    error: 'signal over error',
  },
  progress: (step: number, steps: number) => `step ${step} of ${steps}`,
};
