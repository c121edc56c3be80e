// A section of the report as a process of its own: a driver that hangs or crashes ends the section and nothing else.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Start } from './conduct.ts';
import type { Finding } from './report.ts';

/** What a section's process says. */
export type Message = { readonly finding: Finding } | { readonly failed: string };

/** Time that a section has to end what it started itself. */
const GRACE_MILLISECONDS = 500;

/** Sections of the program `file`, which does one when it is called with `--section NAME --seconds N --out FOLDER`. */
export function sectionsOf(file: string, out: string): Start {
  return (name, seconds, tell) => {
    const child = fork(file, ['--section', name, '--seconds', String(seconds), '--out', out], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let failed: string | null = null;
    child.on('message', (message: Message) => {
      if ('finding' in message) tell(message.finding);
      else failed = message.failed;
    });
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    return {
      done: closed.then(([code, signal]) => {
        if (failed !== null) throw new Error(failed);
        if (code !== 0) throw new Error(`Its process ended by ${signal ?? `exit code ${code}`}.`);
      }),
      stop: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill();
        const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MILLISECONDS);
        await closed;
        clearTimeout(timer);
      },
    };
  };
}
