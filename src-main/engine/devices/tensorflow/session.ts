// A session on TensorFlow: lanes in groups, each of which takes every step at once; what a step reports is read in one
// transfer.
import { createHash } from 'node:crypto';
import type {
  BufferPart,
  Sequences,
  Session,
  SessionOptions,
  StepInputs,
  StepResults,
} from '../../device.ts';
import { microBatchesOf, stepParts } from '../../micro-batches.ts';
import type { BufferName, Operation, StepProgram } from '../../program.ts';
import { LOSS } from '../kit/facts.ts';
import { Recorder, recordPlan } from '../kit/recorder.ts';
import { StepReport } from '../kit/step-report.ts';
import { Buffers, shapesOf, sizeOf, type Shapes } from './buffers.ts';
import { execute } from './execute.ts';
import { Recording } from './graph.ts';
import type { Native } from './native.ts';
import type { Tensor } from './tensors.ts';
import { factBits, knownFacts, StepKind, type Kinds, type Known } from './kinds.ts';
import type { Rounding } from './rounding.ts';
import { States } from './states.ts';
import { Step, type StepSettings } from './step.ts';
import { largestSquare, temporaryBytes } from './temporaries.ts';

export interface GroupLimits {
  /** Values that the largest tensor of a group should have: fewer waste time between operations, more leave the cache. */
  readonly tensor: number;
  /** Bytes that the workspace of a group may take. */
  readonly workspace: number;
}

/** Positions of a group's lanes, and which batch of each they take. */
interface Batch {
  readonly program: StepProgram;
  readonly lanes: readonly number[];
  readonly training: boolean;
  readonly step: number;
  readonly counting: boolean;
  readonly rate: (position: number) => number;
  /** Index into the sequences' batches. */
  readonly index: (position: number) => number;
  readonly sequences: Sequences;
}

/** A step, or what is carried out at once of one that is split into micro-batches. */
interface Part {
  readonly name: keyof ReturnType<typeof stepParts> | 'all';
  readonly operations: readonly Operation[];
  readonly microBatch: number;
}

export class TensorflowSession implements Session {
  readonly #native: Native;
  readonly #rounding: Rounding;
  readonly #options: SessionOptions;
  readonly #group: number;
  readonly #workspace: Shapes;
  /** What a split step begins with, its micro-batches go on with. */
  readonly #carried: ReadonlySet<BufferName>;
  readonly #kept: Shapes;
  readonly #states: States;
  readonly #kinds: Kinds;
  /** What tells the programs apart, also between sessions. */
  readonly #fingerprints: readonly string[];
  /** Seed of each of the session's current lanes. */
  #seeds: readonly number[];
  /** Of the lanes that trained last. */
  #buffers: Buffers | null = null;
  /** Tests write workspace buffers and read what a step makes of them, which a graph has no place for. */
  #writtenInto = false;

  constructor(
    native: Native,
    rounding: Rounding,
    kinds: Kinds,
    options: SessionOptions,
    limits: GroupLimits,
  ) {
    this.#native = native;
    this.#rounding = rounding;
    this.#kinds = kinds;
    this.#fingerprints = options.programs.map((program) =>
      createHash('sha256').update(JSON.stringify(program)).digest('hex'),
    );
    this.#options = options;
    this.#seeds = options.seeds;
    this.#workspace = shapesOf(options.programs, 'workspace');
    this.#carried = carriedOf(options.programs);
    this.#kept = shapesOf(options.programs, 'state');
    this.#states = new States(native, this.#kept, options.seeds.length, options.snapshots ?? 0);
    const square = largestSquare(options.programs);
    const sizes = [...this.#workspace.values()].map(sizeOf);
    const bytes = sizes.reduce((sum, size) => sum + 4 * size, temporaryBytes(options.programs));
    const fitting = Math.min(
      limits.tensor / Math.max(1, square, ...sizes),
      limits.workspace / Math.max(1, bytes),
    );
    this.#group = Math.max(1, Math.floor(fitting));
  }

  async run(inputs: StepInputs): Promise<StepResults> {
    const { fromStep, steps, learningRates } = inputs;
    const program = this.#options.programs[inputs.program]!;
    const recorder = new Recorder(recordPlan(program, inputs));
    const report = new StepReport(program);
    for (const group of this.#groups(inputs.lanes.length)) {
      const isOver = () => group.every((position) => recorder.hasEnded(position));
      for (let i = 0; i < steps && !isOver(); i++) {
        const step = fromStep + i;
        const facts = this.#carryOut({
          program,
          lanes: group.map((position) => inputs.lanes[position]!),
          training: true,
          step,
          counting: recorder.isCounted(step),
          rate: (row) => learningRates[group[row]! * steps + i]!,
          index: (row) => group[row]! * steps + i,
          sequences: inputs,
        });
        for (const [row, position] of group.entries()) {
          report.begin();
          for (const { fact, values } of facts) report.add(fact, values[row]!);
          recorder.add(position, step, report);
        }
      }
    }
    return recorder.finish();
  }

  async evaluate(program: number, lanes: readonly number[], batches: number, sequences: Sequences) {
    const given = this.#options.programs[program]!;
    const losses = new Float64Array(lanes.length);
    for (const group of this.#groups(lanes.length)) {
      for (let batch = 0; batch < batches; batch++) {
        const facts = this.#carryOut({
          program: given,
          lanes: group.map((position) => lanes[position]!),
          training: false,
          step: 0,
          counting: false,
          rate: () => 0,
          index: (row) => group[row]! * batches + batch,
          sequences,
        });
        for (const { values } of facts.filter(({ fact }) => fact === LOSS)) {
          group.forEach((position, row) => (losses[position]! += values[row]! / batches));
        }
      }
    }
    return losses;
  }

  async read(lane: number, buffer: BufferName, part: BufferPart = {}): Promise<Float32Array> {
    const state = this.#kept.get(buffer);
    const { from = 0, snapshot } = part;
    return this.#native.scope(() => {
      if (!state) {
        const tensor = this.#of([lane]).get(buffer, this.#workspace.get(buffer)!);
        return Float32Array.from(this.#native.read(tensor));
      }
      const { length = sizeOf(state) - from } = part;
      return Float32Array.from(this.#native.read(this.#states.part(lane, buffer, from, length, snapshot)));
    });
  }

  async write(
    lane: number,
    buffer: BufferName,
    values: Float32Array,
    { from = 0, snapshot }: BufferPart = {},
  ): Promise<void> {
    // TensorFlow reads the array itself, which its owner may change.
    const own = Float32Array.from(values);
    const native = this.#native;
    native.scope(() => {
      const tensor = native.floats(own, [1, own.length]);
      if (this.#kept.has(buffer)) {
        this.#buffers?.statesChanged();
        this.#states.setPart(lane, buffer, from, tensor, snapshot);
      } else {
        this.#writtenInto = true;
        this.#of([lane]).set(buffer, tensor);
      }
    });
  }

  async keep(lane: number, snapshot: number): Promise<void> {
    this.#states.keep(lane, snapshot);
  }

  async restore(lane: number, snapshot: number): Promise<void> {
    this.#buffers?.statesChanged();
    this.#states.restore(lane, snapshot);
  }

  async compact(keep: readonly number[]): Promise<void> {
    this.#leave();
    this.#states.compact(keep);
    this.#seeds = keep.map((lane) => this.#seeds[lane]!);
  }

  async close(): Promise<void> {
    this.#leave();
    this.#states.close();
  }

  /** Positions 0 to count - 1 in groups of nearly the same size. */
  #groups(count: number): number[][] {
    const groups = Math.ceil(count / this.#group);
    return Array.from({ length: groups }, (_, index) => {
      const [from, to] = [index, index + 1].map((i) => Math.floor((i * count) / groups)) as [number, number];
      return Array.from({ length: to - from }, (_, i) => from + i);
    });
  }

  /** Buffers of these lanes; the workspace stays between the steps of lanes of the same number. */
  #of(lanes: readonly number[]): Buffers {
    const states = this.#states.stacked(lanes);
    if (this.#buffers?.lanes !== lanes.length) {
      this.#leave();
      this.#buffers = new Buffers(this.#native, this.#workspace, this.#carried, lanes.length);
    }
    this.#buffers!.enter(states);
    return this.#buffers!;
  }

  #leave(): void {
    this.#buffers?.close();
    this.#buffers = null;
  }

  #carryOut(batch: Batch): Known[] {
    const buffers = this.#of(batch.lanes);
    return partsOf(batch).flatMap((part) =>
      this.#writtenInto ? this.#carryOutPart(batch, part, buffers) : this.#carryOutKind(batch, part, buffers),
    );
  }

  #carryOutPart(batch: Batch, part: Part, buffers: Buffers): Known[] {
    return this.#native.scope(() => {
      const step = new Step(this.#native, this.#rounding, buffers, this.#settingsOf(batch, part));
      try {
        return this.#knownOf(step, this.#execute(part, step));
      } finally {
        step.close();
      }
    });
  }

  /** The first step of a kind, or part of one, is recorded as it is done, and a graph from the second on. */
  #carryOutKind(batch: Batch, part: Part, buffers: Buffers): Known[] {
    const native = this.#native;
    const { program, lanes, training, counting } = batch;
    const fingerprint = this.#fingerprints[this.#options.programs.indexOf(program)]!;
    const kind = [fingerprint, lanes.length, training, counting, part.name].join();
    const settings = this.#settingsOf(batch, part);
    const known = this.#kinds.get(kind);
    if (known) return known.run(settings, buffers);
    buffers.clearWorkspace();
    const recording = new Recording();
    const lasting = buffers.lasting;
    const before = new Map(
      program.buffers.flatMap(({ name }) => (lasting.has(name) ? [[name, lasting.get(name)!] as const] : [])),
    );
    return native.scope(() => {
      const step = new Step(native, this.#rounding, buffers, settings);
      try {
        const bits = native.record(recording, () => this.#execute(part, step));
        this.#kinds.add(kind, new StepKind(native, recording, step, before, bits));
        return this.#knownOf(step, bits);
      } finally {
        step.close();
      }
    });
  }

  /** The facts' bits, null where there are none. */
  #execute({ operations }: Part, step: Step): Tensor | null {
    for (const op of operations) this.#native.scope(() => execute(op, step));
    return factBits(this.#native, step.facts);
  }

  #knownOf({ facts, lanes }: Step, bits: Tensor | null): Known[] {
    return bits ? knownFacts(facts, lanes, this.#native.read(bits)) : [];
  }

  #settingsOf(
    { program, lanes, step, training, counting, rate, index, sequences }: Batch,
    { microBatch }: Part,
  ): StepSettings {
    const { batchSize, microBatch: count, context } = program;
    const { tokens, offsets } = sequences;
    /** [lanes, tokens] of the micro-batch, `ahead` places further on in the text. */
    const idsOf = (ahead: number) => {
      const values = new Int32Array(lanes.length * count * context);
      for (const row of lanes.keys()) {
        for (let b = 0; b < count; b++) {
          const start = offsets[index(row) * batchSize + microBatch * count + b]! + ahead;
          values.set(tokens.subarray(start, start + context), (row * count + b) * context);
        }
      }
      return values;
    };
    return {
      seeds: lanes.map((lane) => this.#seeds[lane]!),
      number: step,
      microBatch,
      training,
      counting,
      tokens: idsOf(0),
      targets: idsOf(1),
      learningRates: Float32Array.from(lanes, (_, row) => rate(row)),
    };
  }
}

/** What is carried out of a batch in training or in an evaluation: all of it at once, or in parts. */
function partsOf({ program, training }: Batch): Part[] {
  const { begin, each, forward, update } = stepParts(program.operations, (op) => op);
  const count = microBatchesOf(program);
  if (count === 1) {
    return [
      { name: 'all', operations: training ? program.operations : [...begin, ...forward], microBatch: 0 },
    ];
  }
  const part = training
    ? ({ name: 'each', operations: each } as const)
    : ({ name: 'forward', operations: forward } as const);
  return [
    { name: 'begin', operations: begin, microBatch: 0 },
    ...Array.from({ length: count }, (_, microBatch): Part => ({ ...part, microBatch })),
    ...(training ? [{ name: 'update', operations: update, microBatch: 0 } as const] : []),
  ];
}

/** What `begin` writes for all micro-batches. */
function carriedOf(programs: readonly StepProgram[]): ReadonlySet<BufferName> {
  const all = programs.flatMap(({ operations }) => operations.filter(({ phase }) => phase === 'begin'));
  const carried = all.flatMap((op) => {
    if (op.kind === 'clear') return [op.x];
    if (op.kind === 'copy') return [op.y.buffer];
    return op.kind === 'scale' ? [op.scale] : [];
  });
  return new Set(carried);
}
