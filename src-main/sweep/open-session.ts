// Opens the session that suits a study: its own lanes on this machine's device, or a command.
import { openTrainerSession } from './executors/command/trainer-session.ts';
import { openLaneSession, type SessionSettings } from './lane-session.ts';
import type { Assignment } from './recall.ts';
import type { Session } from './session.ts';

/** @throws TextError, SpecError, HostError; one sentence each. */
export async function openSession(assignment: Assignment, settings: SessionSettings): Promise<Session> {
  if (assignment.source === null) return openTrainerSession(assignment.spec);
  return openLaneSession(assignment.spec, assignment.source, settings);
}
