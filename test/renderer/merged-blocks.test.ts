import fc from 'fast-check';
import { InstancedBufferGeometry } from 'three';
import { expect, test } from 'vitest';
import type { Block } from '../../src-main/report/figures/scene/scene.ts';
import { lineMesh } from '../../src-renderer/study/three/line-mesh.ts';
import { mergedBlocks } from '../../src-renderer/study/three/merged-blocks.ts';

function block(row: number, column: number, colour: string): Block {
  const look = { from: 0, to: 1, hatch: null, outline: 'solid' } as const;
  return { ...look, row, column, colour, recipe: 'bf16', cell: {} as Block['cell'] };
}

test('every block is in one group, a full rectangle of its look', () => {
  const cells = fc.uniqueArray(
    fc.record({ row: fc.nat(6), column: fc.nat(6), colour: fc.constantFrom('#000000', '#ffffff') }),
    { selector: ({ row, column }) => 10 * row + column },
  );
  fc.assert(
    fc.property(cells, (made) => {
      const blocks = made.map(({ row, column, colour }) => block(row, column, colour));
      const groups = mergedBlocks(blocks);
      expect(new Set(groups.flatMap(({ members }) => members))).toEqual(new Set(blocks));
      for (const { members, row, column, rows, columns } of groups) {
        expect(members).toHaveLength(rows * columns);
        for (const member of members) {
          expect(member.colour).toBe(members[0]!.colour);
          expect(member.row >= row && member.row < row + rows).toBe(true);
          expect(member.column >= column && member.column < column + columns).toBe(true);
        }
      }
    }),
  );
});

test('a plateau of 10,000 cells is one block to draw, one with a straight edge two', () => {
  const plateau = (colourOf: (column: number) => string) =>
    Array.from({ length: 10_000 }, (_, i) => block(Math.floor(i / 100), i % 100, colourOf(i % 100)));
  expect(mergedBlocks(plateau(() => '#000000'))).toHaveLength(1);
  expect(mergedBlocks(plateau((column) => (column < 60 ? '#000000' : '#ffffff')))).toHaveLength(2);
});

test('lines of one kind are a single call to draw, without instances', () => {
  const { geometry } = lineMesh([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 2], '#000000', 2, 1);
  expect(geometry).not.toBeInstanceOf(InstancedBufferGeometry);
  const [start, end] = ['instanceStart', 'instanceEnd'].map((name) => geometry.getAttribute(name));
  expect([start!.count, end!.count]).toEqual([16, 16]);
  expect([end!.getX(0), end!.getZ(8)]).toEqual([1, 2]);
  expect(Math.max(...geometry.getIndex()!.array)).toBe(15);
});
