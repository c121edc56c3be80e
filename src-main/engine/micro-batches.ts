// How a step goes through the micro-batches of its batch: which operations are carried out once, and which for each of them.
// Gradients are added up in float32 in the order of the micro-batches, whatever else a device does at once.
import type { Operation, StepProgram } from './program.ts';

type Split = Pick<StepProgram, 'batchSize' | 'microBatch'>;

export function microBatchesOf({ batchSize, microBatch }: Split): number {
  return batchSize / microBatch;
}

/** It is carried out for each micro-batch. */
export function isRepeated({ phase }: Pick<Operation, 'phase'>): boolean {
  return phase === 'forward' || phase === 'backward';
}

/** How often an operation is carried out in a step. */
export function timesOf(operation: Pick<Operation, 'phase'>, program: Split): number {
  return isRepeated(operation) ? microBatchesOf(program) : 1;
}

/** The operations of a step, or what was made of each, in the order in which they are carried out. */
export interface StepParts<T> {
  readonly begin: readonly T[];
  /** Of each micro-batch. */
  readonly each: readonly T[];
  /** The part of `each` that an evaluation is. */
  readonly forward: readonly T[];
  readonly update: readonly T[];
}

export function stepParts<T>(all: readonly T[], operationOf: (one: T) => Operation): StepParts<T> {
  const of = (...phases: readonly Operation['phase'][]) =>
    all.filter((one) => phases.includes(operationOf(one).phase));
  return {
    begin: of('begin'),
    each: of('forward', 'backward'),
    forward: of('forward'),
    update: of('update'),
  };
}

/** What a step that is skipped leaves out: all that follows the gradient norm, in programs that may skip one. */
export function skippedOperations({ operations }: Pick<StepProgram, 'operations'>): ReadonlySet<Operation> {
  const at = operations.findIndex((op) => op.kind === 'gradient-norm' && op.skipped !== null);
  return new Set(at < 0 ? [] : operations.slice(at + 1));
}
