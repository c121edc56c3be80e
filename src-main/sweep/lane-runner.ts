// Runs a study on this machine's device: text, host and calibration made ready, an estimate, then
// the run.
import { cpus } from 'node:os';
import type { Corpus } from '../engine/corpus.ts';
import { bufferBytes } from '../engine/session-buffers.ts';
import type { TrainingJob } from '../engine/job.ts';
import { jobPrograms } from '../engine/train.ts';
import type { DeviceChoice, OpenedDevice } from '../host/protocol.ts';
import { HostMemoryError, startHost, type Host } from '../host/supervisor.ts';
import { CANDIDATE_PREFIX, type Environment } from '../records/types.ts';
import { stepFlops } from '../engine/flops.ts';
import { measurableBatchSize } from '../host/measurable.ts';
import { calibrate, calibrationBatch } from './calibration.ts';
import { hostExecutor } from './executors/host-executor.ts';
import { fitLanes, lanesAtOnce, memoryNotes, SMALLER, threadNotes } from './fit.ts';
import { jobOf } from '../plan/plan.ts';
import { precipiceVersion, runnerOn, type Runner } from './runner.ts';
import { SpecError, type Spec } from '../spec/spec.ts';
import { sourceFacts, storedCorpusOf, type CorpusSource } from './corpus-source.ts';

export interface RunnerSettings {
  readonly device: DeviceChoice;
  readonly threads: number | null;
  /** Ends the preparations; the run has a signal of its own. */
  readonly signal?: AbortSignal;
}

/** One that trains its lanes in the host process. */
export interface LaneRunner extends Runner {
  readonly host: Host;
}

/**
 * Starts the host on this spec and text, and measures its speed.
 * @throws TextError, SpecError (it does not fit into memory), HostError, one sentence each; the reason of the signal.
 */
export async function openLaneRunner(
  spec: Spec,
  source: CorpusSource,
  { signal, ...settings }: RunnerSettings,
): Promise<LaneRunner> {
  const corpus = await storedCorpusOf(source, spec);
  const flopsAt = (batchSize: number) => stepFlops(spec.model, batchSize, corpus.vocabularySize);
  const tried = measurableBatchSize(spec.batchSizes, 'processor', flopsAt);
  const trial = jobOf(spec, calibrationBatch(spec, tried, 1));
  const host = await startHost({ ...settings, mostLanes: lanesAtOnce(spec), corpus, trial }, signal).catch(
    (error: unknown) => {
      if (error instanceof HostMemoryError) throw new SpecError(`${error.message} ${SMALLER}`);
      throw error;
    },
  );
  try {
    const { description } = host.opened;
    const fitting = fitLanes(spec, corpus, description);
    const bench = {
      description,
      measure: (job: TrainingJob, seconds: number, limit: number) =>
        host.measure(job, seconds, limit, signal),
    };
    const { samples, policy } = await calibrate(spec, corpus.vocabularySize, bench, fitting);
    const environment = environmentOf(host.opened);
    const notes = [
      ...threadNotes(spec, settings.threads, description),
      ...memoryNotes(spec, description, fitting),
    ];
    const executor = hostExecutor(spec, host, { policy, environment, notes, version: precipiceVersion() });
    return { ...runnerOn(executor, spec, sourceFacts(source, corpus, spec), samples), host };
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** Bytes of one lane with its workspace at the largest batch size. */
export function laneBytes(spec: Spec, corpus: Pick<Corpus, 'vocabularySize'>): number {
  const batchSize = spec.batchSizes.at(-1)!;
  const each = spec.recipes.map(({ name }) =>
    bufferBytes(jobPrograms(jobOf(spec, { recipe: name, batchSize, runs: [] }), corpus.vocabularySize)),
  );
  return Math.max(...each.map(({ lane, workspace }) => lane + workspace));
}

/** Facts of this machine and device, and of the devices that `auto` chose it from. */
export function environmentOf({ description, candidates }: OpenedDevice): Environment {
  return {
    device: description.name,
    deviceSummary: description.summary,
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
