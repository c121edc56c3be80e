// Where cells are on the map, and that a crowded panel paints each in its own colour.
import { describe, expect, test } from 'vitest';
import { cellColour, hatchOf, cellState } from '../../src-main/report/figures/cell.ts';
import { columnBox } from '../../src-main/report/figures/frame.ts';
import { drawManyCells } from '../../src-main/report/figures/many-cells.ts';
import { cellAtPoint, mapLayout } from '../../src-main/report/figures/map-layout.ts';
import { measureScale } from '../../src-main/report/figures/measure.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { THEMES } from '../../src-main/report/figures/theme.ts';
import { coveredSides } from '../../src-main/report/figures/scene/covered.ts';
import type { Block } from '../../src-main/report/figures/scene/scene.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import { analysed, planned, sampleRuns } from './sample.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

/** Learning rates and batch sizes that are not evenly spaced. */
const analysis = analysed(
  sampleRuns({ learningRates: [1e-4, 1e-3, 2e-3, 0.05, 0.06, 1], batchSizes: [1, 2, 3, 50] }),
);
const layout = mapLayout(analysis, 'unstable', ENGLISH, 760);

describe('the place of a point', () => {
  test('is the cell in whose box it lies, in every panel', () => {
    let tried = 0;
    layout.frames.forEach((frame, panel) => {
      for (let row = 0; row < analysis.rowValues.length; row++) {
        for (let column = 0; column < analysis.learningRates.length; column++) {
          const box = columnBox(frame, row, column);
          for (const [right, down] of [
            [0.5, 0.5],
            [0.01, 0.01],
            [0.99, 0.99],
          ] as const) {
            const [x, y] = [box.x + right * box.width, box.y + down * box.height];
            expect(cellAtPoint(layout, x, y)).toEqual({ panel, row, column });
            tried++;
          }
        }
      }
    });
    expect(tried).toBe(3 * 3 * 4 * 6);
  });

  test('is nowhere beside the panels', () => {
    const { x, y, width, height } = layout.frames[0]!;
    for (const [px, py] of [
      [x - 1, y + 5],
      [x + width + 1, y + 5],
      [x + 5, y - 1],
      [x + 5, y + height + 1],
    ] as const) {
      expect(cellAtPoint(layout, px, py)).toBeNull();
    }
    expect(cellAtPoint(mapLayout(analysed([]), 'unstable', ENGLISH), 100, 100)).toBeNull();
  });
});

/** The rectangles of the paths of an SVG fragment, by their paint. */
function rectangles(svg: string) {
  return [...svg.matchAll(/<path d="([^"]+)" fill="([^"]+)"\/>/g)].flatMap(([, d, fill]) =>
    [...d!.matchAll(/M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H\1Z/g)].map((part) => {
      const [left, top, right, bottom] = part.slice(1).map(Number) as [number, number, number, number];
      return { fill: fill!, holds: (x: number, y: number) => x > left && x < right && y > top && y < bottom };
    }),
  );
}

describe('a crowded panel', () => {
  const map = analysis.recipes[2]!;
  const context = {
    recipe: map.recipe,
    name: map.recipe,
    scale: measureScale(analysis, 'unstable', ENGLISH),
    thresholds: analysis.thresholds,
    theme: THEMES.light,
    idPrefix: 'x',
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  };

  test('paints each cell once in its colour, and hatches those that are hatched alone', () => {
    const frame = layout.frames[2]!;
    const painted = rectangles(drawManyCells(map.cells, frame, context).markup);
    map.cells.forEach((cells, row) =>
      cells.forEach((cell, column) => {
        const box = columnBox(frame, row, column);
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const fills = painted.filter(({ holds }) => holds(x, y)).map(({ fill }) => fill);
        expect(fills[0]).toBe(cellColour(cell, context));
        const isHatched = hatchOf(cellState(cell, analysis.thresholds.unstableShare)) !== null;
        expect(fills).toHaveLength(isHatched ? 2 : 1);
      }),
    );
    // Neighbours of one look are one rectangle.
    expect(painted.length).toBeLessThan(2 * map.cells.flat().length);
  });

  test('of fifty by fifty cells is drawn by a handful of elements, with those that have not run and have failed', () => {
    const axis = Array.from({ length: 50 }, (_, index) => 2 ** (index / 8));
    const waiting = axis.flatMap((learningRate) =>
      axis.map((rowValue, index) => ({
        ...planned(index, 'bf16-mixed', learningRate, rowValue, 0),
        ...(index === 7 && { state: 'failed-infrastructure' as const }),
      })),
    );
    const facts = { precision: '', budget: '', device: '', seeds: '', thresholds: '', data: '' };
    const svg = mapFigure(analysed(waiting), {
      title: 'x',
      theme: 'light',
      value: 'unstable',
      guides: true,
      facts,
      tailCeiling: null,
      words: ENGLISH,
    });
    expect(svg.match(/<path/g)!.length).toBeLessThan(150);
    expect(svg).toContain('not yet run');
    expect(svg).toContain('failed: infrastructure');
  });
});

describe('covered sides', () => {
  const scene = surfaceScene(analysis, {
    recipe: 'fp8-unscaled',
    versus: 'bf16-mixed',
    height: 'stable',
    colour: 'unstable',
    theme: 'light',
    words: ENGLISH,
  });
  const isCovered = coveredSides(scene.blocks);
  const block = (change: Partial<Block>): Block => ({ ...scene.blocks[0]!, from: 0, ...change });

  test('a side is covered where the next cell is as high, and seen where it is lower or there is none', () => {
    const [low, high] = [block({ row: 1, column: 1, to: 0.2 }), block({ row: 1, column: 2, to: 0.5 })];
    const covered = coveredSides([low, high]);
    expect(covered(low, 0, true)).toBe(true);
    expect(covered(high, 0, false)).toBe(false);
    expect(covered(low, 0, false)).toBe(false);
    // Row 0 lies in front of row 1.
    const front = block({ row: 0, column: 1, to: 0.2 });
    const inFront = coveredSides([low, front]);
    expect([inFront(low, 2, true), inFront(low, 2, false), inFront(front, 2, false)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('a floating slab covers what it stands against, and a gap under it covers nothing', () => {
    const tall = block({ row: 0, column: 0, to: 0.5 });
    const floating = block({ row: 0, column: 1, from: 0.1, to: 0.6 });
    const foot = block({ row: 0, column: 1, to: 0.1 });
    expect(coveredSides([tall, floating])(tall, 0, true)).toBe(false);
    expect(coveredSides([tall, floating, foot])(tall, 0, true)).toBe(true);
    const beside = block({ row: 0, column: 2, from: 0.1, to: 0.6 });
    expect(coveredSides([floating, beside])(floating, 0, true)).toBe(true);
  });

  test('no top is ever covered', () => {
    expect(scene.blocks.some((each) => isCovered(each, 1, true))).toBe(false);
  });
});
