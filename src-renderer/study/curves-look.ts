// What is seen of curves: by which axis and which steps, how it is zoomed, and how the address says it. Pure.
import { CURVE_AXES, type CurveAxis } from '../../src-main/report/figures/curve-scale.ts';
import { FEWEST_STEPS, fittedRange, type StepRange } from '../../src-main/report/figures/curve-span.ts';

export interface CurvesLook {
  readonly axis: CurveAxis;
  /** null: all steps. */
  readonly range: StepRange | null;
}

export const FIRST_LOOK: CurvesLook = { axis: 'robust', range: null };

const ZOOM = 2;
/** What an arrow key moves by, as a share of what is seen. */
const MOVE = 0.25;

/** The same with the step `at` where it was; 1 comes nearer, -1 goes away. */
export function zoomedRange(
  range: StepRange,
  steps: number,
  direction: 1 | -1,
  at?: number,
): StepRange | null {
  const width = range.to - range.from;
  const fixed = at ?? range.from + width / 2;
  const wide = Math.max(FEWEST_STEPS, width * ZOOM ** -direction);
  return fittedRange(fixed - ((fixed - range.from) * wide) / width, wide, steps);
}

export function movedRange({ from, to }: StepRange, steps: number, direction: 1 | -1): StepRange | null {
  return fittedRange(from + direction * MOVE * (to - from), to - from, steps);
}

/** Between two steps, in any order. */
export function rangeBetween(one: number, other: number, steps: number): StepRange | null {
  return fittedRange(Math.min(one, other), Math.abs(one - other), steps);
}

/** What a key does; undefined: nothing. */
export function rangeAfterKey(key: string, range: StepRange, steps: number): StepRange | null | undefined {
  switch (key) {
    case '+':
    case '=':
      return zoomedRange(range, steps, 1);
    case '-':
      return zoomedRange(range, steps, -1);
    case '0':
      return null;
    case 'ArrowLeft':
      return movedRange(range, steps, -1);
    case 'ArrowRight':
      return movedRange(range, steps, 1);
    default:
      return undefined;
  }
}

/** "axis=log&steps=40-90"; empty where all is as it is at first. */
export function curvesQuery({ axis, range }: CurvesLook): string {
  const query = new URLSearchParams();
  if (axis !== FIRST_LOOK.axis) query.set('axis', axis);
  if (range) query.set('steps', `${range.from}-${range.to}`);
  return query.toString();
}

export function curvesLookOf(query: string): CurvesLook {
  const said = new URLSearchParams(query);
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/.exec(said.get('steps') ?? '') ?? [];
  return {
    axis: CURVE_AXES.find((axis) => axis === said.get('axis')) ?? FIRST_LOOK.axis,
    range: Number(from) < Number(to) ? { from: Number(from), to: Number(to) } : null,
  };
}
