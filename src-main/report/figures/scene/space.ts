// The space of the 3D figures: x is log10 of the learning rate to the right, z the place of the row on its axis away from the viewer,
// y the height. Cells have their true widths, as on the 2D map. Pure geometry.
import type { GridAnalysis } from '../../../analysis/grid/grid.ts';
import { logAxis, rowAxisOf, type Axis } from '../axis.ts';
import { scaled } from '../frame.ts';

/** x, y, z in units of the space. */
export type Point = readonly [number, number, number];

/** Extent of the grid, and of heights that stand for a value; the grid's floor is centred on the origin. */
export const SIZE = { x: 1.5, y: 0.52, z: 0.8 } as const;

export interface Space {
  /** Where cells begin and end: one more than there are learning rates, ascending. */
  readonly columns: readonly number[];
  /** The same of rows, descending in z: larger values lie farther back. */
  readonly rows: readonly number[];
  /** Where tested values lie. */
  readonly columnCentres: readonly number[];
  readonly rowCentres: readonly number[];
  /** x of a learning rate between cells, held within the grid; null where the axis is not to scale. */
  readonly xOf: (learningRate: number) => number | null;
}

export function gridSpace(analysis: Pick<GridAnalysis, 'learningRates' | 'rowSetting' | 'rowValues'>): Space {
  const x = logAxis(analysis.learningRates, Math.log10);
  const z = rowAxisOf(analysis);
  const across = (axis: Axis, position: number) => scaled(axis, position, SIZE.x) - SIZE.x / 2;
  const away = (axis: Axis, position: number) => SIZE.z / 2 - scaled(axis, position, SIZE.z);
  return {
    columns: x.bounds.map((bound) => across(x, bound)),
    rows: z.bounds.map((bound) => away(z, bound)),
    columnCentres: x.centres.map((centre) => across(x, centre)),
    rowCentres: z.centres.map((centre) => away(z, centre)),
    xOf: (learningRate) =>
      !x.toScale || !(learningRate > 0) || x.bounds.length === 0
        ? null
        : Math.min(SIZE.x / 2, Math.max(-SIZE.x / 2, across(x, Math.log10(learningRate)))),
  };
}
