// A session that takes one lane after another through the operations of a program: the reference device's, and that of
// every device which replaces some of its operations by faster ones.
import { SERIES, SITE_STATISTICS } from '../../device.ts';
import type { SeriesName, Session, SessionOptions, StepInputs, StepResults } from '../../device.ts';
import type { Operation, StepProgram } from '../../program.ts';
import { Lane } from './lane.ts';

export type Execute = (op: Operation, lane: Lane) => void;

export class LaneSession implements Session {
  readonly #options: SessionOptions;
  readonly #execute: Execute;
  #lanes: Lane[];

  constructor(options: SessionOptions, execute: Execute) {
    this.#execute = execute;
    this.#options = options;
    this.#lanes = options.seeds.map((seed) => new Lane(options.programs, seed));
  }

  async run(inputs: StepInputs): Promise<StepResults> {
    const program = this.#options.programs[inputs.program]!;
    const { steps, fromStep, statisticsEvery } = inputs;
    const every = (name: SeriesName) => [name, new Float32Array(inputs.lanes.length * steps).fill(NaN)];
    const series = Object.fromEntries(SERIES.map(every)) as Record<SeriesName, Float32Array>;
    const all = Array.from({ length: steps }, (_, i) => fromStep + i);
    const siteSteps = all.filter((step) => step % statisticsEvery === 0);
    const rowLength = program.sites.length * SITE_STATISTICS.length;
    const sites = new Float32Array(inputs.lanes.length * siteSteps.length * rowLength);
    const ended: { lane: number; step: number; tensor: string }[] = [];
    for (const [position, index] of inputs.lanes.entries()) {
      const lane = this.#lanes[index]!;
      for (const step of all) {
        const at = position * steps + step - fromStep;
        this.#load(lane, program, inputs.offsets, at);
        lane.step = step;
        lane.training = true;
        lane.learningRate = inputs.learningRates[at]!;
        const siteStep = siteSteps.indexOf(step);
        lane.counts = siteStep < 0 ? null : new Map();
        trainStep(program, lane, this.#execute);
        for (const name of SERIES) series[name][at] = lane.report[name] ?? NaN;
        if (siteStep >= 0) {
          sites.set(siteRow(program, lane), (position * siteSteps.length + siteStep) * rowLength);
        }
        if (lane.nonfinite !== null) {
          ended.push({ lane: position, step, tensor: lane.nonfinite });
          break;
        }
      }
    }
    return { series, siteSteps, sites, ended };
  }

  async evaluate(program: number, lanes: readonly number[], batches: number, offsets: Int32Array) {
    const { operations } = this.#options.programs[program]!;
    return Float64Array.from(lanes, (index, position) => {
      const lane = this.#lanes[index]!;
      lane.training = false;
      lane.counts = null;
      let sum = 0;
      for (let batch = 0; batch < batches; batch++) {
        this.#load(lane, this.#options.programs[program]!, offsets, position * batches + batch);
        lane.report = {};
        for (const op of operations) if (op.phase === 'forward') this.#execute(op, lane);
        sum += lane.report.loss ?? NaN;
      }
      return sum / batches;
    });
  }

  async read(lane: number, buffer: string): Promise<Float64Array> {
    return Float64Array.from(this.#lanes[lane]!.buffer(buffer));
  }

  async write(lane: number, buffer: string, values: Float32Array | Float64Array): Promise<void> {
    this.#lanes[lane]!.buffer(buffer).set(values);
  }

  async compact(keep: readonly number[]): Promise<void> {
    this.#lanes = keep.map((index) => this.#lanes[index]!);
  }

  async close(): Promise<void> {
    this.#lanes = [];
  }

  /** Reads batch number `index` of the offsets into the lane's tokens and targets. */
  #load(lane: Lane, program: StepProgram, offsets: Int32Array, index: number): void {
    const { batchSize, context } = program;
    const { corpus } = this.#options;
    lane.tokens = new Uint16Array(batchSize * context);
    lane.targets = new Uint16Array(batchSize * context);
    for (let b = 0; b < batchSize; b++) {
      const start = offsets[index * batchSize + b]!;
      lane.tokens.set(corpus.subarray(start, start + context), b * context);
      lane.targets.set(corpus.subarray(start + 1, start + context + 1), b * context);
    }
  }
}

function trainStep(program: StepProgram, lane: Lane, execute: Execute): void {
  lane.report = {};
  lane.nonfinite = null;
  lane.updateSquares = 0;
  lane.updateLength = 0;
  for (const op of program.operations) execute(op, lane);
  lane.report.updateRms = Math.sqrt(lane.updateSquares / lane.updateLength);
}

/** [sites, SITE_STATISTICS] of the step just done. */
function siteRow(program: StepProgram, lane: Lane): number[] {
  return program.sites.flatMap((site) => {
    const counts = lane.counts?.get(site);
    if (!counts) return [0, 0, 1];
    const { total, nonzero, underflow, overflow, logScaleSum, scales } = counts;
    const scale = scales > 0 ? Math.exp(logScaleSum / scales) : 1;
    return [nonzero > 0 ? underflow / nonzero : 0, total > 0 ? overflow / total : 0, scale];
  });
}
