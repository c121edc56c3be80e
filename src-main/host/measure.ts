// How fast a device trains a job, measured for a while and then broken off; and which of the available devices is the
// fastest at it.
import type { Corpus } from '../engine/corpus.ts';
import { OutOfMemoryError, type Device } from '../engine/device.ts';
import type { TrainingJob } from '../engine/job.ts';
import { lanesThatFit, sessionMemory, whyNoLaneFits } from '../engine/devices/memory.ts';
import { jobPrograms, train } from '../engine/train.ts';
import { createDevice, FAST_DEVICES } from './devices.ts';
import { machineMemory } from './machine-memory.ts';
import type { Candidate, OpenSettings, Speed } from './protocol.ts';

/** Seconds for which `auto` measures each candidate. */
const PROBE_SECONDS = 1;

/** Why `auto` passes over a GPU driver that computes on the CPU; measuring it would take longer than the answer is worth. */
const SOFTWARE =
  'It is software on the CPU, where wasm is faster; it is used only when it is asked for by name.';

/** Chunks of steps after the first whose median is taken: what a device makes ready once takes a chunk or two. */
const CHUNKS = 3;
/** Times the seconds asked for, after which fewer chunks do. */
const PATIENCE = 4;

/**
 * Trains until `seconds` have passed and the speed is the median of some chunks of steps. The first chunk, in which code is
 * still being compiled, counts only where the job has no second one.
 */
export async function measureSpeed(
  device: Device,
  job: TrainingJob,
  corpus: Corpus,
  seconds: number,
): Promise<Speed> {
  const enough = new AbortController();
  const begun = performance.now();
  let last = begun;
  const chunks: number[] = [];
  const onProgress = (progress: { laneSteps: number }) => {
    const now = performance.now();
    chunks.push((now - last) / 1000 / progress.laneSteps);
    last = now;
    const passed = (now - begun) / 1000 / seconds;
    const counted = chunks.length - 1;
    if (counted > 0 && passed >= (counted >= CHUNKS ? 1 : PATIENCE)) enough.abort();
  };
  try {
    await train(device, { ...job, validationSequences: 0 }, corpus, { onProgress, signal: enough.signal });
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  const counted = (chunks.length > 1 ? chunks.slice(1) : chunks).toSorted((a, b) => a - b);
  return { secondsPerLaneStep: counted[Math.floor(counted.length / 2)]! };
}

export interface ChosenDevice {
  readonly device: Device;
  readonly candidates: readonly Candidate[];
}

/**
 * @throws Error with one sentence where the device asked for is not there; OutOfMemoryError where there are fast ones and none
 * of them holds a run: nobody means the reference device with a model of that size.
 */
export async function chooseDevice(settings: OpenSettings): Promise<ChosenDevice> {
  if (settings.device !== 'auto') {
    const { device } = settings;
    try {
      const created = await createDevice(device, settings);
      return { device: created, candidates: [{ name: device, laneStepsPerSecond: null, reason: null }] };
    } catch (error) {
      throw new Error(`Device ${device} is not available: ${messageOf(error)}`, { cause: error });
    }
  }
  const candidates: Candidate[] = [];
  let best: { device: Device; speed: number } | null = null;
  let tooLarge: OutOfMemoryError | null = null;
  for (const name of FAST_DEVICES) {
    let device: Device | null = null;
    try {
      device = await createDevice(name, settings);
      if (device.describe().software) {
        await device.close();
        candidates.push({ name, laneStepsPerSecond: null, reason: SOFTWARE });
        continue;
      }
      const speed = await speedOf(device, settings);
      candidates.push({ name, laneStepsPerSecond: speed, reason: null });
      if (best && best.speed >= speed) {
        await device.close();
      } else {
        await best?.device.close();
        best = { device, speed };
      }
    } catch (error) {
      await device?.close();
      if (error instanceof OutOfMemoryError) tooLarge = error;
      candidates.push({ name, laneStepsPerSecond: null, reason: messageOf(error) });
    }
  }
  if (!best && tooLarge) throw tooLarge;
  if (best) return { device: best.device, candidates };
  const reference = await createDevice('reference', settings);
  candidates.push({ name: 'reference', laneStepsPerSecond: null, reason: null });
  return { device: reference, candidates };
}

/** @throws OutOfMemoryError. */
async function speedOf(device: Device, { probe, corpus }: OpenSettings): Promise<number> {
  const description = device.describe();
  const programs = jobPrograms(probe, corpus.vocabularySize);
  const memory = sessionMemory(description, programs, corpus.tokens.length);
  const machine = machineMemory();
  const why = whyNoLaneFits(description, memory, machine);
  if (why !== null) throw new OutOfMemoryError(`One run at batch size ${probe.batchSize} ${why}.`);
  const lanes = lanesThatFit(description, memory, machine);
  const filled = Array.from({ length: lanes }, (_, i) => probe.lanes[i % probe.lanes.length]!);
  const { secondsPerLaneStep } = await measureSpeed(
    device,
    { ...probe, lanes: filled },
    corpus,
    PROBE_SECONDS,
  );
  return 1 / secondsPerLaneStep;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
