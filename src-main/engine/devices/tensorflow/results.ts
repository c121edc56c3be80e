// Puts together what a run of the tensorflow device returns from the facts that its steps reported.
import { SERIES, SITE_STATISTICS, type SeriesName, type StepInputs, type StepResults } from '../../device.ts';
import type { Site, StepProgram } from '../../program.ts';
import type { Fact } from './step.ts';

/** A fact with its number for each lane of the group. */
export interface Known {
  readonly fact: Fact;
  readonly values: Float64Array;
}

interface SiteSums {
  nonzero: number;
  underflow: number;
  overflow: number;
  total: number;
  logScales: number;
  scales: number;
}

export class Results {
  readonly #program: StepProgram;
  readonly #inputs: StepInputs;
  readonly #series: Record<SeriesName, Float32Array>;
  readonly #siteSteps: readonly number[];
  readonly #sites: Float32Array;
  readonly #ended = new Map<number, StepResults['ended'][number]>();

  constructor(program: StepProgram, inputs: StepInputs) {
    const { lanes, steps, fromStep, statisticsEvery } = inputs;
    this.#program = program;
    this.#inputs = inputs;
    const empty = SERIES.map((name) => [name, new Float32Array(lanes.length * steps).fill(NaN)]);
    this.#series = Object.fromEntries(empty) as Record<SeriesName, Float32Array>;
    const all = Array.from({ length: steps }, (_, i) => fromStep + i);
    this.#siteSteps = all.filter((step) => step % statisticsEvery === 0);
    const rowLength = program.sites.length * SITE_STATISTICS.length;
    this.#sites = new Float32Array(lanes.length * this.#siteSteps.length * rowLength);
  }

  /** `lanes` are positions in the inputs, in the order of the facts' values; `i` is the step's position. */
  add(lanes: readonly number[], i: number, facts: readonly Known[]): void {
    const step = this.#inputs.fromStep + i;
    lanes.forEach((lane, row) => {
      if (this.#ended.has(lane)) return;
      this.#addSeries(lane * this.#inputs.steps + i, facts, row);
      const siteStep = this.#siteSteps.indexOf(step);
      if (siteStep >= 0) this.#addSites(lane * this.#siteSteps.length + siteStep, facts, row);
      const broken = facts.find(({ fact, values }) => {
        const watched = fact.kind === 'loss' || fact.kind === 'gradient' || fact.kind === 'weights';
        return watched && !Number.isFinite(values[row]!);
      });
      if (broken) {
        const { fact } = broken;
        this.#ended.set(lane, { lane, step, tensor: 'tensor' in fact ? fact.tensor : 'loss' });
      }
    });
  }

  /** Every lane of these has ended. */
  allEnded(lanes: readonly number[]): boolean {
    return lanes.every((lane) => this.#ended.has(lane));
  }

  finish(): StepResults {
    return {
      series: this.#series,
      siteSteps: this.#siteSteps,
      sites: this.#sites,
      ended: [...this.#ended.values()].toSorted((a, b) => a.lane - b.lane),
    };
  }

  #addSeries(at: number, facts: readonly Known[], row: number): void {
    let [squares, length] = [0, 0];
    let largest = -Infinity;
    for (const { fact, values } of facts) {
      const value = values[row]!;
      if (fact.kind === 'weights') {
        squares += value;
        length += fact.length;
      } else if (fact.kind === 'largestLogit') {
        largest = Math.max(largest, value);
        this.#series.largestLogit[at] = largest;
      } else if (fact.kind in this.#series) {
        this.#series[fact.kind as SeriesName][at] = value;
      }
    }
    this.#series.updateRms[at] = Math.sqrt(squares / length);
  }

  #addSites(line: number, facts: readonly Known[], row: number): void {
    const bySite = new Map<Site, SiteSums>();
    const empty: SiteSums = { nonzero: 0, underflow: 0, overflow: 0, total: 0, logScales: 0, scales: 0 };
    for (const { fact, values } of facts) {
      if (!('site' in fact)) continue;
      const sums = bySite.get(fact.site) ?? { ...empty };
      bySite.set(fact.site, sums);
      const value = values[row]!;
      if (fact.kind === 'scale') {
        sums.logScales += Math.log(value);
        sums.scales++;
      } else {
        sums[fact.kind] += value;
        if (fact.kind === 'overflow') sums.total += fact.total;
      }
    }
    const { sites } = this.#program;
    sites.forEach((site, index) => {
      const { nonzero, underflow, overflow, total, logScales, scales } = bySite.get(site) ?? empty;
      const at = (line * sites.length + index) * SITE_STATISTICS.length;
      this.#sites[at] = nonzero > 0 ? underflow / nonzero : 0;
      this.#sites[at + 1] = total > 0 ? overflow / total : 0;
      this.#sites[at + 2] = scales > 0 ? Math.exp(logScales / scales) : 1;
    });
  }
}
