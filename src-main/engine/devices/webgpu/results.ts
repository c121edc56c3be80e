// Reads what the kernels of the webgpu device reported, piece by piece, and records it step by step.
import { SERIES, type SeriesName, type StepInputs, type StepResults } from '../../device.ts';
import { layerLogit, momentFacts } from '../kit/facts.ts';
import { Recorder, recordPlan } from '../kit/recorder.ts';
import { StepReport } from '../kit/step-report.ts';
import type { CompiledStep } from './compile.ts';
import { SMALL_SCALE } from './kernels/update.ts';
import { COUNT_WIDTH, REPORT, REPORT_FIELDS } from './bindings.ts';

/** float32's infinity, as an integer. */
const INFINITY_WORD = 0x7f800000;

/** Reports, counts of rounding and tensor scales of some steps: [steps, lanes, ...] each. */
export interface Piece {
  readonly report: Uint32Array;
  readonly counts: Uint32Array;
  readonly scales: Float32Array;
}

/** Numbers that do not stand in the report as a float; `at` is the field of a lane's row. */
const READ: Partial<Record<SeriesName, (report: Float32Array, at: number) => number>> = {
  largestLogit: unordered,
  gradientNorm: sumOfSquares,
  updateRms: sumOfSquares,
  lossScale: (report, at) => report[at]! || NaN,
};

export class Results {
  readonly #compiled: CompiledStep;
  readonly #inputs: StepInputs;
  readonly #recorder: Recorder;
  readonly #report: StepReport;
  /** Values of all weights. */
  readonly #weights: number;

  constructor(compiled: CompiledStep, inputs: StepInputs) {
    const { program } = compiled;
    this.#compiled = compiled;
    this.#inputs = inputs;
    this.#recorder = new Recorder(recordPlan(program, inputs));
    this.#report = new StepReport(program);
    this.#weights = program.operations.reduce(
      (sum, op) => sum + (op.kind === 'adamw' || op.kind === 'sgd' || op.kind === 'descent' ? op.length : 0),
      0,
    );
  }

  /** `lanes` and `steps` are positions in the inputs; `siteRows` says in which row of the counts a step stands. */
  add(lanes: readonly number[], steps: readonly number[], siteRows: readonly number[], piece: Piece): void {
    const { tensors, reportWidth } = this.#compiled.bindings;
    const report = this.#report;
    for (const [position, lane] of lanes.entries()) {
      for (const [row, i] of steps.entries()) {
        const at = (row * lanes.length + position) * reportWidth;
        report.begin();
        this.#addSeries(new Float32Array(piece.report.buffer, 4 * at, REPORT_FIELDS));
        const skipped = piece.report[at + REPORT.skipped] === 1;
        if (skipped) report.skip();
        const siteRow = siteRows[row]!;
        if (siteRow >= 0) {
          this.#addSites(siteRow * lanes.length + position, skipped, piece);
          this.#addActivations(new Float32Array(piece.report.buffer, 4 * at, reportWidth));
        }
        const rank = piece.report[at + REPORT.nonfinite]!;
        if (rank > 0) report.nonfinite = tensors[tensors.length - rank]!;
        this.#recorder.add(lane, this.#inputs.fromStep + i, report);
      }
    }
  }

  finish(): StepResults {
    return this.#recorder.finish();
  }

  /** The kernels have looked for NaN and Inf themselves. */
  #addSeries(row: Float32Array): void {
    for (const name of SERIES) {
      const value = READ[name]?.(row, REPORT[name]) ?? row[REPORT[name]]!;
      const length = name === 'updateRms' ? this.#weights : 1;
      this.#report.say({ kind: 'series', name, tensor: null, length }, value);
    }
  }

  #addActivations(row: Float32Array): void {
    const words = new Uint32Array(row.buffer, row.byteOffset, row.length);
    for (const [op, at] of this.#compiled.bindings.activations) {
      if (op.kind === 'attention') {
        this.#report.add(layerLogit(op), unordered(row, at));
        continue;
      }
      const { powers, largest } = momentFacts(op);
      // The words of NaN and Inf lie above those of all numbers.
      const isFinite = words[at + 5]! < INFINITY_WORD;
      const unit = 2 ** (words[at + 4]! - 127);
      for (const [i, fact] of powers.entries()) {
        this.#report.add(fact, isFinite ? row[at + i]! * unit ** fact.power : NaN);
      }
      this.#report.add(largest, isFinite ? row[at + 5]! : NaN);
    }
  }

  /** `row` is that of the counts and scales. */
  #addSites(row: number, skipped: boolean, { counts, scales }: Piece): void {
    const { scaleSites, unmadeColumns, counts: perRow } = this.#compiled.bindings;
    let at = row * perRow;
    while (at < (row + 1) * perRow) {
      for (const site of this.#report.sites.values()) {
        site.nonzero += counts[at]!;
        site.underflow += counts[at + 1]!;
        site.overflow += counts[at + 2]!;
        at += COUNT_WIDTH;
      }
    }
    for (const [column, site] of scaleSites.entries()) {
      if (skipped && unmadeColumns.has(column)) continue;
      this.#report.addScale(site, scales[row * scaleSites.length + column]!);
    }
  }
}

/** In float64, from the three parts of kernels/update.ts. */
function sumOfSquares(report: Float32Array, at: number): number {
  const [small, middle, large] = report.subarray(at, at + 3);
  return small! / SMALL_SCALE ** 2 + middle! + large! * SMALL_SCALE ** 2;
}

/** The float whose ordering integer (kernels/attention.ts) stands in a word. */
function unordered(report: Float32Array, at: number): number {
  const bits = new Uint32Array(report.buffer, report.byteOffset + 4 * at, 1)[0]!;
  if (bits === 0) return NaN;
  const own = bits >>> 31 === 1 ? bits & 0x7fffffff : ~bits;
  return new Float32Array(Uint32Array.of(own).buffer)[0]!;
}
