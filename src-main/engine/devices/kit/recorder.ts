// Collects the reports of many steps and lanes into what a run returns: where each number stands, which steps count their
// sites, and that nothing more is recorded of a lane once it has ended.
import { activationReadings } from '../../activations.ts';
import { SERIES, SITE_STATISTICS, type SeriesName, type StepInputs, type StepResults } from '../../device.ts';
import type { StepProgram } from '../../program.ts';
import type { StepReport } from './step-report.ts';

/** What is recorded; plain data, which threads can send to each other. */
export interface RecordPlan {
  readonly lanes: number;
  readonly fromStep: number;
  readonly steps: number;
  /** Steps in which sites are counted. */
  readonly siteSteps: readonly number[];
  readonly sites: number;
  /** Readings of activations in each of these steps. */
  readonly activations: number;
}

export interface RecordArrays {
  /** [SERIES, lanes, steps], NaN until it is known. */
  readonly series: Float32Array;
  /** [lanes, site steps, sites, SITE_STATISTICS]. */
  readonly sites: Float32Array;
  /** [lanes, site steps, readings]. */
  readonly activations: Float32Array;
}

export type Ended = StepResults['ended'][number];

export function recordPlan(
  program: StepProgram,
  { lanes, fromStep, steps, statisticsEvery }: StepInputs,
): RecordPlan {
  const all = Array.from({ length: steps }, (_, i) => fromStep + i);
  const activations = activationReadings(program).length;
  const siteSteps = all.filter((step) => step % statisticsEvery === 0);
  return { lanes: lanes.length, fromStep, steps, siteSteps, sites: program.sites.length, activations };
}

/** `allocate` makes an array of so many zeros. */
export function recordArrays(
  { lanes, steps, siteSteps, sites, activations }: RecordPlan,
  allocate: (length: number) => Float32Array = (length) => new Float32Array(length),
): RecordArrays {
  return {
    series: allocate(SERIES.length * lanes * steps).fill(NaN),
    sites: allocate(lanes * siteSteps.length * sites * SITE_STATISTICS.length),
    activations: allocate(lanes * siteSteps.length * activations),
  };
}

export function resultsOf(
  { lanes, steps, siteSteps }: RecordPlan,
  arrays: RecordArrays,
  ended: readonly Ended[],
): StepResults {
  const length = lanes * steps;
  const series = SERIES.map((name, i) => [name, arrays.series.slice(i * length, (i + 1) * length)]);
  return {
    series: Object.fromEntries(series) as Record<SeriesName, Float32Array>,
    siteSteps,
    sites: arrays.sites,
    activations: arrays.activations,
    ended: ended.toSorted((a, b) => a.lane - b.lane),
  };
}

export class Recorder {
  readonly #plan: RecordPlan;
  readonly #arrays: RecordArrays;
  readonly #ended = new Map<number, Ended>();

  constructor(plan: RecordPlan, arrays: RecordArrays = recordArrays(plan)) {
    this.#plan = plan;
    this.#arrays = arrays;
  }

  get ended(): readonly Ended[] {
    return [...this.#ended.values()];
  }

  hasEnded(lane: number): boolean {
    return this.#ended.has(lane);
  }

  isCounted(step: number): boolean {
    return this.#plan.siteSteps.includes(step);
  }

  /** `lane` is a position in the lanes of the run. A lane's steps come in order. */
  add(lane: number, step: number, report: StepReport): void {
    if (this.hasEnded(lane)) return;
    const { lanes, fromStep, steps, siteSteps, sites, activations } = this.#plan;
    const at = lane * steps + step - fromStep;
    for (const [i, name] of SERIES.entries()) {
      this.#arrays.series[i * lanes * steps + at] = report.value(name);
    }
    const siteStep = siteSteps.indexOf(step);
    if (siteStep >= 0) {
      const row = lane * siteSteps.length + siteStep;
      report.writeSites(this.#arrays.sites, row * sites * SITE_STATISTICS.length);
      report.writeActivations(this.#arrays.activations, row * activations);
    }
    if (report.nonfinite !== null) this.#ended.set(lane, { lane, step, tensor: report.nonfinite });
  }

  finish(): StepResults {
    return resultsOf(this.#plan, this.#arrays, this.ended);
  }
}
