// How fast a device trains a job, measured for a while and then broken off.
import type { Corpus } from '../engine/corpus.ts';
import type { Device } from '../engine/device.ts';
import type { TrainingJob } from '../engine/job.ts';
import { train } from '../engine/train.ts';
import type { Speed } from './protocol.ts';

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
  signal: AbortSignal,
): Promise<Speed> {
  const enough = new AbortController();
  const begun = performance.now();
  const lap = stopwatch();
  const chunks: Speed[] = [];
  const onProgress = ({ laneSteps }: { laneSteps: number }) => {
    const spent = lap();
    chunks.push({
      secondsPerLaneStep: spent.seconds / laneSteps,
      processorSecondsPerLaneStep: spent.processorSeconds / laneSteps,
    });
    const passed = (performance.now() - begun) / 1000 / seconds;
    const counted = chunks.length - 1;
    if (counted > 0 && passed >= (counted >= CHUNKS ? 1 : PATIENCE)) enough.abort();
  };
  try {
    const ends = AbortSignal.any([enough.signal, signal]);
    await train(device, { ...job, validationSequences: 0 }, corpus, { onProgress, signal: ends });
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  const counted = chunks.length > 1 ? chunks.slice(1) : chunks;
  const median = (of: keyof Speed) =>
    counted.map((chunk) => chunk[of]).sort((a, b) => a - b)[Math.floor(counted.length / 2)]!;
  return {
    secondsPerLaneStep: median('secondsPerLaneStep'),
    processorSecondsPerLaneStep: median('processorSecondsPerLaneStep'),
  };
}

/** Wall time and processor time of this process, all its threads together, since the last call. */
export function stopwatch(): () => { readonly seconds: number; readonly processorSeconds: number } {
  let [wall, processor] = [performance.now(), process.cpuUsage()];
  return () => {
    const [now, used] = [performance.now(), process.cpuUsage()];
    const seconds = (now - wall) / 1000;
    const processorSeconds = (used.user + used.system - processor.user - processor.system) / 1e6;
    [wall, processor] = [now, used];
    return { seconds, processorSeconds };
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
