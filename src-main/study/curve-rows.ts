// Which runs a picture of curves is chosen and counted from: few columns of all that are asked for, read fast.
import { RUN_COLUMNS } from '../records/run-columns.ts';
import type { RunRow } from '../records/types.ts';

export type CurveRow = Pick<RunRow, 'id' | 'recipe' | 'label' | 'state' | 'plannedSteps' | 'endStep'>;

const COLUMNS = ['id', 'recipe', 'label', 'state', 'planned_steps', 'end_step'] as const;

export const SELECT_CURVE_ROWS = `SELECT ${COLUMNS.join(', ')} FROM run NOT INDEXED`;

/** null: a value is not what the schema of a run says. */
export function curveRowOf(values: readonly unknown[]): CurveRow | null {
  if (!COLUMNS.every((name, index) => RUN_COLUMNS[name].is(values[index]))) return null;
  const [id, recipe, label, state, plannedSteps, endStep] = values;
  return { id, recipe, label, state, plannedSteps, endStep } as CurveRow;
}

/**
 * At most so many of these runs, as many of each recipe as can be. Always the same ones, and by no pattern of the grid: in the order of their
 * numbers times an odd constant, modulo 2^32 (Knuth, The Art of Computer Programming 3, 6.4).
 */
export function sampleOf<Run extends Pick<CurveRow, 'id' | 'recipe'>>(
  runs: readonly Run[],
  most: number,
): Run[] {
  if (runs.length <= most) return [...runs];
  const groups = [...Map.groupBy(runs, ({ recipe }) => recipe).values()].sort((a, b) => a.length - b.length);
  let left = most;
  const chosen = groups.flatMap((own, index) => {
    const share = Math.min(own.length, Math.floor(left / (groups.length - index)));
    left -= share;
    return own.toSorted((a, b) => scattered(a.id) - scattered(b.id)).slice(0, share);
  });
  return chosen.sort((a, b) => a.id - b.id);
}

function scattered(id: number): number {
  return Math.imul(id, 2_654_435_761) >>> 0;
}
