// A session that takes one lane after another through the operations of a program: the reference device's, and that of
// every device which replaces some of its operations by faster ones.
import type {
  BufferPart,
  Sequences,
  Session,
  SessionOptions,
  StepInputs,
  StepResults,
} from '../../device.ts';
import { microBatchesOf, stepParts } from '../../micro-batches.ts';
import type { Operation, StepProgram } from '../../program.ts';
import { Recorder, recordPlan } from '../kit/recorder.ts';
import { StepReport } from '../kit/step-report.ts';
import { Lane } from './lane.ts';

export type Execute = (op: Operation, lane: Lane) => void;

export class LaneSession implements Session {
  readonly #options: SessionOptions;
  readonly #execute: Execute;
  #lanes: Lane[];

  constructor(options: SessionOptions, execute: Execute) {
    this.#execute = execute;
    this.#options = options;
    this.#lanes = options.seeds.map((seed) => new Lane(options.programs, seed, options.snapshots));
  }

  async run(inputs: StepInputs): Promise<StepResults> {
    const program = this.#options.programs[inputs.program]!;
    const { steps, fromStep } = inputs;
    const recorder = new Recorder(recordPlan(program, inputs));
    const report = new StepReport(program);
    for (const [position, index] of inputs.lanes.entries()) {
      const lane = this.#lanes[index]!;
      lane.report = report;
      lane.training = true;
      for (let i = 0; i < steps && !recorder.hasEnded(position); i++) {
        const at = position * steps + i;
        lane.step = fromStep + i;
        lane.learningRate = inputs.learningRates[at]!;
        lane.counting = recorder.isCounted(lane.step);
        this.#step(lane, program, inputs, at);
        recorder.add(position, lane.step, report);
      }
    }
    return recorder.finish();
  }

  async evaluate(program: number, lanes: readonly number[], batches: number, sequences: Sequences) {
    const given = this.#options.programs[program]!;
    const report = new StepReport(given);
    return Float64Array.from(lanes, (index, position) => {
      const lane = this.#lanes[index]!;
      lane.report = report;
      lane.training = false;
      lane.counting = false;
      let sum = 0;
      for (let batch = 0; batch < batches; batch++) {
        this.#step(lane, given, sequences, position * batches + batch);
        sum += report.value('loss');
      }
      return sum / batches;
    });
  }

  async read(
    lane: number,
    buffer: string,
    { from = 0, length, snapshot }: BufferPart = {},
  ): Promise<Float64Array> {
    const values = this.#values(lane, buffer, snapshot);
    return values.slice(from, length === undefined ? undefined : from + length);
  }

  async write(
    lane: number,
    buffer: string,
    values: Float32Array | Float64Array,
    { from = 0, snapshot }: BufferPart = {},
  ): Promise<void> {
    this.#values(lane, buffer, snapshot).set(values, from);
  }

  async keep(lane: number, snapshot: number): Promise<void> {
    this.#lanes[lane]!.keep(snapshot);
  }

  async restore(lane: number, snapshot: number): Promise<void> {
    this.#lanes[lane]!.restore(snapshot);
  }

  async compact(keep: readonly number[]): Promise<void> {
    this.#lanes = keep.map((index) => this.#lanes[index]!);
  }

  async close(): Promise<void> {
    this.#lanes = [];
  }

  #values(lane: number, buffer: string, snapshot: number | undefined): Float64Array {
    const of = this.#lanes[lane]!;
    return snapshot === undefined ? of.buffer(buffer) : of.snapshots[snapshot]!.get(buffer)!;
  }

  /** One step, or one evaluation, of batch number `index` of the sequences. */
  #step(lane: Lane, program: StepProgram, sequences: Sequences, index: number): void {
    const { begin, each, forward, update } = stepParts(program.operations, (op) => op);
    const carryOut = (operations: readonly Operation[]) => {
      for (const op of operations) {
        if (lane.skipping) return;
        lane.again = op.again !== undefined;
        this.#execute(op, lane);
      }
    };
    lane.begin();
    carryOut(begin);
    for (let microBatch = 0; microBatch < microBatchesOf(program); microBatch++) {
      lane.load(program, sequences, index, microBatch);
      carryOut(lane.training ? each : forward);
    }
    if (lane.training) carryOut(update);
  }
}
