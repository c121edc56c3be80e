// A scene seen by a camera as one SVG picture: sides and marks painted back to front, axes, legend, and the facts a reader
// needs. No GPU, no DOM: text out.
import { footerLines, type FigureFacts } from '../facts.ts';
import { hatchFill, hatchPatterns, type Box } from '../marks.ts';
import { element, label, polyline, svgDocument, titled, type Child, type Svg } from '../svg.ts';
import { fitText, textWidth, wrapText } from '../text.ts';
import { inkOn, THEMES, type Theme, type ThemeName } from '../theme.ts';
import type { Words } from '../../language/language.ts';
import { axisParts, type AxisLine } from './axis-labels.ts';
import { viewOf, type Camera } from './camera.ts';
import { paintOrder, type Painted } from './painter.ts';
import { drawSceneLegend } from './picture-legend.ts';
import type { Scene } from './scene.ts';
import { SIZE, type Point } from './space.ts';

export interface PictureOptions {
  readonly title: string;
  readonly theme: ThemeName;
  readonly facts: FigureFacts;
  readonly idPrefix?: string;
  readonly words: Words;
}

const WIDTH = 960;
const MARGIN = 24;
const HEAD = 74;
const PLOT = 520;
const TITLE_SIZE = 17;
const SIZE_TICK = 11;
const FOOTER_SIZE = 10.5;
const ID_PREFIX = 'scene';

type Placed = (point: Point) => readonly [number, number];

export function sceneFigure(scene: Scene, camera: Camera, options: PictureOptions): string {
  const theme = THEMES[options.theme];
  const idPrefix = options.idPrefix ?? ID_PREFIX;
  const view = viewOf(camera);
  const { labels, lines } = axisParts(scene, camera, view);
  const place = fitted(view.project, [...corners(), ...labels.map(({ at }) => at)]);
  const line = (part: AxisLine) =>
    element('path', {
      d: polyline([place(part.from), place(part.to)]),
      stroke: part.isTick ? theme.quiet : theme.rule,
      'stroke-width': 1,
      fill: 'none',
    });
  return pictureSheet(scene, options, () => [
    lines.filter(({ isBehind }) => isBehind).map(line),
    paintOrder(scene, view).map((part) => draw(part, scene.wordsOf, place, theme, idPrefix)),
    lines.filter(({ isBehind }) => !isBehind).map(line),
    labels.map(({ text, at, anchor, isName }) => {
      const [x, y] = place(at);
      return label(text, x, y + 4, {
        'font-size': SIZE_TICK,
        'text-anchor': anchor,
        fill: isName ? theme.quiet : theme.ink,
      });
    }),
  ]);
}

/** The sheet around a picture of a scene: title above it, legend and facts below. */
export function pictureSheet(scene: Scene, options: PictureOptions, plot: (room: Box) => Child): string {
  const theme = THEMES[options.theme];
  const { words } = options;
  const idPrefix = options.idPrefix ?? ID_PREFIX;
  const inner = WIDTH - 2 * MARGIN;
  const subtitle = wrapText(scene.subtitle, inner, FOOTER_SIZE + 1);
  const legend = drawSceneLegend(scene, MARGIN, HEAD + PLOT + 14, inner, theme, idPrefix);
  const footer = footerLines(options.facts, inner, FOOTER_SIZE, words);
  const footerTop = HEAD + PLOT + 14 + legend.height + 22;
  return svgDocument(
    {
      width: WIDTH,
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
    plot({ x: MARGIN, y: HEAD, width: inner, height: PLOT }),
    legend.drawn,
    footer.map((text, index) =>
      label(text, MARGIN, footerTop + 15 * index, { 'font-size': FOOTER_SIZE, fill: theme.quiet }),
    ),
  );
}

function corners(): Point[] {
  const [x, z] = [SIZE.x / 2, SIZE.z / 2];
  return [-x, x].flatMap((px) => [-z, z].flatMap((pz) => [0, SIZE.y].map((py): Point => [px, py, pz])));
}

/** Scales and moves the projection so that these points fill the plotting area; words keep room at the sides. */
function fitted(project: (point: Point) => Point, points: readonly Point[]): Placed {
  const flat = points.map(project);
  const low = (axis: 0 | 1) => Math.min(...flat.map((point) => point[axis]));
  const high = (axis: 0 | 1) => Math.max(...flat.map((point) => point[axis]));
  const [left, right, bottom, top] = [low(0), high(0), low(1), high(1)];
  const room = textWidth('00000000', SIZE_TICK);
  const scale = Math.min((WIDTH - 2 * MARGIN - 2 * room) / (right - left), (PLOT - 30) / (top - bottom));
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  return (point) => {
    const [x, y] = project(point);
    return [WIDTH / 2 + (x - middleX) * scale, HEAD + PLOT / 2 - (y - middleY) * scale];
  };
}

function draw(part: Painted, wordsOf: Scene['wordsOf'], place: Placed, theme: Theme, idPrefix: string): Svg {
  if (part.kind === 'mark') {
    const { kind, points } = part.mark;
    const d = polyline(points.map(place));
    const [colour, width] =
      kind === 'edge'
        ? [theme.edge, 3]
        : kind === 'cross' || kind === 'left-out'
          ? [theme.ink, 2]
          : [theme.ink, 1.4];
    return element(
      'g',
      { fill: 'none', 'stroke-linecap': 'round' },
      kind !== 'interval' && element('path', { d, stroke: theme.edgeCasing, 'stroke-width': width + 2.5 }),
      element('path', { d, stroke: colour, 'stroke-width': width }),
    );
  }
  const { side, block } = part;
  const d = `${polyline(side.corners.map(place))}Z`;
  const isTop = side.axis === 1;
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
      'fill-opacity': block.opacity < 1 ? String(block.opacity) : undefined,
      stroke: block.opacity < 1 ? theme.quiet : inkOn(side.colour),
      'stroke-width': 0.5,
      'stroke-opacity': block.opacity < 1 ? '0.9' : '0.45',
      'stroke-dasharray': isTop ? dashes : undefined,
      'stroke-linejoin': 'round',
    }),
    side.hatch && element('path', { d, fill: hatchFill(idPrefix, side.hatch, side.colour) }),
  );
}
