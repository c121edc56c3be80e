// What the triggers of a precision program go back to: how many states of a lane a device keeps beside the lane's own, and how
// many steps are done before they are judged. Pure.
import type { ActionKind, PrecisionProgram } from '../recipes/precision-program.ts';

type Triggers = Pick<PrecisionProgram, 'triggers'>;

/** States that a rollback can choose from; they are the first snapshots of a lane. */
export const KEPT_STATES = 2;

const LARGEST_CHUNK = 64;
/** Steps after the one at which a trigger fires are done in vain. */
const LARGEST_GUARDED_CHUNK = 16;

function hasAction({ triggers }: Triggers, ...kinds: readonly ActionKind[]): boolean {
  return triggers.some(({ action }) => kinds.includes(action.kind));
}

export function rollsBack(program: Triggers): boolean {
  return hasAction(program, 'rollback');
}

/** The snapshot of the state before the steps that are judged next, where a step may be taken back; else null. */
export function chunkSnapshot(program: Triggers): number | null {
  if (!hasAction(program, 'redo')) return null;
  return rollsBack(program) ? KEPT_STATES : 0;
}

/** Snapshots of each lane. */
export function snapshotsOf(program: Triggers): number {
  const chunk = chunkSnapshot(program);
  return chunk === null ? (rollsBack(program) ? KEPT_STATES : 0) : chunk + 1;
}

/**
 * Steps that may be done before they are judged. An action that only changes the steps that follow would need a state to go back
 * to where some of those were done already: not where each step is judged by itself.
 */
export function largestChunk(program: Triggers): number {
  if (program.triggers.length === 0) return LARGEST_CHUNK;
  const goesOn = hasAction(program, 'switch', 'lower-learning-rate');
  return goesOn && chunkSnapshot(program) === null ? 1 : LARGEST_GUARDED_CHUNK;
}
