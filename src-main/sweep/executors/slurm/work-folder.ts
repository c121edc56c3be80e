// What a study and its tasks share while they are queued: a folder beside the study with one subfolder for every job array.
// Whatever several machines see is written under another name and then renamed, so that nobody reads half of it.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { DeviceChoice } from '../../../host/protocol.ts';
import { STUDY_ENDING } from '../../../study/companions.ts';
import type { PlannedRun, StudyContents } from '../../../records/types.ts';
import { SlurmError } from './queue.ts';
import type { SlurmSettings } from './settings.ts';

/** Runs that are trained together, and where what is known of them lies. */
export interface TaskPlan {
  /** In the study; in the order of `runs`. */
  readonly ids: readonly number[];
  readonly runs: readonly PlannedRun[];
  /** Shard of an earlier task of the same runs that was not done; null: begin anew. */
  readonly from: string | null;
}

/** All that the tasks of one job array need to know. */
export interface ArrayPlan {
  /** Name of the job, of this array alone. */
  readonly jobName: string;
  /** Slurm's number of it; null until it was taken. */
  readonly jobId: number | null;
  readonly contents: Omit<StudyContents, 'runs'>;
  readonly device: DeviceChoice;
  readonly threads: number;
  readonly tasks: readonly TaskPlan[];
}

/** What a task tells while it trains. */
export interface TaskProgress {
  readonly runsDone: number;
  readonly runsTotal: number;
  readonly laneSteps: number;
  readonly step: number;
  readonly steps: number;
  readonly lanes: number;
  readonly lanesActive: number;
}

const SETTINGS = 'settings.json';
/** What tells our settings from a stranger's file of that name; whether they fit is for `parseSettings` to say. */
const ownSettings = z.object({
  cpus: z.number(),
  options: z.array(z.string()),
  device: z.string(),
  setup: z.array(z.string()).optional(),
  prefix: z.array(z.string()).optional(),
});
const PLAN = 'array.json';
const PROGRESS_ENDING = '.progress.json';
const ATTEMPT = new RegExp(`^(\\d+)(?:\\.(\\d+))?(\\${STUDY_ENDING}|\\${PROGRESS_ENDING})$`);
const ARRAY = /^(\d+)(?:-[\da-f]+)?$/;

/** Beside the study: both must be where every node sees them. */
export function workFolderOf(studyFile: string): string {
  const stem = studyFile.endsWith(STUDY_ENDING) ? studyFile.slice(0, -STUDY_ENDING.length) : studyFile;
  return `${stem}.slurm`;
}

export class WorkFolder {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Whether it is there and ours: whatever else has this name is none of our business. */
  get exists(): boolean {
    return this.readSettings() !== null;
  }

  /** As they are written there, which may be by someone else. */
  readSettings(): SlurmSettings | null {
    if (!isFolder(this.folder)) return null;
    const file = path.join(this.folder, SETTINGS);
    if (!existsSync(file)) return null;
    try {
      const settings: unknown = JSON.parse(readFileSync(file, 'utf8'));
      return ownSettings.safeParse(settings).success ? (settings as SlurmSettings) : null;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  /** @throws SlurmError where something else has the folder's name. */
  writeSettings(settings: SlurmSettings): void {
    const isFree = lstatSync(this.folder, { throwIfNoEntry: false }) === undefined;
    const isEmpty = !isFree && isFolder(this.folder) && readdirSync(this.folder).length === 0;
    if (!isFree && !isEmpty && !this.exists) {
      throw new SlurmError(
        `${this.folder} is not a folder that Precipice made; the tasks of this study would be kept there. Rename it, or the study.`,
      );
    }
    mkdirSync(this.folder, { recursive: true });
    writeJson(path.join(this.folder, SETTINGS), settings);
  }

  /** Folders of the job arrays, oldest first. */
  arrays(): string[] {
    if (!this.exists) return [];
    return readdirSync(this.folder)
      .filter((name) => existsSync(path.join(this.folder, name, PLAN)))
      .sort((a, b) => numberOf(a) - numberOf(b))
      .map((name) => path.join(this.folder, name));
  }

  /**
   * An empty folder for one more array. Its name never comes twice: a node that was given up for lost may wake up when its array
   * has long been removed, and must not write into a later one.
   */
  addArray(): string {
    const used = this.exists ? readdirSync(this.folder).map(numberOf).filter(Number.isInteger) : [];
    const name = `${Math.max(0, ...used) + 1}-${randomBytes(4).toString('hex')}`;
    const folder = path.join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** What this program put there; a folder in which something else lies stays with that. */
  remove(): void {
    for (const array of this.arrays()) rmSync(array, { recursive: true });
    if (!isFolder(this.folder)) return;
    for (const name of readdirSync(this.folder).filter((each) => ARRAY.test(each))) {
      removeIfEmpty(path.join(this.folder, name));
    }
    rmSync(path.join(this.folder, SETTINGS), { force: true });
    removeIfEmpty(this.folder);
  }
}

/** NaN where it is not the name of an array's folder. */
function numberOf(name: string): number {
  return Number(ARRAY.exec(name)?.[1]);
}

function removeIfEmpty(folder: string): void {
  if (isFolder(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

/** A link to a folder is none: what it leads to is someone else's. */
function isFolder(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function readPlan(arrayFolder: string): ArrayPlan {
  const plan = JSON.parse(readFileSync(path.join(arrayFolder, PLAN), 'utf8')) as ArrayPlan;
  // Arrays that were handed over before rows could be of another setting say the batch size alone.
  const placed = (run: Omit<PlannedRun, 'rowValue'> & Partial<PlannedRun>): PlannedRun => ({
    ...run,
    rowValue: run.rowValue ?? run.batchSize,
  });
  return { ...plan, tasks: plan.tasks.map((task) => ({ ...task, runs: task.runs.map(placed) })) };
}

export function writePlan(arrayFolder: string, plan: ArrayPlan): void {
  writeJson(path.join(arrayFolder, PLAN), plan);
}

/**
 * The study file that an attempt at a task leaves: whole if it is there at all, but not always with every run done. Slurm counts
 * attempts from 0; each has a file of its own, because a node that was given up for lost may wake up and write when the next
 * attempt has.
 */
export function shardFile(arrayFolder: string, index: number, attempt: number): string {
  return attemptFile(arrayFolder, index, attempt, STUDY_ENDING);
}

/** That of the last attempt that has left one. */
export function lastShard(arrayFolder: string, index: number): string | null {
  const attempt = readAttempts(arrayFolder).shards.get(index);
  return attempt === undefined ? null : shardFile(arrayFolder, index, attempt);
}

/** What an attempt tells while it trains. It is there from the attempt's beginning, so that earlier ones see that it has begun. */
export function progressFile(arrayFolder: string, index: number, attempt: number): string {
  return attemptFile(arrayFolder, index, attempt, PROGRESS_ENDING);
}

function attemptFile(arrayFolder: string, index: number, attempt: number, ending: string): string {
  return path.join(arrayFolder, `${index}${attempt === 0 ? '' : `.${attempt}`}${ending}`);
}

/** The last attempt at each task of an array, by the task's index. */
export interface Attempts {
  readonly begun: ReadonlyMap<number, number>;
  /** That have left a shard. */
  readonly shards: ReadonlyMap<number, number>;
}

/** Reads the folder once for all its tasks, which may be a thousand. */
export function readAttempts(arrayFolder: string): Attempts {
  const begun = new Map<number, number>();
  const shards = new Map<number, number>();
  for (const name of readdirSync(arrayFolder)) {
    const [, task, attempt = '0', ending] = ATTEMPT.exec(name) ?? [];
    if (task === undefined) continue;
    const last = ending === PROGRESS_ENDING ? begun : shards;
    last.set(Number(task), Math.max(Number(attempt), last.get(Number(task)) ?? 0));
  }
  return { begun, shards };
}

/** Standard output and error of the task; %a in its name stands for the index. */
export function logFile(arrayFolder: string, index: number | '%a'): string {
  return path.join(arrayFolder, `${index}.log`);
}

/** null where there is none yet, or a file system that is late shows half of it. */
export function readProgress(arrayFolder: string, index: number, attempt: number): TaskProgress | null {
  try {
    return JSON.parse(readFileSync(progressFile(arrayFolder, index, attempt), 'utf8')) as TaskProgress;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export function writeJson(file: string, value: unknown): void {
  const partial = partOf(file);
  writeFileSync(partial, JSON.stringify(value));
  renameSync(partial, file);
}

/** The name under which a file is written before it gets its own: of this process on this node alone. */
export function partOf(file: string): string {
  return `${file}.${process.env.SLURMD_NODENAME ?? hostname()}-${process.pid}.part`;
}
