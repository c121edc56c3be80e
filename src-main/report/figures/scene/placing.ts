// Boxes of words on a picture, none on another and none beyond its rim. In pixels.
import type { Room } from './fit.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels between two words. */
const APART = 3;

export function overlap(a: Box, b: Box, apart = APART): boolean {
  return (
    a.left < b.left + b.width + apart &&
    b.left < a.left + a.width + apart &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}

/** Whether a box lies on a convex shape: no line along a side of either keeps them apart. */
export function meets(
  { left, top, width, height }: Box,
  shape: readonly (readonly [number, number])[],
): boolean {
  const box: readonly (readonly [number, number])[] = [
    [left, top],
    [left + width, top],
    [left + width, top + height],
    [left, top + height],
  ];
  return [box, shape].every((sides) =>
    sides.every(([x, y], index) => {
      const [nextX, nextY] = sides[(index + 1) % sides.length]!;
      const beyond = ([px, py]: readonly [number, number]) => (px - x) * (nextY - y) - (py - y) * (nextX - x);
      const [ofBox, ofShape] = [box.map(beyond), shape.map(beyond)];
      return Math.min(...ofBox) < Math.max(...ofShape) && Math.min(...ofShape) < Math.max(...ofBox);
    }),
  );
}

export class Placing {
  readonly #room: Room;
  readonly #taken: Box[] = [];

  constructor(room: Room) {
    this.#room = room;
  }

  /** Takes the place of a box; false where another has it or it lies beyond the rim. */
  put(box: Box): boolean {
    const { width, height } = this.#room;
    const isWithin =
      box.left >= -0.5 &&
      box.top >= -0.5 &&
      box.left + box.width <= width + 0.5 &&
      box.top + box.height <= height + 0.5;
    if (!isWithin || this.#taken.some((other) => overlap(other, box))) return false;
    this.#taken.push(box);
    return true;
  }

  /** Whether any two of these would lie on one another. */
  overlapping(boxes: readonly Box[]): boolean {
    return boxes.some((box, index) => index > 0 && overlap(boxes[index - 1]!, box));
  }

  /** The box, moved into the picture where it lies beyond its rim. */
  within(box: Box): Box {
    const { width, height } = this.#room;
    const held = (at: number, size: number, room: number) =>
      Math.min(Math.max(0, at), Math.max(0, room - size));
    return { ...box, left: held(box.left, box.width, width), top: held(box.top, box.height, height) };
  }
}
