// Processes that carry out a sweep and may be killed at any moment: the command line, or the server with a client that asked
// for the sweep. Either goes on with the study where the one before it was killed. Linux only: it looks into /proc.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { LibraryListing, ServerMessage } from '../../src-main/contract/contract.ts';
import { decode, encode } from '../../src-main/wire/packet.ts';
import { openStudy } from '../../src-main/study/study.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'src-main/cli/main.ts');
const MADE_SWEEP = path.join(import.meta.dirname, 'made-sweep.ts');
/** The server shows the built renderer, and does not start without it. */
export const HAS_PAGES = existsSync(path.join(ROOT, 'dist/renderer/index.html'));

export interface Plan {
  /** The spec, as a file and as a value. */
  readonly specFile: string;
  readonly spec: { readonly name: string };
  /** The study; its folder is the library of the server, and the spec's name is its own. */
  readonly file: string;
  readonly checkpointSeconds: number;
  /** Of a checkpoint on the made host. */
  readonly gigabytes?: number;
}

export interface Victim {
  readonly pid: number;
  /** Resolves when nothing is left to train, when the process has died, or when it could not go on. */
  readonly ended: Promise<unknown>;
  /** Process id of the engine host; null while there is none. */
  host(): number | null;
  kill(): Promise<void>;
  /** In good order, after `ended`. */
  close(): Promise<void>;
}

function start(plan: Plan, [script, ...args]: readonly [string, ...string[]]): ChildProcess {
  return spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PRECIPICE_CHECKPOINT_SECONDS: String(plan.checkpointSeconds) },
  });
}

function exitOf(child: ChildProcess): Promise<unknown> {
  return child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit');
}

function victim(child: ChildProcess, ended: Promise<unknown>): Victim {
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exitOf(child);
  };
  return {
    pid: child.pid!,
    ended: Promise.race([ended, exitOf(child)]),
    host: () => hostOf(child.pid!),
    kill: () => end('SIGKILL'),
    close: () => end('SIGTERM'),
  };
}

function hostOf(parent: number): number | null {
  const list = `/proc/${parent}/task/${parent}/children`;
  const [first] = existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ') : [];
  return first ? Number(first) : null;
}

/** `retry` where only failed runs are left; `resume` otherwise. */
function verb(file: string): 'resume' | 'retry' {
  const { planned, running } = countsOf(file);
  return planned + running > 0 ? 'resume' : 'retry';
}

export function countsOf(file: string) {
  const study = openStudy(file, 'read');
  try {
    return study.counts();
  } finally {
    study.close();
  }
}

export function startCommand(plan: Plan): Victim {
  const device = ['--device', 'wasm', '--threads', '2'];
  const args = existsSync(plan.file)
    ? [verb(plan.file), plan.file]
    : ['sweep', plan.specFile, '--out', plan.file];
  const child = start(plan, [CLI, ...args, ...device]);
  child.stdout!.resume();
  return victim(child, exitOf(child));
}

export function startMade(plan: Plan): Victim {
  const child = start(plan, [MADE_SWEEP, plan.file, String(plan.gigabytes)]);
  child.stdout!.resume();
  return victim(child, exitOf(child));
}

export function startServer(plan: Plan): Victim {
  const library = path.dirname(plan.file);
  const child = start(plan, [CLI, 'serve', '--port', '0', '--library', library, '--json']);
  return victim(child, askForSweep(child, plan));
}

/** Connects as the page does, begins or continues the sweep, and waits for its end. */
async function askForSweep(child: ChildProcess, plan: Plan): Promise<void> {
  let text = '';
  for await (const line of createInterface({ input: child.stdout! })) {
    text += line;
    if (line === '}') break;
  }
  const { address } = JSON.parse(text) as { address: string };
  const { origin, host, hash } = new URL(address);
  const token = new URLSearchParams(hash.slice(1)).get('token')!;
  const socket = new WebSocket(`ws://${host}/api?token=${token}`, { origin });
  const answers = new Map<number, (answer: ServerMessage) => void>();
  const { promise: over, resolve: end } = Promise.withResolvers<undefined>();
  socket.on('error', () => end(undefined));
  socket.on('close', () => end(undefined));
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const message = decode(isBinary ? Uint8Array.from(data) : data.toString('utf8')) as ServerMessage;
    if (message.kind === 'event') {
      if (message.event.kind === 'sweep-ended') end(undefined);
    } else answers.get(message.id)?.(message);
  });
  const call = (procedure: string, input: unknown) => {
    const id = answers.size + 1;
    socket.send(encode({ id, procedure, input }));
    return Promise.race([
      new Promise<ServerMessage>((resolve) => answers.set(id, resolve)),
      over.then(() => null),
    ]);
  };
  await Promise.race([once(socket, 'open'), over]);
  if (socket.readyState !== socket.OPEN) return;
  const listing = await call('library.list', {});
  if (listing?.kind !== 'result') return;
  const known = (listing.result as LibraryListing).studies.find((study) => study.path === plan.file);
  const begun = known
    ? await call(`sweep.${verb(plan.file)}`, { id: known.id, device: 'wasm' })
    : await call('sweep.start', { spec: plan.spec, device: 'wasm' });
  if (begun?.kind === 'result') await over;
}
