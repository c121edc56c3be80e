// One session of work on a study that this machine's device trains: text, host and calibration made ready, an estimate, then
// the run.
import { cpus } from 'node:os';
import type { Corpus } from '../engine/corpus.ts';
import { bufferBytes } from '../engine/session-buffers.ts';
import { jobPrograms } from '../engine/train.ts';
import type { DeviceChoice, OpenedDevice } from '../host/protocol.ts';
import { HostMemoryError, startHost, type Host } from '../host/supervisor.ts';
import { CANDIDATE_PREFIX, type Environment } from '../study/types.ts';
import type { SpeedSample } from './estimate.ts';
import { hostExecutor } from './executors/host-executor.ts';
import { fitLanes, lanesAtOnce, memoryNotes, SMALLER, threadNotes } from './fit.ts';
import { jobOf, type PlannedBatch } from './plan.ts';
import { precipiceVersion, sessionOn, type Session } from './session.ts';
import { SpecError, type Spec } from './spec.ts';
import { corpusOf, textFacts, type TextSource } from './text-source.ts';

/** Seconds of calibration at each of the two batch sizes. */
const CALIBRATION_SECONDS = 0.5;
/** Half as many lanes are better only if they train so much faster: less is what calibration errs by. */
const FASTER = 0.93;

export interface SessionSettings {
  readonly device: DeviceChoice;
  readonly threads: number | null;
  /** Ends the preparations; the run has a signal of its own. */
  readonly signal?: AbortSignal;
}

/** One that trains its lanes in the host process. */
export interface LaneSession extends Session {
  readonly host: Host;
}

/**
 * Starts the host on this spec and text, and measures its speed.
 * @throws TextError, SpecError (it does not fit into memory), HostError, one sentence each; the reason of the signal.
 */
export async function openLaneSession(
  spec: Spec,
  source: TextSource,
  { signal, ...settings }: SessionSettings,
): Promise<LaneSession> {
  const corpus = corpusOf(source, spec);
  const probe = jobOf(spec, calibrationBatch(spec, spec.batchSizes.at(-1)!, 1));
  const host = await startHost({ ...settings, mostLanes: lanesAtOnce(spec), corpus, probe }, signal).catch(
    (error: unknown) => {
      if (error instanceof HostMemoryError) throw new SpecError(`${error.message} ${SMALLER}`);
      throw error;
    },
  );
  const measure: Host['measure'] = (job, seconds) => host.measure(job, seconds, signal);
  try {
    const { description } = host.opened;
    const fitting = fitLanes(spec, corpus, description);
    const samples = await calibrate(spec, measure, (batchSize) => fitting(spec.baseline, batchSize));
    const lanesFor = (recipe: string, batchSize: number) => {
      const measured = samples.findLast((sample) => sample.batchSize <= batchSize)!;
      return Math.min(fitting(recipe, batchSize), measured.lanes);
    };
    const environment = environmentOf(host.opened);
    const notes = [
      ...threadNotes(spec, settings.threads, description),
      ...memoryNotes(spec, description, fitting),
    ];
    const executor = hostExecutor(spec, host, { lanesFor, environment, notes, version: precipiceVersion() });
    return { ...sessionOn(executor, spec, textFacts(source, corpus, spec), samples), host };
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** Bytes of one lane with its workspace at the largest batch size. */
export function laneBytes(spec: Spec, corpus: Corpus): number {
  const batchSize = spec.batchSizes.at(-1)!;
  const each = spec.recipes.map(({ name }) =>
    bufferBytes(jobPrograms(jobOf(spec, { recipe: name, batchSize, runs: [] }), corpus.vocabularySize)),
  );
  return Math.max(...each.map(({ lane, workspace }) => lane + workspace));
}

/** The highest precision at the lowest learning rate: nothing diverges there. */
function calibrationBatch(spec: Spec, batchSize: number, lanes: number): PlannedBatch {
  const { baseline: recipe, seeds, learningRates } = spec;
  const run = { id: 0, recipe, batchSize, seed: seeds[0]!, learningRate: learningRates[0]! };
  return { recipe, batchSize, runs: Array.from({ length: lanes }, () => run) };
}

/** Speed at a batch size, and with how many lanes: Infinity where none fewer were better than all there were. */
interface Calibrated extends SpeedSample {
  readonly lanes: number;
}

async function calibrate(
  spec: Spec,
  measure: Host['measure'],
  lanesAt: (batchSize: number) => number,
): Promise<readonly Calibrated[]> {
  const perGroup = lanesAtOnce(spec);
  const samples: Calibrated[] = [];
  for (const batchSize of new Set([spec.batchSizes[0]!, spec.batchSizes.at(-1)!])) {
    samples.push(await fastest(spec, measure, batchSize, Math.min(perGroup, lanesAt(batchSize))));
  }
  return samples;
}

/** Halves the lanes while they do not fit, and as long as half of them train faster. */
async function fastest(
  spec: Spec,
  measure: Host['measure'],
  batchSize: number,
  most: number,
): Promise<Calibrated> {
  let best: Calibrated | null = null;
  for (let lanes = most; lanes >= 1; lanes = Math.floor(lanes / 2)) {
    const job = jobOf(spec, calibrationBatch(spec, batchSize, lanes));
    try {
      const { secondsPerLaneStep } = await measure(job, CALIBRATION_SECONDS);
      if (best && secondsPerLaneStep > FASTER * best.secondsPerLaneStep) break;
      best = { batchSize, secondsPerLaneStep, lanes: lanes === most ? Infinity : lanes };
    } catch (error) {
      if (!(error instanceof HostMemoryError) || lanes === 1) throw error;
    }
  }
  return best!;
}

/** Facts of the session's machine and device, and of the devices that `auto` chose it from. */
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
