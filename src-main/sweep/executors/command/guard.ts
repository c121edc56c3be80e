// Sees to it that no trainer outlives this process, however that ends; guard-process.ts does so where nothing here can any more.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { nodeExecutable } from '../../../host/node-executable.ts';
import { plainFile } from '../../../installation/plain-file.ts';
import { signalGroup } from './process-group.ts';

/** Beside this file, as TypeScript or compiled. */
const GUARD_FILE = path.join(import.meta.dirname, `guard-process${path.extname(import.meta.filename)}`);

/** Leaders of the groups that are to end with this process. */
const living = new Set<number>();
let guard: ChildProcess | null = null;

function killLiving(): void {
  for (const leader of living) signalGroup(leader, 'SIGKILL');
}

/** Before a command of a session is started: this process may end before it can tell which one it is. */
export function guardSession(session: string): void {
  guard ??= startGuard();
  guard.stdin!.write(`=${session}\n`);
}

export function guardGroup(leader: number): void {
  if (living.size === 0) process.on('exit', killLiving);
  living.add(leader);
  guard ??= startGuard();
  guard.stdin!.write(`+${leader}\n`);
}

/** The group has ended, or is about to; null where none was started. The guard leaves with the last one. */
export function releaseGroup(leader: number | null): void {
  if (leader !== null) {
    living.delete(leader);
    guard?.stdin!.write(`-${leader}\n`);
  }
  if (living.size > 0) return;
  process.off('exit', killLiving);
  guard?.stdin!.end('.\n');
  guard = null;
}

function startGuard(): ChildProcess {
  const started = spawn(nodeExecutable(), ['--disable-warning=ExperimentalWarning', plainFile(GUARD_FILE)], {
    // Out of reach of whoever ends the group of this process.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  });
  const lost = () => {
    if (guard === started) guard = null;
  };
  started.once('error', lost).once('exit', lost).unref();
  // Where it ended first, this process still ends its trainers itself.
  started.stdin!.on('error', lost);
  return started;
}
