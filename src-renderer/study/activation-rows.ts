// The rows of a table of activations: one for each layer, tensor and measure, in the order of the forward pass. Pure.
import type { ActivationStatistic, ActivationStatistics } from '../../src-main/records/activation-curves.ts';

export interface ActivationRow {
  /** null: of the whole model. */
  readonly layer: number | null;
  readonly of: string;
  readonly measure: ActivationStatistic['measure'];
  /** Of each step. */
  readonly values: readonly number[];
  /** Of those that are finite; NaN where none is. */
  readonly lowest: number;
  readonly highest: number;
}

export function activationRows({ steps, statistics }: ActivationStatistics): ActivationRow[] {
  // What is in every layer first, layer by layer; the head comes after all of them.
  const layers = Math.max(0, ...statistics.map((each) => each.layers));
  const isOfModel = ({ of }: ActivationStatistic) => of === 'head';
  const inLayers = Array.from({ length: layers }, (_, layer) =>
    statistics.filter((each) => !isOfModel(each)).map((each) => rowOf(each, layer, steps.length)),
  );
  const ofModel = statistics
    .filter(isOfModel)
    .map((each) => ({ ...rowOf(each, 0, steps.length), layer: null }));
  return [...inLayers.flat(), ...ofModel];
}

function rowOf(
  { of, measure, layers, values }: ActivationStatistic,
  layer: number,
  steps: number,
): ActivationRow {
  const own = Array.from({ length: steps }, (_, step) => values[step * layers + layer]!);
  const finite = own.filter(Number.isFinite);
  const [lowest, highest] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [NaN, NaN];
  return { layer, of, measure, values: own, lowest, highest };
}
