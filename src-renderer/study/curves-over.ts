// What lies over a picture of curves: the run at the pointer, and the steps that are being chosen. Markup of SVG. Pure.
import type { CurvePoint } from '../../src-main/report/figures/curve-at-point.ts';
import { drawRun } from '../../src-main/report/figures/curve-line.ts';
import { xIn } from '../../src-main/report/figures/curve-span.ts';
import type { CurvesLayout } from '../../src-main/report/figures/curves-layout.ts';
import type { Box } from '../../src-main/report/figures/marks.ts';
import { element, type Svg } from '../../src-main/report/figures/svg.ts';

type Groups = CurvesLayout['groups'];

/** The panel at a point of the figure, in its pixels. */
export function boxAt(groups: Groups, left: number, top: number): Box | null {
  const boxes = groups.flatMap(({ panels }) => panels.map(({ box }) => box));
  return (
    boxes.find(
      ({ x, y, width, height }) => left >= x && left <= x + width && top >= y && top <= y + height,
    ) ?? null
  );
}

/** The whole of a run in its panels, and the point that is told. */
export function runOver(layout: CurvesLayout, { run, step, value, kind }: CurvePoint): string {
  const group = layout.groups.find(({ runs }) => runs.includes(run));
  if (!group) return '';
  const drawn = group.panels.map(({ name, box, context }, index): Svg => {
    const y = box.y + box.height * (1 - context.scale.at(value));
    const point = { cx: xIn(box, context.range, step - 1), cy: y, r: 3.5 };
    const id = `hovered-${index}`;
    return element(
      'g',
      {},
      element('clipPath', { id }, element('rect', { ...box })),
      element('g', { class: 'hovered', 'clip-path': `url(#${id})` }, drawRun(run, box, context)),
      name === kind && element('circle', { ...point, fill: context.theme.ink }),
    );
  });
  return drawn.map(({ markup }) => markup).join('');
}

/** From one place to another across the panel. */
export function brushOver({ y, height }: Box, from: number, to: number): string {
  const [x, width] = [Math.min(from, to), Math.abs(to - from)];
  return element('rect', { class: 'brush', x, y, width, height }).markup;
}
