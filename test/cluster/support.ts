// A real Slurm on this machine for tests, started by slurm.sh, and what is done to its tasks from outside.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import which from 'which';

const SCRIPT = path.join(import.meta.dirname, 'slurm.sh');
const PROGRAMS = ['slurmctld', 'slurmd', 'munged', 'sbatch', 'squeue', 'scancel', 'runuser'];
const SEARCHED = [process.env.PATH, '/usr/sbin', '/sbin'].join(path.delimiter);

/** Why there can be no Slurm here; null where there can. */
export function whyNoSlurm(): string | null {
  if (process.platform !== 'linux' || process.getuid!() !== 0) return 'it takes root on Linux';
  const missing = PROGRAMS.filter(
    (program) => which.sync(program, { nothrow: true, path: SEARCHED }) === null,
  );
  return missing.length === 0
    ? null
    : `${missing.join(', ')} not installed (Debian: slurmctld slurmd slurm-client munge)`;
}

/** Starts it with so many nodes and points this process to it; returns how to end it. */
export function startSlurm(nodes = 1): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-slurm-'));
  const environment = { ...process.env, PATH: SEARCHED };
  const script = (action: string) =>
    execFileSync('bash', [SCRIPT, action, folder, String(nodes)], {
      env: environment,
      encoding: 'utf8',
    }).trim();
  process.env.SLURM_CONF = script('start');
  return () => {
    script('stop');
    delete process.env.SLURM_CONF;
    rmSync(folder, { recursive: true, force: true });
  };
}

export function slurm(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}

/** Numbers and states of the tasks in the queue, e.g. "3_0 RUNNING". */
export function queue(): string[] {
  return slurm('squeue', '--noheader', '--array', '--format=%i %T').split('\n').filter(Boolean);
}

/** As when a node fails or a task is preempted; without the two minutes that Slurm then lets it wait. */
export async function requeue(task: string): Promise<void> {
  slurm('scontrol', 'requeue', task);
  while (!queue().includes(`${task} PENDING`)) await sleep(100);
  slurm('scontrol', 'update', `jobid=${task}`, 'starttime=now');
}

/** Kills the first task that is seen to run. */
export async function killOneTask(studyFile: string): Promise<void> {
  for (;;) {
    const [pid] = taskProcesses(studyFile).values();
    if (pid !== undefined) return void process.kill(pid, 'SIGKILL');
    await sleep(20);
  }
}

/** The process of each task that runs now, by the index in its array. */
export function taskProcesses(studyFile: string): Map<number, number> {
  const folder = studyFile.replace(/precipice$/, 'slurm');
  const found = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let words: string[];
    try {
      words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    } catch {
      continue;
    }
    const at = words.indexOf('task');
    if (at >= 0 && words[at + 1]?.startsWith(folder)) found.set(Number(words[at + 2]), Number(pid));
  }
  return found;
}

export interface TaskOnNode {
  readonly index: number;
  readonly pid: number;
}

/** The tasks that run now, by the name of their node. */
export function nodesOfTasks(studyFile: string): Map<string, TaskOnNode> {
  const found = new Map<string, TaskOnNode>();
  for (const [index, pid] of taskProcesses(studyFile)) {
    const name = nodeNameOf(pid);
    if (name !== undefined) found.set(name, { index, pid });
  }
  return found;
}

function nodeNameOf(pid: number): string | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return environment.find((word) => word.startsWith('SLURMD_NODENAME='))?.split('=')[1];
  } catch {
    return undefined;
  }
}

/** All processes of a node that runs one task. */
export interface Node {
  /** Everything of it stops at once, as on a machine that is suspended. */
  freeze(): void;
  /** As on a machine that loses its power. */
  kill(): void;
  /** The task goes on while Slurm does not hear of its node, as where the network is cut and the shared disk is not. */
  wakeTask(): void;
  wake(): void;
  isTaskAlive(): boolean;
  /** What lies on its own disk. */
  disk(): string[];
  /** Whatever of it is left. */
  end(): void;
}

export function nodeOf(name: string, task: number): Node {
  const folder = path.dirname(process.env.SLURM_CONF!);
  const daemon = Number(readFileSync(path.join(folder, `${name}.pid`), 'utf8'));
  const parents = parentsOf();
  const processes = [...withDescendants(task, parents), parents.get(task)!];
  const tell = (pids: readonly number[], signal: NodeJS.Signals) => {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, signal);
  };
  return {
    freeze: () => tell([...processes, daemon], 'SIGSTOP'),
    kill: () => tell([...processes, daemon], 'SIGKILL'),
    wakeTask: () => tell(processes.slice(0, -1), 'SIGCONT'),
    wake: () => tell([...processes, daemon], 'SIGCONT'),
    isTaskAlive: () => isAlive(task),
    disk: () => readdirSync(path.join(folder, 'disk', name)),
    end: () => tell(processes, 'SIGKILL'),
  };
}

/** A process that has ended and whose parent is frozen stays as a zombie. */
function isAlive(pid: number): boolean {
  const state = statusOf(pid)?.[0];
  return state !== undefined && state !== 'Z';
}

function parentsOf(): Map<number, number> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(pids.map((pid) => [Number(pid), Number(statusOf(Number(pid))?.[1])]));
}

/** State and parent. */
function statusOf(pid: number): string[] | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function withDescendants(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return [pid, ...children.flatMap((child) => withDescendants(child, parents))];
}
