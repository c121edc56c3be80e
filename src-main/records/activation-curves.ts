// How a study keeps the statistics of activations: as curves of a run, beside those that have a value for every step. They have one
// for each layer at each of the steps in which sites were counted, which are a curve themselves.

const PREFIX = 'activations/';
const STEPS = `${PREFIX}step`;

export interface ActivationStatistic {
  /** `kurtosis`, `peak` (largest magnitude over root mean square) or `largestLogit`: engine/activations.ts. */
  readonly measure: string;
  /** What enters the linear layer of that name; `residual`, the stream after a layer; `attention`. */
  readonly of: string;
  readonly layers: number;
  /** [steps, layers]. */
  readonly values: Float32Array;
}

export interface ActivationStatistics {
  readonly steps: readonly number[];
  readonly statistics: readonly ActivationStatistic[];
}

export function isOfActivations(curveName: string): boolean {
  return curveName.startsWith(PREFIX);
}

type Curves = Readonly<Record<string, Float32Array>>;

/** Nothing where nothing was counted. */
export function toActivationCurves(
  steps: readonly number[],
  statistics: readonly Omit<ActivationStatistic, 'layers'>[],
): Curves {
  if (steps.length === 0 || statistics.length === 0) return {};
  const named = statistics.map(({ measure, of, values }) => [`${PREFIX}${measure}/${of}`, values]);
  return { [STEPS]: Float32Array.from(steps), ...(Object.fromEntries(named) as Curves) };
}

/** Of a run's curves; null where there are none. @throws RangeError where they do not fit together. */
export function fromActivationCurves(curves: Curves): ActivationStatistics | null {
  const steps = curves[STEPS];
  if (!steps) return null;
  const statistics = Object.entries(curves).flatMap(([name, values]): ActivationStatistic[] => {
    if (!isOfActivations(name) || name === STEPS) return [];
    const [measure, of] = name.slice(PREFIX.length).split('/') as [string, string];
    const layers = values.length / steps.length;
    if (of === undefined || !Number.isInteger(layers) || layers === 0) throw new RangeError(name);
    return [{ measure, of, layers, values }];
  });
  return { steps: [...steps], statistics };
}
