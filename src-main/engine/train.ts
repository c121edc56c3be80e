// Trains one batch of lanes on a device, each under the recipe that its precision program has for its next step, and
// collects each lane's curves. What a lane does does not depend on the lanes beside it nor on how steps are cut into
// chunks. Knows nothing of grids, files or labels.
import { quantize, tensorAmax } from '../formats/quantize.ts';
import { tensorScale } from '../formats/scales.ts';
import { ownScale } from '../formats/scaling.ts';
import type { Precision } from '../formats/precision.ts';
import { isDynamic } from '../recipes/loss-scale.ts';
import { recipesOf } from '../recipes/precision-program.ts';
import { activationReadings } from './activations.ts';
import { checkpointParts, restoreCheckpoint } from './checkpoint.ts';
import { trainingOffsets, validationOffsets, type Corpus } from './corpus.ts';
import type { Device, Session, StepInputs } from './device.ts';
import type { JobProgress, LaneResult, TrainingJob } from './job.ts';
import { LaneRun, type LaneData } from './lane-run.ts';
import { gatherSequences } from './sequences.ts';
import { learningRateAt } from './model.ts';
import { perturbed } from './perturbed.ts';
import type { StepProgram, WeightSpec } from './program.ts';
import { randomNormal, streamKey } from './random.ts';
import { largestChunk, snapshotsOf } from './snapshots.ts';
import { transformerStep } from './transformer.ts';

export interface TrainingHooks {
  /** Called after every chunk of steps. */
  readonly onProgress?: (progress: JobProgress) => void;
  /** Ends the training between two chunks by an AbortError. */
  readonly signal?: AbortSignal;
  /** What to go on from instead of step 0: the parts of a checkpoint of the same job on the same kind of device. */
  readonly from?: AsyncIterable<Uint8Array>;
  /**
   * Called between two chunks, every `checkpointSeconds` of wall time or, where that would cost more than CHECKPOINT_SHARE of
   * it, as much less often; 0: between any two chunks. Training waits until the parts are taken. Each is valid until the next
   * one is asked for; what keeps one from being made is thrown there.
   */
  readonly onCheckpoint?: (parts: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly checkpointSeconds?: number;
}

/** Wall time that one chunk of steps aims at: short enough to report and to cancel, long enough to cost nothing. */
const CHUNK_SECONDS = 0.25;
/** Tokens that are validated at once, in whole batches. */
const VALIDATED_AT_ONCE = 2 ** 22;
/** Share of the time that may go into checkpoints. */
const CHECKPOINT_SHARE = 0.05;

/** Initial weights of a lane: the same for one seed under every recipe, learning rate and batch size. */
export function initialWeights(spec: WeightSpec, seed: number): Float32Array {
  const key = streamKey(seed, `weight:${spec.name}`, 0);
  const length = spec.shape.reduce((product, extent) => product * extent, 1);
  return Float32Array.from(
    { length },
    (_, i) => spec.constant + spec.standardDeviation * randomNormal(key, i),
  );
}

/** The step programs of the recipes that a job may train with, in the order of recipesOf. */
export function jobPrograms(job: TrainingJob, vocabulary: number): readonly StepProgram[] {
  const { model, optimizer, batchSize, microBatch, recomputation, sharpnessEpsilon } = job;
  const recipes = recipesOf(job.precision);
  const skipsSteps = recipes.some(({ lossScale }) => isDynamic(lossScale));
  const settings = { model, optimizer, batchSize, microBatch, recomputation, vocabulary, sharpnessEpsilon };
  return recipes.map((recipe) => transformerStep({ ...settings, recipe, skipsSteps }));
}

/**
 * Trains all lanes of a job; results are in the order of job.lanes. A lane that meets NaN or Inf ends there, which is a
 * result.
 * @throws DOMException AbortError when the signal says so; CheckpointError where it cannot go on from what it was given; whatever
 * the device throws when it breaks.
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
    seeds: job.lanes.map(({ seed }) => seed),
    snapshots: snapshotsOf(job.precision),
  });
  try {
    const from = hooks.from && (await restoreCheckpoint(session, hooks.from, programs, job));
    if (!from) await writeInitialWeights(session, job, programs[0]!);
    return await trainLanes(session, programs, job, corpus, hooks, from);
  } finally {
    await session.close();
  }
}

async function writeInitialWeights(session: Session, job: TrainingJob, program: StepProgram): Promise<void> {
  const atRest = job.precision.stages[0]!.recipe.weights;
  const relative = job.perturbation ?? 0;
  const ofSeed = Map.groupBy(job.lanes.keys(), (lane) => job.lanes[lane]!.seed);
  for (const spec of program.weights) {
    for (const [seed, lanes] of ofSeed) {
      let weights = initialWeights(spec, seed);
      if (relative > 0) weights = perturbed(weights, { name: spec.name, seed, relative, atRest });
      if (atRest) weights = roundedAtRest(weights, spec.shape, atRest);
      for (const lane of lanes) await session.write(lane, spec.name, weights);
    }
  }
}

/** Initial weights in their format at rest, rounded to nearest even where updates round stochastically. */
function roundedAtRest(weights: Float32Array, shape: readonly number[], precision: Precision): Float32Array {
  const [rows, columns] = shape.length === 2 ? [shape[0]!, shape[1]!] : [1, weights.length];
  const { cast, scaling } = precision;
  const nearest: Precision = { cast: { ...cast, rounding: 'nearest-even' }, scaling };
  const own = ownScale(precision);
  const scale = own ? tensorScale(tensorAmax(weights), own) : 1;
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
  from: readonly LaneData[] | undefined,
): Promise<LaneResult[]> {
  const { steps, precision } = job;
  const records = job.lanes.map((lane, index) => new LaneRun(lane, job, from?.[index]));
  /** Lanes that have not ended, in the session's order. */
  let present = records.filter(({ ended }) => !ended);
  await dropEnded(session, records);
  const checkpoints = new CheckpointClock(hooks);
  let chunk = 1;
  for (;;) {
    const training = present.filter((run) => run.training);
    if (training.length === 0) break;
    hooks.signal?.throwIfAborted();
    await checkpoints.offer(() => checkpointParts(session, records, present, programs, hooks.signal));
    // Lanes that were set back catch up before the others go on.
    const step = Math.min(...training.map((run) => run.step));
    const recipe = training.find((run) => run.step === step)!.recipeAt(step);
    const group = training.filter((run) => run.step === step && run.recipeAt(step) === recipe);
    const ahead = training.map((run) => run.step).filter((other) => other > step);
    const end = Math.min(step + chunk, ...group.map((run) => run.boundaryAfter(step)), ...ahead);
    const indices = group.map((run) => present.indexOf(run));
    for (const [i, run] of group.entries()) {
      const snapshot = run.beginChunk();
      if (snapshot !== null) await session.keep(indices[i]!, snapshot);
    }

    const started = performance.now();
    const results = await session.run(stepInputs(job, corpus, group, indices, recipe, step, end));
    const seconds = (performance.now() - started) / 1000;
    const count = end - step;
    const laneSteps = group.reduce(
      (sum, run, i) => sum + run.add(results, i, count, programs[recipe]!, recipe, seconds),
      0,
    );
    for (const [i, run] of group.entries()) {
      const firing = run.judge();
      const snapshot = firing && run.act(firing);
      if (snapshot !== null) await session.restore(indices[i]!, snapshot);
    }
    for (const run of group) run.look(corpus.unigramEntropy);
    const keep = present.flatMap((run, index) => (run.ended ? [] : [index]));
    if (keep.length < present.length) {
      await session.compact(keep);
      present = keep.map((index) => present[index]!);
    }
    const lanesActive = present.filter((run) => run.training).length;
    hooks.onProgress?.({ step: Math.min(steps, ...present.map((run) => run.step)), lanesActive, laneSteps });
    const perStep = Math.max(seconds / count, 1e-6);
    chunk = Math.max(1, Math.min(largestChunk(precision), 2 * chunk, Math.floor(CHUNK_SECONDS / perStep)));
  }
  await validate(session, job, corpus, present);
  const readings = activationReadings(programs[0]!);
  return records.map((record) => record.result(readings));
}

/** What the device needs to know for steps `from` to below `end` of these lanes. */
function stepInputs(
  job: TrainingJob,
  corpus: Corpus,
  group: readonly LaneRun[],
  lanes: readonly number[],
  program: number,
  fromStep: number,
  end: number,
): StepInputs {
  const steps = Array.from({ length: end - fromStep }, (_, i) => fromStep + i);
  const { batchSize } = job;
  const { context } = job.model;
  const ofSeed = new Map(
    group.map(({ lane: { seed } }) => [
      seed,
      steps.map((step) => trainingOffsets(corpus, seed, step, batchSize, context)),
    ]),
  );
  const batches = group.flatMap(({ lane }) => ofSeed.get(lane.seed)!);
  const learningRates = group.flatMap((run) =>
    steps.map(
      (step) =>
        learningRateAt(step, job.steps, run.lane.learningRate, job.optimizer) * run.rateFactorAt(step),
    ),
  );
  return {
    program,
    lanes,
    fromStep,
    steps: steps.length,
    ...gatherSequences(corpus.tokens, batches, context),
    learningRates: Float64Array.from(learningRates),
    statisticsEvery: job.statisticsEvery,
  };
}

/** Each lane is evaluated under the recipe of its last step. */
async function validate(session: Session, job: TrainingJob, corpus: Corpus, present: readonly LaneRun[]) {
  if (present.length === 0 || job.validationSequences === 0) return;
  const { batchSize, validationSequences } = job;
  const { context } = job.model;
  const offsets = validationOffsets(corpus, validationSequences, batchSize, context);
  const part = batchSize * Math.max(1, Math.floor(VALIDATED_AT_ONCE / (batchSize * context)));
  const byRecipe = Map.groupBy(present.keys(), (index) => present[index]!.recipeAt(job.steps - 1));
  for (const [recipe, lanes] of byRecipe) {
    const sums = new Float64Array(lanes.length);
    for (let at = 0; at < offsets.length; at += part) {
      const starts = offsets.subarray(at, at + part);
      const batches = starts.length / batchSize;
      const sequences = gatherSequences(
        corpus.tokens,
        lanes.map(() => starts),
        context,
      );
      const losses = await session.evaluate(recipe, lanes, batches, sequences);
      losses.forEach((loss, i) => (sums[i]! += loss * (starts.length / offsets.length)));
    }
    lanes.forEach((index, i) => (present[index]!.validationLoss = sums[i]!));
  }
}

/** A session opens with every lane of the job; those that had ended at the checkpoint leave at once. */
async function dropEnded(session: Session, records: readonly LaneRun[]): Promise<void> {
  const keep = records.flatMap((run, index) => (run.ended ? [] : [index]));
  if (keep.length < records.length) await session.compact(keep);
}

/** Offers a checkpoint whenever so much time has passed. */
class CheckpointClock {
  readonly #hooks: TrainingHooks;
  #notBefore: number;

  constructor(hooks: TrainingHooks) {
    this.#hooks = hooks;
    this.#notBefore = performance.now() + this.#milliseconds;
  }

  get #milliseconds(): number {
    return 1000 * (this.#hooks.checkpointSeconds ?? Infinity);
  }

  async offer(make: () => AsyncIterable<Uint8Array>): Promise<void> {
    const { onCheckpoint } = this.#hooks;
    const begun = performance.now();
    if (!onCheckpoint || begun < this.#notBefore) return;
    await onCheckpoint(make());
    this.#hooks.signal?.throwIfAborted();
    const ended = performance.now();
    const rest = this.#milliseconds && Math.max(this.#milliseconds, (ended - begun) / CHECKPOINT_SHARE);
    this.#notBefore = ended + rest;
  }
}
