import { describe, expect, test } from 'vitest';
import { random32 } from '../../src-main/engine/random.ts';
import { CAMERA_PRESETS, targetOf, viewOf, type Camera } from '../../src-main/report/figures/scene/camera.ts';
import { comparedRecipes } from '../../src-main/report/figures/scene/compared.ts';
import { differenceScene } from '../../src-main/report/figures/scene/difference-scene.ts';
import { sidesOf, mixed } from '../../src-main/report/figures/scene/sides.ts';
import { paintOrder } from '../../src-main/report/figures/scene/painter.ts';
import { sceneFigure } from '../../src-main/report/figures/scene/picture.ts';
import type { Scene } from '../../src-main/report/figures/scene/scene.ts';
import { gridSpace, SIZE, type Point } from '../../src-main/report/figures/scene/space.ts';
import { THEMES } from '../../src-main/report/figures/theme.ts';
import { stackScene } from '../../src-main/report/figures/scene/stack-scene.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { analysed, finished, planned, sampleRuns } from './sample.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const OPTIONS = { height: 'stable', colour: 'unstable', theme: 'light' } as const;
const SAMPLE = analysed(sampleRuns());
const surface = (analysis = SAMPLE, recipe = 'fp8-unscaled', versus: string | null = null) =>
  surfaceScene(analysis, { ...OPTIONS, recipe, versus, words: ENGLISH });
const stack = (analysis = SAMPLE, upTo: string | null = null) =>
  stackScene(analysis, { theme: 'light', words: ENGLISH, upTo });
const HEIGHT = SIZE.y;
const TARGET = targetOf(HEIGHT);
const unit = (key: number, index: number) => random32(key, index) / 2 ** 32;

describe('the space', () => {
  test('has log-spaced cells of equal width, small batches in front', () => {
    const { columns, rows } = gridSpace({
      rowSetting: BATCH_SIZE_ROWS,
      learningRates: [0.001, 0.01, 0.1],
      rowValues: [2, 4],
    });
    expect(columns.map((x) => Number(x.toFixed(9)))).toEqual([-0.75, -0.25, 0.25, 0.75]);
    expect(rows.map((z) => Number(z.toFixed(9)))).toEqual([0.4, 0, -0.4]);
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
      const [x, y] = viewOf({ projection, azimuth: 77, elevation: 21 }, HEIGHT).project(TARGET);
      expect([x, y].map((value) => Math.abs(value) < 1e-12)).toEqual([true, true]);
    }
  });

  test('from above, x goes right and larger batches go up', () => {
    const { project } = viewOf(CAMERA_PRESETS.above, HEIGHT);
    const [x, y] = project([0.5, TARGET[1], -0.25]);
    expect(x).toBeCloseTo(0.5, 12);
    expect(y).toBeCloseTo(0.25, 12);
  });

  test('with perspective, what is nearer is larger', () => {
    const { project } = viewOf({ projection: 'perspective', azimuth: 0, elevation: 0 }, HEIGHT);
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
    const scenes = [surface(), stack()];
    let tried = 0;
    for (let number = 0; number < 60; number++) {
      const camera: Camera = {
        projection: 'orthographic',
        azimuth: 360 * unit(1, number),
        elevation: 5 + 80 * unit(2, number),
      };
      const scene = scenes[number % 2]!;
      const { project, ...view } = viewOf(camera, scene.height);
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
    const view = viewOf(CAMERA_PRESETS.corner, HEIGHT);
    const scene = surface();
    const [block] = scene.blocks;
    const seen = paintOrder({ ...scene, blocks: [block!] }, view).filter((part) => part.kind === 'side');
    const axes = new Set(seen.map((part) => (part.kind === 'side' ? part.side.axis : null)));
    expect(axes.size).toBe(3);
    expect(sidesOf(block!, scene.space).length).toBeGreaterThan(seen.length);
  });
});

describe('scenes', () => {
  test('a step is as high as P(stable), and hatched where its own seeds do not decide', () => {
    const run = (id: number, learningRate: number, label: 'ok' | 'collapsed') =>
      finished(planned(id, 'a', learningRate, 2, id), label, 2);
    // 3 of 4: Jeffreys has 0.28 to 0.97 for P(stable). 5 of 5: 0.62 to 1.
    const runs = [
      ...(['ok', 'ok', 'collapsed', 'ok'] as const).map((label, id) => run(id, 0.01, label)),
      ...[4, 5, 6, 7, 8].map((id) => run(id, 0.001, 'ok')),
    ];
    const { blocks } = surfaceScene(analysed(runs, 'a'), {
      ...OPTIONS,
      recipe: 'a',
      versus: null,
      words: ENGLISH,
    });
    expect(blocks.map(({ to, hatch }) => [Number((to / SIZE.y).toFixed(9)), hatch])).toEqual([
      [1, null],
      [0.75, 'sparse'],
    ]);
  });

  test('every recipe has a slab of its own, the baseline below lower precisions, each with a gap to the next', () => {
    const { slabs, blocks, height } = stack();
    expect(slabs.map(({ name }) => name)).toEqual([
      'bf16-mixed',
      ...slabs.slice(1, -1).map(({ name }) => name),
      'fp8-unscaled (control)',
    ]);
    const recipes = [...new Set(blocks.map(({ recipe }) => recipe))];
    for (const [index, recipe] of recipes.slice(1).entries()) {
      const below = Math.max(
        ...blocks.filter((block) => block.recipe === recipes[index]).map(({ to }) => to),
      );
      const from = Math.min(...blocks.filter((block) => block.recipe === recipe).map((block) => block.from));
      // Twice as much gap as slab.
      expect(from - below).toBeGreaterThan(2 * (height - slabs.at(-1)!.y));
    }
  });

  test('a cell is raised where the recipe trains, and flat and orange where only the baseline does', () => {
    const { blocks } = stack();
    const shareOf = (recipe: string, row: number, column: number) =>
      SAMPLE.recipes.find((map) => map.recipe === recipe)!.cells[row]![column]!.share!;
    const { trains, lost, plate } = THEMES.light;
    const seen = new Set<string>();
    for (const { recipe, row, column, from, to, colour } of blocks) {
      const isStable = shareOf(recipe, row, column) < 0.5;
      const expected = isStable ? trains : shareOf('bf16-mixed', row, column) < 0.5 ? lost : plate;
      expect([colour, to - from > 0.02]).toEqual([expected, isStable]);
      seen.add(colour);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  test('a stack up to a recipe has the slabs below it where they are in the whole', () => {
    const [whole, part] = [stack(), stack(SAMPLE, 'bf16-mixed')];
    expect(part.height).toBe(whole.height);
    expect(part.slabs).toEqual(whole.slabs.slice(0, 1));
    expect(part.blocks).toEqual(whole.blocks.filter(({ recipe }) => recipe === 'bf16-mixed'));
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
    for (const scene of [surface(analysis), stack(analysis)]) expect(picture(scene, runs)).toContain('<path');
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
      versus: null,
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
  return sceneFigure(scene, CAMERA_PRESETS.corner, { title: 'x', theme: 'light', facts, words: ENGLISH });
}

test('a colour goes towards another by a share', () => {
  expect(mixed('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(mixed('#123456', '#ffffff', 0)).toBe('#123456');
});
