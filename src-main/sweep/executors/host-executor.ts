// Trains batches as lanes on this machine's device, one batch after the other.
import type { TrainingJob } from '../../engine/job.ts';
import { HostCheckpointError, HostError, HostMemoryError, type Host } from '../../host/supervisor.ts';
import { twinSeries } from '../../recipes/precision-program.ts';
import type { Environment } from '../../study/types.ts';
import { finishedRun } from '../finished-run.ts';
import { jobOf, type PlannedBatch } from '../plan.ts';
import type { Spec } from '../spec.ts';
import {
  ExecutorError,
  TooLargeError,
  UselessCheckpointError,
  type BatchHooks,
  type Executor,
} from './executor.ts';

/** After so many broken batches in a row the device is taken for broken. */
const PATIENCE = 3;

export interface HostSettings {
  readonly lanesFor: Executor['lanesFor'];
  readonly environment: Environment;
  /** What a user should know beside the devices that are not there. */
  readonly notes: readonly string[];
  readonly version: string;
}

export function hostExecutor(spec: Spec, host: Host, settings: HostSettings): Executor {
  const { lanesFor, environment, notes, version } = settings;
  const { description, candidates } = host.opened;
  return {
    summary: `device ${description.name} (${description.summary})`,
    notes: [
      ...candidates.flatMap(({ name, reason }) =>
        reason === null ? [] : [`Device ${name} is not available: ${reason}`],
      ),
      ...notes,
    ],
    environment,
    madeBy: `${description.name} ${version}`,
    context: spec.model.context,
    atOnce: 1,
    patience: PATIENCE,
    handedOver: [],
    lanesFor,
    async train(batch, { onBegin, onProgress, checkpoints, from, signal, twinOf }) {
      onBegin();
      try {
        const hooks = { onProgress, checkpoints, signal, ...(from && { from }) };
        const lanes = await host.train(withTwins(jobOf(spec, batch), batch, twinOf), hooks);
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
        const Broken = error instanceof HostMemoryError ? TooLargeError : ExecutorError;
        throw new Broken(error.message, { cause: error });
      }
    },
    close: () => host.close(),
  };
}

/** Each lane with what its baseline twin has shown, where a trigger compares with it. */
function withTwins(job: TrainingJob, { runs }: PlannedBatch, twinOf: BatchHooks['twinOf']): TrainingJob {
  const names = twinSeries(job.precision.triggers);
  if (names.length === 0) return job;
  return { ...job, lanes: job.lanes.map((lane, i) => ({ ...lane, twin: twinOf(runs[i]!, names) })) };
}
