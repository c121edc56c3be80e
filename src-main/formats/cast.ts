// What it means to cast a number: target format, rounding, what happens above the largest value and below the
// smallest normal one. Data only; round.ts carries it out.
import type { Format } from './format.ts';

export type Rounding = 'nearest-even' | 'toward-zero' | 'stochastic';

/** `saturate`: anything above the largest finite value becomes it. `format`: the format's own infinity or NaN. */
export type Overflow = 'saturate' | 'format';

export interface Cast {
  readonly format: Format;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  readonly subnormals: 'keep' | 'flush';
}
