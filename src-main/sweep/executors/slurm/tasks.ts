// The tasks of a study in Slurm's queue: sends them, and finds out what became of each from the queue and from what lies in
// the work folder. Knows nothing of the loop that waits for them.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  cancelTasks,
  findJob,
  hasEnded,
  isRunning,
  jobStates,
  submit,
  taskKey,
  type JobState,
} from './queue.ts';
import { sbatchOptions, scriptOf, type SlurmSettings } from './settings.ts';
import {
  lastShard,
  logFile,
  readPlan,
  writePlan,
  type ArrayPlan,
  type TaskPlan,
  type WorkFolder,
} from './work-folder.ts';

const LAST_LINE_SHOWN = 300;

export interface Task {
  readonly arrayFolder: string;
  readonly index: number;
  readonly jobId: number;
  readonly plan: TaskPlan;
}

export function keyOfTask({ jobId, index }: Task): string {
  return taskKey(jobId, index);
}

export interface Submission {
  readonly work: WorkFolder;
  readonly contents: ArrayPlan['contents'];
  readonly settings: SlurmSettings;
  /** Tasks of one array. */
  readonly largestArray: number;
  /** What a node is to run, before the folder of the array and the index of the task. */
  readonly command: readonly string[];
}

/** Queues these tasks, in arrays as large as Slurm takes them. @throws SlurmError with what sbatch says. */
export async function submitTasks(submission: Submission, plans: readonly TaskPlan[]): Promise<Task[]> {
  const { largestArray } = submission;
  const tasks: Task[] = [];
  for (let at = 0; at < plans.length; at += largestArray) {
    tasks.push(...(await submitArray(submission, plans.slice(at, at + largestArray))));
  }
  return tasks;
}

async function submitArray(
  { work, contents, settings, command }: Submission,
  tasks: readonly TaskPlan[],
): Promise<Task[]> {
  const arrayFolder = work.addArray();
  const { device, cpus, tasksAtOnce } = settings;
  // Written before it is sent: a job whose number was not noted can be found by its name.
  const jobName = `precipice-${randomUUID()}`;
  const plan: ArrayPlan = { jobName, jobId: null, contents, device, threads: cpus, tasks };
  writePlan(arrayFolder, plan);
  const limit = tasksAtOnce === null ? '' : `%${tasksAtOnce}`;
  const options = [
    `--job-name=${jobName}`,
    `--array=0-${tasks.length - 1}${limit}`,
    `--output=${logFile(arrayFolder, '%a')}`,
    `--chdir=${arrayFolder}`,
    ...sbatchOptions(settings),
  ];
  const jobId = await submit(options, scriptOf([...command, arrayFolder], settings));
  writePlan(arrayFolder, { ...plan, jobId });
  return tasks.map((task, index) => ({ arrayFolder, index, jobId, plan: task }));
}

/** Every task that was ever queued for this study and still has its files. @throws SlurmError. */
export async function recallTasks(work: WorkFolder): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const arrayFolder of work.arrays()) {
    const plan = readPlan(arrayFolder);
    const jobId = plan.jobId ?? (await findJob(plan.jobName));
    if (jobId === null) continue;
    if (plan.jobId === null) writePlan(arrayFolder, { ...plan, jobId });
    plan.tasks.forEach((task, index) => tasks.push({ arrayFolder, index, jobId, plan: task }));
  }
  return tasks;
}

/** States of these tasks by `keyOfTask`; of those that Slurm has forgotten there is none. */
export function statesOf(tasks: readonly Task[]): Promise<ReadonlyMap<string, JobState>> {
  return jobStates([...new Set(tasks.map(({ jobId }) => jobId))]);
}

/** Ends those that have not ended. @returns how many these were. */
export function cancelActive(tasks: readonly Task[]): Promise<number> {
  return cancelThose(tasks, (state) => !hasEnded(state));
}

/** Takes those that wait out of the queue. @returns how many these were. */
export function cancelWaiting(tasks: readonly Task[]): Promise<number> {
  return cancelThose(tasks, (state) => !hasEnded(state) && !isRunning(state));
}

async function cancelThose(tasks: readonly Task[], isMeant: (state: JobState) => boolean): Promise<number> {
  const states = await statesOf(tasks);
  const meant = tasks.map(keyOfTask).filter((key) => {
    const state = states.get(key);
    return state !== undefined && isMeant(state);
  });
  await cancelTasks(meant);
  return meant.length;
}

export function shardOf({ arrayFolder, index }: Task): string | null {
  return lastShard(arrayFolder, index);
}

/** Why a task ended without a shard, as far as Slurm and its log tell. */
export function obituary(task: Task, state: JobState | undefined): string {
  const how = state === undefined ? 'Slurm has forgotten it' : `${state.state}, ${state.reason}`;
  const said = lastLine(logFile(task.arrayFolder, task.index));
  const name = `${keyOfTask(task)} of ${path.basename(task.arrayFolder)}`;
  return `Task ${name} ended without its runs (${how})${said === '' ? '.' : `: ${said}`}`;
}

function lastLine(file: string): string {
  if (!existsSync(file)) return '';
  const lines = readFileSync(file, 'utf8').split('\n');
  const last = lines.findLast((line) => line.trim() !== '') ?? '';
  return last
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LAST_LINE_SHOWN);
}
