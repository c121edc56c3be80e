// Runs a study on this machine's device: text, hosts and calibration made ready, an estimate, then
// the run.
import { cpus } from 'node:os';
import type { Corpus } from '../engine/corpus.ts';
import { bufferBytes } from '../engine/session-buffers.ts';
import type { TrainingJob } from '../engine/job.ts';
import { snapshotsOf } from '../engine/snapshots.ts';
import { jobPrograms } from '../engine/train.ts';
import type { HostPool } from '../host/pool.ts';
import type { OpenedDevice } from '../host/protocol.ts';
import { HostMemoryError, type Host } from '../host/supervisor.ts';
import { CANDIDATE_PREFIX, type Environment } from '../records/types.ts';
import { calibrate, calibrationBatch } from './calibration.ts';
import { hostExecutor } from './executors/host-executor.ts';
import { fitLanes, lanesAtOnce, memoryNotes, memoryPlan, SMALLER, threadNotes } from './fit.ts';
import { jobOf } from '../plan/plan.ts';
import { openHosts, type HostsWanted } from './open-hosts.ts';
import { precipiceVersion, runnerOn, type Runner } from './runner.ts';
import { rowValuesOf, SpecError, type Spec } from '../spec/spec.ts';
import { trialRows } from './trial-rows.ts';
import { sourceFacts, storedCorpusOf, type CorpusSource } from './corpus-source.ts';

export interface RunnerSettings extends HostsWanted {
  /** Ends the preparations; the run has a signal of its own. */
  readonly signal?: AbortSignal;
}

/** One that trains its lanes in host processes. */
export interface LaneRunner extends Runner {
  readonly pool: HostPool;
  /** The first. */
  readonly host: Host;
}

/**
 * Starts the hosts on this spec and text, and measures their speed.
 * @throws TextError, SpecError (it does not fit into memory), PlacesError, HostError, one sentence each; the reason of the signal.
 */
export async function openLaneRunner(
  spec: Spec,
  source: CorpusSource,
  { signal, ...settings }: RunnerSettings,
): Promise<LaneRunner> {
  const corpus = await storedCorpusOf(source, spec);
  const tried = trialRows(spec, corpus.vocabularySize, 'processor').at(-1)!.spec;
  const trial = jobOf(tried, calibrationBatch(tried, 1));
  const wanted = { ...settings, mostLanes: lanesAtOnce(spec), corpus, trial };
  const {
    pool,
    facts,
    notes: ofHosts,
  } = await openHosts(wanted, signal).catch((error: unknown) => {
    if (error instanceof HostMemoryError) throw new SpecError(`${error.message} ${SMALLER}`);
    throw error;
  });
  try {
    const { description } = pool.first.opened;
    const fitting = spreadLanes(spec, pool, fitLanes(spec, corpus, description));
    const bench = {
      description,
      measure: (job: TrainingJob, seconds: number, limit: number) =>
        pool.measure(job, seconds, limit, signal),
    };
    const { samples, policy } = await calibrate(spec, corpus.vocabularySize, bench, fitting);
    const environment = { ...environmentOf(pool.first.opened), ...facts };
    const notes = [
      ...ofHosts,
      ...threadNotes(spec, settings.threads, { ...description, threads: pool.threads }),
      memoryPlan(spec, corpus, description),
      ...memoryNotes(spec, description, fitting),
    ];
    const executor = hostExecutor(spec, pool, { policy, environment, notes, version: precipiceVersion() });
    const runner = runnerOn(executor, spec, sourceFacts(source, corpus, spec), samples);
    return { ...runner, pool, host: pool.first };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** Batches that each host is to have at least, so that none waits long for the last of another. */
const BATCHES_EACH = 2;

/** Fewer lanes than fit, where else there were too few batches for so many hosts; as many as a host has threads in any case. */
function spreadLanes(
  spec: Spec,
  pool: HostPool,
  fitting: (recipe: string, rowValue: number) => number,
): (recipe: string, rowValue: number) => number {
  if (pool.size === 1) return fitting;
  const kinds = spec.recipes.length * rowValuesOf(spec).length;
  const parts = Math.ceil((BATCHES_EACH * pool.size) / kinds);
  const most = Math.max(pool.first.opened.description.threads, Math.ceil(lanesAtOnce(spec) / parts));
  return (recipe, rowValue) => Math.min(fitting(recipe, rowValue), most);
}

/** Bytes of one lane and its snapshots with its workspace, in the row that takes most. */
export function laneBytes(spec: Spec, corpus: Pick<Corpus, 'vocabularySize'>): number {
  const each = rowValuesOf(spec).flatMap((rowValue) =>
    spec.recipes.map(({ name }) => {
      const job = jobOf(spec, { recipe: name, rowValue, runs: [] });
      return bufferBytes(jobPrograms(job, corpus.vocabularySize), snapshotsOf(job.precision));
    }),
  );
  return Math.max(...each.map(({ lane, workspace }) => lane + workspace));
}

/** Facts of this machine and device, and of the devices that `auto` chose it from. */
export function environmentOf({ description, candidates }: OpenedDevice): Environment {
  return {
    device: description.name,
    deviceSummary: description.summary,
    ...(description.library !== undefined && { library: description.library }),
    threads: description.threads,
    lanes: description.lanes,
    cpu: cpus()[0]?.model.trim() ?? null,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    precipice: precipiceVersion(),
    precision: 'emulated',
    ...Object.fromEntries(
      candidates.flatMap(({ name, laneStepsPerSecond, reason }) => {
        const speed = laneStepsPerSecond && `${Number(laneStepsPerSecond.toPrecision(3))} lane-steps/s`;
        const fact = speed ?? reason;
        return fact === null ? [] : [[`${CANDIDATE_PREFIX}${name}`, fact]];
      }),
    ),
  };
}
