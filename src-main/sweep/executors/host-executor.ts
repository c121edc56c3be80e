// Trains batches as lanes on this machine's device: each host of the pool has one batch at a time.
import type { LaneResult, TrainingJob } from '../../engine/job.ts';
import type { HostProgress, Speed } from '../../host/protocol.ts';
import { capital, type HostPool, type Member } from '../../host/pool.ts';
import { HostCheckpointError, HostError, HostLostError, HostMemoryError } from '../../host/supervisor.ts';
import { twinSeries } from '../../recipes/precision-program.ts';
import type { Environment } from '../../records/types.ts';
import { cost } from '../calibration.ts';
import { finishedRun } from '../finished-run.ts';
import type { LanePolicy } from '../lane-policy.ts';
import { jobOf, type PlannedBatch } from '../../plan/plan.ts';
import type { Spec } from '../../spec/spec.ts';
import {
  ExecutorError,
  LostPlaceError,
  TooLargeError,
  UselessCheckpointError,
  type BatchHooks,
  type Executor,
} from './executor.ts';
import { specAtRow } from '../../spec/spec.ts';

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

export function hostExecutor(spec: Spec, pool: HostPool, settings: HostSettings): Executor {
  const { policy, environment, notes, version } = settings;
  const { description, candidates } = pool.first.opened;
  // Asked for by name it is the only candidate.
  const isFallback = description.name === 'reference' && candidates.some(({ name }) => name !== 'reference');
  /** The host at which a batch broke: its next attempt is another's, which shows whose fault it was. */
  const brokeAt = new WeakMap<PlannedBatch, Member>();
  const sentenceOf = ({ name }: Member, message: string) =>
    pool.size === 1 ? message : `${capital(name)} of ${pool.size}: ${message}`;

  function unharmed<E>(member: Member, error: E): E {
    pool.giveBack(member);
    return error;
  }

  /** What the sweep is to be told of a batch that broke off there. */
  function broken(batch: PlannedBatch, member: Member, error: unknown): unknown {
    if (error instanceof HostCheckpointError) {
      return unharmed(member, new UselessCheckpointError(error.message, { cause: error }));
    }
    if (!(error instanceof HostError)) return unharmed(member, error);
    const sentence = sentenceOf(member, error.message);
    if (error instanceof HostMemoryError) {
      policy.refusedBatch(batch);
      return unharmed(member, new TooLargeError(sentence, { cause: error }));
    }
    if (error instanceof HostLostError && pool.dismiss(member, error.message)) {
      return new LostPlaceError(pool.loss!, { cause: error });
    }
    brokeAt.set(batch, member);
    pool.giveBackBroken(member, error.message);
    return new ExecutorError(sentence, { cause: error });
  }

  const device = `device ${description.name} (${description.summary})`;
  return {
    summary: pool.size === 1 ? device : `${pool.size} hosts, each with ${device}`,
    notes: [
      ...candidates.flatMap(({ name, reason }) =>
        reason === null ? [] : [`Device ${name} is not available: ${reason}`],
      ),
      ...(isFallback ? [FALLBACK] : []),
      ...notes,
    ],
    ...(isFallback && { fallback: FALLBACK }),
    environment,
    madeBy: [description.name, version, ...(description.library ? [description.library] : [])].join(' '),
    contextAt: (rowValue) => specAtRow(spec, rowValue).model.context,
    atOnce: pool.size,
    patience: PATIENCE,
    handedOver: [],
    lanesFor: (recipe, rowValue) => policy.lanesFor(recipe, rowValue),
    lanesNow: (batch) => policy.lanesNow(batch),
    get loss() {
      return pool.loss;
    },
    async train(batch, { onBegin, onProgress, checkpoints, from, signal, twinOf }) {
      const member = await pool.take(signal, brokeAt.get(batch));
      onBegin();
      const meter = new CostMeter(batch.runs.length);
      let lanes: readonly LaneResult[];
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
        lanes = await member.host.train(withTwins(jobOf(spec, batch), batch, twinOf), hooks);
      } catch (error) {
        throw signal.aborted ? unharmed(member, error) : broken(batch, member, error);
      }
      pool.giveBack(member, 'trained');
      const speed = meter.speed();
      if (speed) policy.trained(batch, cost(speed, description));
      return lanes.map((lane) => ({
        kind: 'finished',
        run: finishedRun(spec, batch, lane, description.name),
        environment,
      }));
    },
    close: () => pool.close(),
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
