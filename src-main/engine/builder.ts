// Emits operations into a step program: names buffers, and turns a precision into the scale operations and operands that
// carry it out. It knows nothing of transformers; transformer.ts and update.ts do.
import type { Activation } from './activations.ts';
import type { Precision } from '../formats/precision.ts';
import { layoutOf, type TensorScale } from '../formats/scaling.ts';
import type { WeightKind } from './parametrisation.ts';
import type { Accumulation, LinearPrecision, Recipe } from '../recipes/recipe.ts';
import type {
  BufferName,
  BufferSpec,
  Operand,
  Operation,
  OperationOf,
  Phase,
  RowView,
  Site,
  WeightSpec,
} from './program.ts';

/** One linear layer: out [rows, columns] = factor x [rows, inner] w, with w stored [inner, columns], or transposed if `tied`. */
export interface LinearLayer {
  readonly label: string;
  readonly site: Site;
  readonly precision: LinearPrecision;
  readonly weight: BufferName;
  /** What its products read in place of the weight; absent: the weight. */
  readonly used?: BufferName;
  readonly tied: boolean;
  /** The operands of its weight gradient are transformed; null: they are not. */
  readonly hadamard: Recipe['hadamard'];
  /** What every product with the weight is multiplied by: x w, dOut w' and x' dOut. */
  readonly factor: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Fields of operations whose texts name no buffer. */
const NAMES: ReadonlySet<string> = new Set(['kind', 'phase', 'label', 'purpose', 'site', 'of'] satisfies (
  keyof OperationOf<'round'> | keyof OperationOf<'scale'> | keyof OperationOf<'moments'>
)[]);

export class StepBuilder {
  readonly #specs = new Map<BufferName, BufferSpec>();
  readonly weights: WeightSpec[] = [];
  /** Of each weight. */
  readonly kinds = new Map<BufferName, WeightKind>();
  readonly #operations: Operation[] = [];
  /** Buffers of weight gradients in the order in which the backward pass finishes them. */
  readonly gradients: BufferName[] = [];
  readonly #sites = new Set<Site>();
  /** How often a buffer was written, so that a scale is reused only while its tensor has not changed. */
  readonly #versions = new Map<BufferName, number>();
  readonly #scales = new Map<string, BufferName>();
  /** Tensors that stand in a buffer of another name, one after the other; operations name them apart until the program is made. */
  readonly #places = new Map<BufferName, BufferName>();
  readonly #ofStep = new Set<BufferName>();
  readonly #accumulation: Accumulation | null;
  /** Gradients are added up over several micro-batches. */
  readonly isSplit: boolean;
  /** What is done once a step, before its micro-batches. */
  readonly #begin: Operation[] = [];
  /** Multipliers of gradients, their roundings and what else waits until all micro-batches are added up. */
  readonly #unfinished: (() => void)[] = [];
  phase: Phase = 'forward';

  constructor(accumulation: Accumulation | null, isSplit = false) {
    this.#accumulation = accumulation;
    this.isSplit = isSplit;
  }

  get operations(): readonly Operation[] {
    return [...this.#begin, ...this.#operations].map((op) => placed(op, this.#places));
  }

  get buffers(): readonly BufferSpec[] {
    const specs = [...this.#specs.values()].map((spec) => ({ ...spec, name: this.#placeOf(spec.name) }));
    return [...new Map(specs.map((spec) => [spec.name, spec])).values()];
  }

  get sites(): readonly Site[] {
    return [...this.#sites];
  }

  state(name: BufferName, shape: readonly number[]): BufferName {
    return this.#buffer({ name, shape, life: 'state' });
  }

  /** `place`: the buffer in which it stands, which other tensors of that shape have before and after it. */
  workspace(name: BufferName, shape: readonly number[], place = name): BufferName {
    if (place !== name) this.#places.set(name, place);
    return this.#buffer({ name, shape, life: 'workspace' });
  }

  /** A buffer of the workspace that is written once a step and is the same for all micro-batches. */
  workspaceOfStep(name: BufferName, shape: readonly number[]): BufferName {
    this.#ofStep.add(name);
    return this.workspace(name, shape);
  }

  weight(
    name: BufferName,
    kind: WeightKind,
    shape: readonly number[],
    standardDeviation: number,
    constant = 0,
  ): BufferName {
    this.weights.push({ name, shape, standardDeviation, constant });
    this.kinds.set(name, kind);
    return this.state(name, shape);
  }

  has(name: BufferName): boolean {
    return this.#specs.has(name);
  }

  length(name: BufferName): number {
    return this.#specs.get(name)!.shape.reduce((product, extent) => product * extent, 1);
  }

  emit(operation: Operation, ...written: readonly BufferName[]): void {
    (operation.phase === 'begin' ? this.#begin : this.#operations).push(operation);
    for (const name of written) this.#versions.set(name, (this.#versions.get(name) ?? 0) + 1);
  }

  /** How many operations of micro-batches there are so far. */
  get emitted(): number {
    return this.#operations.length;
  }

  /** Those after the first so many. */
  since(emitted: number): readonly Operation[] {
    return this.#operations.slice(emitted);
  }

  /** Makes what these operations have made once more. Their scales and moments are known: histories are not touched. */
  emitAgain(operations: readonly Operation[], after: BufferName): void {
    for (const op of operations) {
      if (op.kind === 'scale' || op.kind === 'moments') continue;
      this.#operations.push({ ...op, phase: 'backward', again: { after } });
    }
  }

  /** Counts a site that an operation rounds by itself. */
  site(name: Site, precision: Precision | null): Site {
    if (precision) this.#sites.add(name);
    return name;
  }

  operand(buffer: BufferName, precision: Precision | null, site: Site, label: string): Operand {
    this.site(site, precision);
    const isStochastic = precision?.cast.rounding === 'stochastic';
    return {
      buffer,
      precision,
      scale: this.#scaleOf(buffer, precision, site, label),
      site,
      ...(isStochastic && this.#isOfMicroBatch(buffer) && { drawsPerMicroBatch: this.length(buffer) }),
    };
  }

  /** Casts a tensor in place. */
  round(
    buffer: BufferName,
    rows: number,
    columns: number,
    precision: Precision | null,
    site: Site,
    label: string,
  ): void {
    if (!precision) return;
    const x = this.operand(buffer, precision, site, label);
    this.emit(
      { phase: this.phase, label, kind: 'round', x, rows, columns, purpose: `${label}:${buffer}` },
      buffer,
    );
  }

  /** x *= factor, in the phase that is being built. */
  multiply(label: string, x: BufferName, factor: number): void {
    if (factor === 1) return;
    const { phase } = this;
    this.emit({ phase, label, kind: 'multiply', x, length: this.length(x), factor }, x);
  }

  matmul(
    label: string,
    a: Operand,
    b: Operand,
    out: BufferName,
    extents: { readonly m: number; readonly n: number; readonly k: number },
    transposed: { readonly a?: boolean; readonly b?: boolean } = {},
    accumulate = false,
  ): void {
    this.emit(
      {
        phase: this.phase,
        label,
        kind: 'matmul',
        ...extents,
        a,
        b,
        transposeA: transposed.a ?? false,
        transposeB: transposed.b ?? false,
        out,
        accumulate,
        accumulation: this.#accumulation,
      },
      out,
    );
  }

  /** Reports statistics of what stands in a buffer now. */
  moments(x: BufferName, of: Activation, layer: number): void {
    const { phase } = this;
    this.emit({
      phase,
      label: `layer${layer} ${of} moments`,
      kind: 'moments',
      x,
      length: this.length(x),
      of,
      layer,
    });
  }

  linear(layer: LinearLayer, x: BufferName, out: BufferName): void {
    const { label, site, precision, rows, inner, columns } = layer;
    const a = this.operand(x, precision.forward.activation, `${site}.forward.activation`, label);
    const b = this.operand(
      layer.used ?? layer.weight,
      precision.forward.weight,
      `${site}.forward.weight`,
      label,
    );
    this.matmul(label, a, b, out, { m: rows, n: columns, k: inner }, { b: layer.tied });
    this.multiply(`${label} multiplier`, out, layer.factor);
    this.round(out, rows, columns, precision.output, `${site}.output`, `${label} output`);
  }

  /** dx = factor dOut w', and the weight's gradient factor x' dOut, rounded by `weightGradient`. */
  linearGradient(
    layer: LinearLayer,
    x: BufferName,
    dOut: BufferName,
    dx: BufferName,
    weightGradient: Precision | null,
  ): void {
    const { site, precision, rows, inner, columns } = layer;
    const forInput = `${layer.label} input gradient`;
    const gradientOperand = this.operand(
      dOut,
      precision.inputGradient.outputGradient,
      `${site}.input-gradient.output-gradient`,
      forInput,
    );
    const weightOperand = this.operand(
      layer.used ?? layer.weight,
      precision.inputGradient.weight,
      `${site}.input-gradient.weight`,
      forInput,
    );
    this.matmul(
      forInput,
      gradientOperand,
      weightOperand,
      dx,
      { m: rows, n: inner, k: columns },
      { b: !layer.tied },
    );
    this.multiply(`${forInput} multiplier`, dx, layer.factor);
    this.round(dx, rows, inner, precision.output, `${site}.output`, `${forInput} output`);

    const forWeight = `${layer.label} weight gradient`;
    const activation = this.operand(
      layer.hadamard ? this.#transformed(x, rows, inner, 'activation', forWeight) : x,
      precision.weightGradient.activation,
      `${site}.weight-gradient.activation`,
      forWeight,
    );
    const outputGradient = this.operand(
      layer.hadamard ? this.#transformed(dOut, rows, columns, 'output gradient', forWeight) : dOut,
      precision.weightGradient.outputGradient,
      `${site}.weight-gradient.output-gradient`,
      forWeight,
    );
    const [first, second] = layer.tied ? [outputGradient, activation] : [activation, outputGradient];
    const [m, n] = layer.tied ? [columns, inner] : [inner, columns];
    const gradient = this.gradientOf(layer.weight);
    this.matmul(forWeight, first, second, gradient, { m, n, k: rows }, { a: true }, this.isSplit);
    this.finishGradient(gradient, m, n, weightGradient, `${forWeight} output`, layer.factor);
  }

  /** What a product over the rows sees of a buffer, in one that all products share whose operand is as wide. */
  #transformed(x: BufferName, rows: number, columns: number, side: string, label: string): BufferName {
    const out = `transformed ${side} ${columns}`;
    if (!this.has(out)) this.workspace(out, [rows, columns]);
    const { phase } = this;
    this.emit({ phase, label: `${label} ${side} transform`, kind: 'hadamard', x, out, rows, columns }, out);
    return out;
  }

  /** Multiplies and rounds a gradient that is finished: at once, or when all micro-batches have been added to it. */
  finishGradient(
    gradient: BufferName,
    rows: number,
    columns: number,
    precision: Precision | null,
    label: string,
    factor = 1,
  ): void {
    this.whenFinished(() => {
      this.multiply(`${gradient} multiplier`, gradient, factor);
      this.round(gradient, rows, columns, precision, 'weight-gradient', label);
    });
  }

  /** Emits what is done to a gradient that is finished: at once, or when all micro-batches have been added to it. */
  whenFinished(emit: () => void): void {
    if (this.isSplit) this.#unfinished.push(emit);
    else emit();
  }

  /** Begins the update with what has waited. */
  beginUpdate(): void {
    this.phase = 'update';
    for (const emit of this.#unfinished.splice(0)) emit();
  }

  /** The buffer of a weight's gradient, registered in the order of first use. */
  gradientOf(weight: BufferName): BufferName {
    const name = `${weight}/gradient`;
    if (!this.#specs.has(name)) {
      this.workspace(name, this.#specs.get(weight)!.shape);
      this.gradients.push(name);
      if (this.isSplit) {
        const label = `${name} cleared`;
        this.emit({ phase: 'begin', label, kind: 'clear', x: name, length: this.length(name) }, name);
      }
    }
    return name;
  }

  matrix(buffer: BufferName, rows: number, width: number): RowView {
    return { buffer, offset: 0, outer: rows, stride: width, inner: 1, width };
  }

  /** It holds the activations or gradients of one of several micro-batches. */
  #isOfMicroBatch(buffer: BufferName): boolean {
    const isRepeated = this.phase === 'forward' || this.phase === 'backward';
    const isOnce = this.#specs.get(buffer)!.life === 'state' || this.#ofStep.has(buffer);
    return this.isSplit && isRepeated && !isOnce;
  }

  #placeOf(name: BufferName): BufferName {
    return this.#places.get(name) ?? name;
  }

  #buffer(spec: BufferSpec): BufferName {
    if (this.#specs.has(spec.name)) throw new Error(`Buffer ${spec.name} is declared twice.`);
    this.#specs.set(spec.name, spec);
    return spec.name;
  }

  #scaleOf(buffer: BufferName, precision: Precision | null, site: Site, label: string): BufferName | null {
    const tensor = precision && layoutOf(precision).tensor;
    if (!tensor) return null;
    const { cast, scaling } = precision;
    const key = JSON.stringify([buffer, this.#versions.get(buffer) ?? 0, cast.format.name, scaling]);
    const known = this.#scales.get(key);
    if (known) return known;
    const { scale, history } = this.#declareScale(`${label}/${site}/scale`, cast.format.name, tensor);
    // Weights are the same for all micro-batches.
    const once = this.isSplit && this.phase !== 'update' && !this.#isOfMicroBatch(buffer);
    this.emit({
      phase: once ? 'begin' : this.phase,
      label: `${label} scale`,
      kind: 'scale',
      source: buffer,
      length: this.length(buffer),
      precision,
      scale,
      history,
      site,
    });
    this.#scales.set(key, scale);
    return scale;
  }

  /** A delayed scale outlives the step, so its name says all that it depends on: another recipe of a lane has its own. */
  #declareScale(name: BufferName, format: string, { history }: TensorScale) {
    if (!history) return { scale: this.workspace(name, [1]), history: null };
    const { length, considered, margin } = history;
    const delayed = `${name}/delayed ${format}, ${considered} of ${length}, margin ${margin}`;
    return {
      scale: this.state(delayed, [1]),
      history: this.state(`${delayed}/amax-history`, [length]),
    };
  }
}

/** The same operation over the buffers in which its tensors stand. */
function placed(op: Operation, places: ReadonlyMap<BufferName, BufferName>): Operation {
  if (places.size === 0) return op;
  const placeOf = (value: unknown): unknown => {
    if (typeof value === 'string') return places.get(value) ?? value;
    const isPart = typeof value === 'object' && value !== null && 'buffer' in value;
    return isPart ? { ...value, buffer: placeOf(value.buffer) } : value;
  };
  const entries = Object.entries(op).map(([key, value]) => [key, NAMES.has(key) ? value : placeOf(value)]);
  return Object.fromEntries(entries) as Operation;
}
