// The rules of a panel whose height is a value: a thin line across at each tick, a thicker one at zero where that means something, and the
// words of the tick at the left.
import type { Box } from './marks.ts';
import { element, label, polyline, type Svg } from './svg.ts';
import type { Theme } from './theme.ts';

export interface ValueTicks {
  readonly values: readonly number[];
  readonly text: (value: number) => string;
  /** Whether zero is a mark of its own. */
  readonly hasZero: boolean;
}

export function valueRules(
  { x, width }: Box,
  { values, text, hasZero }: ValueTicks,
  y: (value: number) => number,
  fontSize: number,
  theme: Theme,
): Svg[] {
  return values.flatMap((value) => [
    element('path', {
      d: polyline([
        [x, y(value)],
        [x + width, y(value)],
      ]),
      stroke: theme.rule,
      'stroke-width': hasZero && value === 0 ? 1.4 : 0.5,
      fill: 'none',
    }),
    label(text(value), x - 6, y(value) + 3.5, {
      'font-size': fontSize,
      fill: theme.quiet,
      'text-anchor': 'end',
    }),
  ]);
}
