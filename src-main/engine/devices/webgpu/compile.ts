// Turns the operations of a step program into kernels, in order. A cast without scales that follows a product is done by the
// product as its result leaves. No GPU is touched: the texts can be read and tested anywhere.
import { isUnscaled } from '../../../formats/scaling.ts';
import { skippedOperations } from '../../micro-batches.ts';
import type { Operation, OperationOf, StepProgram } from '../../program.ts';
import { unlessSkipped, type Kernel } from './kernel.ts';
import { attention, attentionGradient } from './kernels/attention.ts';
import * as elementwise from './kernels/elementwise.ts';
import { embedding, embeddingGradient } from './kernels/embedding.ts';
import { hadamard } from './kernels/hadamard.ts';
import { crossEntropy } from './kernels/loss.ts';
import { norm, normGradient } from './kernels/norms.ts';
import { plainView, productKernels, type Side } from './kernels/products.ts';
import { roundedAs, type Rounded } from './kernels/quantizer.ts';
import { scale } from './kernels/scales.ts';
import { unitProductKernels } from './kernels/unit-products.ts';
import { moments } from './kernels/moments.ts';
import { momentum, normalize } from './kernels/muon.ts';
import { gradientNorm, Updates } from './kernels/update.ts';
import { StepBindings, type SessionBindings } from './bindings.ts';

export interface CompiledOperation {
  readonly operation: Operation;
  readonly kernels: readonly Kernel[];
}

export interface CompiledStep {
  readonly program: StepProgram;
  readonly bindings: StepBindings;
  readonly operations: readonly CompiledOperation[];
  /** Of AdamW; null without it. */
  readonly betas: readonly [number, number] | null;
}

export function compile(program: StepProgram, session: SessionBindings): CompiledStep {
  const bindings = new StepBindings(session, program);
  const updates = new Updates(bindings);
  const made: CompiledOperation[] = [];
  const { operations: given } = program;
  for (let i = 0; i < given.length; i++) {
    const operation = given[i]!;
    if (operation.kind === 'matmul') {
      const next = given[i + 1];
      const output = next && outputOf(operation, next);
      made.push({ operation, kernels: matmul(operation, output ?? null, bindings) });
      if (output) i++;
    } else if (operation.kind === 'scale') {
      made.push({ operation, kernels: scale(operation, bindings.scaleColumns(operation), bindings) });
    } else {
      made.push({ operation, kernels: kernelsOf(operation, bindings, updates) });
    }
  }
  const skippable = skippedOperations(program);
  const turn = skippable.size > 0 ? bindings.turn('read') : null;
  const operations = made.map(({ operation, kernels }) =>
    turn && skippable.has(operation)
      ? { operation, kernels: kernels.map((each) => unlessSkipped(each, turn)) }
      : { operation, kernels },
  );
  return { program, bindings, operations, betas: betasOf(program) };
}

function kernelsOf(
  op: Exclude<Operation, { kind: 'matmul' | 'scale' }>,
  bindings: StepBindings,
  updates: Updates,
): readonly Kernel[] {
  switch (op.kind) {
    case 'embedding':
      return embedding(op, bindings);
    case 'embedding-gradient':
      return embeddingGradient(op, bindings);
    case 'norm':
      return norm(op, bindings);
    case 'norm-gradient':
      return normGradient(op, bindings);
    case 'attention':
      return attention(op, bindings);
    case 'attention-gradient':
      return attentionGradient(op, bindings);
    case 'activation':
      return elementwise.activation(op, bindings);
    case 'activation-gradient':
      return elementwise.activationGradient(op, bindings);
    case 'copy':
      return elementwise.copy(op, bindings);
    case 'add':
      return elementwise.add(op, bindings);
    case 'rotary':
      return elementwise.rotary(op, bindings);
    case 'cross-entropy':
      return crossEntropy(op, bindings);
    case 'hadamard':
      return hadamard(op, bindings);
    case 'round':
      return elementwise.round(op, bindings);
    case 'moments':
      return moments(op, bindings.activations.get(op)!, bindings);
    case 'outliers':
      return elementwise.outliers(op, bindings);
    case 'clear':
      return elementwise.clear(op, bindings);
    case 'multiply':
      return elementwise.multiply(op, bindings);
    case 'unscale':
      return elementwise.unscale(op, bindings);
    case 'gradient-norm':
      return gradientNorm(op, bindings);
    case 'adamw':
      return updates.adamw(op);
    case 'momentum':
      return momentum(op, bindings);
    case 'normalize':
      return normalize(op, bindings);
    case 'descent':
      return updates.descent(op);
    case 'sgd':
      return updates.sgd(op);
  }
}

function matmul(
  op: OperationOf<'matmul'>,
  output: Rounded | null,
  bindings: StepBindings,
): readonly Kernel[] {
  const { label, m, n, k, transposeA, transposeB, accumulate, accumulation } = op;
  const side = (operand: 'a' | 'b', byRows: boolean, lines: number): Side => {
    const { buffer, scale: slot } = op[operand];
    const scale = slot === null ? null : bindings.read(slot);
    const rounded = roundedAs(op[operand], `${label}/${operand}`, scale);
    return { port: bindings.read(buffer), view: plainView(byRows ? lines : k), byRows, rounded };
  };
  const product = {
    label,
    m,
    n,
    k,
    a: side('a', transposeA, m),
    b: side('b', !transposeB, n),
    out: bindings.write(op.out),
    outView: plainView(n),
    heads: 1,
    triangle: 'none',
    alpha: 1,
    accumulate,
    accumulation,
    output,
  } as const;
  return unitProductKernels(product, bindings) ?? productKernels(product, bindings);
}

/** How `next` rounds what the product has made, if it does so without a scale. */
function outputOf({ out }: OperationOf<'matmul'>, next: Operation): Rounded | null {
  if (next.kind !== 'round' || next.x.buffer !== out) return null;
  if (!isUnscaled(next.x.precision!)) return null;
  return roundedAs(next.x, next.purpose, null);
}

function betasOf({ operations }: StepProgram): CompiledStep['betas'] {
  const all = operations.filter((op) => op.kind === 'adamw');
  const [first] = all;
  if (!first) return null;
  if (all.some(({ beta1, beta2 }) => beta1 !== first.beta1 || beta2 !== first.beta2)) {
    throw new Error('The webgpu device needs the same betas for all weights.');
  }
  return [first.beta1, first.beta2];
}
