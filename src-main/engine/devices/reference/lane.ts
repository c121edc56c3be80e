// One lane on the reference device: its buffers in float64, the current step's inputs, and what the step reports.
import { quantize } from '../../../formats/quantize.ts';
import type { Sequences } from '../../device.ts';
import type { Precision } from '../../../formats/precision.ts';
import type { BufferName, LaneScale, Operand, RowView, Site, StepProgram } from '../../program.ts';
import { keyFrom, random32, streamKey } from '../../random.ts';
import { lengthOf, sessionBuffers } from '../../session-buffers.ts';
import { StepReport, type SiteCounts } from '../kit/step-report.ts';

export class Lane {
  readonly buffers = new Map<BufferName, Float64Array>();
  /** Kept states. */
  readonly snapshots: readonly ReadonlyMap<BufferName, Float64Array>[];
  readonly seed: number;
  tokens = new Uint32Array(0);
  targets = new Uint32Array(0);
  step = 0;
  microBatch = 0;
  learningRate = 0;
  training = true;
  /** Sites are counted in this step. */
  counting = false;
  /** Nothing is counted and reported for the moment. */
  again = false;
  /** Of the program whose step it is. */
  report: StepReport;
  clipFactor = 1;
  /** The step at hand is skipped. */
  skipping = false;

  constructor(programs: readonly StepProgram[], seed: number, snapshots = 0) {
    this.seed = seed;
    this.report = new StepReport(programs[0]!);
    const specs = [...sessionBuffers(programs).values()];
    for (const spec of specs) this.buffers.set(spec.name, new Float64Array(lengthOf(spec)));
    const states = specs.filter(({ life }) => life === 'state');
    this.snapshots = Array.from(
      { length: snapshots },
      () => new Map(states.map((spec) => [spec.name, new Float64Array(lengthOf(spec))])),
    );
  }

  begin(): void {
    this.clipFactor = 1;
    this.skipping = false;
    this.report.begin();
  }

  /** Reads a micro-batch of batch number `index` of the sequences into tokens and targets. */
  load(
    { batchSize, microBatch: sequences, context }: StepProgram,
    { tokens, offsets }: Sequences,
    index: number,
    microBatch: number,
  ): void {
    this.microBatch = microBatch;
    this.tokens = new Uint32Array(sequences * context);
    this.targets = new Uint32Array(sequences * context);
    for (let b = 0; b < sequences; b++) {
      const start = offsets[index * batchSize + microBatch * sequences + b]!;
      this.tokens.set(tokens.subarray(start, start + context), b * context);
      this.targets.set(tokens.subarray(start + 1, start + context + 1), b * context);
    }
  }

  buffer(name: BufferName): Float64Array {
    return this.buffers.get(name)!;
  }

  keep(snapshot: number): void {
    for (const [name, values] of this.snapshots[snapshot]!) values.set(this.buffer(name));
  }

  restore(snapshot: number): void {
    for (const [name, values] of this.snapshots[snapshot]!) this.buffer(name).set(values);
  }

  lossScale(scale: number | LaneScale): number {
    return typeof scale === 'number' ? scale : this.buffer(scale.state)[0]! || scale.initial;
  }

  scale(name: BufferName | null): number {
    return name === null ? 1 : this.buffer(name)[0]!;
  }

  countsOf(site: Site): SiteCounts | null {
    return this.counting && !this.again ? this.report.sites.get(site)! : null;
  }

  /** Values of an operand as the product sees them: rounded, a tensor-wide scale still applied. */
  operandValues(
    operand: Operand,
    rows: number,
    columns: number,
    contraction: 'rows' | 'columns',
    stream: string,
  ) {
    const { precision, site } = operand;
    const values = this.buffer(operand.buffer);
    if (!precision) return values;
    const first = this.microBatch * (operand.drawsPerMicroBatch ?? 0);
    const scale = this.scale(operand.scale);
    return this.round(values, rows, columns, contraction, precision, scale, site, stream, first);
  }

  round(
    values: Float64Array,
    rows: number,
    columns: number,
    contraction: 'rows' | 'columns',
    precision: Precision,
    scale: number,
    site: Site,
    stream: string,
    firstDraw = 0,
  ): Float64Array {
    const stochastic = precision.cast.rounding === 'stochastic';
    const key = stochastic ? keyFrom(streamKey(this.seed, stream, this.step), firstDraw) : 0;
    const draw = stochastic ? (index: number) => random32(key, index) : null;
    const counts = this.countsOf(site);
    const single = Float32Array.from(values);
    return Float64Array.from(quantize(single, rows, columns, contraction, precision, scale, draw, counts));
  }
}

/** Calls `visit` with the first index of every row of a view, and the row's number. */
export function eachRow(view: RowView, visit: (start: number, row: number) => void): void {
  for (let t = 0; t < view.outer; t++) {
    for (let h = 0; h < view.inner; h++) {
      visit(view.offset + t * view.stride + h * view.width, t * view.inner + h);
    }
  }
}
