// Where the cells of a grid lie on their axes: bounded by the midpoints between tested values, the first and the
// last as wide as if the axis went on. Positions are in the axis's own units (decades or octaves), not in pixels.

import type { GridAnalysis } from '../../analysis/grid/grid.ts';
import { rowPlaces } from '../../analysis/grid/rows.ts';

export interface Axis {
  /** Position of each tested value. */
  readonly centres: readonly number[];
  /** One more than centres: where cells begin and end. */
  readonly bounds: readonly number[];
  /** False where a value has no logarithm; the cells are then equally wide. */
  readonly toScale: boolean;
  /** Width of the narrowest cell over the whole. */
  readonly narrowest: number;
}

/** `values` ascending. A single value gets a cell one unit wide. */
export function logAxis(values: readonly number[], logarithm: (value: number) => number): Axis {
  return axisAt(values.map(logarithm));
}

/** Of the rows of a map: their places are to scale on whatever scale they have. */
export function rowAxisOf({ rowSetting, rowValues }: Pick<GridAnalysis, 'rowSetting' | 'rowValues'>): Axis {
  return axisAt([...rowPlaces(rowSetting, rowValues).values()]);
}

function axisAt(positions: readonly number[]): Axis {
  const toScale = positions.every(
    (position, index) => Number.isFinite(position) && (index === 0 || position > positions[index - 1]!),
  );
  const centres = toScale ? positions : positions.map((_, index) => index);
  const bounds: number[] = [];
  const last = centres.length - 1;
  for (let index = 0; index <= last + 1; index++) {
    if (last < 0) break;
    if (last === 0) bounds.push(centres[0]! + (index === 0 ? -0.5 : 0.5));
    else if (index === 0) bounds.push(centres[0]! - (centres[1]! - centres[0]!) / 2);
    else if (index > last) bounds.push(centres[last]! + (centres[last]! - centres[last - 1]!) / 2);
    else bounds.push((centres[index - 1]! + centres[index]!) / 2);
  }
  let narrowest = 1;
  if (last >= 0) {
    const whole = bounds[last + 1]! - bounds[0]!;
    for (let index = 0; index <= last; index++)
      narrowest = Math.min(narrowest, (bounds[index + 1]! - bounds[index]!) / whole);
  }
  return { centres, bounds, toScale, narrowest };
}
