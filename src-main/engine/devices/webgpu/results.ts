// Puts together what a run of the webgpu device returns from what its kernels reported, piece by piece.
import { SERIES, SITE_STATISTICS, type SeriesName, type StepInputs, type StepResults } from '../../device.ts';
import type { CompiledProgram } from './compile.ts';
import { SMALL_SCALE } from './kernels/update.ts';
import { COUNT_WIDTH, REPORT, REPORT_WIDTH } from './places.ts';

/** Reports, counts of rounding and tensor scales of some steps: [steps, lanes, ...] each. */
export interface Piece {
  readonly report: Uint32Array;
  readonly counts: Uint32Array;
  readonly scales: Float32Array;
}

interface End {
  readonly lane: number;
  readonly step: number;
  readonly tensor: string;
}

export class Results {
  readonly #compiled: CompiledProgram;
  readonly #inputs: StepInputs;
  readonly #series: Readonly<Record<SeriesName, Float32Array>>;
  readonly #siteSteps: readonly number[];
  readonly #sites: Float32Array;
  readonly #ended = new Map<number, End>();
  readonly #weights: number;

  constructor(compiled: CompiledProgram, inputs: StepInputs) {
    this.#compiled = compiled;
    this.#inputs = inputs;
    const { lanes, steps, fromStep, statisticsEvery } = inputs;
    const empty = SERIES.map((name) => [name, new Float32Array(lanes.length * steps).fill(NaN)]);
    this.#series = Object.fromEntries(empty) as Record<SeriesName, Float32Array>;
    const all = Array.from({ length: steps }, (_, i) => fromStep + i);
    this.#siteSteps = all.filter((step) => step % statisticsEvery === 0);
    const { sites, operations } = compiled.program;
    this.#sites = new Float32Array(
      lanes.length * this.#siteSteps.length * sites.length * SITE_STATISTICS.length,
    );
    this.#weights = operations.reduce(
      (sum, op) => sum + (op.kind === 'adamw' || op.kind === 'sgd' ? op.length : 0),
      0,
    );
  }

  /** `lanes` and `steps` are positions in the inputs; `siteRows` says in which row of the counts a step stands. */
  add(lanes: readonly number[], steps: readonly number[], siteRows: readonly number[], piece: Piece): void {
    const { fromStep } = this.#inputs;
    const floats = new Float32Array(piece.report.buffer);
    const { tensors } = this.#compiled.places;
    for (const [position, lane] of lanes.entries()) {
      for (const [row, i] of steps.entries()) {
        if (this.#ended.has(lane)) break;
        const at = (row * lanes.length + position) * REPORT_WIDTH;
        this.#addStep(lane * this.#inputs.steps + i, floats.subarray(at, at + REPORT_WIDTH));
        const siteRow = siteRows[row]!;
        if (siteRow >= 0) {
          this.#addSites(
            lane,
            this.#siteSteps.indexOf(fromStep + i),
            siteRow * lanes.length + position,
            piece,
          );
        }
        const rank = piece.report[at + REPORT.nonfinite]!;
        if (rank > 0) {
          this.#ended.set(lane, { lane, step: fromStep + i, tensor: tensors[tensors.length - rank]! });
        }
      }
    }
  }

  finish(): StepResults {
    return {
      series: this.#series,
      siteSteps: this.#siteSteps,
      sites: this.#sites,
      ended: [...this.#ended.values()].toSorted((a, b) => a.lane - b.lane),
    };
  }

  #addStep(at: number, report: Float32Array): void {
    const series = this.#series;
    series.loss[at] = report[REPORT.loss]!;
    series.logZ[at] = report[REPORT.logZ]!;
    series.sharpness[at] = report[REPORT.sharpness]!;
    series.sharpnessLast[at] = report[REPORT.sharpnessLast]!;
    series.clipFactor[at] = report[REPORT.clipFactor]!;
    series.gradientNorm[at] = Math.sqrt(sumOfSquares(report, REPORT.gradient));
    series.updateRms[at] = Math.sqrt(sumOfSquares(report, REPORT.update) / this.#weights);
    series.largestLogit[at] = unordered(report.subarray(REPORT.largestLogit, REPORT.largestLogit + 1));
  }

  /** `row` is that of the counts and scales. */
  #addSites(lane: number, siteStep: number, row: number, { counts, scales }: Piece): void {
    const { program, places, rounded } = this.#compiled;
    const { sites } = program;
    const columns = places.scaleSites.length;
    sites.forEach((site, index) => {
      const at = (row * sites.length + index) * COUNT_WIDTH;
      const [nonzero, lost, over] = counts.subarray(at, at + COUNT_WIDTH);
      const own = places.scaleSites.flatMap((of, column) =>
        of === site ? [Math.log(scales[row * columns + column]!)] : [],
      );
      const to = ((lane * this.#siteSteps.length + siteStep) * sites.length + index) * SITE_STATISTICS.length;
      this.#sites[to] = nonzero! > 0 ? lost! / nonzero! : 0;
      this.#sites[to + 1] = rounded[index]! > 0 ? over! / rounded[index]! : 0;
      this.#sites[to + 2] =
        own.length > 0 ? Math.exp(own.reduce((sum, value) => sum + value, 0) / own.length) : 1;
    });
  }
}

/** In float64, from the three parts of kernels/update.ts. */
function sumOfSquares(report: Float32Array, field: number): number {
  const [small, middle, large] = report.subarray(field, field + 3);
  return small! / SMALL_SCALE ** 2 + middle! + large! * SMALL_SCALE ** 2;
}

/** The float whose ordering integer (kernels/attention.ts) stands in `word`. */
function unordered(word: Float32Array): number {
  const bits = new Uint32Array(word.buffer, word.byteOffset, 1)[0]!;
  if (bits === 0) return NaN;
  const own = bits >>> 31 === 1 ? bits & 0x7fffffff : ~bits;
  return new Float32Array(Uint32Array.of(own).buffer)[0]!;
}
