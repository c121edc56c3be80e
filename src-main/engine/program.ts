// The step program: a static list of operations over named buffers that says what one training step of one lane is.
// The transformer emits it once; every device compiles it and runs it for many lanes. No device code here.
//
// Shapes are those of one lane. A matrix is row-major. T = tokens of a lane's micro-batch = its sequences x context (a batch that is
// not split is one micro-batch), D = width, H = heads, V = vocabulary, F = hidden width of the MLP.
import type { Activation } from './activations.ts';
import type { Precision } from '../formats/precision.ts';
import type { Accumulation } from '../recipes/recipe.ts';

export type BufferName = string;

/**
 * `state` lives as long as the lane and is checkpointed (weights, moments, scales and their histories);
 * `workspace` is valid within one step only and may be shared by lanes that a device runs one after the other. It holds the
 * activations of one micro-batch, and the gradients, which are added up over all of them.
 */
export interface BufferSpec {
  readonly name: BufferName;
  readonly shape: readonly number[];
  readonly life: 'state' | 'workspace';
}

/**
 * Which activations the workspace holds for the backward pass. `none`: those of all layers. `layer`: the input of each layer, from
 * which its activations are computed again, so that those of one layer exist at a time (PyTorch: activation checkpointing).
 */
export type Recomputation = 'none' | 'layer';

/** Where rounding statistics are added up, e.g. `linear.forward.activation`. */
export type Site = string;

/** One tensor as an operand: which buffer, how it is rounded, where its tensor-wide scale is and where it is counted. */
export interface Operand {
  readonly buffer: BufferName;
  readonly precision: Precision | null;
  /** A one-element buffer with the tensor's scale s, written by a `scale` operation; null where no tensor scale is used. */
  readonly scale: BufferName | null;
  readonly site: Site;
  /** Values of all micro-batches before it are counted in the index of a draw: so many each. Absent: the same draws in each. */
  readonly drawsPerMicroBatch?: number;
}

/** Rows of a matrix, or of the heads inside one: row (t, h) starts at offset + t x stride + h x width. */
export interface RowView {
  readonly buffer: BufferName;
  readonly offset: number;
  readonly outer: number;
  readonly stride: number;
  readonly inner: number;
  readonly width: number;
}

/**
 * The loss scale of a lane that follows its overflows. `state` has two values: the scale, 0 before the first step, which means `initial`,
 * and how many steps in a row were not skipped since it last changed.
 */
export interface LaneScale {
  readonly state: BufferName;
  readonly initial: number;
  readonly growthInterval: number;
}

export type NormKind = 'layernorm' | 'rmsnorm';
export type ActivationKind = 'gelu' | 'swiglu';

/**
 * A part of the step. `begin` once, before `forward` and `backward` of each micro-batch in turn, then `update` once; `begin` and
 * `forward` alone are an evaluation.
 */
export type Phase = 'begin' | 'forward' | 'backward' | 'update';

export type Operation = {
  readonly phase: Phase;
  readonly label: string;
  /**
   * An operation of the forward pass that is carried out once more in the backward pass, with the scales and draws that it had:
   * it counts and reports nothing, as it has done so before. `after`: what must be written first, so that a device that orders
   * operations by their data does not carry it out, and hold what it makes, much earlier.
   */
  readonly again?: { readonly after: BufferName };
} & (
  | {
      /** out[t] = table[token[t]] (+ positions[t mod context]). Tokens are the step's inputs. */
      readonly kind: 'embedding';
      readonly table: BufferName;
      readonly positions: BufferName | null;
      readonly out: BufferName;
      readonly context: number;
      readonly width: number;
    }
  | {
      /**
       * tableGradient[token[t]] += dOut[t], and so by positions; each gradient is zeroed first unless `accumulate` (tied head, later
       * micro-batches) or `accumulatePositions` says that it is added to.
       */
      readonly kind: 'embedding-gradient';
      readonly dOut: BufferName;
      readonly tableGradient: BufferName;
      readonly positionsGradient: BufferName | null;
      readonly context: number;
      readonly width: number;
      readonly vocabulary: number;
      readonly accumulate: boolean;
      readonly accumulatePositions: boolean;
    }
  | {
      /** y = gain x (x - mean) / sqrt(var + eps), rmsnorm without the mean; statistics: mean and 1/sqrt per row. */
      readonly kind: 'norm';
      readonly norm: NormKind;
      readonly x: RowView;
      readonly y: RowView;
      readonly gain: BufferName;
      readonly statistics: BufferName;
      readonly epsilon: number;
    }
  | {
      /** dx = (add ? dx : 0) + norm gradient; gainGradient is overwritten unless `accumulateGain`. x is the norm's input. */
      readonly kind: 'norm-gradient';
      readonly norm: NormKind;
      readonly x: RowView;
      readonly dy: RowView;
      readonly dx: RowView;
      readonly gain: BufferName;
      readonly gainGradient: BufferName;
      readonly statistics: BufferName;
      readonly add: boolean;
      readonly accumulateGain: boolean;
    }
  | {
      /**
       * out[m, n] = (accumulate ? out : 0) + sum over k of a b / (scale of a x scale of b).
       * a is stored [m, k] (or [k, m] if transposeA), b [k, n] (or [n, k] if transposeB).
       * A tensor-wide scale divides the sum; scales of rows and blocks are undone on the operand itself. Stochastic
       * rounding draws from the stream (seed, label of the operation + '/a' or '/b', step) at the element's index.
       */
      readonly kind: 'matmul';
      readonly m: number;
      readonly n: number;
      readonly k: number;
      readonly a: Operand;
      readonly b: Operand;
      readonly transposeA: boolean;
      readonly transposeB: boolean;
      readonly out: BufferName;
      readonly accumulate: boolean;
      readonly accumulation: Accumulation | null;
    }
  | {
      /**
       * Causal self-attention over qkv [T, 3D] (q, k, v side by side, heads inside each): p = softmax(q k' / sqrt(squaredDivisor)),
       * out [T, D] = p v. Reports the largest logit.
       */
      readonly kind: 'attention';
      readonly layer: number;
      readonly qkv: BufferName;
      readonly out: BufferName;
      readonly batch: number;
      readonly heads: number;
      readonly context: number;
      readonly width: number;
      /** The width of a head, D/H, in the standard parametrisation. */
      readonly squaredDivisor: number;
      readonly qk: Precision | null;
      readonly pv: Precision | null;
      readonly sites: { readonly qk: Site; readonly pv: Site };
    }
  | {
      /**
       * dqkv from dOut; rounds q, k by `qk`, p, v by `pv`, dOut and the logits' gradient by `gradient`. p, which would take
       * memory with the square of the context, is not kept: it is computed again as the forward pass did.
       */
      readonly kind: 'attention-gradient';
      readonly qkv: BufferName;
      readonly dOut: BufferName;
      readonly dQkv: BufferName;
      readonly batch: number;
      readonly heads: number;
      readonly context: number;
      readonly width: number;
      readonly squaredDivisor: number;
      readonly qk: Precision | null;
      readonly pv: Precision | null;
      readonly gradient: Precision | null;
      readonly sites: { readonly qk: Site; readonly pv: Site; readonly gradient: Site };
    }
  | {
      /** gelu (tanh form): y[r, j] = gelu(x[r, j]). swiglu: x is [rows, 2 x width], y = silu(x[:, :width]) x x[:, width:]. */
      readonly kind: 'activation';
      readonly activation: ActivationKind;
      readonly x: BufferName;
      readonly y: BufferName;
      readonly rows: number;
      readonly width: number;
    }
  | {
      /** dx from x and dy; dx has the shape of x. */
      readonly kind: 'activation-gradient';
      readonly activation: ActivationKind;
      readonly x: BufferName;
      readonly dy: BufferName;
      readonly dx: BufferName;
      readonly rows: number;
      readonly width: number;
    }
  | {
      /** y = x, row by row; both views have the same number of rows and width. */
      readonly kind: 'copy';
      readonly x: RowView;
      readonly y: RowView;
    }
  | {
      /** out = a + b, element by element; out may be a. */
      readonly kind: 'add';
      readonly a: BufferName;
      readonly b: BufferName;
      readonly out: BufferName;
      readonly length: number;
    }
  | {
      /**
       * Rotary positions in place on each row of x (a row per token and head): pair (i, i + width/2) turns by
       * position x base^(-2i/width), position = t mod context; `inverse` turns back (the gradient).
       */
      readonly kind: 'rotary';
      readonly x: RowView;
      readonly context: number;
      readonly base: number;
      readonly inverse: boolean;
    }
  | {
      /**
       * Loss of logits [T, V] against the step's targets: mean over the tokens of the batch of ce + zLoss x logZ^2, dLogits =
       * lossScale x its gradient (may be the same buffer as logits). Reports this micro-batch's part of the loss (ce alone), of the
       * mean logZ, and of the sharpness over all and last positions.
       */
      readonly kind: 'cross-entropy';
      readonly logits: BufferName;
      readonly dLogits: BufferName;
      readonly tokens: number;
      /** Of the whole batch: what sums over tokens are divided by. */
      readonly batchTokens: number;
      readonly context: number;
      readonly vocabulary: number;
      readonly zLoss: number;
      /** A power of two, or the lane's own. */
      readonly lossScale: number | LaneScale;
      readonly sharpnessEpsilon: number;
    }
  | {
      /**
       * Writes the tensor-wide scale of `source` to `scale` (one element). `delayed` scaling computes it from `history`
       * (state: amax of earlier steps, newest first, zeros at the start), keeping what stands in `scale` (state too; 0 means
       * 1) where that amax is 0 or not finite, and then, in training but not in evaluation, records this step's amax.
       */
      readonly kind: 'scale';
      readonly source: BufferName;
      readonly length: number;
      readonly precision: Precision;
      readonly scale: BufferName;
      readonly history: BufferName | null;
      readonly site: Site;
    }
  | {
      /** out = the random Hadamard transform of x [rows, columns] along its rows (formats/hadamard.ts). */
      readonly kind: 'hadamard';
      readonly x: BufferName;
      readonly out: BufferName;
      readonly rows: number;
      readonly columns: number;
    }
  | {
      /**
       * x = cast(x) in place, with every scale undone (a tensor-wide one by the float32 division q / s). Rows x columns
       * matter to row and block scaling, whose blocks run along the columns. `purpose` seeds stochastic rounding.
       */
      readonly kind: 'round';
      readonly x: Operand;
      readonly rows: number;
      readonly columns: number;
      readonly purpose: string;
    }
  | {
      /**
       * Reports, where sites are counted, the sums of the first four powers of x's values and the largest magnitude; writes
       * nothing. Sums are float64, or of float32's precision relative to the sum of magnitudes where a device has no more.
       */
      readonly kind: 'moments';
      readonly x: BufferName;
      readonly length: number;
      readonly of: Activation;
      readonly layer: number;
    }
  | {
      /** x = 0: a gradient before the micro-batches are added to it. */
      readonly kind: 'clear';
      readonly x: BufferName;
      readonly length: number;
    }
  | {
      /** x[r, j] = factor x x[r, j] of the first `columns` columns, in the steps that have outliers (outliers.ts). */
      readonly kind: 'outliers';
      readonly x: BufferName;
      readonly rows: number;
      readonly width: number;
      readonly columns: number;
      /** A power of two. */
      readonly factor: number;
      readonly fromStep: number;
      readonly every: number;
    }
  | {
      /** x = factor x x: a gradient without the loss scale; what a parametrisation multiplies by a constant. */
      readonly kind: 'multiply';
      readonly x: BufferName;
      readonly length: number;
      readonly factor: number;
    }
  | {
      /** x = x / the lane's loss scale. */
      readonly kind: 'unscale';
      readonly x: BufferName;
      readonly length: number;
      readonly lossScale: LaneScale;
    }
  | {
      /**
       * Global L2 norm of the gradients, in float64, tensor by tensor in this order; reports it and the clipping factor. With a lane's
       * own loss scale, it also reports that, decides whether the step is skipped, and moves the scale on (recipes/loss-scale.ts). In a
       * skipped step no operation after it is carried out, nothing is counted or reported of them, and the step has no gradient norm.
       */
      readonly kind: 'gradient-norm';
      readonly gradients: readonly { readonly buffer: BufferName; readonly length: number }[];
      /** Largest allowed norm; 0 means no clipping. */
      readonly clip: number;
      /** null: no step is skipped. */
      readonly lossScale: LaneScale | null;
      /** How many steps of the lane were skipped so far (state, one element); null: in no program of the session is one. */
      readonly skipped: BufferName | null;
    }
  | {
      /**
       * One optimizer step of one weight tensor; gradient is multiplied by the clipping factor, the step's learning rate by
       * `rateFactor`. Adds to the update's RMS. Its number, from 1 on, is that of the step less those that were `skipped`.
       */
      readonly kind: 'adamw';
      readonly weight: BufferName;
      readonly gradient: BufferName;
      readonly m: BufferName;
      readonly v: BufferName;
      readonly skipped: BufferName | null;
      readonly length: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly rateFactor: number;
      /** Decoupled: weight -= learning rate x weightDecay x weight. 0 for gains. */
      readonly weightDecay: number;
    }
  | {
      /**
       * Muon's: g = gradient x clipping factor, velocity += (1 - momentum) (g - velocity), out = g + momentum (velocity - g) (Nesterov).
       */
      readonly kind: 'momentum';
      readonly gradient: BufferName;
      readonly velocity: BufferName;
      readonly out: BufferName;
      readonly length: number;
      readonly momentum: number;
    }
  | {
      /** x /= the larger of its L2 norm and `least`, in place. */
      readonly kind: 'normalize';
      readonly x: BufferName;
      readonly length: number;
      readonly least: number;
    }
  | {
      /** weight -= learning rate x rateFactor x (gradient + weightDecay x weight); the gradient is a direction, which is not clipped. */
      readonly kind: 'descent';
      readonly weight: BufferName;
      readonly gradient: BufferName;
      readonly length: number;
      readonly rateFactor: number;
      readonly weightDecay: number;
    }
  | {
      /** velocity = momentum x velocity + gradient; weight -= learning rate x (velocity + weightDecay x weight). */
      readonly kind: 'sgd';
      readonly weight: BufferName;
      readonly gradient: BufferName;
      readonly velocity: BufferName;
      readonly length: number;
      readonly momentum: number;
      readonly rateFactor: number;
      readonly weightDecay: number;
    }
);

export type OperationKind = Operation['kind'];
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/** Initial value of a weight buffer: `normal` by a counter-based generator, or a constant. */
export interface WeightSpec {
  readonly name: BufferName;
  readonly shape: readonly number[];
  readonly standardDeviation: number;
  readonly constant: number;
}

export interface StepProgram {
  readonly name: string;
  readonly batchSize: number;
  /** Sequences that go forward and backward at once: a divisor of the batch size, or all of it. */
  readonly microBatch: number;
  readonly context: number;
  readonly vocabulary: number;
  readonly buffers: readonly BufferSpec[];
  readonly weights: readonly WeightSpec[];
  readonly operations: readonly Operation[];
  /** Sites with rounding, in the order in which devices report their statistics. */
  readonly sites: readonly Site[];
}
