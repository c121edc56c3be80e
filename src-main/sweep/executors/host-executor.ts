// Trains batches as lanes on this machine's device, one batch after the other.
import type { TrainingJob } from '../../engine/job.ts';
import type { HostProgress, Speed } from '../../host/protocol.ts';
import { HostCheckpointError, HostError, HostMemoryError, type Host } from '../../host/supervisor.ts';
import { twinSeries } from '../../recipes/precision-program.ts';
import type { Environment } from '../../records/types.ts';
import { cost } from '../calibration.ts';
import { finishedRun } from '../finished-run.ts';
import type { LanePolicy } from '../lane-policy.ts';
import { jobOf, type PlannedBatch } from '../../plan/plan.ts';
import type { Spec } from '../../spec/spec.ts';
import {
  ExecutorError,
  TooLargeError,
  UselessCheckpointError,
  type BatchHooks,
  type Executor,
} from './executor.ts';

/** After so many broken batches in a row the device is taken for broken. */
const PATIENCE = 3;

const FALLBACK =
  'No fast device could be used, so the runs are trained on the reference device, which computes the same and takes many times as long.';

export interface HostSettings {
  readonly policy: LanePolicy;
  readonly environment: Environment;
  /** What a user should know beside the devices that are not there. */
  readonly notes: readonly string[];
  readonly version: string;
}

export function hostExecutor(spec: Spec, host: Host, settings: HostSettings): Executor {
  const { policy, environment, notes, version } = settings;
  const { description, candidates } = host.opened;
  // Asked for by name it is the only candidate.
  const isFallback = description.name === 'reference' && candidates.some(({ name }) => name !== 'reference');
  return {
    summary: `device ${description.name} (${description.summary})`,
    notes: [
      ...candidates.flatMap(({ name, reason }) =>
        reason === null ? [] : [`Device ${name} is not available: ${reason}`],
      ),
      ...(isFallback ? [FALLBACK] : []),
      ...notes,
    ],
    ...(isFallback && { fallback: FALLBACK }),
    environment,
    madeBy: `${description.name} ${version}`,
    context: spec.model.context,
    atOnce: 1,
    patience: PATIENCE,
    handedOver: [],
    lanesFor: (recipe, batchSize) => policy.lanesFor(recipe, batchSize),
    lanesNow: (batch) => policy.lanesNow(batch),
    async train(batch, { onBegin, onProgress, checkpoints, from, signal, twinOf }) {
      onBegin();
      const meter = new CostMeter(batch.runs.length);
      try {
        const hooks = {
          onProgress: (progress: HostProgress) => {
            meter.add(progress);
            onProgress(progress);
          },
          checkpoints,
          signal,
          ...(from && { from }),
        };
        const lanes = await host.train(withTwins(jobOf(spec, batch), batch, twinOf), hooks);
        const speed = meter.speed();
        if (speed) policy.trained(batch, cost(speed, description));
        return lanes.map((lane) => ({
          kind: 'finished',
          run: finishedRun(spec, batch, lane, description.name),
          environment,
        }));
      } catch (error) {
        if (signal.aborted) throw error;
        if (error instanceof HostCheckpointError) {
          throw new UselessCheckpointError(error.message, { cause: error });
        }
        if (!(error instanceof HostError)) throw error;
        if (!(error instanceof HostMemoryError)) throw new ExecutorError(error.message, { cause: error });
        policy.refused(batch.batchSize, batch.runs.length);
        throw new TooLargeError(error.message, { cause: error });
      }
    },
    close: () => host.close(),
  };
}

/** What a lane-step of a batch costs while all its lanes train; what is done once, before the first, is left out. */
class CostMeter {
  readonly #lanes: number;
  #last: number | null = null;
  #sum = { laneSteps: 0, seconds: 0, processorSeconds: 0 };

  constructor(lanes: number) {
    this.#lanes = lanes;
  }

  add({ lanesActive, laneSteps, processorSeconds }: HostProgress): void {
    const now = performance.now();
    if (this.#last !== null && lanesActive === this.#lanes) {
      this.#sum.laneSteps += laneSteps;
      this.#sum.seconds += (now - this.#last) / 1000;
      this.#sum.processorSeconds += processorSeconds;
    }
    this.#last = now;
  }

  /** null where nothing was measured. */
  speed(): Speed | null {
    const { laneSteps, seconds, processorSeconds } = this.#sum;
    if (laneSteps === 0) return null;
    return {
      secondsPerLaneStep: seconds / laneSteps,
      processorSecondsPerLaneStep: processorSeconds / laneSteps,
    };
  }
}

/** Each lane with what its baseline twin has shown, where a trigger compares with it. */
function withTwins(job: TrainingJob, { runs }: PlannedBatch, twinOf: BatchHooks['twinOf']): TrainingJob {
  const names = twinSeries(job.precision.triggers);
  if (names.length === 0) return job;
  return { ...job, lanes: job.lanes.map((lane, i) => ({ ...lane, twin: twinOf(runs[i]!, names) })) };
}
