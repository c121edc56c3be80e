// Waits for many tasks at once: looks into the work folder every second, asks the queue every few, and tells each waiting
// batch what became of its task.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobProgress } from '../../../engine/job.ts';
import { hasEnded, isRunning, SlurmError, type JobState } from './queue.ts';
import { keyOfTask, statesOf, type Task } from './tasks.ts';
import { readAttempts, readProgress, shardFile, type Attempts, type TaskProgress } from './work-folder.ts';

export interface Timing {
  /** Milliseconds between two looks into the folder, and between two questions to the queue. */
  readonly filesEvery: number;
  readonly queueEvery: number;
  /** How long after its end a task's shard may take to be seen: file systems of clusters show new files late. */
  readonly shardGrace: number;
}

export const TIMING: Timing = { filesEvery: 1000, queueEvery: 5000, shardGrace: 30_000 };
/** A queue that gives no answer for so long is given up. */
const QUEUE_PATIENCE = 15 * 60_000;

export interface WatchHooks {
  readonly onBegin: () => void;
  readonly onProgress: (progress: JobProgress) => void;
}

/** A task is at its end: with a shard, or with none and the state in which Slurm left it. */
export interface TaskEnd {
  readonly shard: string | null;
  readonly state: JobState | undefined;
}

interface Watched {
  readonly task: Task;
  readonly steps: number;
  readonly hooks: WatchHooks;
  readonly resolve: (end: TaskEnd) => void;
  readonly reject: (error: unknown) => void;
  /** The queue has to be asked after this to know of it. */
  readonly since: number;
  endedAt: number | null;
  laneSteps: number;
}

export class Watch {
  readonly #timing: Timing;
  /** Whether every run of this shard has ended. */
  readonly #isComplete: (task: Task, shard: string) => boolean;
  readonly #watched = new Set<Watched>();
  #states: ReadonlyMap<string, JobState> = new Map();
  #askedAt = -Infinity;
  #answeredAt = performance.now();
  #isLooking = false;

  constructor(timing: Timing, isComplete: (task: Task, shard: string) => boolean) {
    this.#timing = timing;
    this.#isComplete = isComplete;
  }

  /** Resolves at the end of the task. @throws the reason of the signal; SlurmError where the queue is out of reach. */
  wait(task: Task, steps: number, hooks: WatchHooks, signal: AbortSignal): Promise<TaskEnd> {
    return new Promise((resolve, reject) => {
      const since = performance.now();
      const watched: Watched = { task, steps, hooks, resolve, reject, since, endedAt: null, laneSteps: 0 };
      const forget = () => {
        this.#watched.delete(watched);
        reject(signal.reason as Error);
      };
      if (signal.aborted) return forget();
      signal.addEventListener('abort', forget, { once: true });
      this.#watched.add(watched);
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#watched.size > 0) {
        await this.#askQueue();
        const folders = new Set([...this.#watched].map(({ task }) => task.arrayFolder));
        const attempts = new Map([...folders].map((folder) => [folder, readAttempts(folder)]));
        for (const watched of this.#watched) this.#lookAt(watched, attempts.get(watched.task.arrayFolder)!);
        await sleep(this.#timing.filesEvery);
      }
    } catch (error) {
      for (const { reject } of this.#watched) reject(error);
      this.#watched.clear();
    } finally {
      this.#isLooking = false;
    }
  }

  /** A queue that does not answer now may answer later: a controller is restarted now and then. */
  async #askQueue(): Promise<void> {
    const now = performance.now();
    if (now - this.#askedAt < this.#timing.queueEvery) return;
    this.#askedAt = now;
    try {
      this.#states = await statesOf([...this.#watched].map(({ task }) => task));
      this.#answeredAt = performance.now();
    } catch (error) {
      if (!(error instanceof SlurmError) || now - this.#answeredAt > QUEUE_PATIENCE) throw error;
    }
  }

  #lookAt(watched: Watched, { begun, shards }: Attempts): void {
    const { task, hooks } = watched;
    const state = this.#states.get(keyOfTask(task));
    const published = shards.get(task.index);
    const shard = published === undefined ? null : shardFile(task.arrayFolder, task.index, published);
    const attempt = begun.get(task.index);
    const hasBegun = shard !== null || attempt !== undefined;
    if (hasBegun || (state && isRunning(state))) hooks.onBegin();
    if (attempt !== undefined) this.#report(watched, attempt);
    if (shard !== null && this.#isComplete(task, shard)) return this.#end(watched, { shard, state });
    const isKnown = this.#answeredAt > watched.since;
    const isOver = isKnown && (state === undefined || hasEnded(state));
    if (!isOver) {
      watched.endedAt = null;
      return;
    }
    watched.endedAt ??= performance.now();
    const waited = performance.now() - watched.endedAt;
    if (shard !== null || waited >= this.#timing.shardGrace) this.#end(watched, { shard, state });
  }

  #report(watched: Watched, attempt: number): void {
    const { task, steps, hooks } = watched;
    const told = readProgress(task.arrayFolder, task.index, attempt);
    if (told === null) return;
    // A task that was queued again begins to count anew.
    const laneSteps = Math.max(0, told.laneSteps - watched.laneSteps);
    if (told.laneSteps === watched.laneSteps) return;
    watched.laneSteps = told.laneSteps;
    hooks.onProgress({ step: Math.round(steps * shareDone(told)), lanesActive: told.lanesActive, laneSteps });
  }

  #end(watched: Watched, end: TaskEnd): void {
    this.#watched.delete(watched);
    watched.resolve(end);
  }
}

/** Its runs that have ended, and the part of those under way that is done. */
function shareDone({ runsDone, runsTotal, step, steps, lanes }: TaskProgress): number {
  return Math.min(1, (runsDone + (lanes * step) / steps) / runsTotal);
}
