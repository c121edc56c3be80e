// Pixels of one panel: where a cell lies, and where a learning rate lies between cells. No drawing.
import type { Axis } from './axis.ts';
import type { Box } from './marks.ts';

export interface Grid {
  readonly x: Axis;
  readonly y: Axis;
}

/** Pixels of a panel's plotting area. */
export interface PlotFrame extends Box {
  readonly grid: Grid;
}

/** Distance in pixels of a position from the start of an axis that is `length` pixels long. */
export function scaled(axis: Axis, position: number, length: number): number {
  const from = axis.bounds[0]!;
  const to = axis.bounds[axis.bounds.length - 1]!;
  return ((position - from) / (to - from)) * length;
}

export function columnBox(frame: PlotFrame, row: number, column: number): Box {
  const { x, y } = frame.grid;
  const left = scaled(x, x.bounds[column]!, frame.width);
  const right = scaled(x, x.bounds[column + 1]!, frame.width);
  const bottom = scaled(y, y.bounds[row]!, frame.height);
  const top = scaled(y, y.bounds[row + 1]!, frame.height);
  return { x: frame.x + left, y: frame.y + frame.height - top, width: right - left, height: top - bottom };
}

/** Where a learning rate lies, held within the frame; null for what has no place. */
export function learningRateX(frame: PlotFrame, learningRate: number | null): number | null {
  if (learningRate === null || Number.isNaN(learningRate) || !frame.grid.x.toScale) return null;
  if (learningRate <= 0) return frame.x;
  if (learningRate === Infinity) return frame.x + frame.width;
  const position = scaled(frame.grid.x, Math.log10(learningRate), frame.width);
  return frame.x + Math.min(frame.width, Math.max(0, position));
}
