// How fast a device trains a spec before anything is trained: a step's time in a row of little and one of much work, and, where the
// device computes lanes together, how many lanes are cheapest. It ends within its limit, whatever the device does; what was not
// measured by then stays unknown.
import type { DeviceDescription } from '../engine/device.ts';
import type { TrainingJob } from '../engine/job.ts';
import { measurableLanes } from '../host/measurable.ts';
import type { Speed } from '../host/protocol.ts';
import { HostMemoryError } from '../host/supervisor.ts';
import type { SpeedSample } from '../plan/estimate.ts';
import { LaneChoice } from './lane-choice.ts';
import { LanePolicy } from './lane-policy.ts';
import { lanesAtOnce } from './fit.ts';
import { jobOf, type PlannedBatch } from '../plan/plan.ts';
import { stepSize } from '../plan/step-size.ts';
import { trialRows, type TrialRow } from './trial-rows.ts';
import type { Spec } from '../spec/spec.ts';

/** Seconds that it takes at most, and those of one measurement. */
export const CALIBRATION_LIMIT = 15;
const SECONDS = 0.5;
/** How often two numbers of lanes are compared, and the seconds of each turn. */
const TURNS = 3;
const TURN_SECONDS = 0.25;

export interface Bench {
  readonly description: DeviceDescription;
  /** null: not measured within so many seconds. @throws HostMemoryError. */
  measure(job: TrainingJob, seconds: number, limit: number): Promise<Speed | null>;
}

export interface Calibration {
  readonly samples: readonly SpeedSample[];
  readonly policy: LanePolicy;
}

/** `fitting`: lanes that the device likes and that fit, by recipe and row. `now`: in milliseconds. */
export async function calibrate(
  spec: Spec,
  vocabulary: number,
  bench: Bench,
  fitting: (recipe: string, rowValue: number) => number,
  now: () => number = () => performance.now(),
): Promise<Calibration> {
  const { description } = bench;
  const ends = now() + 1000 * CALIBRATION_LIMIT;
  const rows = trialRows(spec, vocabulary, description.clock);
  const choices = new Map<number, LaneChoice>();
  const sizeOf = (rowValue: number) => stepSize(spec, rowValue);
  const choiceAt = (size: number) =>
    choices.get((rows.findLast((row) => row.size <= size) ?? rows[0]!).size) ?? null;
  const policy = new LanePolicy(fitting, { sizeOf, choiceAt });
  const samples: SpeedSample[] = [];
  for (const row of rows) {
    const speeds = await fitted(row);
    if (speeds.length > 0) samples.push(sampleOf(row.size, speeds, description));
  }
  return { samples, policy };

  /** Speeds in a row, with fewer lanes where memory is refused. */
  async function fitted(row: TrialRow): Promise<readonly Speed[]> {
    const most = Math.min(lanesAtOnce(spec), policy.lanesFor(spec.baseline, row.rowValue));
    const lanes = measurableLanes(description, row.flops, most);
    try {
      if (description.together && lanes === most) return await compareLanes(row, most);
      return [await measure(row, lanes, SECONDS)].filter((speed) => speed !== null);
    } catch (error) {
      if (!(error instanceof HostMemoryError) || most === 1) throw error;
      policy.refused(row.size, most);
      return fitted(row);
    }
  }

  /** Halves the lanes as long as half of them are cheaper; what was measured with those that are chosen. */
  async function compareLanes(row: TrialRow, most: number): Promise<readonly Speed[]> {
    const choice = new LaneChoice(most);
    choices.set(row.size, choice);
    const measured = new Map<number, Speed[]>();
    for (let lanes = Infinity; choice.lanes < lanes;) {
      lanes = choice.lanes;
      const { fewer } = choice;
      const costs: { chosen: number; rival: number }[] = [];
      for (let turn = 0; turn < TURNS; turn++) {
        const costOf = async (count: number) => {
          const speed = await measure(row, count, TURN_SECONDS);
          if (speed) measured.set(count, [...(measured.get(count) ?? []), speed]);
          return speed && cost(speed, description);
        };
        const chosen = await costOf(lanes);
        const rival = fewer && chosen && (await costOf(fewer));
        if (chosen && rival) costs.push({ chosen, rival });
      }
      if (fewer) choice.compare(fewer, costs);
    }
    return measured.get(choice.lanes) ?? [];
  }

  function measure(row: TrialRow, lanes: number, seconds: number): Promise<Speed | null> {
    const job = jobOf(row.spec, calibrationBatch(row.spec, lanes));
    const left = (ends - now()) / 1000;
    return left > 0 ? bench.measure(job, seconds, left) : Promise.resolve(null);
  }
}

/** Of a spec of one row: the highest precision at the lowest learning rate. Nothing diverges there. */
export function calibrationBatch(row: Spec, lanes: number): PlannedBatch {
  const { baseline: recipe, seeds, learningRates } = row;
  const rowValue = row.batchSizes[0]!;
  const run = { id: 0, recipe, rowValue, seed: seeds[0]!, learningRate: learningRates[0]! };
  return { recipe, rowValue, runs: Array.from({ length: lanes }, () => run) };
}

/** Seconds of a lane-step that tell a device's speed. */
export function cost(speed: Speed, { clock }: Pick<DeviceDescription, 'clock'>): number {
  return clock === 'processor' ? speed.processorSecondsPerLaneStep : speed.secondsPerLaneStep;
}

/** Medians; on an idle machine a step takes no less than its processor time, shared by all threads. */
function sampleOf(
  size: number,
  speeds: readonly Speed[],
  { clock, threads }: DeviceDescription,
): SpeedSample {
  const median = (of: (speed: Speed) => number) =>
    speeds.map(of).sort((a, b) => a - b)[Math.floor(speeds.length / 2)]!;
  const secondsPerLaneStep = median((speed) => speed.secondsPerLaneStep);
  const idle = median((speed) => speed.processorSecondsPerLaneStep) / threads;
  const idleSecondsPerLaneStep =
    clock === 'processor' ? Math.min(idle, secondsPerLaneStep) : secondsPerLaneStep;
  return { size, secondsPerLaneStep, idleSecondsPerLaneStep };
}
