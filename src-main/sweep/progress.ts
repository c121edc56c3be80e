// How far a sweep is, as watchers see it: runs that have ended, speed, time left, and the batch that was heard of last. Pure.
import { timesRange, type Estimator, type TimeRange, type Work } from '../plan/estimate.ts';
import type { PlannedBatch } from '../plan/plan.ts';
import type { RowSetting } from '../analysis/grid/rows.ts';
import { SpeedMeter } from './speed-meter.ts';
import { stepSize } from '../plan/step-size.ts';
import { batchSizeAt, rowSettingOf, stepsAt, type GridSpec } from '../spec/spec.ts';

export interface SweepProgress {
  /** Runs that have ended, in this session or before. */
  readonly runsDone: number;
  readonly runsTotal: number;
  /** Lane-steps trained in this session. */
  readonly laneSteps: number;
  readonly laneStepsPerSecond: number;
  /** 0 where it is not known how many tokens a sequence has. */
  readonly tokensPerSecond: number;
  /** By the plan, without those of runs that ended early; 0 where it is not known how many tokens a sequence has. */
  readonly tokensLeft: number;
  /** null while nothing is known to tell it from. It holds what the tokens left would take at the speed of now. */
  readonly secondsLeft: TimeRange | null;
  /** The batch that was heard of last. */
  readonly currentBatch: CurrentBatch | null;
  /** Batches under way, that one included, and batches that were handed over and wait for their turn. */
  readonly batchesUnderWay: number;
  readonly batchesWaiting: number;
  /** Of a refined sweep: the round it is in; runs and time left are those of this round. */
  readonly round: number | null;
  /** Why the last checkpoint could not be kept, in one sentence; null where it was kept, or none was due. */
  readonly checkpointFailure: string | null;
  /** Why something trains that nobody asked for by name, in one sentence; null where that is not so. */
  readonly fallback: string | null;
  /** Why fewer hosts train than did at first, in one sentence; null where all do. */
  readonly loss: string | null;
}

export interface CurrentBatch {
  readonly recipe: string;
  readonly rowSetting: RowSetting;
  readonly rowValue: number;
  readonly lanesActive: number;
  readonly lanes: number;
  readonly step: number;
  readonly steps: number;
}

interface HandedOver {
  readonly work: Work;
  readonly tokensPerLaneStep: number;
  readonly steps: number;
  begunAt: number | null;
  step: number;
  lanesActive: number;
}

function workOf(spec: GridSpec, { recipe, rowValue, runs }: PlannedBatch): Work {
  return { recipe, size: stepSize(spec, rowValue), laneSteps: runs.length * stepsAt(spec, rowValue) };
}

export class Progress {
  readonly meter = new SpeedMeter();
  readonly #spec: GridSpec;
  /** null: not known. */
  readonly #contextAt: ((rowValue: number) => number) | null;
  readonly #estimator: Estimator;
  readonly #runsTotal: number;
  readonly #round: number | null;
  readonly #handedOver = new Map<PlannedBatch, HandedOver>();
  /** Work that is not handed over yet, by recipe and size of its steps. */
  readonly #left = new Map<string, Work>();
  #tokensNotHandedOver = 0;
  runsDone: number;
  checkpointFailure: string | null = null;
  fallback: string | null = null;
  loss: string | null = null;

  constructor(
    spec: GridSpec,
    contextAt: ((rowValue: number) => number) | null,
    estimator: Estimator,
    runs: { readonly done: number; readonly total: number },
    batches: readonly PlannedBatch[],
    round: number | null,
  ) {
    this.#spec = spec;
    this.#contextAt = contextAt;
    this.#estimator = estimator;
    this.runsDone = runs.done;
    this.#runsTotal = runs.total;
    this.#round = round;
    for (const batch of batches) this.#addLeft(batch, 1);
  }

  handOver(batch: PlannedBatch): void {
    const work = workOf(this.#spec, batch);
    const steps = stepsAt(this.#spec, batch.rowValue);
    this.#handedOver.set(batch, {
      work,
      tokensPerLaneStep: this.#tokensAt(batch.rowValue),
      steps,
      begunAt: null,
      step: 0,
      lanesActive: batch.runs.length,
    });
    this.#addLeft(batch, -1);
  }

  /** It is not trained as it is; its runs are left. */
  takeBack(batch: PlannedBatch): void {
    this.#addLeft(batch, 1);
    this.#handedOver.delete(batch);
  }

  begin(batch: PlannedBatch): void {
    this.#handedOver.get(batch)!.begunAt ??= performance.now();
  }

  advance(batch: PlannedBatch, step: number, lanesActive: number, laneSteps: number): void {
    const state = this.#handedOver.get(batch)!;
    [state.step, state.lanesActive] = [step, lanesActive];
    this.meter.add(laneSteps, laneSteps * state.tokensPerLaneStep);
  }

  /** Seconds from its beginning to now; what was learned from that helps to tell the time of the others. */
  end(batch: PlannedBatch, how: 'trained' | 'failed'): void {
    const { work, begunAt } = this.#handedOver.get(batch)!;
    this.#handedOver.delete(batch);
    this.runsDone += batch.runs.length;
    this.checkpointFailure = null;
    if (how === 'trained' && begunAt !== null) {
      this.#estimator.record(work, (performance.now() - begunAt) / 1000);
    }
  }

  /** As of now, with `current` as the batch that is shown. */
  snapshot(current: PlannedBatch | null): SweepProgress {
    const states = [...this.#handedOver.values()];
    const begun = states.filter(({ begunAt }) => begunAt !== null);
    const shown = current && this.#handedOver.get(current);
    const rates = this.meter.rates();
    const tokensLeft = this.#tokensLeft(states);
    return {
      runsDone: this.runsDone,
      runsTotal: this.#runsTotal,
      laneSteps: this.meter.laneSteps,
      ...rates,
      tokensLeft,
      secondsLeft: holding(this.#secondsLeft(states, begun), tokensLeft / rates.tokensPerSecond),
      currentBatch:
        current && shown
          ? {
              recipe: current.recipe,
              rowSetting: rowSettingOf(this.#spec),
              rowValue: current.rowValue,
              lanesActive: shown.lanesActive,
              lanes: current.runs.length,
              step: shown.step,
              steps: shown.steps,
            }
          : null,
      batchesUnderWay: begun.length,
      batchesWaiting: states.length - begun.length,
      round: this.#round,
      checkpointFailure: this.checkpointFailure,
      fallback: this.fallback,
      loss: this.loss,
    };
  }

  /** What is left, shared by as many batches as are under way now. */
  #secondsLeft(states: readonly HandedOver[], begun: readonly HandedOver[]): TimeRange | null {
    const now = performance.now();
    const shareDone = ({ step, steps }: HandedOver) => step / steps;
    const left = [
      ...this.#left.values(),
      ...states.map((state) => ({
        ...state.work,
        laneSteps: state.work.laneSteps * (1 - shareDone(state)),
      })),
    ];
    const soFar = begun.map((state) => ({
      work: { ...state.work, laneSteps: state.work.laneSteps * shareDone(state) },
      seconds: (now - state.begunAt!) / 1000,
    }));
    const seconds = this.#estimator.seconds(left, soFar);
    return seconds && timesRange(1 / Math.max(1, begun.length), seconds);
  }

  #tokensLeft(states: readonly HandedOver[]): number {
    return states.reduce(
      (sum, { steps, step, lanesActive, tokensPerLaneStep }) =>
        sum + (steps - step) * lanesActive * tokensPerLaneStep,
      this.#tokensNotHandedOver,
    );
  }

  #tokensAt(rowValue: number): number {
    return batchSizeAt(this.#spec, rowValue) * (this.#contextAt?.(rowValue) ?? 0);
  }

  #addLeft(batch: PlannedBatch, sign: 1 | -1): void {
    const { recipe, size, laneSteps } = workOf(this.#spec, batch);
    const key = JSON.stringify([recipe, size]);
    const before = this.#left.get(key)?.laneSteps ?? 0;
    this.#left.set(key, { recipe, size, laneSteps: before + sign * laneSteps });
    this.#tokensNotHandedOver += sign * laneSteps * this.#tokensAt(batch.rowValue);
  }
}

/** The range, wider where it does not hold what the speed shown beside it would make of the rest. */
function holding(range: TimeRange | null, seconds: number): TimeRange | null {
  if (range === null || !Number.isFinite(seconds) || seconds === 0) return range;
  return { ...range, low: Math.min(range.low, seconds), high: Math.max(range.high, seconds) };
}
