// What breaks is written to the log: an error that nobody caught, and a process of Electron that goes. A page that has gone is
// loaded again; the core and its sweep go on meanwhile.
import type { App } from 'electron';
import { log } from '../diagnosis/log.ts';

/** Milliseconds within which a page that goes again is left alone. */
const RELOAD_EVERY = 60_000;

export function setupBreakdowns(app: App): void {
  let reloadedAt = -Infinity;
  process.on('uncaughtExceptionMonitor', (error) => log.error('Nobody caught this', error));
  app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error(`The page is gone: ${reason}, exit code ${exitCode}.`);
    if (performance.now() - reloadedAt < RELOAD_EVERY) return;
    reloadedAt = performance.now();
    contents.reload();
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.error(`${type} of Electron is gone: ${reason}, exit code ${exitCode}.`);
  });
}
