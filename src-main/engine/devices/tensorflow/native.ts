// TensorFlow's operations by name, on its own tensors, without the layer of tfjs above them: that knows neither unsigned
// integers nor bfloat16, which rounding needs. A tensor lives until the scope it was made in ends, or, if it was kept, until
// it is freed. What made a tensor can be recorded, to be made a graph of.
import type { Origin, Recording } from './graph.ts';
import type { NodeAttribute } from './saved-model.ts';

/** What the native binding of tfjs offers; ids stand for tensors. */
export interface Binding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): readonly MadeTensor[];
  getNumOfTensors(): number;
  /** The folder of a SavedModel and the tag of a graph in it; returns a number that stands for it. */
  loadSavedModel(folder: string, tag: string): number;
  /** Names of tensors are joined by commas. */
  runSavedModel(
    model: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): readonly MadeTensor[];
  deleteSavedModel(model: number): void;
}

interface MadeTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

/** TensorFlow's numbers of its types. */
export const TYPE = {
  float: 1,
  double: 2,
  int: 3,
  bool: 10,
  bfloat: 14,
  unsigned: 22,
} as const;

export interface Tensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly type: number;
}

export type Operand = Tensor | number;

type Attributes = Readonly<Record<string, number | boolean>>;

const NO_ATTRIBUTES: Attributes = {};

export class Native {
  readonly binding: Binding;
  /** Of constants and what they were made of. */
  readonly #origins = new Map<number, Origin>();
  #recording: Recording | null = null;
  /** Constants that are being made. */
  #making = 0;
  readonly #constants = new Map<string, Tensor>();
  readonly #constantsById = new Map<number, Tensor>();
  readonly #attributes = new Map<string, Attribute & NodeAttribute>();
  readonly #kept = new Set<number>();
  /** Made in each of the scopes that are open, and neither kept nor freed since. */
  readonly #scopes: Set<number>[] = [];

  constructor(binding: Binding) {
    this.binding = binding;
  }

  /** Frees what `body` makes and does not keep. */
  scope<T>(body: () => T): T {
    const made = new Set<number>();
    this.#scopes.push(made);
    try {
      return body();
    } finally {
      this.#scopes.pop();
      for (const id of made) this.binding.deleteTensor(id);
    }
  }

  /** The same values under a handle that outlives the scope; to be freed by its owner. */
  keep(tensor: Tensor): Tensor {
    const own = this.#kept.has(tensor.id) ? this.run('Identity', [tensor], {}, { T: tensor.type }) : tensor;
    this.#kept.add(own.id);
    for (const made of this.#scopes) made.delete(own.id);
    return own;
  }

  free(tensor: Tensor): void {
    this.#kept.delete(tensor.id);
    this.binding.deleteTensor(tensor.id);
  }

  /** Frees the constants. */
  close(): void {
    for (const tensor of this.#constants.values()) this.free(tensor);
    this.#constants.clear();
    this.#constantsById.clear();
    this.#origins.clear();
  }

  floats(values: Float32Array, shape: readonly number[]): Tensor {
    return this.#create(values, shape, TYPE.float);
  }

  integers(values: Int32Array, shape: readonly number[]): Tensor {
    return this.#create(values, shape, TYPE.int);
  }

  /** A tensor made once and kept as long as the device. */
  constant(key: string, make: () => Tensor): Tensor {
    let tensor = this.#constants.get(key);
    if (!tensor) {
      this.#making++;
      tensor = this.keep(make());
      this.#making--;
      this.#constants.set(key, tensor);
      this.#constantsById.set(tensor.id, tensor);
    }
    return tensor;
  }

  constantOf(id: number): Tensor | undefined {
    return this.#constantsById.get(id);
  }

  /** Records what makes the tensors of \`body\`, besides the constants. */
  record<T>(recording: Recording, body: () => T): T {
    this.#recording = recording;
    try {
      return body();
    } finally {
      this.#recording = null;
    }
  }

  /** What made a constant, or a tensor that one was made of. */
  originOf(id: number): Origin {
    const origin = this.#origins.get(id);
    if (!origin) throw new Error(`A step on TensorFlow used tensor ${id}, which was made before it.`);
    return origin;
  }

  /** Values that are others in every step. */
  given(values: Float32Array | Int32Array, shape: readonly number[]): Tensor {
    return this.adopt({
      id: this.binding.createTensor(shape, values instanceof Float32Array ? TYPE.float : TYPE.int, values),
      shape,
      dtype: values instanceof Float32Array ? TYPE.float : TYPE.int,
    });
  }

  /** A tensor that came about outside \`run\`. */
  adopt({ id, shape, dtype }: MadeTensor): Tensor {
    this.#created(id);
    return { id, shape, type: dtype };
  }

  read(tensor: Tensor): Float32Array | Int32Array {
    return this.binding.tensorDataSync(tensor.id);
  }

  run(
    name: string,
    inputs: readonly Tensor[],
    settings: Attributes,
    types: Readonly<Record<string, number>>,
  ): Tensor {
    const attributes: (Attribute & NodeAttribute)[] = [];
    for (const key in types) attributes.push(this.#attribute(key, types[key]!, true));
    for (const key in settings) attributes.push(this.#attribute(key, settings[key]!, false));
    const ids = inputs.map(({ id }) => id);
    const [made] = this.binding.executeOp(name, attributes, ids, 1);
    const { id, shape, dtype } = made!;
    this.#created(id, { op: name, attributes, inputs: ids, type: dtype });
    return { id, shape, type: dtype };
  }

  scalar(value: number, type: number): Tensor {
    return this.constant(`${type}:${Object.is(value, -0) ? '-0' : value}`, () => {
      if (type === TYPE.float) return this.floats(Float32Array.of(value), []);
      const integer = this.integers(Int32Array.of(value | 0), []);
      if (type === TYPE.int) return integer;
      return type === TYPE.unsigned
        ? this.bitcast(integer, type)
        : this.cast(this.floats(Float32Array.of(value), []), type);
    });
  }

  /** A list of sizes or axes. */
  list(values: readonly number[]): Tensor {
    return this.constant(`list:${values.join()}`, () =>
      this.integers(Int32Array.from(values), [values.length]),
    );
  }

  add(a: Operand, b: Operand): Tensor {
    return this.#binary('AddV2', a, b);
  }
  subtract(a: Operand, b: Operand): Tensor {
    return this.#binary('Sub', a, b);
  }
  multiply(a: Operand, b: Operand): Tensor {
    return this.#binary('Mul', a, b);
  }
  divide(a: Operand, b: Operand): Tensor {
    return this.#binary('RealDiv', a, b);
  }
  maximum(a: Operand, b: Operand): Tensor {
    return this.#binary('Maximum', a, b);
  }
  minimum(a: Operand, b: Operand): Tensor {
    return this.#binary('Minimum', a, b);
  }
  and(a: Operand, b: Operand): Tensor {
    return this.#binary('BitwiseAnd', a, b);
  }
  or(a: Operand, b: Operand): Tensor {
    return this.#binary('BitwiseOr', a, b);
  }
  xor(a: Operand, b: Operand): Tensor {
    return this.#binary('BitwiseXor', a, b);
  }
  shiftLeft(a: Operand, b: Operand): Tensor {
    return this.#binary('LeftShift', a, b);
  }
  /** Copies the sign of signed integers. */
  shiftRight(a: Operand, b: Operand): Tensor {
    return this.#binary('RightShift', a, b);
  }
  greater(a: Operand, b: Operand): Tensor {
    return this.#binary('Greater', a, b);
  }
  greaterEqual(a: Operand, b: Operand): Tensor {
    return this.#binary('GreaterEqual', a, b);
  }
  less(a: Operand, b: Operand): Tensor {
    return this.#binary('Less', a, b);
  }
  equal(a: Operand, b: Operand): Tensor {
    return this.#binary('Equal', a, b, { incompatible_shape_error: true });
  }
  both(a: Tensor, b: Tensor): Tensor {
    return this.run('LogicalAnd', [a, b], NO_ATTRIBUTES, {});
  }
  /** slope x gradient of the logistic function at its value y: gradient x y x (1 - y). */
  sigmoidGradient(y: Tensor, gradient: Tensor): Tensor {
    return this.#binary('SigmoidGrad', y, gradient);
  }

  negate(x: Tensor): Tensor {
    return this.#unary('Neg', x);
  }
  absolute(x: Tensor): Tensor {
    return this.#unary('Abs', x);
  }
  square(x: Tensor): Tensor {
    return this.#unary('Square', x);
  }
  squareRoot(x: Tensor): Tensor {
    return this.#unary('Sqrt', x);
  }
  exponential(x: Tensor): Tensor {
    return this.#unary('Exp', x);
  }
  logarithm(x: Tensor): Tensor {
    return this.#unary('Log', x);
  }
  sigmoid(x: Tensor): Tensor {
    return this.#unary('Sigmoid', x);
  }

  select(condition: Tensor, yes: Operand, no: Operand): Tensor {
    const [a, b] = this.#pair(yes, no);
    return this.run('SelectV2', [condition, a, b], NO_ATTRIBUTES, { T: a.type });
  }

  clip(x: Tensor, low: number, high: number): Tensor {
    const { type } = x;
    const limits = [this.scalar(low, type), this.scalar(high, type)];
    return this.run('ClipByValue', [x, ...limits], NO_ATTRIBUTES, { T: type });
  }

  /** The same bits as another type. */
  bitcast(x: Tensor, type: number): Tensor {
    return this.run('Bitcast', [x], NO_ATTRIBUTES, { T: x.type, type });
  }

  cast(x: Tensor, type: number): Tensor {
    return x.type === type ? x : this.run('Cast', [x], { Truncate: false }, { SrcT: x.type, DstT: type });
  }

  reshape(x: Tensor, shape: readonly number[]): Tensor {
    if (shape.length === x.shape.length && shape.every((extent, axis) => extent === x.shape[axis])) return x;
    return this.run('Reshape', [x, this.list(shape)], NO_ATTRIBUTES, { T: x.type, Tshape: TYPE.int });
  }

  transpose(x: Tensor, order: readonly number[]): Tensor {
    return this.run('Transpose', [x, this.list(order)], NO_ATTRIBUTES, { T: x.type, Tperm: TYPE.int });
  }

  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor {
    const inputs = [x, this.list(begin), this.list(size)];
    return this.run('Slice', inputs, NO_ATTRIBUTES, { T: x.type, Index: TYPE.int });
  }

  concatenate(parts: readonly Tensor[], axis: number): Tensor {
    if (parts.length === 1) return parts[0]!;
    const inputs = [...parts, this.scalar(axis, TYPE.int)];
    return this.run('ConcatV2', inputs, { N: parts.length }, { T: parts[0]!.type, Tidx: TYPE.int });
  }

  /** Adds zeros at the end of every axis. */
  pad(x: Tensor, ends: readonly number[]): Tensor {
    const amounts = ends.flatMap((end) => [0, end]);
    const key = `pad:${amounts.join()}`;
    const paddings = this.constant(key, () => this.integers(Int32Array.from(amounts), [ends.length, 2]));
    return this.run('Pad', [x, paddings], NO_ATTRIBUTES, { T: x.type, Tpaddings: TYPE.int });
  }

  broadcast(x: Tensor, shape: readonly number[]): Tensor {
    return this.run('BroadcastTo', [x, this.list(shape)], NO_ATTRIBUTES, { T: x.type, Tidx: TYPE.int });
  }

  zeros(shape: readonly number[]): Tensor {
    return this.run('Fill', [this.list(shape), this.scalar(0, TYPE.float)], NO_ATTRIBUTES, {
      T: TYPE.float,
      index_type: TYPE.int,
    });
  }

  sum(x: Tensor, axes: readonly number[], keep = false): Tensor {
    return this.#reduce('Sum', x, axes, keep);
  }
  mean(x: Tensor, axes: readonly number[], keep = false): Tensor {
    return this.#reduce('Mean', x, axes, keep);
  }
  largest(x: Tensor, axes: readonly number[], keep = false): Tensor {
    return this.#reduce('Max', x, axes, keep);
  }
  smallest(x: Tensor, axes: readonly number[], keep = false): Tensor {
    return this.#reduce('Min', x, axes, keep);
  }

  /** Products of the matrices in the last two axes; all other axes are the same. */
  matmul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
    return this.run('BatchMatMulV2', [a, b], { adj_x: transposeA, adj_y: transposeB }, { T: a.type });
  }

  /** Entry `indices` of axis `batchAxes` of x, for each place in the axes before it. */
  gather(x: Tensor, indices: Tensor, batchAxes: number): Tensor {
    const inputs = [x, indices, this.scalar(batchAxes, TYPE.int)];
    const types = { Tparams: x.type, Tindices: TYPE.int, Taxis: TYPE.int };
    return this.run('GatherV2', inputs, { batch_dims: batchAxes }, types);
  }

  /** 1 at the index and 0 elsewhere, along a new last axis. */
  oneHot(indices: Tensor, depth: number): Tensor {
    const inputs = [
      indices,
      this.scalar(depth, TYPE.int),
      this.scalar(1, TYPE.float),
      this.scalar(0, TYPE.float),
    ];
    return this.run('OneHot', inputs, { axis: -1 }, { T: TYPE.float, TI: TYPE.int });
  }

  /** Tensors made outside all scopes are to be kept or freed by whoever makes them. */
  #created(id: number, origin?: Origin): void {
    this.#scopes.at(-1)?.add(id);
    if (!origin) return;
    if (this.#making > 0) this.#origins.set(id, origin);
    else this.#recording?.origins.set(id, origin);
  }

  #create(values: Float32Array | Int32Array, shape: readonly number[], type: number): Tensor {
    if (this.#recording && this.#making === 0) {
      throw new Error('The values of a step on TensorFlow are constants or given to it.');
    }
    const id = this.binding.createTensor(shape, type, values);
    this.#created(id, { shape, values });
    return { id, shape, type };
  }

  #unary(name: string, x: Tensor): Tensor {
    return this.run(name, [x], NO_ATTRIBUTES, { T: x.type });
  }

  #binary(name: string, a: Operand, b: Operand, settings = NO_ATTRIBUTES): Tensor {
    const pair = this.#pair(a, b);
    return this.run(name, pair, settings, { T: pair[0].type });
  }

  #pair(a: Operand, b: Operand): readonly [Tensor, Tensor] {
    const type = typeof a === 'number' ? (typeof b === 'number' ? TYPE.float : b.type) : a.type;
    const lifted = (x: Operand) => (typeof x === 'number' ? this.scalar(x, type) : x);
    return [lifted(a), lifted(b)];
  }

  #reduce(name: string, x: Tensor, axes: readonly number[], keep: boolean): Tensor {
    return this.run(name, [x, this.list(axes)], { keep_dims: keep }, { T: x.type, Tidx: TYPE.int });
  }

  #attribute(name: string, value: number | boolean, isType: boolean): Attribute & NodeAttribute {
    const key = `${name}:${value}`;
    let attribute = this.#attributes.get(key);
    if (!attribute) {
      const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_INT } = this.binding;
      const kind = isType ? 'type' : typeof value === 'boolean' ? 'boolean' : 'integer';
      const type = { type: TF_ATTR_TYPE, boolean: TF_ATTR_BOOL, integer: TF_ATTR_INT }[kind];
      attribute = { name, kind, type, value };
      this.#attributes.set(key, attribute);
    }
    return attribute;
  }
}
