// Trainers that a session which was killed has left behind, found again by its mark. A second one for the
// same run would compete with them for the same files and the same GPU.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Study } from '../../../study/study.ts';
import { endMarked, MARK } from './marked-processes.ts';

const EVENT = 'trainer-session';
const details = z.object({ machine: z.string(), session: z.uuid() });

export interface TrainerMark {
  readonly session: string;
  /** For the environment of every command of the session. */
  readonly environment: Readonly<Record<string, string>>;
}

export function trainerMark(): TrainerMark {
  const session = randomUUID();
  return { session, environment: { [MARK]: session } };
}

/** Writes down that trainers of this mark may be running. */
export function rememberTrainers(study: Study, { session }: TrainerMark): void {
  study.addEvent({
    runId: null,
    step: null,
    kind: EVENT,
    message: 'Runs are trained by a command.',
    details: { machine: hostname(), session },
  });
}

/** Ends what earlier sessions left running on this machine; how many processes that were. Nothing is found on Windows. */
export function endLeftTrainers(study: Study): number {
  const sessions = study.events().flatMap((event) => {
    if (event.kind !== EVENT) return [];
    const known = details.safeParse(event.details);
    return known.success && known.data.machine === hostname() ? [known.data.session] : [];
  });
  return endMarked(sessions);
}
