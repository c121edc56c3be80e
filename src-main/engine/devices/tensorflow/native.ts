// TensorFlow's operations by name. The layer of tfjs above them knows neither unsigned integers nor bfloat16, which rounding
// needs.
import { TYPE, Tensors, type Attributes, type Tensor } from './tensors.ts';

export type Operand = Tensor | number;

const NO_ATTRIBUTES: Attributes = {};

export class Native extends Tensors {
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

  /** Memory of its own, where a slice may be a view of what it was cut from. */
  copy(x: Tensor): Tensor {
    return this.run('DeepCopy', [x], NO_ATTRIBUTES, { T: x.type });
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
}
