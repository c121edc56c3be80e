// Trains one batch of lanes on a device, stage by stage of its precision program, and collects each lane's curves. Knows
// nothing of grids, files or labels.
import { quantize, tensorAmax } from '../formats/quantize.ts';
import { tensorScale } from '../formats/scaling.ts';
import type { Precision } from '../formats/precision.ts';
import { trainingOffsets, validationOffsets, type Corpus } from './corpus.ts';
import {
  SERIES,
  SITE_STATISTICS,
  type Device,
  type SeriesName,
  type Session,
  type StepResults,
} from './device.ts';
import type { JobProgress, LaneResult, LaneSettings, TrainingJob } from './job.ts';
import { learningRateAt } from './model.ts';
import type { Site, StepProgram, WeightSpec } from './program.ts';
import { randomNormal, streamKey } from './random.ts';
import { transformerProgram } from './transformer.ts';

export interface TrainingHooks {
  /** Called after every chunk of steps. */
  readonly onProgress?: (progress: JobProgress) => void;
  /** Ends the training between two chunks by an AbortError. */
  readonly signal?: AbortSignal;
}

/** Wall time that one chunk of steps aims at: short enough to report and to cancel, long enough to cost nothing. */
const CHUNK_SECONDS = 0.25;
const LARGEST_CHUNK = 64;

/** Initial weights of a lane: the same for one seed under every recipe, learning rate and batch size. */
export function initialWeights(spec: WeightSpec, seed: number): Float32Array {
  const key = streamKey(seed, `weight:${spec.name}`, 0);
  const length = spec.shape.reduce((product, extent) => product * extent, 1);
  return Float32Array.from(
    { length },
    (_, i) => spec.constant + spec.standardDeviation * randomNormal(key, i),
  );
}

/** The step programs of a job's stages, in order. */
export function jobPrograms(job: TrainingJob, vocabulary: number): readonly StepProgram[] {
  const { model, optimizer, batchSize, sharpnessEpsilon } = job;
  return job.precision.stages.map(({ recipe }) =>
    transformerProgram({ model, optimizer, recipe, batchSize, vocabulary, sharpnessEpsilon }),
  );
}

/**
 * Trains all lanes of a job; results are in the order of job.lanes. A lane that meets NaN or Inf ends there, which is a
 * result.
 * @throws DOMException AbortError when the signal says so; whatever the device throws when it breaks.
 */
export async function train(
  device: Device,
  job: TrainingJob,
  corpus: Corpus,
  hooks: TrainingHooks = {},
): Promise<LaneResult[]> {
  const programs = jobPrograms(job, corpus.vocabularySize);
  const session = await device.open({
    programs,
    corpus: corpus.tokens,
    seeds: job.lanes.map(({ seed }) => seed),
  });
  try {
    await writeInitialWeights(session, job, programs[0]!);
    return await trainLanes(session, programs, job, corpus, hooks);
  } finally {
    await session.close();
  }
}

async function writeInitialWeights(session: Session, job: TrainingJob, program: StepProgram): Promise<void> {
  const atRest = job.precision.stages[0]!.recipe.weights;
  for (const spec of program.weights) {
    const bySeed = new Map<number, Float32Array>();
    for (const [lane, { seed }] of job.lanes.entries()) {
      let weights = bySeed.get(seed);
      if (!weights) {
        weights = initialWeights(spec, seed);
        if (atRest) weights = roundedAtRest(weights, spec.shape, atRest);
        bySeed.set(seed, weights);
      }
      await session.write(lane, spec.name, weights);
    }
  }
}

/** Initial weights in their format at rest, rounded to nearest even where updates round stochastically. */
function roundedAtRest(weights: Float32Array, shape: readonly number[], precision: Precision): Float32Array {
  const [rows, columns] = shape.length === 2 ? [shape[0]!, shape[1]!] : [1, weights.length];
  const { cast, scaling } = precision;
  const nearest: Precision = { cast: { ...cast, rounding: 'nearest-even' }, scaling };
  const tensor = scaling.kind === 'tensor';
  const scale = tensor ? tensorScale(tensorAmax(weights), cast.format, scaling.powerOfTwo) : 1;
  return quantize(weights, rows, columns, 'columns', nearest, scale, null, null).map(
    (value) => value / scale,
  );
}

async function trainLanes(
  session: Session,
  programs: readonly StepProgram[],
  job: TrainingJob,
  corpus: Corpus,
  hooks: TrainingHooks,
): Promise<LaneResult[]> {
  const { steps, batchSize, statisticsEvery } = job;
  const { context } = job.model;
  const records = job.lanes.map((lane) => new LaneRecord(lane, steps));
  /** Lanes still training, in the session's order. */
  let active = records;
  let step = 0;
  let chunk = 1;
  for (const [stage, program] of programs.entries()) {
    const end = Math.min(steps, job.precision.stages[stage]!.untilStep ?? steps);
    while (step < end && active.length > 0) {
      hooks.signal?.throwIfAborted();
      const count = Math.min(chunk, end - step);
      const started = performance.now();
      const results = await session.run({
        program: stage,
        lanes: active.map((_, index) => index),
        fromStep: step,
        steps: count,
        offsets: concatenate(
          active.flatMap(({ lane }) =>
            Array.from({ length: count }, (_, i) =>
              trainingOffsets(corpus, lane.seed, step + i, batchSize, context),
            ),
          ),
        ),
        learningRates: Float64Array.from(
          active.flatMap(({ lane }) =>
            Array.from({ length: count }, (_, i) =>
              learningRateAt(step + i, steps, lane.learningRate, job.optimizer),
            ),
          ),
        ),
        statisticsEvery,
      });
      const seconds = (performance.now() - started) / 1000;
      const laneSteps = active.reduce(
        (sum, record, lane) => sum + record.add(results, lane, count, program, seconds),
        0,
      );
      step += count;
      if (results.ended.length > 0) {
        const ended = new Set(results.ended.map(({ lane }) => lane));
        const keep = active.map((_, index) => index).filter((index) => !ended.has(index));
        await session.compact(keep);
        active = keep.map((index) => active[index]!);
      }
      hooks.onProgress?.({ step, lanesActive: active.length, laneSteps });
      const perStep = Math.max(seconds / count, 1e-6);
      chunk = Math.max(1, Math.min(LARGEST_CHUNK, 2 * chunk, Math.floor(CHUNK_SECONDS / perStep)));
    }
  }
  if (active.length > 0 && job.validationSequences > 0) {
    const offsets = validationOffsets(corpus, job.validationSequences, batchSize, context);
    const batches = offsets.length / batchSize;
    const lanes = active.map((_, index) => index);
    const losses = await session.evaluate(
      programs.length - 1,
      lanes,
      batches,
      concatenate(lanes.map(() => offsets)),
    );
    active.forEach((record, index) => (record.validationLoss = losses[index]!));
  }
  return records.map((record) => record.result());
}

/** What is known of one lane while it trains. */
class LaneRecord {
  readonly lane: LaneSettings;
  validationLoss: number | null = null;
  readonly #series: Record<SeriesName, Float32Array>;
  #endStep = 0;
  #nonfinite: LaneResult['nonfinite'] = null;
  #sites: readonly Site[] = [];
  readonly #siteRows: { readonly step: number; readonly bySite: ReadonlyMap<Site, Float32Array> }[] = [];
  #seconds = 0;

  constructor(lane: LaneSettings, steps: number) {
    this.lane = lane;
    const empty = SERIES.map((name) => [name, new Float32Array(steps)]);
    this.#series = Object.fromEntries(empty) as Record<SeriesName, Float32Array>;
  }

  /** Takes over the results of one chunk and returns the number of steps this lane did in it. */
  add(results: StepResults, lane: number, count: number, program: StepProgram, seconds: number): number {
    const ended = results.ended.find((end) => end.lane === lane);
    const done = ended ? ended.step - this.#endStep + 1 : count;
    for (const name of SERIES) {
      this.#series[name].set(results.series[name].subarray(lane * count, lane * count + done), this.#endStep);
    }
    const width = SITE_STATISTICS.length;
    results.siteSteps.forEach((step, index) => {
      if (ended && step > ended.step) return;
      const start = (lane * results.siteSteps.length + index) * program.sites.length * width;
      const row = program.sites.map((site, i) => {
        const at = start + i * width;
        return [site, results.sites.slice(at, at + width)] as const;
      });
      this.#siteRows.push({ step, bySite: new Map(row) });
    });
    this.#sites = [...new Set([...this.#sites, ...program.sites])];
    this.#endStep += done;
    this.#seconds += seconds;
    if (ended) this.#nonfinite = { step: ended.step, tensor: ended.tensor };
    return done;
  }

  result(): LaneResult {
    const series = SERIES.map((name) => [name, this.#series[name].slice(0, this.#endStep)]);
    // A site that one stage of a precision program does not round is neither under- nor overflowing there.
    const untouched = Float32Array.from([0, 0, 1]);
    return {
      endStep: this.#endStep,
      nonfinite: this.#nonfinite,
      series: Object.fromEntries(series) as Record<SeriesName, Float32Array>,
      sites: this.#sites,
      siteSteps: this.#siteRows.map(({ step }) => step),
      siteStatistics: Float32Array.from(
        this.#siteRows.flatMap(({ bySite }) =>
          this.#sites.flatMap((site) => [...(bySite.get(site) ?? untouched)]),
        ),
      ),
      validationLoss: this.validationLoss,
      seconds: this.#seconds,
    };
  }
}

function concatenate(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
