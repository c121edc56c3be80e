// Ctrl-C, or a terminal that closes: the first signal stops the work in good order, a second one exits at once.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What shells report for a process ended by Ctrl-C. */
const INTERRUPTED = 130;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  readonly dispose: () => void;
}

let isStopping = false;

export function onInterrupt(announce: () => void): Interrupt {
  const controller = new AbortController();
  const handle = (name: NodeJS.Signals) => {
    if (!isStopping) {
      isStopping = true;
      controller.abort();
      announce();
      return;
    }
    // Of a terminal that closes both the system and the shell may tell.
    if (name !== 'SIGHUP') process.exit(INTERRUPTED);
  };
  for (const name of SIGNALS) process.on(name, handle);
  return {
    signal: controller.signal,
    dispose: () => SIGNALS.forEach((name) => process.off(name, handle)),
  };
}

/** What is written to a terminal that is gone, or to a reader that has seen enough, must not keep the work from ending well. */
export function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // Nobody waits for the result any more.
    if (!isStopping) process.exit(code === 'EPIPE' ? 0 : 1);
  });
  // Remarks that nobody can read are no reason to end anything.
  process.stderr.on('error', () => undefined);
}
