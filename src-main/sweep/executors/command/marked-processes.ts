// Processes that trainers of a session are, or have started, known by a mark in their environment.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Its value is the session's. */
export const MARK = 'PRECIPICE_TRAINER_SESSION';

/** Ends what these sessions have running on this machine; how many processes that were. Nothing is found on Windows. */
export function endMarked(sessions: readonly string[]): number {
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
