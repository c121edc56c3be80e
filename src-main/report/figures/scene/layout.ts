// Where the words and lines of the axes stand on a picture: beside the edges of the floor that face the viewer, on their outer side,
// never on one another. The screen and the vector picture place the same words. In pixels; pure.
import { textWidth, wrapText } from '../text.ts';
import type { Camera, View } from './camera.ts';
import { fitted, TOO_STEEP, type Fit, type Margins, type Room } from './fit.ts';
import { meets, Placing, type Box } from './placing.ts';
import type { Scene, Tick } from './scene.ts';
import { SIZE, type Point } from './space.ts';

export interface PlacedLabel {
  readonly kind: 'tick' | 'name' | 'slab';
  readonly lines: readonly string[];
  readonly box: Box;
  readonly align: 'start' | 'middle' | 'end';
}

export type PixelLine = readonly [readonly [number, number], readonly [number, number]];

/** A line of a frame around the grid. */
export interface FrameLine {
  readonly from: Point;
  readonly to: Point;
  /** Whether it must be painted before the blocks, or after them. */
  readonly isBehind: boolean;
}

export interface Layout extends Fit {
  readonly labels: readonly PlacedLabel[];
  /** Strokes from an axis to its words. */
  readonly ticks: readonly PixelLine[];
  readonly frames: readonly FrameLine[];
}

export const LABEL_SIZE = 11.5;
export const LINE_HEIGHT = 14;
/** How much wider bold words are, at most. */
const BOLD = 1.12;
const TICK = 5;
const GAP = 4;
/** Widest column of words beside slabs, in pixels and as a share of the picture. */
const SLAB_WORDS = { most: 178, share: 0.35, gap: 14 } as const;
/** Sine of the angle below which a side of the grid is seen from its end. */
const END_ON_SINE = 0.3;
/** An edge of fewer pixels is seen from its end. */
const END_ON = 8;
/** The corners of the grid, one after the other. */
const FLOOR: readonly Point[] = [
  [-SIZE.x / 2, 0, SIZE.z / 2],
  [SIZE.x / 2, 0, SIZE.z / 2],
  [SIZE.x / 2, 0, -SIZE.z / 2],
  [-SIZE.x / 2, 0, -SIZE.z / 2],
];
/** Where along its axis a name stands: the first place that is free. */
/** And how many lines farther out. */
const REACHES = [0, 1, 2, 3];
const NAME_PLACES = [0.5, 0.38, 0.62, 0.25, 0.75, 0.1, 0.9];

/** `zoom` is 1 where the whole is seen; words that then lie beyond the rim are left out. */
export function sceneLayout(scene: Scene, camera: Camera, room: Room, zoom = 1): Layout {
  const isSteep = camera.elevation >= TOO_STEEP;
  const column = Math.min(SLAB_WORDS.most, SLAB_WORDS.share * room.width);
  const texts = scene.slabs.map(({ name, words }) => ({
    name: wrapText(name, column / BOLD, LABEL_SIZE),
    words: wrapText(words, column, LABEL_SIZE),
  }));
  const fit = fitted(scene, camera, room, marginsOf(scene, texts, isSteep), zoom);
  const placing = new Placing(room);
  const labels: PlacedLabel[] = [];
  const ticks: PixelLine[] = [];
  const { view, place } = fit;
  const x = (facing(view, 0) * SIZE.x) / 2;
  const z = (facing(view, 2) * SIZE.z) / 2;
  const centre = place([0, 0, 0]);
  const floor = FLOOR.map(place);

  const put = (
    kind: PlacedLabel['kind'],
    lines: readonly string[],
    align: PlacedLabel['align'],
    box: Box,
  ): boolean => {
    const free = placing.put(box);
    if (free) labels.push({ kind, lines, align, box });
    return free;
  };

  if (isSteep) putTop();
  else if (scene.slabs.length > 0) putSlabs();
  if (scene.axes.y && !isSteep) putHeights(scene.axes.y.name, scene.axes.y.ticks[0] ?? []);
  putAxis(scene.axes.x, [-SIZE.x / 2, 0, z], [SIZE.x / 2, 0, z], (at) => [at, 0, z]);
  putAxis(scene.axes.z, [x, 0, SIZE.z / 2], [x, 0, -SIZE.z / 2], (at) => [x, 0, at]);
  return { ...fit, labels, ticks, frames: framesOf(scene, view) };

  /** The words of the slabs, beside the corner at the left rim, moved apart where slabs lie close. */
  function putSlabs(): void {
    const corner = leftCorner();
    const at = scene.slabs.map(({ y }) => place([corner[0], y, corner[1]]));
    const right = Math.min(...at.map(([px]) => px)) - SLAB_WORDS.gap;
    const least = (room.height - 2 * GAP) / Math.max(1, at.length);
    const shown = texts.map(({ name, words }) =>
      least >= LINE_HEIGHT * (name.length + words.length) ? [...name, ...words] : name.slice(0, 1),
    );
    const apart = spread(
      at.map(([, py], index) => ({ at: py, size: LINE_HEIGHT * shown[index]!.length + GAP })),
      room.height,
    );
    for (const [index, lines] of shown.entries()) {
      const height = LINE_HEIGHT * lines.length;
      const width = widthOf(lines, true);
      const box = { left: Math.max(0, right - width), top: apart[index]! - height / 2, width, height };
      if (!put('slab', lines, 'end', box)) continue;
      const [px, py] = at[index]!;
      ticks.push([
        [box.left + width + GAP, Math.min(Math.max(py, box.top), box.top + height)],
        [px - 2, py],
      ]);
    }
  }

  /** From above one slab is seen: its words stand over the picture. */
  function putTop(): void {
    const top = scene.slabs.at(-1);
    if (!top) return;
    const lines = [top.name, ...wrapText(top.words, room.width - 2 * GAP, LABEL_SIZE)];
    const box = { left: GAP, top: GAP, width: widthOf(lines, true), height: LINE_HEIGHT * lines.length };
    put('slab', lines, 'start', box);
  }

  function putHeights(name: string, heights: readonly Tick[]): void {
    const corner = leftCorner();
    const point = (y: number) => place([corner[0], y, corner[1]]);
    let top = Infinity;
    for (const { at, text } of heights) {
      const [px, py] = point(at);
      const width = textWidth(text, LABEL_SIZE);
      const box = { left: px - TICK - GAP - width, top: py - LINE_HEIGHT / 2, width, height: LINE_HEIGHT };
      if (put('tick', [text], 'end', box))
        ticks.push([
          [px, py],
          [px - TICK, py],
        ]);
      top = Math.min(top, box.top);
    }
    const [px] = point(scene.height);
    const width = textWidth(name, LABEL_SIZE);
    const over = placing.within({
      left: px - width / 2 - 20,
      top: top - LINE_HEIGHT - GAP,
      width,
      height: LINE_HEIGHT,
    });
    // Where the grid lies behind the axis, over the whole picture.
    put('name', [name], 'middle', meets(over, floor) ? { ...over, left: GAP, top: GAP } : over);
    ticks.push([point(0), point(scene.height)]);
  }

  function putAxis(axis: Scene['axes']['x'], from: Point, to: Point, pointOf: (at: number) => Point): void {
    const [a, b] = [place(from), place(to)];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
    const out = length < END_ON ? endOn(middle) : outward(a, b, middle);
    const boxAt = (at: readonly [number, number], width: number, distance: number): Box => {
      const reach = distance + (Math.abs(out[0]) * width) / 2 + (Math.abs(out[1]) * LINE_HEIGHT) / 2;
      return {
        left: at[0] + out[0] * reach - width / 2,
        top: at[1] + out[1] * reach - LINE_HEIGHT / 2,
        width,
        height: LINE_HEIGHT,
      };
    };
    const boxesOf = (choice: readonly Tick[]) =>
      choice.map((tick) => ({
        tick,
        at: place(pointOf(tick.at)),
        box: boxAt(place(pointOf(tick.at)), textWidth(tick.text, LABEL_SIZE), TICK + GAP),
      }));
    const choices = axis.ticks.map(boxesOf);
    const chosen = choices.find((boxes) => !placing.overlapping(boxes.map(({ box }) => box))) ?? [];
    let deepest = TICK;
    for (const { tick, at, box } of chosen) {
      if (!put('tick', [tick.text], 'middle', box)) continue;
      ticks.push([at, [at[0] + out[0] * TICK, at[1] + out[1] * TICK]]);
      deepest = Math.max(deepest, TICK + GAP + Math.abs(out[0]) * box.width + Math.abs(out[1]) * LINE_HEIGHT);
    }
    const width = textWidth(axis.name, LABEL_SIZE);
    const beside = REACHES.flatMap((reach) =>
      NAME_PLACES.map((share) => {
        const at = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])] as const;
        return placing.within(boxAt(at, width, deepest + GAP + reach * LINE_HEIGHT));
      }),
    );
    // Of an axis that is seen from its end and has no room at its side: under its words.
    const low = Math.max(a[1], b[1]);
    const under = REACHES.map((reach) =>
      placing.within({
        left: middle[0] + out[0] * deepest,
        top: low + GAP + (reach + 1) * LINE_HEIGHT,
        width,
        height: LINE_HEIGHT,
      }),
    );
    [...beside, ...under].some((box) => !meets(box, floor) && put('name', [axis.name], 'middle', box));
  }

  function outward(
    a: readonly [number, number],
    b: readonly [number, number],
    middle: readonly [number, number],
  ): readonly [number, number] {
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const normal = [(b[1] - a[1]) / length, (a[0] - b[0]) / length] as const;
    const isAway = normal[0] * (middle[0] - centre[0]) + normal[1] * (middle[1] - centre[1]) >= 0;
    return isAway ? normal : [-normal[0], -normal[1]];
  }

  function endOn(middle: readonly [number, number]): readonly [number, number] {
    return [middle[0] >= centre[0] ? 1 : -1, 0];
  }

  /** x and z of the corner of the grid that lies farthest to the left. */
  function leftCorner(): readonly [number, number] {
    const all = [-1, 1].flatMap((sx) => [-1, 1].map((sz) => [(sx * SIZE.x) / 2, (sz * SIZE.z) / 2] as const));
    const across = ([px, pz]: readonly [number, number]) => place([px, 0, pz])[0];
    return all.reduce((a, b) => (across(b) < across(a) - 1e-6 ? b : a));
  }
}

interface SlabText {
  readonly name: readonly string[];
  readonly words: readonly string[];
}

function marginsOf({ slabs, axes }: Scene, texts: readonly SlabText[], isSteep: boolean): Margins {
  const column = Math.max(0, ...texts.map(({ name, words }) => widthOf([...name, ...words], true)));
  const heights =
    axes.y === null ? 0 : Math.max(0, ...axes.y.ticks.flat().map(({ text }) => textWidth(text, LABEL_SIZE)));
  const left = isSteep || slabs.length === 0 ? heights + 34 : column + SLAB_WORDS.gap + GAP;
  const rows = Math.max(0, ...(axes.z.ticks[0] ?? []).map(({ text }) => textWidth(text, LABEL_SIZE)));
  // From above, names stand at all four sides.
  const right = rows + TICK + 3 * GAP + (isSteep ? textWidth(axes.z.name, LABEL_SIZE) : 12);
  return { left, right, top: isSteep ? (slabs.length > 0 ? 76 : 46) : axes.y === null ? 16 : 38, bottom: 52 };
}

/** The first line is set in bold where it is a name. */
function widthOf(lines: readonly string[], isFirstBold: boolean): number {
  return Math.max(0, ...lines.map((line, index) => textWidth(line, LABEL_SIZE, isFirstBold && index === 0)));
}

/** Middles of boxes as near as may be to where they belong (from low on the picture to high) without overlapping. */
function spread(boxes: readonly { readonly at: number; readonly size: number }[], height: number): number[] {
  const middles: number[] = [];
  let free = height;
  for (const { at, size } of boxes) {
    const middle = Math.min(at, free - size / 2);
    middles.push(middle);
    free = middle - size / 2;
  }
  // What went out at the top comes back in and pushes down those below it.
  let taken = 0;
  for (let index = boxes.length - 1; index >= 0; index--) {
    const { size } = boxes[index]!;
    middles[index] = Math.max(middles[index]!, taken + size / 2);
    taken = middles[index]! + size / 2;
  }
  return middles;
}

/** The side of the grid along an axis that faces the viewer; of one that is seen from its end, the side on the right. */
function facing({ direction, right }: View, axis: 0 | 2): 1 | -1 {
  const towards = Math.abs(direction[axis]) < END_ON_SINE * Math.hypot(direction[0], direction[2]);
  return (towards ? right[axis] : direction[axis]) >= -1e-9 ? 1 : -1;
}

function framesOf({ frames }: Scene, { direction }: View): FrameLine[] {
  const x = ((direction[0] >= -1e-9 ? 1 : -1) * SIZE.x) / 2;
  const z = ((direction[2] >= -1e-9 ? 1 : -1) * SIZE.z) / 2;
  return frames.flatMap((y) =>
    (
      [
        [-1, true],
        [1, false],
      ] as const
    ).flatMap(([sign, isBehind]): FrameLine[] => [
      { from: [-x, y, sign * z], to: [x, y, sign * z], isBehind },
      { from: [sign * x, y, -z], to: [sign * x, y, z], isBehind },
    ]),
  );
}
