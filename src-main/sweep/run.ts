// Carries out a study: batch after batch on an executor, as many at once as it takes, results into the study file, progress
// to whoever watches. It ends when nothing is planned any more, when it is told to stop, or when the executor keeps breaking.
import { relabel } from '../study/relabel.ts';
import type { Study } from '../study/study.ts';
import { StorageError } from '../study/study-error.ts';
import type { RunRow } from '../records/types.ts';
import { BatchCheckpoints } from './batch-checkpoints.ts';
import type { Environments } from './environments.ts';
import type { Estimator } from '../plan/estimate.ts';
import {
  ExecutorError,
  LostPlaceError,
  TooLargeError,
  UselessCheckpointError,
  type Executor,
  type RunOutcome,
} from './executors/executor.ts';
import { BatchQueue } from './batch-queue.ts';
import type { PlannedBatch } from '../plan/plan.ts';
import { Progress, type SweepProgress } from './progress.ts';
import { Relabeling } from './relabeling.ts';
import { TwinWatch } from './twin-watch.ts';
import type { GridSpec } from '../spec/spec.ts';

export type { SweepProgress } from './progress.ts';

/** Attempts of a batch whose device breaks before its runs count as failed. */
const ATTEMPTS = 2;

export interface SweepSummary {
  readonly outcome: 'done' | 'stopped' | 'broken';
  /** Runs that ended in this session. */
  readonly finished: number;
  readonly failed: number;
  readonly seconds: number;
  readonly laneSteps: number;
  /** Why the last failed batch failed. */
  readonly failure: string | null;
}

export interface SweepRun {
  readonly study: Study;
  readonly spec: GridSpec;
  readonly executor: Executor;
  readonly estimator: Estimator;
  readonly environments: Environments;
  /** A round of a refined sweep, and the runs that it trains; absent: all that are planned. */
  readonly round?: { readonly number: number; readonly runIds: ReadonlySet<number> };
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
}

/** Trains every planned run of the study. The study stays open; no run is left `running`. */
export async function runSweep(sweep: SweepRun): Promise<SweepSummary> {
  const { study, spec, executor, estimator } = sweep;
  const started = performance.now();
  const runs = study.runs();
  const planned = runs.filter(
    ({ id, state }) => state === 'planned' && (sweep.round?.runIds.has(id) ?? true),
  );
  const waiting = queueOf(sweep, planned);
  const total = sweep.round
    ? runs.filter(({ state }) => state !== 'planned').length + planned.length
    : runs.length;
  const counts = { done: total - planned.length, total };
  const round = sweep.round?.number ?? null;
  const progress = new Progress(spec, executor.contextAt, estimator, counts, waiting.batches, round);
  progress.fallback = executor.fallback ?? null;
  if (planned.length > 0) {
    noteFallback(study, executor);
    noteLibrary(study, executor);
  }
  const labels = new Relabeling(study);
  let [finished, failed, failedInARow] = [0, 0, 0];
  let failure: string | null = null;
  let outcome: SweepSummary['outcome'] = 'done';
  /** Ends every batch under way, because the user said so, or because the executor is broken. */
  const halt = new AbortController();
  const signal = sweep.signal ? AbortSignal.any([sweep.signal, halt.signal]) : halt.signal;
  const twins = new TwinWatch(spec, planned);
  const noteLoss = () => {
    const loss = executor.loss ?? null;
    if (loss === null || loss === progress.loss) return;
    progress.loss = loss;
    study.addEvent({ runId: null, step: null, kind: 'host-lost', message: loss });
  };
  const report = (batch: PlannedBatch) => sweep.onProgress?.(progress.snapshot(batch));

  async function carryOut(batch: PlannedBatch): Promise<void> {
    progress.handOver(batch);
    const result = await trainBatch(sweep, batch, signal, {
      begun: () => {
        progress.begin(batch);
        report(batch);
      },
      advanced: ({ step, lanesActive, laneSteps }) => {
        progress.advance(batch, step, lanesActive, laneSteps);
        report(batch);
      },
      placeLost: noteLoss,
      checkpointFailed: (failure) => {
        progress.checkpointFailure = failure;
        report(batch);
      },
    });
    if (result.kind === 'stopped') return;
    noteLoss();
    if (result.kind === 'too-large') {
      progress.takeBack(batch);
      waiting.takeBack(batch);
      return;
    }
    const good = result.kind === 'trained' ? result.outcomes.filter(({ kind }) => kind === 'finished') : [];
    twins.ended(batch);
    progress.end(batch, good.length === batch.runs.length ? 'trained' : 'failed');
    finished += good.length;
    failed += batch.runs.length - good.length;
    failedInARow = good.length > 0 ? 0 : failedInARow + 1;
    if (result.kind === 'trained') {
      store(sweep, batch, result.outcomes);
      labels.refresh();
    }
    failure = failureOf(result) ?? failure;
    if (failedInARow >= executor.patience && !signal.aborted) {
      outcome = 'broken';
      halt.abort();
    }
  }

  /** Batches under way, and what is told when one of them is no longer. */
  let underWay = 0;
  let oneEnded = Promise.withResolvers<null>();
  const lanesNow = (batch: PlannedBatch) => executor.lanesNow?.(batch) ?? batch.runs.length;

  /** One of as many as the executor takes at once; a mistake of the program ends all of them. */
  async function takeTurns(): Promise<void> {
    try {
      while (!signal.aborted) {
        const batch = waiting.next(lanesNow, (each) => twins.areThere(each));
        if (batch === undefined && underWay === 0) return;
        if (batch === undefined) await oneEnded.promise;
        else await carryOutOne(batch);
      }
    } catch (error) {
      halt.abort(error);
      throw error;
    }
  }
  async function carryOutOne(batch: PlannedBatch): Promise<void> {
    underWay += 1;
    try {
      await carryOut(batch);
    } finally {
      underWay -= 1;
      oneEnded.resolve(null);
      oneEnded = Promise.withResolvers();
    }
  }
  const turns = Array.from({ length: Math.min(executor.atOnce, planned.length) }, takeTurns);
  const mistake = (await Promise.allSettled(turns)).find(({ status }) => status === 'rejected');
  if (mistake) throw (mistake as PromiseRejectedResult).reason;
  if (sweep.signal?.aborted && outcome === 'done' && progress.runsDone < total) outcome = 'stopped';

  relabel(study);
  if (outcome === 'done') sweep.onProgress?.(progress.snapshot(null));
  const seconds = (performance.now() - started) / 1000;
  return { outcome, finished, failed, seconds, laneSteps: progress.meter.laneSteps, failure };
}

/** Once in the study, however many rounds and sessions it takes. */
function noteFallback(study: Study, { fallback }: Executor): void {
  if (fallback === undefined) return;
  const isNoted = study.eventsOfKind('fallback').some(({ message }) => message === fallback);
  if (!isNoted) study.addEvent({ runId: null, step: null, kind: 'fallback', message: fallback });
}

/** Runs of a study that was begun with another library are still compared with those of this one, so the study says so. */
function noteLibrary(study: Study, { environment: { device, library } }: Executor): void {
  const before = study.info().environments.filter((each) => each.device === device);
  const others = new Set(
    before.map((each) => each.library).filter((each) => each !== undefined && each !== library),
  );
  if (library === undefined || others.size === 0) return;
  const message = `The BLAS library was ${[...others].join(', ')} before and is ${library} now, which rounds sums in another way: runs of the two do not compare bit for bit.`;
  const isNoted = study.eventsOfKind('library-changed').some((event) => event.message === message);
  if (!isNoted) study.addEvent({ runId: null, step: null, kind: 'library-changed', message });
}

/**
 * Batches that an earlier session left half done, or that the executor still has, go first and as they were; the others are
 * planned anew. What was made by another device or version, or of runs that have ended since, is dropped.
 */
function queueOf({ study, spec, executor }: SweepRun, planned: readonly RunRow[]): BatchQueue {
  const byId = new Map(planned.map((run) => [run.id, run]));
  const take = (ids: readonly number[]): PlannedBatch | null => {
    const runs = ids.map((id) => byId.get(id));
    if (runs.length === 0 || !runs.every((run) => run !== undefined)) return null;
    ids.forEach((id) => byId.delete(id));
    return { recipe: runs[0]!.recipe, rowValue: runs[0]!.rowValue, runs };
  };
  study.dropDamagedCheckpoints();
  const handedOver = executor.handedOver.flatMap((ids) => take(ids) ?? []);
  const halfDone = study.checkpoints().flatMap(({ madeBy, runIds }) => {
    const batch = madeBy === executor.madeBy ? take(runIds) : null;
    if (batch === null) study.dropCheckpoint(runIds);
    return batch ?? [];
  });
  const kept = [...handedOver, ...halfDone];
  return new BatchQueue(spec, kept, [...byId.values()], (...kind) => executor.lanesFor(...kind));
}

type BatchResult =
  | { readonly kind: 'trained'; readonly outcomes: readonly RunOutcome[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'too-large' };

interface BatchWatch {
  readonly begun: () => void;
  readonly advanced: Parameters<Executor['train']>[1]['onProgress'];
  readonly placeLost: () => void;
  /** null: one was kept. */
  readonly checkpointFailed: (failure: string | null) => void;
}

async function trainBatch(
  { study, spec, executor, environments }: SweepRun,
  batch: PlannedBatch,
  signal: AbortSignal,
  watch: BatchWatch,
): Promise<BatchResult> {
  const ids = batch.runs.map(({ id }) => id);
  let attempt = 1;
  for (;;) {
    let isBegun = false;
    const begin = () => {
      if (isBegun) return;
      isBegun = true;
      study.startRuns(ids, environments.idOf(executor.environment));
      watch.begun();
    };
    const release = () => {
      if (isBegun) study.releaseRuns(ids);
    };
    const from = study.checkpoint(ids);
    const owner = { runIds: ids, madeBy: executor.madeBy };
    const checkpoints = new BatchCheckpoints(study, owner, from !== null, watch.checkpointFailed);
    let hasMoved = false;
    try {
      const outcomes = await executor.train(batch, {
        onBegin: begin,
        onProgress: (progress) => {
          hasMoved = true;
          watch.advanced(progress);
        },
        checkpoints,
        from,
        signal,
        twinOf: (run, names) => curvesOf(study, study.findRun({ ...run, recipe: spec.baseline }), names),
      });
      begin();
      return { kind: 'trained', outcomes };
    } catch (error) {
      if (signal.aborted) {
        release();
        return { kind: 'stopped' };
      }
      // Where the disk refuses there is nothing to be written either; what is left running is planned again by `resume`.
      if (error instanceof StorageError) throw error;
      if (error instanceof UselessCheckpointError) {
        const again = `${error.message} The batch of ${ids.length} runs begins again.`;
        study.addEvent({ runId: null, step: null, kind: 'checkpoint-dropped', message: again });
        release();
        study.dropCheckpoint(ids);
        continue;
      }
      if (!(error instanceof ExecutorError)) {
        release();
        throw error;
      }
      if (error instanceof LostPlaceError) {
        release();
        watch.placeLost();
        continue;
      }
      // It may be the checkpoint that breaks the device.
      if (from && !hasMoved) study.dropCheckpoint(ids);
      const { message } = error;
      begin();
      if (error instanceof TooLargeError && ids.length > 1) {
        const split = `${message} The batch of ${ids.length} runs is split.`;
        study.addEvent({ runId: null, step: null, kind: 'out-of-memory', message: split });
        release();
        study.dropCheckpoint(ids);
        return { kind: 'too-large' };
      }
      study.addEvent({ runId: null, step: null, kind: 'device-failure', message });
      study.failRuns(ids, message);
      if (attempt === ATTEMPTS) return { kind: 'failed', message };
      attempt += 1;
    } finally {
      checkpoints.close();
    }
  }
}

/** Of a run that has been trained; none of any other. */
function curvesOf(study: Study, run: RunRow | null, names: readonly string[]): Record<string, Float32Array> {
  if (run?.state !== 'finished') return {};
  const curves = names.flatMap((name) => {
    const values = study.curve(run.id, name);
    return values ? [[name, values] as const] : [];
  });
  return Object.fromEntries(curves);
}

/** All runs of a batch in one transaction: a batch is there or it is not. */
function store(
  { study, environments }: SweepRun,
  { runs }: PlannedBatch,
  outcomes: readonly RunOutcome[],
): void {
  study.transaction(() => {
    for (const [index, { id }] of runs.entries()) {
      const outcome = outcomes[index]!;
      if (outcome.kind === 'failed') study.failRuns([id], outcome.message);
      else study.finishRun(id, outcome.run, environments.idOf(outcome.environment));
    }
    study.dropCheckpoint(runs.map(({ id }) => id));
  });
}

function failureOf(result: BatchResult): string | null {
  if (result.kind === 'failed') return result.message;
  const outcomes = result.kind === 'trained' ? result.outcomes : [];
  const failed = outcomes.find(({ kind }) => kind === 'failed');
  return failed?.kind === 'failed' ? failed.message : null;
}
