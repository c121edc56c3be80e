// The point of a curve that is nearest to the pointer, in numbers. Pure.
import { stepOf, type CurveRun } from './curve-line.ts';
import { xIn } from './curve-span.ts';
import type { CurvesLayout } from './curves-layout.ts';

export interface CurvePoint {
  readonly run: CurveRun;
  /** Counted from 1, as on the axis. */
  readonly step: number;
  readonly value: number;
  /** What the panel shows. */
  readonly kind: string;
}

/** Farther away, in pixels of the figure, a curve is not meant. */
const REACH = 24;

/** Of the drawn runs, at a point of the figure in its pixels; null: none is near. A value beyond a cut axis is where it is drawn, at its top. */
export function curveAtPoint(layout: CurvesLayout, left: number, top: number): CurvePoint | null {
  for (const { runs, panels } of layout.groups) {
    for (const { name: kind, box, context } of panels) {
      const isWithin =
        left >= box.x && left <= box.x + box.width && top >= box.y && top <= box.y + box.height;
      if (!isWithin) continue;
      let [nearest, found]: [number, CurvePoint | null] = [REACH, null];
      for (const run of runs) {
        const values = context.values(run) ?? [];
        for (let index = 0; index < values.length; index++) {
          const value = values[index]!;
          const place = stepOf(run, index);
          const across = Math.abs(xIn(box, context.range, place) - left);
          if (across >= nearest || !Number.isFinite(value)) continue;
          const away = Math.hypot(across, box.y + box.height * (1 - context.scale.at(value)) - top);
          if (away < nearest) [nearest, found] = [away, { run, step: place + 1, value, kind }];
        }
      }
      return found;
    }
  }
  return null;
}
