// Where the words and lines of the axes stand for a view: ticks on the edges of the floor that face the viewer, heights on
// the corner at the rim of the picture. The screen and the vector picture place the same labels.
import type { Camera, View } from './camera.ts';
import type { Scene } from './scene.ts';
import { SIZE, type Point } from './space.ts';

export interface AxisLabel {
  readonly text: string;
  readonly at: Point;
  /** Where it is read from: the side of the text that is nearest to the figure. */
  readonly anchor: 'start' | 'middle' | 'end';
  readonly isName: boolean;
}

export interface AxisLine {
  readonly from: Point;
  readonly to: Point;
  /** Whether it must be painted before the blocks, or after them. */
  readonly isBehind: boolean;
  readonly isTick: boolean;
}

const TICK = 0.025;
const TICK_LABEL = 0.07;
const NAME = 0.27;
/** Degrees above which heights are seen from their end and mean nothing. */
const TOO_STEEP = 70;

export function axisParts(
  { axes, floors }: Scene,
  camera: Camera,
  view: View,
): { readonly labels: AxisLabel[]; readonly lines: AxisLine[] } {
  const side = view.direction[0] >= 0 ? 1 : -1;
  const front = view.direction[2] >= -1e-9 ? 1 : -1;
  const [x, z] = [(side * SIZE.x) / 2, (front * SIZE.z) / 2];
  const labels: AxisLabel[] = [];
  const lines: AxisLine[] = [];
  const anchorOf = (from: Point, to: Point): AxisLabel['anchor'] => {
    const run = view.project(to)[0] - view.project(from)[0];
    return Math.abs(run) < 0.02 ? 'middle' : run > 0 ? 'start' : 'end';
  };
  const label = (text: string, origin: Point, away: Point, reach: number, isName: boolean) => {
    const at: Point = [origin[0] + away[0] * reach, origin[1] + away[1] * reach, origin[2] + away[2] * reach];
    labels.push({ text, at, anchor: isName ? 'middle' : anchorOf(origin, at), isName });
  };
  const tick = (origin: Point, away: Point) => {
    const to: Point = [origin[0] + away[0] * TICK, origin[1], origin[2] + away[2] * TICK];
    lines.push({ from: origin, to, isBehind: false, isTick: true });
  };

  for (const { at, text } of axes.x.ticks) {
    label(text, [at, 0, z], [0, 0, front], TICK_LABEL, false);
    tick([at, 0, z], [0, 0, front]);
  }
  label(axes.x.name, [0, 0, z], [0, 0, front], NAME + 0.06, true);
  for (const { at, text } of axes.z.ticks) {
    label(text, [x, 0, at], [side, 0, 0], TICK_LABEL, false);
    tick([x, 0, at], [side, 0, 0]);
  }
  label(axes.z.name, [x, 0, 0], [side, 0, 0], NAME, true);

  for (const { y, name } of floors) {
    for (const [sign, isBehind] of [
      [-1, true],
      [1, false],
    ] as const) {
      lines.push({ from: [-x, y, sign * z], to: [x, y, sign * z], isBehind, isTick: false });
      lines.push({ from: [sign * x, y, -z], to: [sign * x, y, z], isBehind, isTick: false });
    }
    if (name !== null && camera.elevation < TOO_STEEP) label(name, [-x, y, z], [-side, 0, 0], 0.05, false);
  }
  if (axes.y && camera.elevation < TOO_STEEP) {
    const [low, high] = [axes.y.ticks[0]?.at ?? 0, axes.y.ticks.at(-1)?.at ?? SIZE.y];
    lines.push({ from: [-x, low, z], to: [-x, high, z], isBehind: true, isTick: false });
    for (const { at, text } of axes.y.ticks) {
      label(text, [-x, at, z], [-side, 0, 0], 0.04, false);
      lines.push({ from: [-x, at, z], to: [-x - side * TICK, at, z], isBehind: true, isTick: true });
    }
    label(axes.y.name, [-x, high + 0.07, z], [0, 1, 0], 0, true);
  }
  return { labels, lines };
}
