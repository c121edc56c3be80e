// The words of a layout as SVG, with the strokes that lead to them.
import { element, label, polyline, type Svg } from '../svg.ts';
import type { Theme } from '../theme.ts';
import { LABEL_SIZE, LINE_HEIGHT, type Layout } from './layout.ts';

export function drawLabels({ labels, ticks }: Pick<Layout, 'labels' | 'ticks'>, theme: Theme): Svg {
  return element(
    'g',
    { 'font-size': LABEL_SIZE },
    element('path', { d: ticks.map((line) => polyline(line)).join(''), stroke: theme.quiet, fill: 'none' }),
    labels.flatMap(({ kind, lines, box, align }) => {
      const x = box.left + (align === 'start' ? 0 : align === 'end' ? box.width : box.width / 2);
      return lines.map((text, index) =>
        label(text, x, box.top + LINE_HEIGHT * index + 0.78 * LINE_HEIGHT, {
          'text-anchor': align,
          'font-weight': kind === 'slab' && index === 0 ? 'bold' : undefined,
          fill: kind === 'name' || (kind === 'slab' && index > 0) ? theme.quiet : theme.ink,
        }),
      );
    }),
  );
}
