import { expect, test } from 'vitest';
import { outlineMarks } from '../../src-main/report/figures/scene/region-outline.ts';
import { stackScene } from '../../src-main/report/figures/scene/stack-scene.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { analysed, sampleRuns } from './sample.ts';

const scene = stackScene(analysed(sampleRuns()), { theme: 'light', words: ENGLISH });
const region = [
  [true, true, false],
  [true, false, false],
];
const blocks = scene.blocks.filter(({ row, column }) => row < 2 && column < 3);
const recipes = new Set(blocks.map(({ recipe }) => recipe));
const along = (length: number) => Math.round(length * 100) / 100;

test('a region of three cells has an outline of eight sides on every recipe', () => {
  const flat = blocks.map((block) => ({ ...block, from: 0, to: 0.01 }));
  const marks = outlineMarks({ region, blocks: flat, space: scene.space });
  expect(marks).toHaveLength(8 * recipes.size);
  expect(marks.every(({ points }) => points.every(([, y]) => y === points[0]![1]))).toBe(true);
});

test('every line lies within a cell of the region, on the top of its block', () => {
  const { columns, rows } = scene.space;
  for (const { row, column, points } of outlineMarks({ region, blocks, space: scene.space })) {
    expect(region[row]![column]).toBe(true);
    for (const [x, , z] of points) {
      expect([x >= columns[column]!, x <= columns[column + 1]!]).toEqual([true, true]);
      expect([z <= rows[row]!, z >= rows[row + 1]!]).toEqual([true, true]);
    }
  }
});

test('where the next block along the outline is higher, the line climbs to its top', () => {
  const one = blocks
    .filter(({ recipe }) => recipe === 'bf16-mixed')
    .map((block) => ({ ...block, from: 0, to: block.column === 0 ? 0.3 : 0.1 }));
  const marks = outlineMarks({ region, blocks: one, space: scene.space });
  const climbs = marks.filter(({ points: [a, b] }) => a![1] !== b![1]);
  // At the near side alone: at the far side of the higher block the region goes on behind it.
  expect(climbs.map(({ row, column, points: [a, b] }) => [row, column, along(b![1] - a![1])])).toEqual([
    [0, 1, 0.2],
  ]);
});

test('without a region there is no outline', () => {
  expect(outlineMarks({ region: null, blocks, space: scene.space })).toEqual([]);
});
