// Carries out a study: batch after batch on the host, results into the study file, progress to whoever watches. It ends
// when nothing is planned any more, when it is told to stop, or when the device keeps breaking.
import type { JobProgress, LaneResult, TrainingJob } from '../engine/job.ts';
import { HostError, HostMemoryError, type Host } from '../host/supervisor.ts';
import { twinSeries } from '../recipes/precision-program.ts';
import { relabel } from '../study/relabel.ts';
import type { Study } from '../study/study.ts';
import type { RunRow } from '../study/types.ts';
import type { Estimator } from './estimate.ts';
import { finishedRun } from './finished-run.ts';
import { halved, jobOf, planBatches, type PlannedBatch } from './plan.ts';
import { SpeedMeter } from './speed-meter.ts';
import { stepsAt, type Spec } from './spec.ts';

/** Attempts of a batch whose device breaks before its runs count as failed. */
const ATTEMPTS = 2;
/** After so many failed batches in a row the device is taken for broken, and what is left stays planned. */
const FAILED_BATCHES_IN_A_ROW = 3;
/** Labels of the whole study are refreshed after a batch if that takes at most this share of the time. */
const RELABEL_SHARE = 0.05;

export interface SweepProgress {
  /** Runs that have ended, in this session or before. */
  readonly runsDone: number;
  readonly runsTotal: number;
  readonly laneStepsPerSecond: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  readonly currentBatch: CurrentBatch | null;
  /** Of a refined sweep: the round it is in; runs and time left are those of this round. */
  readonly round: number | null;
}

export interface CurrentBatch {
  readonly recipe: string;
  readonly batchSize: number;
  readonly lanesActive: number;
  readonly lanes: number;
  readonly step: number;
  readonly steps: number;
}

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
  readonly spec: Spec;
  readonly host: Host;
  readonly estimator: Estimator;
  readonly lanesFor: (recipe: string, batchSize: number) => number;
  readonly environmentId: number;
  /** Device and version: a checkpoint of another one is of no use. */
  readonly madeBy: string;
  /** A round of a refined sweep, and the runs that it trains; absent: all that are planned. */
  readonly round?: { readonly number: number; readonly runIds: ReadonlySet<number> };
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
}

/** Trains every planned run of the study. The study stays open; no run is left `running`. */
export async function runSweep(sweep: SweepRun): Promise<SweepSummary> {
  const { study, spec, estimator, signal } = sweep;
  const started = performance.now();
  const runs = study.runs();
  const planned = runs.filter(
    ({ id, state }) => state === 'planned' && (sweep.round?.runIds.has(id) ?? true),
  );
  const batches = checkpointedFirst(sweep, planned);
  const meter = new SpeedMeter();
  const labels = new Relabeling(study);
  const total = sweep.round
    ? runs.filter(({ state }) => state !== 'planned').length + planned.length
    : runs.length;
  let done = total - planned.length;
  let [finished, failed, failedInARow] = [0, 0, 0];
  let failure: string | null = null;
  let outcome: SweepSummary['outcome'] = 'done';

  for (const [index, batch] of batches.entries()) {
    if (signal?.aborted || failedInARow >= FAILED_BATCHES_IN_A_ROW) {
      outcome = signal?.aborted ? 'stopped' : 'broken';
      break;
    }
    const steps = stepsAt(spec, batch.batchSize);
    const own = workOf(spec, batch);
    const later = batches.slice(index + 1).map((other) => workOf(spec, other));
    const report = (step: number, lanesActive: number) =>
      sweep.onProgress?.({
        runsDone: done,
        runsTotal: total,
        ...meter.rates(),
        secondsLeft: estimator.seconds([...later, { ...own, laneSteps: own.laneSteps * (1 - step / steps) }]),
        round: sweep.round?.number ?? null,
        currentBatch: {
          recipe: batch.recipe,
          batchSize: batch.batchSize,
          lanesActive,
          lanes: batch.runs.length,
          step,
          steps,
        },
      });
    report(0, batch.runs.length);
    const begun = performance.now();
    const result = await trainBatch(sweep, batch, ({ step, lanesActive, laneSteps }) => {
      meter.add(laneSteps, laneSteps * batch.batchSize * spec.model.context);
      report(step, lanesActive);
    });
    if (result.kind === 'stopped') {
      outcome = 'stopped';
      break;
    }
    if (result.kind === 'too-large') {
      const following = batches.splice(index + 1);
      batches.push(...halved(batch), ...following.flatMap((other) => splitLike(batch, other)));
      continue;
    }
    done += batch.runs.length;
    if (result.kind === 'failed') {
      failed += batch.runs.length;
      failedInARow += 1;
      failure = result.message;
      continue;
    }
    failedInARow = 0;
    finished += batch.runs.length;
    estimator.record(own, (performance.now() - begun) / 1000);
    store(sweep, batch, result.lanes);
    labels.refresh();
  }
  relabel(study);
  const progress = {
    runsDone: done,
    runsTotal: total,
    ...meter.rates(),
    secondsLeft: 0,
    round: sweep.round?.number ?? null,
    currentBatch: null,
  };
  if (outcome === 'done') sweep.onProgress?.(progress);
  const seconds = (performance.now() - started) / 1000;
  return { outcome, finished, failed, seconds, laneSteps: meter.laneSteps, failure };
}

/**
 * Batches that an earlier session left half done go first and as they were; the others are planned anew. What was made by
 * another device or version, or of runs that have ended since, is dropped.
 */
function checkpointedFirst(
  { study, spec, lanesFor, madeBy }: SweepRun,
  planned: readonly RunRow[],
): PlannedBatch[] {
  const byId = new Map(planned.map((run) => [run.id, run]));
  const halfDone = study.checkpoints().flatMap((checkpoint): PlannedBatch[] => {
    const runs = checkpoint.runIds.map((id) => byId.get(id));
    if (checkpoint.madeBy !== madeBy || !runs.every((run) => run !== undefined)) {
      study.dropCheckpoint(checkpoint.runIds);
      return [];
    }
    runs.forEach(({ id }) => byId.delete(id));
    return [{ recipe: runs[0]!.recipe, batchSize: runs[0]!.batchSize, runs }];
  });
  return [...halfDone, ...planBatches(spec, [...byId.values()], lanesFor)];
}

/** What needs at least as much memory as a batch that did not fit is split as well. */
function splitLike(large: PlannedBatch, other: PlannedBatch): readonly PlannedBatch[] {
  const fits = other.batchSize < large.batchSize || other.runs.length < large.runs.length;
  return fits ? [other] : halved(other);
}

type BatchResult =
  | { readonly kind: 'trained'; readonly lanes: readonly LaneResult[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'too-large' };

async function trainBatch(
  { study, spec, host, environmentId, madeBy, signal }: SweepRun,
  batch: PlannedBatch,
  onProgress: (progress: JobProgress) => void,
): Promise<BatchResult> {
  const ids = batch.runs.map(({ id }) => id);
  for (let attempt = 1; ; attempt++) {
    study.startRuns(ids, environmentId);
    const from = study.checkpoints().find(({ runIds }) => String(runIds) === String(ids))?.state;
    try {
      const lanes = await host.train(withTwins(study, spec, batch, jobOf(spec, batch)), {
        onProgress,
        onCheckpoint: (state) => study.saveCheckpoint({ runIds: ids, madeBy, state }),
        ...(from && { from }),
        ...(signal && { signal }),
      });
      return { kind: 'trained', lanes };
    } catch (error) {
      if (signal?.aborted) {
        study.releaseRuns(ids);
        return { kind: 'stopped' };
      }
      if (!(error instanceof HostError)) {
        study.releaseRuns(ids);
        throw error;
      }
      const { message } = error;
      if (error instanceof HostMemoryError && ids.length > 1) {
        const split = `${message} The batch of ${ids.length} runs is split.`;
        study.addEvent({ runId: null, step: null, kind: 'out-of-memory', message: split });
        study.releaseRuns(ids);
        study.dropCheckpoint(ids);
        return { kind: 'too-large' };
      }
      study.addEvent({ runId: null, step: null, kind: 'device-failure', message });
      study.failRuns(ids, message);
      if (attempt === ATTEMPTS) return { kind: 'failed', message };
    }
  }
}

/** Each lane with what its baseline twin has shown, where a trigger compares with it. */
function withTwins(study: Study, spec: Spec, batch: PlannedBatch, job: TrainingJob): TrainingJob {
  const names = twinSeries(job.precision.triggers);
  if (names.length === 0) return job;
  const lanes = job.lanes.map((lane, i) => {
    const twin = study.findRun({ ...batch.runs[i]!, recipe: spec.baseline });
    if (twin?.state !== 'finished') return lane;
    const series = names.flatMap((name) => {
      const values = study.curve(twin.id, name);
      return values ? [[name, values] as const] : [];
    });
    return { ...lane, twin: Object.fromEntries(series) };
  });
  return { ...job, lanes };
}

/** All lanes of a batch in one transaction: a batch is there or it is not. */
function store({ study, spec, host }: SweepRun, batch: PlannedBatch, lanes: readonly LaneResult[]): void {
  const device = host.opened.description.name;
  study.transaction(() => {
    for (const [index, { id }] of batch.runs.entries()) {
      study.finishRun(id, finishedRun(spec, batch, lanes[index]!, device));
    }
    study.dropCheckpoint(batch.runs.map(({ id }) => id));
  });
}

function workOf(spec: Spec, { recipe, batchSize, runs }: PlannedBatch) {
  return { recipe, batchSize, laneSteps: runs.length * stepsAt(spec, batchSize) };
}

/** Relabels while that stays cheap; a study of many runs is then relabelled less often. */
class Relabeling {
  readonly #study: Study;
  #notBefore = 0;

  constructor(study: Study) {
    this.#study = study;
  }

  refresh(): void {
    const begun = performance.now();
    if (begun < this.#notBefore) return;
    relabel(this.#study);
    const now = performance.now();
    this.#notBefore = now + (now - begun) / RELABEL_SHARE;
  }
}
