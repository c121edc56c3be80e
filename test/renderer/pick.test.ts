import { expect, test } from 'vitest';
import { random32 } from '../../src-main/engine/random.ts';
import { sidesOf } from '../../src-main/report/figures/scene/sides.ts';
import { blocksByCell, type Block } from '../../src-main/report/figures/scene/scene.ts';
import type { Point, Space } from '../../src-main/report/figures/scene/space.ts';
import { stackScene } from '../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import { blockOnRay, type Ray } from '../../src-renderer/study/three/pick.ts';
import { analysed, sampleRuns } from '../report/sample.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';

const analysis = analysed(sampleRuns());
const scenes = [
  surfaceScene(analysis, {
    recipe: 'fp8-unscaled',
    versus: null,
    height: 'stable',
    colour: 'unstable',
    theme: 'light',
    words: ENGLISH,
  }),
  stackScene(analysis, { theme: 'light', words: ENGLISH }),
];
const unit = (key: number, index: number) => random32(key, index) / 2 ** 32;

/** Depth at which a ray meets an axis-parallel side from outside; Infinity where it does not. */
function depthOf({ origin, direction }: Ray, axis: 0 | 1 | 2, corners: readonly Point[]): number {
  const depth = (corners[0]![axis] - origin[axis]) / direction[axis];
  const at = origin.map((value, i) => value + depth * direction[i]!);
  const isWithin = ([0, 1, 2] as const)
    .filter((other) => other !== axis)
    .every((other) => {
      const values = corners.map((corner) => corner[other]);
      return at[other]! >= Math.min(...values) && at[other]! <= Math.max(...values);
    });
  return depth > 0 && isWithin ? depth : Infinity;
}

/** The same by trying every side of every block. */
function byTrying(ray: Ray, blocks: readonly Block[], space: Space): Block | null {
  let [nearest, depth] = [null as Block | null, Infinity];
  for (const block of blocks) {
    for (const { axis, corners } of sidesOf(block, space)) {
      const other = depthOf(ray, axis, corners);
      if (other < depth) [nearest, depth] = [block, other];
    }
  }
  return nearest;
}

test('the block under a pointer is the one whose side is nearest, from anywhere above', () => {
  let hits = 0;
  for (let number = 0; number < 3000; number++) {
    const { blocks, space, height: top } = scenes[number % scenes.length]!;
    const azimuth = 2 * Math.PI * unit(1, number);
    // Above every slab: what is seen from below has no side in the vector picture.
    const height = top + 0.05 + 3 * unit(2, number);
    const origin: Point = [4 * Math.cos(azimuth), height, 4 * Math.sin(azimuth)];
    const target: Point = [
      1.4 * (unit(3, number) - 0.5),
      top * unit(4, number),
      0.8 * (unit(5, number) - 0.5),
    ];
    const direction: Point = [target[0] - origin[0], target[1] - origin[1], target[2] - origin[2]];
    const expected = byTrying({ origin, direction }, blocks, space);
    expect(blockOnRay({ origin, direction }, space, top, blocksByCell(blocks))).toBe(expected);
    if (expected) hits++;
  }
  expect(hits).toBeGreaterThan(1000);
});

test('straight down is the block below; past the grid there is none', () => {
  const { blocks, space, height } = scenes[0]!;
  const block = blocks[5]!;
  const x = space.columnCentres[block.column]!;
  const z = space.rowCentres[block.row]!;
  const ray = { origin: [x, 3, z], direction: [0, -1, 0] } as const;
  expect(blockOnRay(ray, space, height, blocksByCell(blocks))).toBe(block);
  const beside = { origin: [2, 3, z], direction: [0, -1, 0] } as const;
  expect(blockOnRay(beside, space, height, blocksByCell(blocks))).toBeNull();
});
