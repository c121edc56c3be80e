// Opens the session that suits a study on this machine: its own lanes on the device, or a command.
import { openTrainerSession } from './executors/command/trainer-session.ts';
import { openLaneSession, type SessionSettings } from './lane-session.ts';
import type { Assignment } from './recall.ts';
import type { Session } from './session.ts';

/** @throws TextError, SpecError, HostError, one sentence each; the reason of the signal. */
export type OpenSession = (assignment: Assignment, settings: SessionSettings) => Promise<Session>;

export const openSession: OpenSession = async ({ spec, source }, settings) =>
  source === null ? openTrainerSession(spec) : openLaneSession(spec, source, settings);
