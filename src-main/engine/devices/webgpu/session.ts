// A session on the GPU: buffers, pipelines and bind groups made once; a step is a short list of dispatches over all lanes of
// a group; what many steps report is read back at once.
import { OutOfMemoryError } from '../../device.ts';
import type {
  BufferPart,
  Sequences,
  Session,
  SessionOptions,
  StepInputs,
  StepResults,
} from '../../device.ts';
import { microBatchesOf, stepParts, type StepParts } from '../../micro-batches.ts';
import type { BufferName, Operation, OperationKind } from '../../program.ts';
import { streamPrefix } from '../../random.ts';
import type { PassClock } from './clock.ts';
import { compile, type CompiledStep } from './compile.ts';
import { USAGE, type Gpu } from './gpu.ts';
import { STEP_FIELDS, type Kernel } from './kernel.ts';
import type { MatrixUnits } from './matrix-units.ts';
import { planMemory, replan, REPORTED_STEPS, type MemoryPlan } from './memory.ts';
import { REPORT, SessionBindings, snapshotName } from './bindings.ts';
import { Results, type Piece } from './results.ts';
import { Submissions, type Dispatch } from './submissions.ts';

interface Command extends Dispatch {
  readonly operation: Operation;
  readonly numbers: GPUBuffer;
}

/** What kernels know of the step: operations that are carried out again count nothing. */
interface Now {
  readonly first: GPUBuffer;
  readonly again: GPUBuffer;
}

interface Commands {
  readonly parts: StepParts<Command>;
  readonly all: readonly Command[];
}

interface ReadyStep {
  readonly compiled: CompiledStep;
  /** Of a step in which sites are counted, and of the others, which have no use for statistics of activations. */
  readonly counted: Commands;
  readonly uncounted: Commands;
}

/** What the lanes of a group do in some steps (or batches of an evaluation). */
interface Work {
  readonly ready: ReadyStep;
  readonly training: boolean;
  readonly clock: PassClock | null;
  /** Positions of the group's lanes in the inputs, and of the piece's steps. */
  readonly lanes: readonly number[];
  readonly slots: readonly number[];
  readonly steps: readonly number[];
  /** Row of the counts of each step; -1: not counted. */
  readonly siteRows: readonly number[];
  readonly rate: (lane: number, step: number) => number;
  readonly sequences: Sequences;
  /** Index into the sequences' batches. */
  readonly batch: (lane: number, step: number) => number;
}

export interface SessionSettings {
  /** Absent: products are made without them. */
  readonly units?: MatrixUnits | null;
  /** Multiply-adds of one submission. */
  readonly submissionWork?: number;
}

export class WebgpuSession implements Session {
  readonly #gpu: Gpu;
  readonly #options: SessionOptions;
  readonly #bindings: SessionBindings;
  readonly #plan: MemoryPlan;
  readonly #buffers: ReadonlyMap<string, GPUBuffer>;
  readonly #now: Now;
  readonly #programs: readonly ReadyStep[];
  readonly #submissions: Submissions;
  /** Where each of the session's current lanes stands in the state buffers. */
  #slots: readonly number[];

  private constructor(
    gpu: Gpu,
    options: SessionOptions,
    bindings: SessionBindings,
    plan: MemoryPlan,
    buffers: ReadonlyMap<string, GPUBuffer>,
    now: Now,
    programs: readonly ReadyStep[],
    submissions: Submissions,
  ) {
    this.#gpu = gpu;
    this.#options = options;
    this.#bindings = bindings;
    this.#plan = plan;
    this.#buffers = buffers;
    this.#now = now;
    this.#programs = programs;
    this.#submissions = submissions;
    this.#slots = options.seeds.map((_, index) => index);
  }

  /** @throws OutOfMemoryError where the session does not fit. */
  static async open(
    gpu: Gpu,
    options: SessionOptions,
    memory: number,
    { units = null, submissionWork }: SessionSettings = {},
  ): Promise<WebgpuSession> {
    const { seeds, snapshots } = options;
    const bindings = new SessionBindings(options.programs, units, snapshots);
    const compiled = options.programs.map((program) => compile(program, bindings));
    const limits = { buffer: gpu.largestBuffer, total: memory };
    let plan = planMemory(bindings, compiled, seeds.length, limits);
    let buffers = await allocate(gpu, plan);
    while (!buffers) {
      if (plan.group === 1) {
        throw new OutOfMemoryError(
          `The GPU has too little free memory for ${seeds.length} lanes; train fewer at once.`,
        );
      }
      plan = replan(bindings, compiled, seeds.length, Math.floor(plan.group / 2));
      buffers = await allocate(gpu, plan);
    }
    const { device } = gpu;
    const stepBuffer = () =>
      device.createBuffer({ size: 4 * STEP_FIELDS.length, usage: USAGE.uniform | USAGE.copyTarget });
    const now = { first: stepBuffer(), again: stepBuffer() };
    for (const [name, values] of bindings.tables) {
      device.queue.writeBuffer(buffers.get(name)!, 0, values as Float32Array<ArrayBuffer>);
    }
    const given = buffers;
    const programs = await Promise.all(compiled.map((each) => prepare(gpu, each, given, now)));
    const submissions = new Submissions(gpu, submissionWork);
    return new WebgpuSession(gpu, options, bindings, plan, buffers, now, programs, submissions);
  }

  /** The kind of operation of each pass of a step that is timed, which is one without counts. */
  kindsOf(program: number): readonly OperationKind[] {
    return this.#programs[program]!.uncounted.all.map(({ operation }) => operation.kind);
  }

  /** With a `clock` every kernel is a pass of its own, and the last step is timed. */
  async run(inputs: StepInputs, clock: PassClock | null = null): Promise<StepResults> {
    const { fromStep, steps, statisticsEvery, learningRates } = inputs;
    const ready = this.#programs[inputs.program]!;
    const results = new Results(ready.compiled, inputs);
    for (const lanes of this.#groups(inputs.lanes.length)) {
      for (const piece of pieces(steps)) {
        let counted = 0;
        const siteRows = piece.map((i) => ((fromStep + i) % statisticsEvery === 0 ? counted++ : -1));
        const report = await this.#carryOut({
          ready,
          training: true,
          clock,
          lanes,
          slots: lanes.map((lane) => this.#slots[inputs.lanes[lane]!]!),
          steps: piece.map((i) => fromStep + i),
          siteRows,
          rate: (lane, i) => learningRates[lane * steps + piece[i]!]!,
          sequences: inputs,
          batch: (lane, i) => lane * steps + piece[i]!,
        });
        results.add(lanes, piece, siteRows, report);
      }
    }
    return results.finish();
  }

  async evaluate(program: number, lanes: readonly number[], batches: number, sequences: Sequences) {
    const ready = this.#programs[program]!;
    const { reportWidth } = ready.compiled.bindings;
    const losses = new Float64Array(lanes.length);
    for (const group of this.#groups(lanes.length)) {
      for (const piece of pieces(batches)) {
        const { report } = await this.#carryOut({
          ready,
          training: false,
          clock: null,
          lanes: group,
          slots: group.map((lane) => this.#slots[lanes[lane]!]!),
          steps: piece.map(() => 0),
          siteRows: piece.map(() => -1),
          rate: () => 0,
          sequences,
          batch: (lane, i) => lane * batches + piece[i]!,
        });
        const floats = new Float32Array(report.buffer);
        group.forEach((lane, position) =>
          piece.forEach((_, row) => {
            losses[lane]! += floats[(row * group.length + position) * reportWidth + REPORT.loss]! / batches;
          }),
        );
      }
    }
    return losses;
  }

  async read(lane: number, buffer: BufferName, part: BufferPart = {}): Promise<Float32Array> {
    const { from = 0, snapshot } = part;
    const { at, length: whole } = this.#find(lane, buffer);
    const { length = whole - from } = part;
    const home = this.#home(buffer, snapshot);
    return new Float32Array(await this.#gpu.read(home, at + 4 * from, 4 * length));
  }

  async write(
    lane: number,
    buffer: BufferName,
    values: Float32Array | Float64Array,
    { from = 0, snapshot }: BufferPart = {},
  ): Promise<void> {
    const { at } = this.#find(lane, buffer);
    await this.#gpu.write(this.#home(buffer, snapshot), at + 4 * from, Float32Array.from(values));
  }

  async keep(lane: number, snapshot: number): Promise<void> {
    this.#copyState(lane, (state) => [state, snapshotName(state, snapshot)]);
  }

  async restore(lane: number, snapshot: number): Promise<void> {
    this.#copyState(lane, (state) => [snapshotName(state, snapshot), state]);
  }

  async compact(keep: readonly number[]): Promise<void> {
    this.#slots = keep.map((index) => this.#slots[index]!);
  }

  async close(): Promise<void> {
    const numbers = this.#programs.flatMap(({ counted }) => counted.all.map((command) => command.numbers));
    for (const buffer of [...this.#buffers.values(), this.#now.first, this.#now.again, ...numbers])
      buffer.destroy();
    this.#submissions.close();
  }

  #home(buffer: BufferName, snapshot: number | undefined): GPUBuffer {
    return this.#buffers.get(snapshot === undefined ? buffer : snapshotName(buffer, snapshot))!;
  }

  /** Copies all that a lane keeps from one buffer to another of as many lanes. */
  #copyState(lane: number, fromTo: (state: string) => readonly [string, string]): void {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    for (const [name, length] of this.#bindings.states) {
      const [from, to] = fromTo(name).map((each) => this.#buffers.get(each)!) as [GPUBuffer, GPUBuffer];
      const at = 4 * length * this.#slots[lane]!;
      encoder.copyBufferToBuffer(from, at, to, at, 4 * length);
    }
    device.queue.submit([encoder.finish()]);
  }

  #find(lane: number, buffer: BufferName): { at: number; length: number } {
    const state = this.#bindings.states.get(buffer);
    const length = state ?? this.#bindings.workspaces.get(buffer)!;
    return { at: state === undefined ? 0 : 4 * this.#slots[lane]! * length, length };
  }

  /** Positions 0 to count - 1 in groups that fit into the workspace. */
  #groups(count: number): number[][] {
    const { group } = this.#plan;
    return Array.from({ length: Math.ceil(count / group) }, (_, index) =>
      Array.from({ length: Math.min(group, count - index * group) }, (_, i) => index * group + i),
    );
  }

  /** Submits the steps one after the other and waits for what they report. */
  async #carryOut(work: Work): Promise<Piece> {
    const { lanes, steps, slots } = work;
    const { device } = this.#gpu;
    const { bindings, betas } = work.ready.compiled;
    const { streams } = this.#bindings;
    const rates = lanes.length * (1 + streams.length);
    const inputs = new Uint32Array(rates + steps.length * lanes.length);
    const floats = new Float32Array(inputs.buffer);
    inputs.set(slots);
    streams.forEach((purpose, stream) =>
      slots.forEach((slot, position) => {
        inputs[(1 + stream) * lanes.length + position] = streamPrefix(this.#options.seeds[slot]!, purpose);
      }),
    );
    for (const i of steps.keys()) {
      lanes.forEach((lane, position) => (floats[rates + i * lanes.length + position] = work.rate(lane, i)));
    }
    device.queue.writeBuffer(this.#buffers.get('#inputs')!, 0, inputs);
    const report = this.#buffers.get('#report')!;
    const counts = this.#buffers.get('#counts')!;
    const clear = device.createCommandEncoder();
    clear.clearBuffer(report);
    clear.clearBuffer(counts);
    device.queue.submit([clear.finish()]);

    for (const [i, step] of steps.entries()) {
      const now = new Uint32Array(STEP_FIELDS.length);
      const siteRow = work.siteRows[i]!;
      now.set([step, i, Math.max(0, siteRow), siteRow < 0 ? 0 : 1, work.training ? 1 : 0, lanes.length]);
      now[6] = rates + i * lanes.length;
      now[STEP_FIELDS.indexOf('reportWidth')] = bindings.reportWidth;
      if (betas)
        new Float32Array(now.buffer).set(
          betas.map((beta) => 1 / (1 - beta ** (step + 1))),
          7,
        );
      device.queue.writeBuffer(this.#buffers.get('#tokens')!, 0, tokensOf(work, i));
      await this.#submitStep(work, now);
    }

    const rows = steps.length * lanes.length;
    const counted = work.siteRows.filter((row) => row >= 0).length * lanes.length;
    const columns = bindings.scaleSites.length;
    const read = async (name: string, values: number) =>
      values === 0 ? new ArrayBuffer(0) : await this.#gpu.read(this.#buffers.get(name)!, 0, 4 * values);
    const [reported, tallies, scales] = await Promise.all([
      read('#report', rows * bindings.reportWidth),
      read('#counts', counted * bindings.counts),
      read('#scales', counted * columns),
    ]);
    return {
      report: new Uint32Array(reported),
      counts: new Uint32Array(tallies),
      scales: new Float32Array(scales),
    };
  }

  /** A step, micro-batch by micro-batch; one that is not split is submitted as a whole. */
  async #submitStep(
    { ready: { compiled, counted, uncounted }, training, lanes, clock }: Work,
    now: Uint32Array<ArrayBuffer>,
  ): Promise<void> {
    const { parts, all } = now[STEP_FIELDS.indexOf('counting')] === 1 ? counted : uncounted;
    const submit = async (commands: readonly Command[], microBatch: number) => {
      if (commands.length === 0) return;
      now[STEP_FIELDS.indexOf('microBatch')] = microBatch;
      const { queue } = this.#gpu.device;
      queue.writeBuffer(this.#now.first, 0, now);
      queue.writeBuffer(this.#now.again, 0, now.with(STEP_FIELDS.indexOf('counting'), 0));
      await this.#submissions.submit(commands, lanes.length, clock);
    };
    const count = microBatchesOf(compiled.program);
    if (training && count === 1) return submit(all, 0);
    await submit(parts.begin, 0);
    for (let microBatch = 0; microBatch < count; microBatch++) {
      await submit(training ? parts.each : parts.forward, microBatch);
    }
    if (training) await submit(parts.update, 0);
  }
}

/** [lanes, batch size, context + 1] of one step. */
function tokensOf({ ready, lanes, sequences, batch }: Work, step: number): Uint32Array<ArrayBuffer> {
  const { batchSize, context } = ready.compiled.program;
  const length = context + 1;
  const ids = new Uint32Array(lanes.length * batchSize * length);
  lanes.forEach((lane, position) => {
    for (let b = 0; b < batchSize; b++) {
      const start = sequences.offsets[batch(lane, step) * batchSize + b]!;
      ids.set(sequences.tokens.subarray(start, start + length), (position * batchSize + b) * length);
    }
  });
  return ids;
}

/** Numbers 0 to count - 1 in pieces whose results are read back at once. */
function pieces(count: number): number[][] {
  return Array.from({ length: Math.ceil(count / REPORTED_STEPS) }, (_, index) =>
    Array.from(
      { length: Math.min(REPORTED_STEPS, count - index * REPORTED_STEPS) },
      (_, i) => index * REPORTED_STEPS + i,
    ),
  );
}

/** All buffers of a plan, zeroed; null where the GPU's memory does not suffice. */
async function allocate(gpu: Gpu, plan: MemoryPlan): Promise<Map<string, GPUBuffer> | null> {
  const { device } = gpu;
  const usage = USAGE.storage | USAGE.copySource | USAGE.copyTarget;
  device.pushErrorScope('out-of-memory');
  const buffers = new Map(
    [...plan.buffers].map(([name, size]) => [name, device.createBuffer({ label: name, size, usage })]),
  );
  const refused = await gpu.guard(device.popErrorScope());
  if (!refused) return buffers;
  for (const buffer of buffers.values()) buffer.destroy();
  return null;
}

async function prepare(
  gpu: Gpu,
  compiled: CompiledStep,
  buffers: ReadonlyMap<string, GPUBuffer>,
  now: Now,
): Promise<ReadyStep> {
  const { device } = gpu;
  const command = async (operation: Operation, kernel: Kernel): Promise<Omit<Command, 'place'>> => {
    const numbers = device.createBuffer({
      size: kernel.numbers.byteLength,
      usage: USAGE.uniform | USAGE.copyTarget,
    });
    device.queue.writeBuffer(numbers, 0, kernel.numbers);
    const bound = [
      operation.again ? now.again : now.first,
      numbers,
      ...kernel.ports.map(({ buffer }) => buffers.get(buffer)!),
    ];
    const bindGroup = device.createBindGroup({
      label: kernel.label,
      layout: gpu.layout(kernel.ports),
      entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    return { operation, pipeline: await gpu.pipeline(kernel), bindGroup, numbers, kernel };
  };
  const made = await Promise.all(
    compiled.operations.flatMap(({ operation, kernels }) => kernels.map((each) => command(operation, each))),
  );
  const commandsOf = (some: typeof made): Commands => {
    const all = some.map((one, place) => ({ ...one, place }));
    return { all, parts: stepParts(all, ({ operation }) => operation) };
  };
  const uncounted = made.filter(({ operation }) => operation.kind !== 'moments');
  return { compiled, counted: commandsOf(made), uncounted: commandsOf(uncounted) };
}
