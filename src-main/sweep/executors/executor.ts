// What the sweep asks of whatever trains its batches: this machine's device, a command, or a cluster. The loop in run.ts knows
// no more of them than this.
import type { JobProgress } from '../../engine/job.ts';
import type { CheckpointSink, CheckpointSource } from '../../host/supervisor.ts';
import type { Environment, FinishedRun } from '../../records/types.ts';
import type { GridRun, PlannedBatch } from '../../plan/plan.ts';

/** What trains broke, not the run: the batch is worth another attempt. The message is one sentence. */
export class ExecutorError extends Error {
  override name = 'ExecutorError';
}

/** The batch did not fit into memory; fewer runs at once may, and `lanesFor` says so from then on. */
export class TooLargeError extends ExecutorError {
  override name = 'TooLargeError';
}

/** What trained the batch is gone for good, and others are left: one of them trains it, which is no attempt of its own. */
export class LostPlaceError extends ExecutorError {
  override name = 'LostPlaceError';
}

/** The checkpoint that the batch was to go on from cannot be used; it begins again without. The message is one sentence. */
export class UselessCheckpointError extends Error {
  override name = 'UselessCheckpointError';
}

export type RunOutcome =
  | {
      readonly kind: 'finished';
      readonly run: FinishedRun;
      /** Machine, device and versions that trained it. */
      readonly environment: Environment;
    }
  /** It failed for reasons outside itself, and another attempt at once is not worth it; one sentence. */
  | { readonly kind: 'failed'; readonly message: string };

export interface BatchHooks {
  /** The runs are being trained; until then they wait for their turn. */
  readonly onBegin: () => void;
  readonly onProgress: (progress: JobProgress) => void;
  /** Takes what training can go on from later, given back as `from`. */
  readonly checkpoints: CheckpointSink;
  readonly from: CheckpointSource | null;
  /** These curves of the baseline's run of the same learning rate, batch size and seed; none where it has not been trained. */
  readonly twinOf: (run: GridRun, names: readonly string[]) => Readonly<Record<string, Float32Array>>;
  readonly signal: AbortSignal;
}

export interface Executor {
  /** What it is, e.g. "wasm (WebAssembly SIMD, 2 threads)". */
  readonly summary: string;
  /** What a user should know beside it, one sentence each. */
  readonly notes: readonly string[];
  /** Why something trains that nobody asked for by name; told while it trains, and kept with the study. Absent where that is not so. */
  readonly fallback?: string;
  /** Why fewer train by now than did at first, one sentence; null: all do. Absent where they cannot become fewer. */
  readonly loss?: string | null;
  /** Facts of the session, for runs that say none of their own. */
  readonly environment: Environment;
  /** Device and version: a checkpoint of another one is of no use. */
  readonly madeBy: string;
  /** Tokens of one sequence by row; null where that is not known. */
  readonly contextAt: ((rowValue: number) => number) | null;
  /** Batches that may be under way at once. */
  readonly atOnce: number;
  /** Batches that may fail in a row before it is taken for broken, and what is left stays planned. */
  readonly patience: number;
  /** Ids of runs that an earlier session handed over together, and that it still knows of. */
  readonly handedOver: readonly (readonly number[])[];
  /** Runs of a batch; it may change while a sweep trains. */
  lanesFor(recipe: string, rowValue: number): number;
  /** Runs of the very next batch, which has been planned by `lanesFor`: now and then another number, to see which is better. */
  lanesNow?(batch: PlannedBatch): number;
  /**
   * Outcomes in the order of the batch's runs.
   * @throws ExecutorError; UselessCheckpointError; the reason of the signal.
   */
  train(batch: PlannedBatch, hooks: BatchHooks): Promise<readonly RunOutcome[]>;
  close(): Promise<void>;
}
