// What other recipes would do to the very tensors of a run that trains under one recipe, without training under them. A
// device trains the run; at every probed step the reference operations take one more step from the same state, and each
// operand of a matrix product is also rounded as the other recipes would round it.
import type { Recipe } from '../recipes/recipe.ts';
import { trainingOffsets, type Corpus } from './corpus.ts';
import type { Device } from './device.ts';
import { execute } from './devices/reference/device.ts';
import { sharesOf } from './devices/kit/step-report.ts';
import { Lane } from './devices/reference/lane.ts';
import type { TrainingJob } from './job.ts';
import { learningRateAt } from './model.ts';
import type { LaneScale, Operand, OperationOf, StepProgram } from './program.ts';
import { gatherSequences } from './sequences.ts';
import { stateLengths } from './session-buffers.ts';
import { initialWeights } from './train.ts';
import { transformerStep } from './transformer.ts';

/** One operand of one product at one step, as one recipe would round it. */
export interface ProbeRow {
  readonly recipe: string;
  readonly step: number;
  /** The product and its side, e.g. "layer 0 mlp up forward/a". */
  readonly operand: string;
  readonly site: string;
  /** Shares as in SITE_STATISTICS. */
  readonly underflow: number;
  readonly overflow: number;
  /** Tensor-wide scale; 1 where it has none. */
  readonly scale: number;
  /** Signal over rounding error, 10 log10(sum x^2 / sum (x - q)^2), in dB; Infinity without error. */
  readonly signalToError: number;
}

export interface ProbeHooks {
  readonly signal?: AbortSignal;
  readonly onStep?: (step: number) => void;
}

/**
 * Trains lane 0 of the job under the first recipe of its program and probes the others every so many steps. Delayed scaling
 * knows the amaxes of the probed steps alone; with `every` 1 that is all of them. Of a batch that is split, the first micro-batch is
 * probed.
 * @throws whatever the device throws; DOMException AbortError when the signal says so.
 */
export async function probe(
  device: Device,
  job: TrainingJob,
  corpus: Corpus,
  recipes: readonly Recipe[],
  every: number,
  hooks: ProbeHooks = {},
): Promise<ProbeRow[]> {
  const { model, optimizer, batchSize, microBatch, sharpnessEpsilon, steps } = job;
  const { seed, learningRate } = job.lanes[0]!;
  // Activations are looked at where they stand, each in a buffer of its own: none is computed again.
  const programOf = (recipe: Recipe) =>
    transformerStep({
      model,
      optimizer,
      recipe,
      batchSize,
      microBatch,
      vocabulary: corpus.vocabularySize,
      sharpnessEpsilon,
    });
  const program = programOf(job.precision.stages[0]!.recipe);
  const base = new Lane([program], seed);
  const others = recipes.map((recipe) => new Probed(recipe.name, programOf(recipe), base, program));
  const session = await device.open({ programs: [program], seeds: [seed] });
  const rows: ProbeRow[] = [];
  try {
    for (const spec of program.weights) await session.write(0, spec.name, initialWeights(spec, seed));
    for (let step = 0; step < steps; step += every) {
      hooks.signal?.throwIfAborted();
      for (const name of stateLengths([program]).keys()) base.buffer(name).set(await session.read(0, name));
      takeStep(program, base, corpus, job, step, (op) => {
        for (const other of others) rows.push(...other.look(op, step));
      });
      const all = Array.from({ length: Math.min(every, steps - step) }, (_, i) => step + i);
      const batches = all.map((at) => trainingOffsets(corpus, seed, at, batchSize, model.context));
      const { ended } = await session.run({
        program: 0,
        lanes: [0],
        fromStep: step,
        steps: all.length,
        ...gatherSequences(corpus.tokens, batches, model.context),
        learningRates: Float64Array.from(all, (at) => learningRateAt(at, steps, learningRate, optimizer)),
        statisticsEvery: steps,
      });
      hooks.onStep?.(step);
      if (ended.length > 0) break;
    }
  } finally {
    await session.close();
  }
  return rows;
}

/**
 * The first micro-batch of a step of the base recipe on the reference operations; every product is shown before it is taken. What the
 * device then does with the whole batch is not waited for: nothing of the lane is kept.
 */
function takeStep(
  program: StepProgram,
  lane: Lane,
  corpus: Corpus,
  { batchSize, model: { context }, steps, optimizer, lanes }: TrainingJob,
  step: number,
  look: (op: OperationOf<'matmul'>) => void,
): void {
  const { seed, learningRate } = lanes[0]!;
  const starts = trainingOffsets(corpus, seed, step, batchSize, context);
  lane.load(program, gatherSequences(corpus.tokens, [starts], context), 0, 0);
  lane.step = step;
  lane.training = true;
  lane.learningRate = learningRateAt(step, steps, learningRate, optimizer);
  lane.begin();
  for (const op of program.operations) {
    if (op.phase === 'update') break;
    if (op.kind === 'matmul') look(op);
    execute(op, lane);
  }
}

/** One of the other recipes: its products by label, on a lane that shares the tensors of the base lane. */
class Probed {
  readonly #recipe: string;
  readonly #lane: Lane;
  readonly #products: ReadonlyMap<string, OperationOf<'matmul'>>;
  readonly #scales: ReadonlyMap<string, OperationOf<'scale'>>;
  /** What each product makes its operands of, by the label of the product and their buffer. */
  readonly #transforms: ReadonlyMap<string, OperationOf<'hadamard'>>;
  /** Scales that the current step has. */
  readonly #scaled = new Set<string>();
  readonly #base: Lane;
  readonly #lossScale: number | LaneScale;
  readonly #baseScale: number | LaneScale;

  constructor(recipe: string, program: StepProgram, base: Lane, baseProgram: StepProgram) {
    this.#recipe = recipe;
    this.#base = base;
    this.#lossScale = lossScaleOf(program);
    this.#baseScale = lossScaleOf(baseProgram);
    this.#lane = new Lane([program], base.seed);
    // Scales and their histories stay this recipe's own, and so does what it makes of the tensors.
    const own = new Set(
      program.operations.flatMap((op) =>
        op.kind === 'scale' ? [op.scale, op.history] : op.kind === 'hadamard' ? [op.out] : [],
      ),
    );
    for (const { name } of baseProgram.buffers) {
      if (!own.has(name)) this.#lane.buffers.set(name, base.buffer(name));
    }
    const { operations } = program;
    this.#products = new Map(operations.flatMap((op) => (op.kind === 'matmul' ? [[op.label, op]] : [])));
    this.#scales = new Map(operations.flatMap((op) => (op.kind === 'scale' ? [[op.scale, op]] : [])));
    this.#transforms = transformsOf(operations);
  }

  look({ label }: OperationOf<'matmul'>, step: number): ProbeRow[] {
    const op = this.#products.get(label);
    if (!op) return [];
    if (step !== this.#lane.step) this.#scaled.clear();
    this.#lane.step = step;
    const { m, n, k, transposeA, transposeB } = op;
    const [aRows, aColumns] = transposeA ? [k, m] : [m, k];
    const [bRows, bColumns] = transposeB ? [n, k] : [k, n];
    return [
      ...this.#round(label, 'a', op.a, aRows, aColumns, transposeA ? 'rows' : 'columns', step),
      ...this.#round(label, 'b', op.b, bRows, bColumns, transposeB ? 'columns' : 'rows', step),
    ];
  }

  /**
   * How many times the base recipe's loss scale this recipe's is: its gradients are larger by so much. A dynamic one is taken to be where
   * the base's dynamic one is, or where it begins.
   */
  get #times(): number {
    const [own, base] = [this.#lossScale, this.#baseScale];
    const ofBase = this.#base.lossScale(base);
    const scale = typeof own === 'number' ? own : typeof base === 'number' ? own.initial : ofBase;
    return scale / ofBase;
  }

  /** Once a step, however many operands share it: a delayed one moves its history on. */
  #computeScale({ scale }: Operand): void {
    if (scale === null || this.#scaled.has(scale)) return;
    this.#scaled.add(scale);
    execute(this.#scales.get(scale)!, this.#lane);
  }

  #round(
    label: string,
    side: 'a' | 'b',
    operand: Operand,
    rows: number,
    columns: number,
    contraction: 'rows' | 'columns',
    step: number,
  ): ProbeRow[] {
    if (!operand.precision) return [];
    const name = `${label}/${side}`;
    const lane = this.#lane;
    const transform = this.#transforms.get(transformKey(label, operand.buffer));
    if (operand.site.endsWith('output-gradient')) {
      const buffer = transform?.x ?? operand.buffer;
      const times = this.#times;
      const values = this.#base.buffer(buffer);
      lane.buffers.set(buffer, times === 1 ? values : values.map((value) => value * times));
    }
    if (transform) execute(transform, lane);
    this.#computeScale(operand);
    lane.report.begin();
    lane.counting = true;
    const scale = lane.scale(operand.scale);
    const values = lane.buffer(operand.buffer);
    const rounded = lane.operandValues(operand, rows, columns, contraction, name);
    lane.counting = false;
    let [signal, error] = [0, 0];
    for (let i = 0; i < rounded.length; i++) {
      signal += values[i]! ** 2;
      error += (values[i]! - rounded[i]! / scale) ** 2;
    }
    return [
      {
        recipe: this.#recipe,
        step,
        operand: name,
        site: operand.site,
        ...sharesOf(lane.report.sites.get(operand.site)!, rounded.length),
        scale,
        signalToError: 10 * Math.log10(signal / error),
      },
    ];
  }
}

const transformKey = (label: string, buffer: string) => `${label} of ${buffer}`;

/** A buffer may be written anew for every product: of each product, what wrote its operands last. */
function transformsOf(operations: StepProgram['operations']): Map<string, OperationOf<'hadamard'>> {
  const last = new Map<string, OperationOf<'hadamard'>>();
  const found = new Map<string, OperationOf<'hadamard'>>();
  for (const op of operations) {
    if (op.kind === 'hadamard') last.set(op.out, op);
    if (op.kind !== 'matmul') continue;
    for (const { buffer } of [op.a, op.b]) {
      const transform = last.get(buffer);
      if (transform) found.set(transformKey(op.label, buffer), transform);
    }
  }
  return found;
}

function lossScaleOf({ operations }: StepProgram): number | LaneScale {
  return operations.find((op) => op.kind === 'cross-entropy')!.lossScale;
}
