// The state of a lane as values: weights, moments, scales and their histories. What a rollback and a resumed run begin from.
import type { Session } from './device.ts';
import type { StepProgram } from './program.ts';
import { lengthOf, sessionBuffers } from './session-buffers.ts';

/** By name of the buffer. The reference device keeps float64, the others float32. */
export type LaneState = ReadonlyMap<string, Float32Array | Float64Array>;

/** The buffers that outlive a step, over all programs of a session, and how many values each has. */
export function stateLengths(programs: readonly StepProgram[]): ReadonlyMap<string, number> {
  const specs = [...sessionBuffers(programs).values()].filter(({ life }) => life === 'state');
  return new Map(specs.map((spec) => [spec.name, lengthOf(spec)]));
}

export function stateBuffers(programs: readonly StepProgram[]): string[] {
  return [...stateLengths(programs).keys()];
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
