// Which products of a step a BLAS library computes, and in which parts. By shape alone and never by timing, so that the numbers
// of a study are those of any other run of it on a machine with this library. Pure.
import type { OperationOf, StepProgram } from '../../program.ts';

type Product = OperationOf<'matmul'>;

/** Below this many columns, rows or terms the kernels of the wasm device are as fast or faster (docs/performance.md). */
export const SMALLEST_SIDE = 128;
/** Values of a left operand that are rounded at once: they stay in the last-level cache. */
const BLOCK_VALUES = 2 ** 20;
/** Rows below which the library would be packing the right operand more than multiplying by it. */
const LEAST_ROWS = 256;
/** Terms of a sum over tokens that are rounded at once. */
const TERMS = 256;

/** What rounds its sums on the way has no like in a BLAS. */
export function usesBlas({ m, n, k, accumulation }: Product, smallestSide: number): boolean {
  return accumulation === null && Math.min(m, n, k) >= smallestSide;
}

/** Whether a step has any product that a library would compute. */
export function hasLargeProducts({ operations }: StepProgram): boolean {
  return operations.some((op) => op.kind === 'matmul' && usesBlas(op, SMALLEST_SIDE));
}

/** Rows of the left operand that are multiplied at once: as many where nothing is rounded, so that all recipes add up alike. */
export function rowBlock({ k }: Pick<Product, 'k'>): number {
  return Math.max(LEAST_ROWS, 16 * Math.floor(BLOCK_VALUES / k / 16));
}

/** Rows of both operands that are multiplied at once where the left one is stored transposed. */
export function sumBlock({ k }: Pick<Product, 'k'>): number {
  return Math.min(TERMS, k);
}
