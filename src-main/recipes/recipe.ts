// A recipe: which number format every site of a training step uses. Data only; presets.ts names the known ones.
// Where a precision is null, that site stays in float32.
import type { HADAMARD_POINTS } from '../formats/hadamard.ts';
import type { Precision } from '../formats/precision.ts';
import type { LossScale } from './loss-scale.ts';

/**
 * The three matrix products of a linear layer, operand by operand: y = x w, dx = dy w', dw = x' dy.
 * A tensor used in two products is rounded for each from its high-precision value.
 */
export interface LinearPrecision {
  readonly forward: { readonly activation: Precision | null; readonly weight: Precision | null };
  readonly inputGradient: { readonly outputGradient: Precision | null; readonly weight: Precision | null };
  readonly weightGradient: {
    readonly activation: Precision | null;
    readonly outputGradient: Precision | null;
  };
  /** Format in which y and dx leave the product. */
  readonly output: Precision | null;
}

/** Operands of the products inside attention. Scaling is `none` or `tensor` (then per head and sequence). */
export interface AttentionPrecision {
  readonly qk: Precision | null;
  readonly pv: Precision | null;
  /** Gradients of the attention output and of the logits. */
  readonly gradient: Precision | null;
}

/** Norms (layernorm, rmsnorm): their arithmetic is float32, what goes in and out of it need not be. */
export interface NormPrecision {
  /**
   * The gains as they are used, forward and backward; blocks and rows run along the gains. What is kept and updated are the gains at
   * rest, which get the gradient of the rounded ones.
   */
  readonly weight: Precision | null;
  /**
   * What a norm of the residual stream returns, before any product rounds it; blocks and rows run along the width. Its gradient is not
   * rounded. The norms of queries and keys return operands of attention, which `attention.qk` rounds.
   */
  readonly output: Precision | null;
}

/** Products accumulate in float32 unless this says: `bits` of significand, added to float32 every `promoteEvery` terms. */
export interface Accumulation {
  readonly bits: number;
  readonly promoteEvery: number;
}

export interface Recipe {
  readonly name: string;
  /** One sentence for a person who chooses a recipe. */
  readonly summary: string;
  readonly linear: LinearPrecision;
  readonly head: LinearPrecision;
  readonly attention: AttentionPrecision;
  readonly embedding: Precision | null;
  readonly residual: Precision | null;
  readonly norm: NormPrecision;
  /**
   * The result of the activation function (gelu, or silu of the gate times the other half), and the gradient that comes back through
   * it, each rounded once when it is finished, before any product rounds it. Sums of the residual stream are `residual`.
   */
  readonly elementwise: Precision | null;
  /** Format of the finished weight gradient of a linear layer and of the head, tied or not; the others stay in float32. */
  readonly weightGradient: Precision | null;
  /** Format of the weights at rest; null keeps a float32 master. */
  readonly weights: Precision | null;
  readonly adamM: Precision | null;
  readonly adamV: Precision | null;
  /** What Muon's Newton-Schulz iteration keeps between its products; torch.optim.Muon has bfloat16. */
  readonly newtonSchulz: Precision | null;
  /** The first and last layers whose linear layers use another precision. */
  readonly edgeLayers: {
    readonly first: number;
    readonly last: number;
    readonly linear: LinearPrecision;
  } | null;
  readonly accumulation: Accumulation | null;
  /**
   * Both operands of dw = x' dy of the linear layers, those of edge layers left out, are multiplied along the tokens by a random
   * Hadamard matrix of so many rows before they are rounded (formats/hadamard.ts); null: they are not. It is said of the product, not
   * of an operand: a product of which one alone were transformed would be wrong.
   */
  readonly hadamard: typeof HADAMARD_POINTS | null;
  /**
   * The gradient of the loss is multiplied by it, and finished weight gradients, rounded by `weightGradient`, are divided by it in
   * float32 before anything looks at them. A power of two, or what one follows (loss-scale.ts); null is 1, or under
   * unit scaling what gives gradients unit size (parametrisation.ts).
   */
  readonly lossScale: LossScale | null;
}
