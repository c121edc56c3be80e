// What a session of `precipice evidence` leaves in a study that it trained: how long that took, so that the time of the other scale
// can be told. Pure.
import { z } from 'zod';

export const SESSION_EVENT = 'evidence-session';

/** The details of such an event. */
export const suiteSession = z.object({ seconds: z.number().min(0), laneSteps: z.number().min(0) });
export type SuiteSession = z.infer<typeof suiteSession>;
