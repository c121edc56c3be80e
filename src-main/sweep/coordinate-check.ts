// The coordinate check of a spec: its model at several widths, in the standard parametrisation, under muP and under unit scaling (muS),
// trained for some steps while the size of activations is measured; and the slope of that size against the width, which the latter two
// keep at nought.
import { slopeOf, type Slope } from '../analysis/statistics/slope.ts';
import { COORDINATES, coordinateSizes, type Coordinate, type CoordinateSize } from '../engine/coordinates.ts';
import type { ModelSettings } from '../engine/model.ts';
import { createDevice } from '../host/devices.ts';
import { jobOf } from '../plan/plan.ts';
import { SpecError } from '../spec/errors.ts';
import { modelSchema } from '../spec/model.ts';
import { rowValuesOf, specAtRow, type Spec } from '../spec/spec.ts';
import { openCorpus } from '../tokens/stored-corpus.ts';
import { readSource, storedCorpusOf } from './corpus-source.ts';

export const PARAMETRISATIONS = ['standard', 'mup', 'mus'] as const;
export type Parametrisation = (typeof PARAMETRISATIONS)[number];

export interface CoordinateRequest {
  readonly widths: readonly number[];
  readonly steps: number;
  /** null: the middle one of the spec. */
  readonly learningRate: number | null;
}

export interface CoordinateRow extends CoordinateSize {
  readonly parametrisation: Parametrisation;
  readonly width: number;
  readonly seed: number;
}

export const COORDINATE_MEASURES = ['size', 'change'] as const;
export type CoordinateMeasure = (typeof COORDINATE_MEASURES)[number];

export interface CoordinateSlope {
  readonly parametrisation: Parametrisation;
  readonly coordinate: Coordinate;
  readonly measure: CoordinateMeasure;
  /** Power of the width with which it grows after the last step, over all widths and seeds; null: it is nought, or a run ended. */
  readonly growth: Slope | null;
}

export interface CoordinateCheck {
  readonly recipe: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly baseWidth: number;
  /** All but unit scaling where the optimizer is SGD, for which it has no rule. */
  readonly parametrisations: readonly Parametrisation[];
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly rows: readonly CoordinateRow[];
  readonly slopes: readonly CoordinateSlope[];
}

/** Seeds of the spec that are looked at. */
const SEEDS = 3;

/**
 * The first recipe of the baseline at the smallest batch size, the learning rate constant from the first step on. Heads, or with baseHeads
 * their width, stay as they are; the hidden width grows with the width.
 * @throws SpecError or TextError with one sentence; DOMException AbortError.
 */
export async function checkCoordinates(
  given: Spec,
  { widths: wanted, steps, learningRate: rate }: CoordinateRequest,
  hooks: { readonly signal?: AbortSignal; readonly onRun?: (name: string) => void } = {},
): Promise<CoordinateCheck> {
  // Its rows have nothing to do with the widths: the first of them stands for all.
  const spec = specAtRow(given, rowValuesOf(given)[0]!);
  const { baseline: recipe } = spec;
  const { kind } = { ...spec.optimizer, ...spec.recipes.find(({ name }) => name === recipe)!.optimizer };
  if (kind === 'muon') {
    throw new SpecError('optimizer.kind is "muon"; it must be "adamw" or "sgd" for the coordinate check.');
  }
  const widths = [...new Set(wanted)].sort((a, b) => a - b);
  const learningRate = rate ?? spec.learningRates[spec.learningRates.length >> 1]!;
  const batchSize = spec.batchSizes[0]!;
  const baseWidth = spec.model.baseWidth ?? widths[0]!;
  const seeds = spec.seeds.slice(0, SEEDS);
  const parametrisations = PARAMETRISATIONS.filter((name) => name !== 'mus' || kind !== 'sgd');
  const models = parametrisations.flatMap((parametrisation) =>
    widths.map((width) => ({
      parametrisation,
      width,
      model: modelAt(spec.model, width, parametrisation, baseWidth),
    })),
  );
  const corpus = openCorpus(await storedCorpusOf(readSource(spec), spec));
  const device = await createDevice('wasm', { threads: 1 });
  const rows: CoordinateRow[] = [];
  try {
    for (const { parametrisation, width, model } of models) {
      hooks.onRun?.(`${parametrisation}, width ${width}`);
      for (const seed of seeds) {
        const run = { id: 0, recipe, learningRate, rowValue: batchSize, seed };
        const job = jobOf({ ...spec, model }, { recipe, rowValue: batchSize, runs: [run] });
        const sizes = await coordinateSizes(
          device,
          { ...job, steps, optimizer: { ...job.optimizer, warmupSteps: 0, schedule: 'constant' } },
          corpus,
          hooks.signal,
        );
        rows.push(...sizes.map((size) => ({ parametrisation, width, seed, ...size })));
      }
    }
  } finally {
    await device.close();
  }
  const slopes = slopesOf(rows, steps, widths.length * seeds.length);
  return {
    recipe,
    learningRate,
    batchSize,
    baseWidth,
    parametrisations,
    widths,
    seeds,
    steps,
    rows,
    slopes,
  };
}

/** @throws SpecError. */
function modelAt(
  {
    parametrisation: own,
    baseWidth: _,
    baseHeads,
    residualCoefficient,
    initialStandardDeviation,
    ...model
  }: ModelSettings,
  width: number,
  parametrisation: Parametrisation,
  baseWidth: number,
): ModelSettings {
  const heads = baseHeads === undefined ? model.heads : (baseHeads * width) / baseWidth;
  const hidden = Math.round((model.hidden * width) / model.width);
  const fields = {
    // That of a model under unit scaling is no choice.
    standard: { ...(own !== 'mus' && { initialStandardDeviation }) },
    mup: { baseWidth, baseHeads, ...(own !== 'mus' && { initialStandardDeviation }) },
    mus: { baseWidth, residualCoefficient },
  }[parametrisation];
  const parsed = modelSchema.safeParse({ ...model, width, heads, hidden, parametrisation, ...fields });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SpecError(
    `A model of width ${width} cannot be had from this spec: its ${issue!.path.join('.')} must be ${issue!.message}.`,
  );
}

/** `points`: how many there are where no run ended early. */
export function slopesOf(rows: readonly CoordinateRow[], steps: number, points: number): CoordinateSlope[] {
  const present = PARAMETRISATIONS.filter((name) => rows.some((row) => row.parametrisation === name));
  return present.flatMap((parametrisation) =>
    COORDINATES.flatMap((coordinate) =>
      COORDINATE_MEASURES.map((measure) => {
        const own = rows.filter(
          (row) =>
            row.parametrisation === parametrisation && row.coordinate === coordinate && row.step === steps,
        );
        const known = own.filter((row) => row[measure] > 0 && Number.isFinite(row[measure]));
        const logs = known.map((row) => [Math.log2(row.width), Math.log2(row[measure])] as const);
        return { parametrisation, coordinate, measure, growth: known.length < points ? null : slopeOf(logs) };
      }),
    ),
  );
}
