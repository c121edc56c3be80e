import { describe, expect, test } from 'vitest';
import { random32 } from '../../src-main/engine/random.ts';
import { CAMERA_PRESETS, TARGET, viewOf, type Camera } from '../../src-main/report/figures/scene/camera.ts';
import { comparedRecipes } from '../../src-main/report/figures/scene/compared.ts';
import { differenceScene } from '../../src-main/report/figures/scene/difference-scene.ts';
import { sidesOf, mixed } from '../../src-main/report/figures/scene/sides.ts';
import { paintOrder } from '../../src-main/report/figures/scene/painter.ts';
import { sceneFigure } from '../../src-main/report/figures/scene/picture.ts';
import type { Scene } from '../../src-main/report/figures/scene/scene.ts';
import { gridSpace, SIZE, type Point } from '../../src-main/report/figures/scene/space.ts';
import { stackScene } from '../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { analysed, finished, planned, sampleRuns } from './sample.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const OPTIONS = { height: 'stable', colour: 'unstable', theme: 'light' } as const;
const SAMPLE = analysed(sampleRuns());
const surface = (analysis = SAMPLE, recipe = 'fp8-unscaled', ghost: string | null = null) =>
  surfaceScene(analysis, { ...OPTIONS, recipe, ghost, words: ENGLISH });
const unit = (key: number, index: number) => random32(key, index) / 2 ** 32;

describe('the space', () => {
  test('has log-spaced cells of equal width, small batches in front', () => {
    const { columns, rows } = gridSpace({
      rowSetting: BATCH_SIZE_ROWS,
      learningRates: [0.001, 0.01, 0.1],
      rowValues: [2, 4],
    });
    expect(columns.map((x) => Number(x.toFixed(9)))).toEqual([-0.75, -0.25, 0.25, 0.75]);
    expect(rows.map((z) => Number(z.toFixed(9)))).toEqual([0.5, 0, -0.5]);
  });

  test('holds a learning rate within the grid', () => {
    const { xOf } = gridSpace({ rowSetting: BATCH_SIZE_ROWS, learningRates: [0.001, 0.01], rowValues: [2] });
    expect(xOf(0.001)).toBeCloseTo(-SIZE.x / 4, 9);
    expect(xOf(1e-9)).toBe(-SIZE.x / 2);
    expect(xOf(1)).toBe(SIZE.x / 2);
  });
});

describe('the camera', () => {
  test('looks at the target from every angle', () => {
    for (const projection of ['perspective', 'orthographic'] as const) {
      const [x, y] = viewOf({ projection, azimuth: 77, elevation: 21 }).project(TARGET);
      expect([x, y].map((value) => Math.abs(value) < 1e-12)).toEqual([true, true]);
    }
  });

  test('from above, x goes right and larger batches go up', () => {
    const { project } = viewOf({ projection: 'orthographic', ...CAMERA_PRESETS.above });
    const [x, y] = project([0.5, TARGET[1], -0.25]);
    expect(x).toBeCloseTo(0.5, 12);
    expect(y).toBeCloseTo(0.25, 12);
  });

  test('with perspective, what is nearer is larger', () => {
    const { project } = viewOf({ projection: 'perspective', azimuth: 0, elevation: 0 });
    const width = (z: number) => project([0.5, TARGET[1], z])[0] - project([-0.5, TARGET[1], z])[0];
    expect(width(0.5)).toBeGreaterThan(1);
    expect(width(-0.5)).toBeLessThan(1);
  });
});

/** Whether a point lies within a convex quadrilateral on the picture, with a margin. */
function covers(corners: readonly (readonly number[])[], x: number, y: number): boolean {
  const sides = corners.map(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % 4]!;
    return (bx! - ax!) * (y - ay!) - (by! - ay!) * (x - ax!);
  });
  return sides.every((side) => side > 1e-6) || sides.every((side) => side < -1e-6);
}

/** Depth of the plane through three points at a point of the picture; orthographic projections keep planes. */
function depthAt([a, b, , d]: readonly Point[], x: number, y: number): number {
  const [ux, uy, uz] = [b![0] - a![0], b![1] - a![1], b![2] - a![2]];
  const [vx, vy, vz] = [d![0] - a![0], d![1] - a![1], d![2] - a![2]];
  const determinant = ux * vy - uy * vx;
  const s = ((x - a![0]) * vy - (y - a![1]) * vx) / determinant;
  const t = (ux * (y - a![1]) - uy * (x - a![0])) / determinant;
  return a![2] + s * uz + t * vz;
}

describe('the painter', () => {
  test('paints, wherever one looks and from wherever, the nearest side last', () => {
    const scenes = [surface(), stackScene(SAMPLE, 'light', ENGLISH)];
    let tried = 0;
    for (let number = 0; number < 60; number++) {
      const camera: Camera = {
        projection: 'orthographic',
        azimuth: 360 * unit(1, number),
        elevation: 5 + 80 * unit(2, number),
      };
      const scene = scenes[number % 2]!;
      const { project, ...view } = viewOf(camera);
      const painted = paintOrder(scene, { ...view, project }).flatMap((part) =>
        part.kind === 'side' ? [part.side.corners.map(project)] : [],
      );
      for (let point = 0; point < 40; point++) {
        const x = 1.6 * (unit(3, 40 * number + point) - 0.5);
        const y = 1.2 * (unit(4, 40 * number + point) - 0.5);
        const covering = painted.filter((corners) => covers(corners, x, y));
        if (covering.length < 2) continue;
        const depths = covering.map((corners) => depthAt(corners, x, y));
        expect(depths.at(-1)).toBeGreaterThanOrEqual(Math.max(...depths) - 1e-6);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(200);
  });

  test('with perspective, no more than three sides of a block are seen', () => {
    const view = viewOf({ projection: 'perspective', ...CAMERA_PRESETS.corner });
    const scene = surface();
    const [block] = scene.blocks;
    const seen = paintOrder({ ...scene, blocks: [block!] }, view).filter((part) => part.kind === 'side');
    const axes = new Set(seen.map((part) => (part.kind === 'side' ? part.side.axis : null)));
    expect(axes.size).toBe(3);
    expect(sidesOf(block!, scene.space).length).toBeGreaterThan(seen.length);
  });
});

describe('scenes', () => {
  test('a block is as high as P(stable), and sure up to the low end of the interval', () => {
    const run = (seed: number, label: 'ok' | 'collapsed') =>
      finished(planned(seed, 'a', 0.01, 2, seed), label, 2);
    const { blocks, marks } = surfaceScene(
      analysed([run(0, 'ok'), run(1, 'ok'), run(2, 'collapsed'), run(3, 'ok')], 'a'),
      {
        ...OPTIONS,
        recipe: 'a',
        ghost: null,
        words: ENGLISH,
      },
    );
    expect(blocks).toHaveLength(1);
    expect(blocks[0]!.to).toBeCloseTo(0.75 * SIZE.y, 12);
    expect(blocks[0]!.certain).toBeGreaterThan(0);
    expect(blocks[0]!.certain).toBeLessThan(blocks[0]!.to);
    const [from, to] = marks.find(({ kind }) => kind === 'interval')!.points;
    expect(from![1]).toBeCloseTo(blocks[0]!.to, 12);
    expect(to![1]).toBeGreaterThan(from![1]);
  });

  test('glass stands exactly where the other recipe is higher', () => {
    const analysis = analysed(sampleRuns());
    const { blocks } = surface(analysis, 'fp8-unscaled', 'bf16-mixed');
    const solid = new Map(
      blocks.filter(({ opacity }) => opacity === 1).map((block) => [`${block.row} ${block.column}`, block]),
    );
    const base = analysis.recipes.find(({ recipe }) => recipe === 'bf16-mixed')!;
    const higher = base.cells.flatMap((row, r) =>
      row.flatMap(({ share }, c) =>
        (1 - share!) * SIZE.y > solid.get(`${r} ${c}`)!.to + 1e-9 ? [`${r} ${c}`] : [],
      ),
    );
    const glass = blocks.filter(({ opacity }) => opacity < 1).map(({ row, column }) => `${row} ${column}`);
    expect(glass.sort()).toEqual(higher.sort());
    expect(glass.length).toBeGreaterThan(0);
  });

  test('the stack has a slab for every stable cell and none for an unstable one', () => {
    const analysis = analysed(sampleRuns());
    const stable = analysis.recipes.flatMap(({ cells }) => cells.flat()).filter(({ share }) => share! < 0.5);
    expect(stackScene(analysis, 'light', ENGLISH).blocks).toHaveLength(stable.length);
  });

  test('a difference goes down where the first recipe is less stable, and lies flat where both are the same', () => {
    const analysis = analysed(sampleRuns());
    const down = differenceScene(analysis, {
      recipe: 'fp8-unscaled',
      versus: 'bf16-mixed',
      theme: 'light',
      words: ENGLISH,
    });
    expect(down.blocks.some(({ from }) => from < SIZE.y / 2 - 0.01)).toBe(true);
    const same = differenceScene(analysis, {
      recipe: 'bf16-mixed',
      versus: 'bf16-mixed',
      theme: 'light',
      words: ENGLISH,
    });
    expect(same.blocks.every(({ from, to }) => from === SIZE.y / 2 && to - from < 0.01)).toBe(true);
  });

  test('two recipes are compared when nobody says which: the baseline and the one that keeps the least', () => {
    expect(comparedRecipes(analysed(sampleRuns()))).toEqual({ recipe: 'fp8-unscaled', versus: 'bf16-mixed' });
    const one = analysed(sampleRuns({ recipes: ['bf16-mixed'] }));
    expect(comparedRecipes(one)).toEqual({ recipe: 'bf16-mixed', versus: null });
  });

  test.each([
    ['1 x 1', { learningRates: [0.01], batchSizes: [8] }],
    ['1 x n', { learningRates: [0.01], batchSizes: [8, 16, 32] }],
    ['n x 1', { learningRates: [0.001, 0.01], batchSizes: [8] }],
  ])('grids of %s are drawn', (_name, grid) => {
    const runs = sampleRuns(grid);
    const analysis = analysed(runs);
    for (const scene of [surface(analysis), stackScene(analysis, 'dark', ENGLISH)])
      expect(picture(scene, runs)).toContain('<path');
  });

  test('planned, failed and lost runs look different from measured ones, and nothing is NaN', () => {
    const failed = { ...planned(3, 'a', 0.1, 2, 0), state: 'failed-infrastructure' as const };
    const runs = [
      finished(planned(1, 'a', 0.001, 2, 0), 'nonfinite', null),
      planned(2, 'a', 0.01, 2, 0),
      failed,
    ];
    const scene = surfaceScene(analysed(runs, 'a'), {
      ...OPTIONS,
      recipe: 'a',
      ghost: null,
      height: 'tail',
      words: ENGLISH,
    });
    expect(scene.blocks.map(({ outline }) => outline)).toEqual(['dashed', 'dashed', 'dashed']);
    expect(scene.marks.filter(({ kind }) => kind === 'cross')).toHaveLength(2);
    expect(picture(scene, runs)).not.toMatch(/NaN|Infinity/);
  });

  test('a study without runs is a picture too', () => {
    expect(picture(surface(analysed([])), [])).toContain('</svg>');
  });
});

function picture(scene: Scene, runs: Parameters<typeof figureFacts>[1]): string {
  const facts = figureFacts(
    { text: { name: 'made' }, spec: {}, thresholds: DEFAULT_THRESHOLDS },
    runs,
    ENGLISH,
  );
  return sceneFigure(
    scene,
    { projection: 'perspective', ...CAMERA_PRESETS.corner },
    { title: 'x', theme: 'light', facts, words: ENGLISH },
  );
}

test('a colour goes towards another by a share', () => {
  expect(mixed('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(mixed('#123456', '#ffffff', 0)).toBe('#123456');
});
