// Where a 3D figure is seen from, and where a point of its space then lies on the picture. Pure; the screen's own camera is
// set from the same angles.
import type { Point } from './space.ts';

export const PROJECTIONS = ['perspective', 'orthographic'] as const;
export type Projection = (typeof PROJECTIONS)[number];

export interface Camera {
  readonly projection: Projection;
  /** Degrees around the vertical: 0 looks along the batch sizes, 90 along the learning rates from their high end. */
  readonly azimuth: number;
  /** Degrees above the floor, 0 to 90. */
  readonly elevation: number;
}

/** Named views; `corner` shows the cliff at high learning rates from below it, `above` is a map without vanishing points. */
export const CAMERA_PRESETS = {
  corner: { projection: 'perspective', azimuth: 42, elevation: 22 },
  front: { projection: 'perspective', azimuth: 0, elevation: 14 },
  side: { projection: 'perspective', azimuth: 90, elevation: 14 },
  above: { projection: 'orthographic', azimuth: 0, elevation: 90 },
} as const satisfies Record<string, Camera>;
export type CameraPreset = keyof typeof CAMERA_PRESETS;

/** What the camera looks at in a scene of this height and, with perspective, from how far. */
export function targetOf(height: number): Point {
  return [0, height / 2, 0];
}
export const DISTANCE = 5;

export interface View {
  /** To the right, up, and towards the viewer; the unit is that of the space at the target. */
  readonly project: (point: Point) => Point;
  /** From the target to the eye: a direction, and for perspective the eye itself. */
  readonly direction: Point;
  /** What goes right and up on the picture. */
  readonly right: Point;
  readonly up: Point;
  /** Whether the side of an axis-parallel plane that faces the positive direction is seen. */
  readonly seesPositive: (axis: 0 | 1 | 2, at: number) => boolean;
}

export function viewOf({ projection, azimuth, elevation }: Camera, height: number): View {
  const [a, e] = [(azimuth * Math.PI) / 180, (Math.min(90, Math.max(0, elevation)) * Math.PI) / 180];
  const direction: Point = [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)];
  const right: Point = [Math.cos(a), 0, -Math.sin(a)];
  const up: Point = [-Math.sin(a) * Math.sin(e), Math.cos(e), -Math.cos(a) * Math.sin(e)];
  const target = targetOf(height);
  const along = (p: Point, q: Point) =>
    (p[0] - target[0]) * q[0] + (p[1] - target[1]) * q[1] + (p[2] - target[2]) * q[2];
  const isFlat = projection === 'orthographic';
  return {
    direction,
    right,
    up,
    project: (point) => {
      const near = along(point, direction);
      const scale = isFlat ? 1 : DISTANCE / (DISTANCE - near);
      return [along(point, right) * scale, along(point, up) * scale, near];
    },
    seesPositive: (axis, at) =>
      isFlat ? direction[axis] > 1e-9 : target[axis] + DISTANCE * direction[axis] > at,
  };
}
