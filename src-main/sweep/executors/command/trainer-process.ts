// Starts a command and sees to its end: lines from its output, time limits, and no process left behind. The command and
// all it starts are one process group, which is ended as a whole. Knows nothing of runs.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardGroup, guardSession, releaseGroup } from './guard.ts';
import { MARK } from './marked-processes.ts';
import { KeptOutput } from './kept-output.ts';
import { LineReader } from './line-reader.ts';
import { signalGroup } from './process-group.ts';
import { tellingLine } from './telling-line.ts';

/** Time to end in good order after being asked to, before being killed. */
const GRACE_MILLISECONDS = 5000;
/** Time in which what was still written is read after the end; a child that lives on may hold the pipe open for ever. */
const DRAIN_MILLISECONDS = 500;
/** Time to exit by itself after it has said all that matters. */
const EXIT_MILLISECONDS = 10_000;
/** Last lines on standard error among which the telling one is looked for, and characters of each. */
const LINES_LOOKED_AT = 200;
const LONGEST_LOOKED_AT = 1000;
/** Whoever ends a whole job ends this process as well, perhaps a moment later: then it was no fault of the trainer. */
const SHARED_SIGNALS: readonly (string | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SHARED_MILLISECONDS = 200;
/** A longer timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

const IS_WINDOWS = process.platform === 'win32';

export interface CommandLine {
  /** The program and its arguments; with a shell, the one line that it is given. */
  readonly words: readonly [string, ...string[]];
  readonly shell: boolean;
  readonly folder: string;
  /** Variables beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Limits {
  readonly timeoutSeconds: number | null;
  readonly silenceSeconds: number | null;
}

/** What becomes of the command after a line of its output. */
export type LineVerdict =
  /** It has said something, so it is alive. */
  | 'heard'
  /** The line is none of those that count. */
  | 'ignored'
  /** Nothing that it may still say matters: it may exit by itself. */
  | 'enough'
  /** It is ended at once. */
  | 'end-it';

/** Where a line was written. */
export type Stream = 'output' | 'error';

export type Ending =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'ended' }
  | { readonly kind: 'timed-out'; readonly limit: keyof Limits }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface Ended {
  readonly ending: Ending;
  /** The line on standard error that tells most of why it ended; empty where there was none. */
  readonly lastError: string;
  /** What it wrote, as far as it was kept. */
  readonly printed: Readonly<Record<Stream, KeptOutput>>;
}

/**
 * Runs the command until it and everything it started has ended.
 * @throws the reason of the signal, after the command has been ended.
 */
export async function runCommand(
  { words: [executable, ...rest], shell, folder, environment }: CommandLine,
  limits: Limits,
  signal: AbortSignal,
  onLine: (line: string, stream: Stream) => LineVerdict,
): Promise<Ended> {
  signal.throwIfAborted();
  const session = environment[MARK];
  if (session !== undefined) guardSession(session);
  const child = spawn(executable, rest, {
    cwd: folder,
    shell,
    // A group of its own, out of reach of the terminal's Ctrl-C: what then happens is decided here.
    detached: !IS_WINDOWS,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Python would keep its lines back until some kilobytes have come together.
    env: { ...process.env, PYTHONUNBUFFERED: '1', ...environment },
  });
  const { pid } = child;
  if (pid !== undefined) guardGroup(pid);
  const signalAll = (name: 'SIGTERM' | 'SIGKILL') => {
    if (pid !== undefined) signalGroup(pid, name);
  };

  let ending: Ending | null = null;
  const timers = new Map<string, NodeJS.Timeout>();
  const startTimer = (name: string, milliseconds: number, then: () => void) => {
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(then, Math.min(milliseconds, LONGEST_TIMER)));
  };
  const endIt = (how: Ending) => {
    if (ending !== null) return;
    ending = how;
    signalAll('SIGTERM');
    startTimer('grace', GRACE_MILLISECONDS, () => signalAll('SIGKILL'));
  };
  const limit = (name: keyof Limits) => {
    const seconds = limits[name];
    if (seconds !== null) startTimer(name, 1000 * seconds, () => endIt({ kind: 'timed-out', limit: name }));
  };
  limit('timeoutSeconds');
  limit('silenceSeconds');

  const hear = (line: string, stream: Stream) => {
    if (ending !== null) return;
    const verdict = onLine(line, stream);
    if (verdict === 'heard') limit('silenceSeconds');
    if (verdict === 'enough') startTimer('exit', EXIT_MILLISECONDS, () => endIt({ kind: 'ended' }));
    if (verdict === 'end-it') endIt({ kind: 'ended' });
  };
  const lines = new LineReader((line) => hear(line, 'output'));
  const lastErrors: string[] = [];
  const errors = new LineReader((line) => {
    lastErrors.push(line.slice(0, LONGEST_LOOKED_AT));
    if (lastErrors.length > LINES_LOOKED_AT) lastErrors.shift();
    hear(line, 'error');
  });
  const printed = { output: new KeptOutput(), error: new KeptOutput() };
  child.stdout?.on('data', (chunk: Buffer) => {
    printed.output.add(chunk);
    lines.add(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    printed.error.add(chunk);
    errors.add(chunk);
  });

  const abort = () => endIt({ kind: 'ended' });
  signal.addEventListener('abort', abort, { once: true });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = await new Promise<Ending>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'not-started', reason: error.code ?? error.message }),
    );
    child.once('exit', (code, by) => resolve({ kind: 'exited', code, signal: by }));
  });
  signal.removeEventListener('abort', abort);
  if (exited.kind === 'exited') {
    await withinTime(closed, DRAIN_MILLISECONDS);
    if (ending === null && SHARED_SIGNALS.includes(exited.signal)) await sleep(SHARED_MILLISECONDS);
  }
  signalAll('SIGKILL');
  for (const timer of timers.values()) clearTimeout(timer);
  child.stdout?.destroy();
  child.stderr?.destroy();
  releaseGroup(pid ?? null);
  lines.end();
  errors.end();
  signal.throwIfAborted();
  return { ending: ending ?? exited, lastError: tellingLine(lastErrors), printed };
}

async function withinTime(event: Promise<void>, milliseconds: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, milliseconds, null);
  await Promise.race([event, late]);
  clearTimeout(timer);
}
