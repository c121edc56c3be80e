// The state of a lane as values: weights, moments, scales and their histories. What a rollback and a resumed run begin from.
import type { Session } from './device.ts';
import type { BufferSpec, StepProgram } from './program.ts';
import { lengthOf, sessionBuffers } from './session-buffers.ts';

/** By name of the buffer. The reference device keeps float64, the others float32. */
export type LaneState = ReadonlyMap<string, Float32Array | Float64Array>;

function stateSpecs(programs: readonly StepProgram[]): BufferSpec[] {
  return [...sessionBuffers(programs).values()].filter(({ life }) => life === 'state');
}

/** Names of the buffers that outlive a step, over all programs of a session. */
export function stateBuffers(programs: readonly StepProgram[]): string[] {
  return stateSpecs(programs).map(({ name }) => name);
}

/** Whether these are the buffers that outlive a step of these programs, and no others. */
export function isStateOf(programs: readonly StepProgram[], state: LaneState): boolean {
  const specs = stateSpecs(programs);
  return (
    state.size === specs.length && specs.every((spec) => state.get(spec.name)?.length === lengthOf(spec))
  );
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
