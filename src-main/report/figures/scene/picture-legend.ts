// The legend of a 3D picture: its colour scale and a sample of every mark.
import { hatchFill } from '../marks.ts';
import { element, label, polyline, type Svg } from '../svg.ts';
import { textWidth } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { ColourScale, LegendItem, Scene } from './scene.ts';

const SIZE = 10.5;
const ROW = 24;
const SWATCH = { width: 24, height: 14 };
const BAR = { width: 170, height: 11 };

export function drawSceneLegend(
  { legend, scale }: Scene,
  left: number,
  top: number,
  width: number,
  theme: Theme,
  idPrefix: string,
): { readonly drawn: Svg; readonly height: number } {
  const start = left + (scale ? BAR.width + 60 : 0);
  let [x, y] = [start, top];
  const items = legend.map((item) => {
    const wide = SWATCH.width + 8 + textWidth(item.text, SIZE) + 22;
    if (x > start && x + wide > left + width) [x, y] = [start, y + ROW];
    const drawn = drawItem(item, x, y, theme, idPrefix);
    x += wide;
    return drawn;
  });
  const height = Math.max(scale ? 40 : 0, legend.length > 0 ? y - top + ROW : 0);
  return {
    drawn: element(
      'g',
      { class: 'legend', 'font-size': SIZE },
      scale && colourBar(scale, left, top, theme, idPrefix),
      items,
    ),
    height,
  };
}

function drawItem(
  { kind, text, colour, hatch }: LegendItem,
  x: number,
  y: number,
  theme: Theme,
  idPrefix: string,
): Svg {
  const box = { x, y, ...SWATCH };
  const middle = y + SWATCH.height / 2;
  const line = (stroke: string, strokeWidth: number) =>
    element('path', {
      d: polyline([
        [x, middle],
        [x + SWATCH.width, middle],
      ]),
      stroke,
      'stroke-width': strokeWidth,
    });
  const sample = (): readonly (Svg | null | false)[] => {
    switch (kind) {
      case 'edge':
        return [line(colour, 3)];
      case 'outline':
        return [element('rect', { ...box, fill: 'none', stroke: colour, 'stroke-width': 2 })];
      case 'left-out':
        return [
          element('path', {
            d: `${polyline([
              [x + 5, y + SWATCH.height],
              [x + 12, y],
              [x + 19, y + SWATCH.height],
            ])}Z`,
            fill: 'none',
            stroke: colour,
            'stroke-width': 1.6,
          }),
        ];
      case 'block':
      case 'tile':
      case 'inferred':
        return [
          element('rect', {
            ...box,
            fill: colour,
            stroke: theme.quiet,
            'stroke-width': 0.6,
            'stroke-dasharray': kind === 'inferred' ? '3 2' : undefined,
          }),
          hatch !== null && element('rect', { ...box, fill: hatchFill(idPrefix, hatch, colour) }),
        ];
    }
  };
  return element('g', {}, sample(), label(text, x + SWATCH.width + 8, middle + 3.8));
}

function colourBar(
  { name, colourAt, low, high }: ColourScale,
  x: number,
  y: number,
  theme: Theme,
  idPrefix: string,
): Svg {
  const id = `${idPrefix}-scale`;
  const stops = Array.from({ length: 33 }, (_, index) =>
    element('stop', { offset: String(index / 32), 'stop-color': colourAt(index / 32) }),
  );
  return element(
    'g',
    {},
    element('defs', {}, element('linearGradient', { id }, stops)),
    label(name, x, y + 2),
    element('rect', { x, y: y + 8, ...BAR, fill: `url(#${id})`, stroke: theme.rule }),
    label(low, x, y + 32, { fill: theme.quiet }),
    label(high, x + BAR.width, y + 32, { 'text-anchor': 'end', fill: theme.quiet }),
  );
}
