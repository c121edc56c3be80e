// The sides of a block: top, bottom and four walls. Shading is by direction alone, so that a colour means the same wherever it stands.
import type { HatchDensity } from '../marks.ts';
import type { Block } from './scene.ts';
import type { Point, Space } from './space.ts';

export interface Side {
  /** Four corners, counter-clockwise seen from outside. */
  readonly corners: readonly [Point, Point, Point, Point];
  readonly axis: 0 | 1 | 2;
  readonly isPositive: boolean;
  readonly colour: string;
  readonly hatch: HatchDensity | null;
}

/** How bright a side is, by axis. */
export const SHADE = [0.8, 1, 0.66] as const;

export function sidesOf(block: Block, { columns, rows }: Space): Side[] {
  const [left, right] = [columns[block.column]!, columns[block.column + 1]!];
  const [near, far] = [rows[block.row]!, rows[block.row + 1]!];
  const { from: low, to: high, colour, hatch } = block;
  const side = (axis: 0 | 1 | 2, isPositive: boolean, ...corners: [Point, Point, Point, Point]): Side => ({
    corners,
    axis,
    isPositive,
    colour: mixed(colour, '#000000', 1 - SHADE[axis]),
    hatch: axis === 1 && isPositive ? hatch : null,
  });
  const walls =
    high - low <= 1e-9
      ? []
      : [
          side(0, true, [right, low, near], [right, low, far], [right, high, far], [right, high, near]),
          side(0, false, [left, low, far], [left, low, near], [left, high, near], [left, high, far]),
          side(2, true, [left, low, near], [right, low, near], [right, high, near], [left, high, near]),
          side(2, false, [right, low, far], [left, low, far], [left, high, far], [right, high, far]),
        ];
  return [
    ...walls,
    side(1, true, [left, high, near], [right, high, near], [right, high, far], [left, high, far]),
    side(1, false, [left, low, far], [right, low, far], [right, low, near], [left, low, near]),
  ];
}

/** A colour #rrggbb gone this share of the way to another. */
export function mixed(colour: string, towards: string, share: number): string {
  const channel = (text: string, at: number) => parseInt(text.slice(at, at + 2), 16);
  const mix = (at: number) =>
    Math.round(channel(colour, at) * (1 - share) + channel(towards, at) * share)
      .toString(16)
      .padStart(2, '0');
  return `#${mix(1)}${mix(3)}${mix(5)}`;
}
