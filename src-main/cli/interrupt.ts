// Ctrl-C: the first one stops the work in good order, the second one exits at once.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What shells report for a process ended by Ctrl-C. */
const INTERRUPTED = 130;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  readonly dispose: () => void;
}

export function onInterrupt(announce: () => void): Interrupt {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    announce();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, handle);
  return {
    signal: controller.signal,
    dispose: () => SIGNALS.forEach((name) => process.off(name, handle)),
  };
}
