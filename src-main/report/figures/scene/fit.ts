// How a scene is fitted into a picture: as large as it may be so that, turned all the way around at this height of the eye, it and the
// words beside it stay within. So it does not grow and shrink while it is turned. Pure.
import { viewOf, type Camera, type View } from './camera.ts';
import type { Scene } from './scene.ts';
import { SIZE, type Point } from './space.ts';

export interface Room {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Pixels around the scene that its words take. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Fit {
  readonly view: View;
  /** Pixels per unit of the space at the target. */
  readonly scale: number;
  /** Where the target lies on the picture, in pixels from its upper left corner. */
  readonly target: readonly [number, number];
  /** Where a point of the space lies, likewise. */
  readonly place: (point: Point) => readonly [number, number];
}

const TURNS = 24;
/** Degrees above which it is a map: heights are seen from their end and mean nothing, and it fills the picture as it lies. */
export const TOO_STEEP = 70;

export function cornersOf(height: number): Point[] {
  const [x, z] = [SIZE.x / 2, SIZE.z / 2];
  return [-x, x].flatMap((px) => [-z, z].flatMap((pz) => [0, height].map((py): Point => [px, py, pz])));
}

/** `zoom` is 1 where the whole is seen. */
export function fitted(
  { height }: Pick<Scene, 'height'>,
  camera: Camera,
  room: Room,
  margins: Margins,
  zoom = 1,
): Fit {
  const corners = cornersOf(height);
  const view = viewOf(camera, height);
  const turns =
    camera.elevation >= TOO_STEEP ? [] : Array.from({ length: TURNS }, (_, turn) => (360 * turn) / TURNS);
  const seen = [view, ...turns.map((azimuth) => viewOf({ ...camera, azimuth }, height))].flatMap(
    ({ project }) => corners.map(project),
  );
  const across = Math.max(...seen.map(([x]) => Math.abs(x)));
  const [low, high] = [Math.min(...seen.map(([, y]) => y)), Math.max(...seen.map(([, y]) => y))];
  const width = Math.max(1, room.width - margins.left - margins.right);
  const tall = Math.max(1, room.height - margins.top - margins.bottom);
  const scale = zoom * Math.min(width / (2 * across), tall / (high - low));
  const target = [margins.left + width / 2, margins.top + tall / 2 + ((high + low) / 2) * scale] as const;
  return {
    view,
    scale,
    target,
    place: (point) => {
      const [x, y] = view.project(point);
      return [target[0] + x * scale, target[1] - y * scale];
    },
  };
}
