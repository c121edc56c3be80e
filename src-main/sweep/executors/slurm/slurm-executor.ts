// Trains batches as tasks of job arrays in Slurm's queue. All batches are handed over at once; those that come in the same
// moment become one array. What a task left unfinished is queued again from there as long as it gets further.
import type { Environment } from '../../../records/types.ts';
import type { PlannedBatch } from '../../../plan/plan.ts';
import { hasTrainer, type AnySpec } from '../../../spec/trainer.ts';
import { batchSizeAt, specAtRow, stepsAt } from '../../../spec/spec.ts';
import { ExecutorError, type Executor, type RunOutcome } from '../executor.ts';
import type { KeepLog } from '../kept-logs.ts';
import { keepLogs, readShard } from './shard.ts';
import type { SlurmSettings } from './settings.ts';
import { obituary, shardOf, submitTasks, type Submission, type Task } from './tasks.ts';
import { Watch, type TaskEnd, type Timing } from './watch.ts';
import type { TaskPlan } from './work-folder.ts';

/** After so many broken tasks in a row the cluster is taken for broken. */
const PATIENCE = 10;

export interface KnownTask {
  readonly task: Task;
  /** It runs or waits. */
  readonly isActive: boolean;
}

export interface SlurmExecutorSettings {
  readonly spec: AnySpec;
  readonly submission: Submission;
  readonly environment: Environment;
  readonly timing: Timing;
  readonly keepLog: KeepLog;
  /** Tasks of earlier sessions that run or wait, or have left a shard. */
  readonly earlier: readonly KnownTask[];
}

export function slurmExecutor({
  spec,
  submission,
  environment,
  timing,
  keepLog,
  earlier,
}: SlurmExecutorSettings): Executor {
  const { settings } = submission;
  const lanes = runsOfTask(settings, spec);
  const known = new Map(earlier.map((each) => [String(each.task.plan.ids), each]));
  const isComplete = (task: Task, shard: string) =>
    readShard(shard, gridRuns(task))?.outcomes.every((outcome) => outcome !== null) ?? false;
  const watch = new Watch(timing, isComplete);
  const queue = new Submissions(submission);
  return {
    summary: `Slurm${settings.partition === null ? '' : `, partition ${settings.partition}`}`,
    notes: [],
    environment,
    madeBy: 'slurm',
    contextAt: hasTrainer(spec) ? null : (rowValue) => specAtRow(spec, rowValue).model.context,
    atOnce: Infinity,
    patience: PATIENCE,
    handedOver: earlier.map(({ task }) => task.plan.ids),
    lanesFor: () => lanes,
    async train(batch, { onBegin, onProgress, signal }) {
      const key = String(batch.runs.map(({ id }) => id));
      const steps = stepsAt(spec, batch.rowValue);
      const planned = (from: string | null) => queue.add(taskPlan(spec, batch, from));
      const found = known.get(key);
      known.delete(key);
      let task = found ? await goOnFrom(found, batch, planned) : await planned(null);
      for (;;) {
        const end = await watch.wait(task, steps, { onBegin, onProgress }, signal);
        const left = whatIsLeft(task, end, batch);
        if (left.shard !== null) keepLogs(left.shard, batch.runs, keepLog);
        if (left.kind === 'ended') return left.outcomes;
        if (left.kind === 'broken') {
          // What it left is of use for the next attempt.
          if (left.shard !== null) known.set(key, { task, isActive: false });
          throw new ExecutorError(left.message);
        }
        task = await planned(left.shard);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A row of the map under one seed; runs of a command one by one, since nothing is gained by having them together. */
export function runsOfTask({ runsPerTask }: SlurmSettings, spec: AnySpec): number {
  return runsPerTask ?? (hasTrainer(spec) ? 1 : spec.learningRates.length);
}

function taskPlan(spec: AnySpec, { runs, rowValue }: PlannedBatch, from: string | null): TaskPlan {
  const [batchSize, plannedSteps] = [batchSizeAt(spec, rowValue), stepsAt(spec, rowValue)];
  return {
    ids: runs.map(({ id }) => id),
    runs: runs.map(({ recipe, learningRate, seed }) => ({
      recipe,
      learningRate,
      rowValue,
      batchSize,
      seed,
      plannedSteps,
    })),
    from,
  };
}

function gridRuns({ plan: { ids, runs } }: Task) {
  return runs.map((run, index) => ({ ...run, id: ids[index]! }));
}

/**
 * A task of an earlier session is waited for where it still runs, or all its runs have finished. What failed in it was told
 * then, and is to be trained again now, as is what it did not come to.
 */
async function goOnFrom(
  { task, isActive }: KnownTask,
  batch: PlannedBatch,
  submit: (from: string | null) => Promise<Task>,
): Promise<Task> {
  const shard = shardOf(task);
  if (isActive || shard === null) return task;
  const read = readShard(shard, batch.runs);
  if (read === null) return submit(null);
  return read.outcomes.every((outcome) => outcome?.kind === 'finished') ? task : submit(shard);
}

type Left =
  | { readonly kind: 'ended'; readonly outcomes: readonly RunOutcome[]; readonly shard: string | null }
  | { readonly kind: 'broken'; readonly message: string; readonly shard: string | null }
  /** It was told to stop before it was done, and had got further than when it began. */
  | { readonly kind: 'further'; readonly shard: string };

function whatIsLeft(task: Task, { shard, state }: TaskEnd, batch: PlannedBatch): Left {
  const read = shard === null ? null : readShard(shard, batch.runs);
  const outcomes = read?.outcomes ?? batch.runs.map(() => null);
  const readable = read === null ? null : shard;
  if (outcomes.every((outcome) => outcome !== null)) return { kind: 'ended', outcomes, shard: readable };
  if (state?.state === 'CANCELLED') {
    const message = 'Its task was cancelled in Slurm.';
    const ended = outcomes.map((outcome) => outcome ?? ({ kind: 'failed', message } as const));
    return { kind: 'ended', outcomes: ended, shard: readable };
  }
  if (shard === null || read === null) return { kind: 'broken', message: obituary(task, state), shard: null };
  const before = task.plan.from === null ? null : readShard(task.plan.from, batch.runs);
  const isFurther =
    read.finished > (before?.finished ?? 0) || read.checkpointedAt > (before?.checkpointedAt ?? '');
  return isFurther ? { kind: 'further', shard } : { kind: 'broken', message: obituary(task, state), shard };
}

/** Gathers tasks that are wanted in the same moment, and sends them together. */
class Submissions {
  readonly #submission: Submission;
  #waiting: { plan: TaskPlan; resolve: (task: Task) => void; reject: (error: unknown) => void }[] = [];

  constructor(submission: Submission) {
    this.#submission = submission;
  }

  add(plan: TaskPlan): Promise<Task> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#send());
      this.#waiting.push({ plan, resolve, reject });
    });
  }

  async #send(): Promise<void> {
    const sent = this.#waiting;
    this.#waiting = [];
    try {
      const tasks = await submitTasks(
        this.#submission,
        sent.map(({ plan }) => plan),
      );
      sent.forEach(({ resolve }, index) => resolve(tasks[index]!));
    } catch (error) {
      for (const { reject } of sent) reject(error);
    }
  }
}
