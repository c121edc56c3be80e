// A command and all it started, ended as a whole.
import { spawn } from 'node:child_process';

/** Of a group that is gone already nothing is left to be ended; some systems say EPERM of one that is about to be. */
const GONE = ['ESRCH', 'EPERM'];

/** `leader`: the process that the group began with. */
export function signalGroup(leader: number, name: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(leader), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-leader, name);
  } catch (error) {
    if (!GONE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
