// Slurm's commands: what is sent to the queue, what is read from it. No accounting is asked for, since many clusters and
// every test have none: squeue tells of ended jobs too for some minutes, and after that the shards alone tell.
import { execFile } from 'node:child_process';
import which from 'which';

/** Slurm refused, or is not there. One sentence. */
export class SlurmError extends Error {
  override name = 'SlurmError';
}

/** Seconds after which a command of Slurm is given up. */
const PATIENCE_SECONDS = 60;
const LARGEST_ANSWER = 256 * 1024 * 1024;

export interface JobState {
  /** As squeue writes it, e.g. PENDING, RUNNING, COMPLETED, TIMEOUT. */
  readonly state: string;
  readonly reason: string;
}

/** States after which a job does nothing any more; all others wait, run or are about to. */
const ENDED = [
  ...['COMPLETED', 'FAILED', 'CANCELLED', 'TIMEOUT', 'NODE_FAIL', 'PREEMPTED', 'OUT_OF_MEMORY'],
  ...['BOOT_FAIL', 'DEADLINE', 'REVOKED'],
];
/** States in which it has a node. */
const RUNNING = ['RUNNING', 'COMPLETING', 'SUSPENDED', 'STOPPED', 'SIGNALING', 'STAGE_OUT'];

export function hasEnded({ state }: JobState): boolean {
  return ENDED.includes(state);
}

export function isRunning({ state }: JobState): boolean {
  return RUNNING.includes(state);
}

/** The name of one task of an array in the answer of `jobStates`. */
export function taskKey(jobId: number, index: number): string {
  return `${jobId}_${index}`;
}

/** Whether jobs can be submitted from this machine. */
export function hasSlurm(): boolean {
  return which.sync('sbatch', { nothrow: true }) !== null;
}

/** @throws SlurmError where Slurm is not on this machine. */
export function mustHaveSlurm(): void {
  if (hasSlurm()) return;
  throw new SlurmError(
    'Slurm is not here: there is no sbatch on the PATH. Start this where jobs are submitted.',
  );
}

/** Asks whether a job with these options would be taken. @throws SlurmError with what sbatch says. */
export async function testSubmission(options: readonly string[]): Promise<void> {
  await slurm('sbatch', ['--test-only', ...options], '#!/bin/sh\n');
}

export interface ArrayLimits {
  /** Tasks of one array, and jobs that the cluster holds at once, each task of an array being one. */
  readonly tasks: number;
  readonly jobs: number;
}

/** Slurm's own defaults, where it does not say. */
const USUAL_LIMITS = { MaxArraySize: 1001, MaxJobCount: 10_000 } as const;

/** @throws SlurmError where it does not answer. */
export async function arrayLimits(): Promise<ArrayLimits> {
  return parseLimits(await slurm('scontrol', ['show', 'config']));
}

/** Indices of an array are below MaxArraySize. */
export function parseLimits(answer: string): ArrayLimits {
  const valueOf = (name: keyof typeof USUAL_LIMITS) => {
    const said = new RegExp(`^${name}\\s*=\\s*(\\d+)`, 'm').exec(answer)?.[1];
    return said === undefined ? USUAL_LIMITS[name] : Number(said);
  };
  return { tasks: valueOf('MaxArraySize'), jobs: valueOf('MaxJobCount') };
}

/** @returns the number of the job. @throws SlurmError with what sbatch says. */
export async function submit(options: readonly string[], script: string): Promise<number> {
  const answer = await slurm('sbatch', ['--parsable', ...options], script);
  // "123" or "123;cluster".
  return Number.parseInt(answer, 10);
}

/** The job of this name, in case its number was lost; null if there is none. */
export async function findJob(name: string): Promise<number | null> {
  const answer = await slurm('squeue', ['--noheader', `--name=${name}`, '--states=all', '--format=%F']);
  const [first] = answer.trim().split('\n');
  return first ? Number.parseInt(first, 10) : null;
}

/** States by `taskKey` of all tasks of these jobs that Slurm still remembers. */
export async function jobStates(jobIds: readonly number[]): Promise<ReadonlyMap<string, JobState>> {
  if (jobIds.length === 0) return new Map();
  const options = [
    '--noheader',
    '--array',
    '--states=all',
    `--jobs=${jobIds.join(',')}`,
    '--format=%F|%K|%T|%r',
  ];
  let answer: string;
  try {
    answer = await slurm('squeue', options);
  } catch (error) {
    // What squeue says when it remembers none of them.
    if (error instanceof SlurmError && error.message.includes('Invalid job id')) return new Map();
    throw error;
  }
  return parseStates(answer);
}

export function parseStates(answer: string): Map<string, JobState> {
  const states = new Map<string, JobState>();
  for (const line of answer.split('\n')) {
    const [job, index, state, ...reason] = line.split('|');
    if (state === undefined) continue;
    states.set(taskKey(Number(job), Number(index)), { state: state.trim(), reason: reason.join('|').trim() });
  }
  return states;
}

/** Ends these tasks, or takes them out of the queue; those that have ended already are passed over. */
export async function cancelTasks(keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += CANCELLED_AT_ONCE) {
    await slurm('scancel', ['--quiet', ...keys.slice(at, at + CANCELLED_AT_ONCE)]);
  }
}

const CANCELLED_AT_ONCE = 500;

function slurm(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 1000 * PATIENCE_SECONDS, maxBuffer: LARGEST_ANSWER };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = stderr.trim().split('\n').join('; ');
      const why = said || (child.killed ? `no answer in ${PATIENCE_SECONDS} s` : error.message);
      reject(new SlurmError(`Slurm's ${command} failed: ${why}.`));
    });
    // A command that ends before it has read its input says why on standard error.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
