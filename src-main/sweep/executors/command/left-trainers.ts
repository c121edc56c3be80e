// Trainers that a session which was killed has left behind, found again by a mark in their environment. A second one for the
// same run would compete with them for the same files and the same GPU.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Study } from '../../../study/study.ts';

const MARK = 'PRECIPICE_TRAINER_SESSION';
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
  if (sessions.length === 0) return 0;
  const marks = sessions.map((session) => `${MARK}=${session}`);
  const left = processes().filter(({ environment }) => marks.some((mark) => environment.includes(mark)));
  for (const { pid } of left) end(pid);
  return left.length;
}

interface Process {
  readonly pid: number;
  readonly environment: string;
}

/** Those whose environment this user may see. */
function processes(): Process[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          return [{ pid: Number(name), environment: readFileSync(`/proc/${name}/environ`, 'latin1') }];
        } catch {
          // It has ended meanwhile, or is another user's.
          return [];
        }
      });
  }
  if (process.platform !== 'darwin') return [];
  const list = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return list.split('\n').map((line) => ({ pid: Number.parseInt(line, 10), environment: line }));
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
