// Which statistics of activations a step has: of the tensor that enters each linear layer, of the residual stream after each
// layer, and of each layer's attention. What devices say of them is in devices/kit/facts.ts. Pure.
import type { OperationOf, StepProgram } from './program.ts';

/** What enters the linear layer of that name, as its product reads it before it rounds it; `residual`: the stream after a layer. */
export const ACTIVATIONS = ['qkv', 'attention-output', 'mlp-up', 'mlp-down', 'residual', 'head'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * Over all n values x of the tensor in a step: `kurtosis`, n sum (x - mean)^4 / (sum (x - mean)^2)^2, which is 3 of a normal
 * distribution and n of a single outlier; `peak`, the largest magnitude over the root mean square.
 */
export const MOMENTS = ['kurtosis', 'peak'] as const;
export type Moment = (typeof MOMENTS)[number];

/** One number of each step in which sites are counted. The head is of layer 0. */
export type ActivationReading =
  | { readonly measure: Moment; readonly of: Activation; readonly layer: number }
  | { readonly measure: 'largestLogit'; readonly of: 'attention'; readonly layer: number };

/** In the order in which devices report them. */
export function activationReadings({ operations }: Pick<StepProgram, 'operations'>): ActivationReading[] {
  return operations.flatMap((op): ActivationReading[] => {
    if (op.kind === 'moments') return MOMENTS.map((measure) => ({ measure, of: op.of, layer: op.layer }));
    if (op.kind !== 'attention' || op.again) return [];
    return [{ measure: 'largestLogit', of: 'attention', layer: op.layer }];
  });
}

/** Tells the tensors of a program apart. */
export function tensorKey({ of, layer }: Pick<OperationOf<'moments'>, 'of' | 'layer'>): string {
  return `${of} ${layer}`;
}

/** One statistic of one kind of tensor, over the steps in which sites were counted. */
export interface ActivationCurve {
  readonly measure: ActivationReading['measure'];
  readonly of: ActivationReading['of'];
  /** [steps, layers]; of the head there is one layer. */
  readonly values: Float32Array;
}

/** @param rows Of each step, a value for every reading. */
export function activationCurves(
  readings: readonly ActivationReading[],
  rows: readonly Float32Array[],
): ActivationCurve[] {
  const kinds = Map.groupBy(readings.keys(), (i) => `${readings[i]!.measure} ${readings[i]!.of}`);
  return [...kinds.values()].map((indices) => {
    const ordered = indices.toSorted((a, b) => readings[a]!.layer - readings[b]!.layer);
    const { measure, of } = readings[ordered[0]!]!;
    return {
      measure,
      of,
      values: Float32Array.from(rows.flatMap((row) => ordered.map((index) => row[index]!))),
    };
  });
}
