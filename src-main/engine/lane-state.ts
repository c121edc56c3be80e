// The state of a lane as values: weights, moments, scales and their histories. What a rollback and a resumed run begin from.
import type { Session } from './device.ts';
import type { StepProgram } from './program.ts';

/** By name of the buffer. The reference device keeps float64, the others float32. */
export type LaneState = ReadonlyMap<string, Float32Array | Float64Array>;

/** Names of the buffers that outlive a step, over all programs of a session. */
export function stateBuffers(programs: readonly StepProgram[]): string[] {
  const names = programs.flatMap(({ buffers }) =>
    buffers.filter(({ life }) => life === 'state').map(({ name }) => name),
  );
  return [...new Set(names)];
}

export async function saveState(
  session: Session,
  lane: number,
  buffers: readonly string[],
): Promise<LaneState> {
  const state = new Map<string, Float32Array | Float64Array>();
  for (const name of buffers) state.set(name, await session.read(lane, name));
  return state;
}

export async function restoreState(session: Session, lane: number, state: LaneState): Promise<void> {
  for (const [name, values] of state) await session.write(lane, name, values);
}
