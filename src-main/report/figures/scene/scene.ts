// A 3D figure as plain data, before any camera: blocks on the cells of the grid, marks on them, axes. The screen (three.js)
// and the vector picture are drawn from the same scene.
import type { Cell } from '../../../analysis/grid/grid.ts';
import type { HatchDensity } from '../marks.ts';
import type { Point, Space } from './space.ts';

/** A box on one cell. */
export interface Block {
  readonly recipe: string;
  readonly cell: Cell;
  readonly row: number;
  readonly column: number;
  /** Bottom and top. */
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  /** Below 1 the block is a ghost: something to compare with. */
  readonly opacity: number;
  /** The part of its sides that is sure, up to this height; above it they are pale. null: all of it is. */
  readonly certain: number | null;
  readonly hatch: HatchDensity | null;
  /** Dashed: runs not run; dotted: a provisional label. */
  readonly outline: 'solid' | 'dashed' | 'dotted';
}

/** A line drawn on the block of a cell: the stability edge, an interval, or a cross for what failed, or a triangle for rows that were left out. */
export interface Mark {
  readonly kind: 'edge' | 'interval' | 'cross' | 'left-out';
  readonly row: number;
  readonly column: number;
  readonly points: readonly Point[];
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface SceneAxis {
  readonly name: string;
  readonly ticks: readonly Tick[];
}

export interface LegendItem {
  readonly text: string;
  readonly colour: string;
  readonly opacity: number;
  readonly hatch: HatchDensity | null;
  readonly kind: 'block' | 'edge' | 'interval' | 'certain' | 'left-out';
}

/** A row of colours with what they stand for. */
export interface ColourScale {
  readonly name: string;
  readonly colourAt: (t: number) => string;
  readonly low: string;
  readonly high: string;
}

export interface Scene {
  readonly subtitle: string;
  readonly space: Space;
  readonly blocks: readonly Block[];
  /** Everything a block says, in words. */
  readonly wordsOf: (block: Block) => string;
  readonly marks: readonly Mark[];
  /** Heights at which a frame lies around the grid: the floor, and the floor of every slab. */
  readonly floors: readonly { readonly y: number; readonly name: string | null }[];
  readonly axes: { readonly x: SceneAxis; readonly y: SceneAxis | null; readonly z: SceneAxis };
  readonly legend: readonly LegendItem[];
  readonly scale: ColourScale | null;
}

export type BlocksOfCell = (row: number, column: number) => readonly Block[];

/** Blocks by their cell. */
export function blocksByCell(blocks: readonly Block[]): BlocksOfCell {
  const rows: Block[][][] = [];
  for (const block of blocks) ((rows[block.row] ??= [])[block.column] ??= []).push(block);
  return (row, column) => rows[row]?.[column] ?? [];
}
