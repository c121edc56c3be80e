// Finds tensors that one product rounds and the next rounds again in the very same way: an output gradient, for the gradient of
// the input and for that of the weight. The second then reads what the first has written.
import { layoutOf } from '../../../formats/scaling.ts';
import type { Operand, Operation, OperationOf } from '../../program.ts';

type Product = OperationOf<'matmul'>;

/**
 * Values that are kept at most, 64 MiB: of a wide model's products a rounding is a small part, and of a large vocabulary's logits
 * a second copy is a large part of the memory.
 */
const MOST_KEPT = 2 ** 24;

export interface Sharing {
  /** Products whose left operand, rounded, is read again. */
  readonly kept: ReadonlySet<Product>;
  /** Products that read it, and as which operand. */
  readonly reads: ReadonlyMap<Product, 'a' | 'b'>;
}

/** One cast for the whole tensor, the same each time. */
function isUniform({ precision }: Operand): boolean {
  return (
    precision !== null && precision.cast.rounding !== 'stochastic' && layoutOf(precision).blocks === null
  );
}

function roundsAlike(first: Operand, second: Operand): boolean {
  return (
    first.buffer === second.buffer &&
    first.scale === second.scale &&
    JSON.stringify(first.precision) === JSON.stringify(second.precision)
  );
}

/** Of two products in a row, with nothing between them but roundings of the first one's result and scales. */
export function shareRoundings(operations: readonly Operation[]): Sharing {
  const kept = new Set<Product>();
  const reads = new Map<Product, 'a' | 'b'>();
  let first: Product | null = null;
  for (const operation of operations) {
    if (operation.kind === 'matmul') {
      if (first && operation.transposeA && !operation.accumulation) {
        const { a } = first;
        const name = (['a', 'b'] as const).find((operand) => roundsAlike(a, operation[operand]));
        if (name) {
          kept.add(first);
          reads.set(operation, name);
        }
      }
      const { a, m, k, out, transposeA, accumulation } = operation;
      const isKept = isUniform(a) && m * k <= MOST_KEPT;
      first = isKept && a.buffer !== out && !transposeA && !accumulation ? operation : null;
    } else if (
      operation.kind !== 'scale' &&
      !(operation.kind === 'round' && operation.x.buffer === first?.out)
    ) {
      first = null;
    }
  }
  return { kept, reads };
}
