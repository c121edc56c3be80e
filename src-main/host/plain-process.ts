// A process of the plain Node with a channel to it, as the engine's host and the reader of studies are: how it is started, and
// how it reaches its parent. What they say to each other is theirs.
import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { logEnvironment } from '../diagnosis/log.ts';
import { plainFile } from '../installation/plain-file.ts';
import { openChannel } from './channel.ts';
import { nodeExecutable } from './node-executable.ts';

/** The channel's file descriptor in the process; before it come the three that every process has. */
const CHANNEL = 3;
/** Nothing is said on it; it closes when the parent is gone. */
const LIFE = 4;
/** Beside this file, as TypeScript or compiled. */
const WATCH_FILE = path.join(import.meta.dirname, `parent-watch${path.extname(import.meta.filename)}`);

export interface PlainProcess<Out> {
  readonly child: ChildProcess;
  readonly send: (message: Out) => void;
  /** Whether it is a reason for this process to stay; at first it is. */
  readonly holdParent: (holds: boolean) => void;
}

/** `file` is a module beside the caller, as TypeScript or compiled; `variables` come over those of this process. */
export function startPlainProcess<Out, In>(
  file: string,
  stderr: 'pipe' | 'inherit',
  receive: (message: In) => void,
  variables: Readonly<Record<string, string>> = {},
): PlainProcess<Out> {
  const child = spawn(nodeExecutable(), ['--disable-warning=ExperimentalWarning', plainFile(file)], {
    env: { ...process.env, ...variables, ...logEnvironment() },
    // A pipe that Node opens at both ends may be an overlapped one on Windows.
    stdio: ['ignore', 'ignore', stderr, 'overlapped', 'pipe'],
    windowsHide: true,
  });
  const pipe = child.stdio[CHANNEL] as Socket;
  const life = child.stdio[LIFE] as Socket;
  // The child's end may break before it is told that it has ended.
  life.on('error', () => undefined).unref();
  const send = openChannel<Out, In>(pipe, receive);
  const holdParent = (holds: boolean) => {
    const how = holds ? 'ref' : 'unref';
    child[how]();
    pipe[how]();
  };
  return { child, send, holdParent };
}

/** In such a process: its channel to its parent, with which it ends, whatever it is computing then. */
export function openParentChannel<Out, In>(receive: (message: In) => void): (message: Out) => void {
  const pipe = new Socket({ fd: CHANNEL, readable: true, writable: true });
  // Ctrl-C and the end of a terminal reach every process of it, and the end of a job every one of the job; what then happens is
  // the parent's decision.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  new Worker(WATCH_FILE, { workerData: { descriptor: LIFE } }).unref();
  return openChannel<Out, In>(pipe, receive, () => process.exit(0));
}
