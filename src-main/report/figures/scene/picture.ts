// A scene seen by a camera as one SVG picture: sides and marks painted back to front, axes, legend, and the facts a reader
// needs. No GPU, no DOM: text out.
import { footerLines, type FigureFacts } from '../facts.ts';
import { hatchFill, hatchPatterns, type Box } from '../marks.ts';
import { coordinate, element, label, polyline, svgDocument, titled, type Child, type Svg } from '../svg.ts';
import { fitText, wrapText } from '../text.ts';
import { inkOn, THEMES, type Theme, type ThemeName } from '../theme.ts';
import type { Words } from '../../language/language.ts';
import type { Camera } from './camera.ts';
import { drawLabels } from './labels.ts';
import { sceneLayout, type FrameLine } from './layout.ts';
import { paintOrder, type Painted } from './painter.ts';
import { drawSceneLegend } from './picture-legend.ts';
import type { Mark, Scene } from './scene.ts';
import type { Point } from './space.ts';

export interface PictureOptions {
  readonly title: string;
  readonly theme: ThemeName;
  readonly facts: FigureFacts;
  readonly idPrefix?: string;
  /** In pixels; the height goes along. */
  readonly width?: number;
  /** Height of the picture over its width. */
  readonly plotShare?: number;
  readonly words: Words;
}

const WIDTH = 960;
const MARGIN = 24;
const HEAD = 74;
const PLOT = 520 / 960;
const TITLE_SIZE = 17;
const FOOTER_SIZE = 10.5;
const ID_PREFIX = 'scene';
const MARK_WIDTH: Readonly<Record<Mark['kind'], number>> = { edge: 2.4, outline: 2, cross: 2, 'left-out': 2 };
/** Opacity of the lines around the sides of blocks. */
const RIM = '0.3';

type Placed = (point: Point) => readonly [number, number];

export function sceneFigure(scene: Scene, camera: Camera, options: PictureOptions): string {
  const theme = THEMES[options.theme];
  const idPrefix = options.idPrefix ?? ID_PREFIX;
  return pictureSheet(scene, options, ({ x, y, width, height }) => {
    const layout = sceneLayout(scene, camera, { width, height });
    const { place, view, frames } = layout;
    const line = ({ from, to }: FrameLine) =>
      element('path', { d: polyline([place(from), place(to)]), stroke: theme.rule, fill: 'none' });
    return element(
      'g',
      { transform: `translate(${coordinate(x)} ${coordinate(y)})` },
      frames.filter(({ isBehind }) => isBehind).map(line),
      paintOrder(scene, view).map((part) => draw(part, scene.wordsOf, place, theme, idPrefix)),
      frames.filter(({ isBehind }) => !isBehind).map(line),
      drawLabels(layout, theme),
    );
  });
}

/** The sheet around a picture of a scene: title above it, legend and facts below. */
export function pictureSheet(scene: Scene, options: PictureOptions, plot: (room: Box) => Child): string {
  const theme = THEMES[options.theme];
  const { words } = options;
  const idPrefix = options.idPrefix ?? ID_PREFIX;
  const width = options.width ?? WIDTH;
  const plotHeight = Math.round((options.plotShare ?? PLOT) * width);
  const inner = width - 2 * MARGIN;
  const subtitle = wrapText(scene.subtitle, inner, FOOTER_SIZE + 1);
  const legend = drawSceneLegend(scene, MARGIN, HEAD + plotHeight + 14, inner, theme, idPrefix);
  const footer = footerLines(options.facts, inner, FOOTER_SIZE, words);
  const footerTop = HEAD + plotHeight + 14 + legend.height + 22;
  return svgDocument(
    {
      width,
      height: Math.ceil(footerTop + 15 * footer.length + MARGIN - 8),
      title: options.title,
      description: words.scenes.description(scene.subtitle, scene.blocks.length, scene.axes.z.name),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    hatchPatterns(idPrefix),
    label(fitText(options.title, inner, TITLE_SIZE, true), MARGIN, MARGIN + 14, {
      'font-size': TITLE_SIZE,
      'font-weight': 'bold',
    }),
    subtitle.map((text, index) =>
      label(text, MARGIN, MARGIN + 34 + 15 * index, { 'font-size': FOOTER_SIZE + 1, fill: theme.quiet }),
    ),
    plot({ x: MARGIN, y: HEAD, width: inner, height: plotHeight }),
    legend.drawn,
    footer.map((text, index) =>
      label(text, MARGIN, footerTop + 15 * index, { 'font-size': FOOTER_SIZE, fill: theme.quiet }),
    ),
  );
}

function draw(part: Painted, wordsOf: Scene['wordsOf'], place: Placed, theme: Theme, idPrefix: string): Svg {
  if (part.kind === 'mark') {
    const { kind, points } = part.mark;
    const d = polyline(points.map(place));
    return element(
      'g',
      { fill: 'none' },
      element('path', { d, stroke: theme.edgeCasing, 'stroke-width': MARK_WIDTH[kind] + 1.6 }),
      element('path', {
        d,
        stroke: kind === 'edge' ? theme.edge : theme.ink,
        'stroke-width': MARK_WIDTH[kind],
        'stroke-linecap': 'round',
      }),
    );
  }
  const { side, block } = part;
  const d = `${polyline(side.corners.map(place))}Z`;
  const isTop = side.axis === 1 && side.isPositive;
  const dashes = block.outline === 'dashed' ? '4 3' : block.outline === 'dotted' ? '1 3' : undefined;
  return element(
    'g',
    isTop
      ? {
          class: 'cell',
          'data-recipe': block.recipe,
          'data-learning-rate': String(block.cell.learningRate),
          'data-row': String(block.cell.rowValue),
        }
      : {},
    isTop && titled(wordsOf(block)),
    element('path', {
      d,
      fill: side.colour,
      stroke: inkOn(side.colour),
      'stroke-width': 0.5,
      'stroke-opacity': RIM,
      'stroke-dasharray': isTop ? dashes : undefined,
      'stroke-linejoin': 'round',
    }),
    side.hatch && element('path', { d, fill: hatchFill(idPrefix, side.hatch, side.colour) }),
  );
}
