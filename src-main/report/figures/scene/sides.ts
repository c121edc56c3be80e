// The sides of a block: the top and four walls, the walls in two tones where only their lower part is sure. Shading is by
// direction alone, so that a colour means the same wherever it stands.
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

/** How bright a side is: by axis; and how far the uncertain part of a wall goes towards white. */
export const SHADE = [0.8, 1, 0.68] as const;
export const PALE = 0.55;

export function sidesOf(block: Block, { columns, rows }: Space): Side[] {
  const [left, right] = [columns[block.column]!, columns[block.column + 1]!];
  const [near, far] = [rows[block.row]!, rows[block.row + 1]!];
  const { from, to, colour, hatch } = block;
  const certain = block.certain === null ? to : Math.min(to, Math.max(from, block.certain));
  const walls = (low: number, high: number, tone: number): Side[] =>
    high - low <= 1e-9
      ? []
      : [
          side(0, true, [right, low, near], [right, low, far], [right, high, far], [right, high, near], tone),
          side(0, false, [left, low, far], [left, low, near], [left, high, near], [left, high, far], tone),
          side(2, true, [left, low, near], [right, low, near], [right, high, near], [left, high, near], tone),
          side(2, false, [right, low, far], [left, low, far], [left, high, far], [right, high, far], tone),
        ];
  function side(
    axis: 0 | 1 | 2,
    isPositive: boolean,
    a: Point,
    b: Point,
    c: Point,
    d: Point,
    pale: number,
  ): Side {
    const shaded = mixed(mixed(colour, '#ffffff', pale), '#000000', 1 - SHADE[axis]);
    return { corners: [a, b, c, d], axis, isPositive, colour: shaded, hatch: axis === 1 ? hatch : null };
  }
  return [
    ...walls(from, certain, 0),
    ...walls(certain, to, PALE),
    side(1, true, [left, to, near], [right, to, near], [right, to, far], [left, to, far], 0),
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
