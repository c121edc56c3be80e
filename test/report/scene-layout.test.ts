// The words beside a 3D picture, from every side: all of them there, none on another, none on the figure.
import { describe, expect, test } from 'vitest';
import { differenceScene } from '../../src-main/report/figures/scene/difference-scene.ts';
import { CAMERA_PRESETS, PROJECTIONS, type Camera } from '../../src-main/report/figures/scene/camera.ts';
import { cornersOf, type Room } from '../../src-main/report/figures/scene/fit.ts';
import { sceneLayout, type PlacedLabel } from '../../src-main/report/figures/scene/layout.ts';
import type { Scene } from '../../src-main/report/figures/scene/scene.ts';
import { SIZE, type Point } from '../../src-main/report/figures/scene/space.ts';
import { stackScene } from '../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { analysed, sampleRuns } from './sample.ts';

const ANALYSIS = analysed(sampleRuns());
const LOOK = { theme: 'light', words: ENGLISH } as const;
const SCENES: readonly (readonly [string, Scene])[] = [
  ['the stack', stackScene(ANALYSIS, LOOK)],
  [
    'the terraces',
    surfaceScene(ANALYSIS, {
      ...LOOK,
      recipe: 'fp8-unscaled',
      versus: 'bf16-mixed',
      height: 'stable',
      colour: 'unstable',
    }),
  ],
  ['a difference', differenceScene(ANALYSIS, { ...LOOK, recipe: 'fp8-unscaled', versus: 'bf16-mixed' })],
];
/** The sheet, the panel at 1440 x 757, and at 500 pixels. */
const ROOMS: readonly Room[] = [
  { width: 912, height: 520 },
  { width: 656, height: 357 },
  { width: 440, height: 320 },
];
const CAMERAS: readonly Camera[] = PROJECTIONS.flatMap((projection) =>
  [5, 14, 22, 45, 69, 90].flatMap((elevation) =>
    Array.from({ length: 36 }, (_, turn) => ({ projection, elevation, azimuth: 10 * turn - 180 })),
  ),
);

type Pixel = readonly [number, number];

function cornersOfBox({ box: { left, top, width, height } }: PlacedLabel): Pixel[] {
  return [
    [left, top],
    [left + width, top],
    [left + width, top + height],
    [left, top + height],
  ];
}

/** Whether two convex shapes share more than a rim of this many pixels: no line along a side of either keeps them apart. */
function meet(a: readonly Pixel[], b: readonly Pixel[], rim: number): boolean {
  return [a, b].every((shape) =>
    shape.every(([x, y], index) => {
      const [nextX, nextY] = shape[(index + 1) % shape.length]!;
      const length = Math.hypot(nextX - x, nextY - y);
      if (length < 1e-6) return true;
      const along = ([px, py]: Pixel) => ((px - x) * (nextY - y) - (py - y) * (nextX - x)) / length;
      const [ofA, ofB] = [a.map(along), b.map(along)];
      return Math.min(...ofA) < Math.max(...ofB) - rim && Math.min(...ofB) < Math.max(...ofA) - rim;
    }),
  );
}

const FLOOR: readonly Point[] = [
  [-SIZE.x / 2, 0, SIZE.z / 2],
  [SIZE.x / 2, 0, SIZE.z / 2],
  [SIZE.x / 2, 0, -SIZE.z / 2],
  [-SIZE.x / 2, 0, -SIZE.z / 2],
];

describe.each(SCENES)('%s', (_name, scene) => {
  test.each(ROOMS)('has words beside its axes from every side, in $width x $height', (room) => {
    const wrong = CAMERAS.flatMap((camera) =>
      wrongWith(scene, camera, room).map((what) => `${JSON.stringify(camera)}: ${what}`),
    );
    expect(wrong).toEqual([]);
  });

  test('lies wholly within the picture, whatever turns it', () => {
    for (const room of ROOMS) {
      for (const camera of CAMERAS) {
        const { place } = sceneLayout(scene, camera, room);
        const corners = cornersOf(scene.height).map(place);
        const isWithin = corners.every(([x, y]) => x >= 0 && x <= room.width && y >= 0 && y <= room.height);
        expect(isWithin).toBe(true);
      }
    }
  });
});

/** What is wrong with the words of a picture. */
function wrongWith(scene: Scene, camera: Camera, room: Room): string[] {
  const { labels, place } = sceneLayout(scene, camera, room);
  const floor = FLOOR.map(place);
  const words = labels.flatMap(({ lines }) => lines);
  const isSteep = camera.elevation >= 70;
  const names = isSteep ? [] : scene.slabs.map(({ name }) => name.split(' ')[0]!);
  const axes = [
    scene.axes.x.name,
    scene.axes.z.name,
    ...(scene.axes.y && !isSteep ? [scene.axes.y.name] : []),
  ];
  return [
    ...[...axes, ...names]
      .filter((word) => !words.some((line) => line.startsWith(word)))
      .map((word) => `no ${word}`),
    ...labels.flatMap((label, index) => {
      const corners = cornersOfBox(label);
      const isOut = corners.some(([x, y]) => Math.min(x, y, room.width - x, room.height - y) < -0.6);
      return [
        ...(isOut ? [`${label.lines.join(' ')} beyond the rim`] : []),
        ...(label.kind !== 'slab' && meet(corners, floor, 1)
          ? [`${label.lines.join(' ')} on the floor`]
          : []),
        ...labels
          .slice(0, index)
          .filter((other) => meet(corners, cornersOfBox(other), 0.01))
          .map((other) => `${label.lines.join(' ')} on ${other.lines.join(' ')}`),
      ];
    }),
  ];
}

test('ticks of learning rates stand at 1 and 3 times powers of ten, and where there is no room at the powers alone', () => {
  const ticksAt = (width: number) =>
    sceneLayout(SCENES[1]![1], CAMERA_PRESETS.front, { width, height: 400 })
      .labels.flatMap(({ kind, lines }) => (kind === 'tick' ? lines : []))
      .filter((text) => text.includes('e'));
  expect(ticksAt(900)).toEqual(['1e-3', '3e-3', '1e-2', '3e-2', '1e-1', '3e-1']);
  expect(ticksAt(230)).toEqual(['1e-3', '1e-2', '1e-1']);
});
