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
  readonly hatch: HatchDensity | null;
  /** Dashed: runs not run; dotted: a provisional label. */
  readonly outline: 'solid' | 'dashed' | 'dotted';
}

/** A line on the block of a cell: the stability edge, a region's outline, a cross for what failed, a triangle for rows left out. */
export interface Mark {
  readonly kind: 'edge' | 'outline' | 'cross' | 'left-out';
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
  /** From many to few: a picture has the first of these whose words fit. */
  readonly ticks: readonly (readonly Tick[])[];
}

export interface LegendItem {
  readonly text: string;
  readonly colour: string;
  readonly hatch: HatchDensity | null;
  readonly kind: 'block' | 'tile' | 'inferred' | 'edge' | 'outline' | 'left-out';
}

/** A row of colours with what they stand for. */
export interface ColourScale {
  readonly name: string;
  readonly colourAt: (t: number) => string;
  readonly low: string;
  readonly high: string;
}

/** What is said beside a part of the picture: a name, and what follows from it. */
export interface SlabLabel {
  readonly name: string;
  readonly words: string;
}

export interface Scene {
  readonly subtitle: string;
  readonly space: Space;
  /** How high it reaches: what is fitted into the picture. */
  readonly height: number;
  readonly blocks: readonly Block[];
  /** Everything a block says, in words. */
  readonly wordsOf: (block: Block) => string;
  /** All but outlines of regions. */
  readonly marks: readonly Mark[];
  /** Cells [row][column] whose region is drawn around on the blocks of every recipe; null for none. */
  readonly region: readonly (readonly boolean[])[] | null;
  /** Heights at which a frame lies around the grid. */
  readonly frames: readonly number[];
  /** What is said beside the grid at a height, from the lowest up. */
  readonly slabs: readonly (SlabLabel & { readonly y: number })[];
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
