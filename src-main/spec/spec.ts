// The study spec: what a person writes down to get a study, checked and completed with defaults. Pure: the plan, the
// command line and a form all read it. Which files and devices it runs on is decided elsewhere.
import { z } from 'zod';
import { FORESEEN } from '../analysis/labels/run.ts';
import { VOCABULARIES, type Vocabulary } from '../engine/corpus.ts';
import { EARLY_STOP, type EarlyStopRule } from '../engine/early-stop.ts';
import type { ModelSettings, OptimizerSettings } from '../engine/model.ts';
import { stagedProgram, type PrecisionProgram } from '../recipes/precision-program.ts';
import { controlProblems } from './controls.ts';
import {
  must,
  parseOrExplain,
  problemAt,
  problemWith,
  refuse,
  strictly,
  type SpecProblem,
} from './errors.ts';
import {
  baselineProblems,
  gridFields,
  MAX_STEPS,
  scaledSteps,
  stepsAt,
  sizeProblems,
  SPEC_VERSION,
  stepsText,
  thresholdsOf,
  type GridSpec,
} from './grid.ts';
import { modelSchema, optimizerSchema } from './model.ts';
import { parsedByRow } from './parse-rows.ts';
import { batchSizeAt, indexOfRow, rowsSchema, withRow, type SettingRows } from './rows.ts';
import { lookupIn } from './own-recipes.ts';
import { keptRecipe, triggerOf } from './programs.ts';
import { microBatchProblems, microBatchSchema, recomputationSchema } from './micro-batch.ts';
import type { Recomputation } from '../engine/program.ts';
import { rule } from './rules.ts';
import { sourceProblems, tokensSchema, type TokensSpec } from './tokens.ts';
import { earlyStopSchema } from './thresholds.ts';
import { highestPrecision, recipeChoices, recipesSchema, type RecipeChoice } from './recipes.ts';

export { fieldName, SpecError, type SpecPath, type SpecProblem } from './errors.ts';
export { stepsAt, thresholdsOf, type GridSpec } from './grid.ts';
export { batchSizeAt, rowSettingOf, rowValuesOf } from './rows.ts';
export type { RecipeChoice } from './recipes.ts';

/** Eight series of float32 a step. */
const CURVE_BYTES_PER_STEP = 32;

/** A study whose runs this program trains itself. */
export interface Spec extends GridSpec {
  /** `moby-dick`, or the path of a UTF-8 file; null where there are tokens. */
  readonly text: string | null;
  /** null where there are tokens. */
  readonly vocabulary: Vocabulary | null;
  /** Files of tokens to train on instead of a text. */
  readonly tokens?: TokensSpec | undefined;
  readonly model: ModelSettings;
  /** Sequences of a batch that go forward and backward at once; absent: all. A batch that is no larger is not split. */
  readonly microBatch?: number | undefined;
  /** Absent: none. */
  readonly recomputation?: Recomputation | undefined;
  readonly optimizer: OptimizerSettings;
  readonly recipes: readonly RecipeChoice[];
  readonly rows?: SettingRows | undefined;
  readonly statisticsEvery: number;
  readonly validationSequences: number;
  readonly sharpnessEpsilon: number;
  /** The rule by which runs that cannot end stable any more are stopped; null: every run goes on to its end. */
  readonly earlyStop: EarlyStopRule | null;
}

/** What is trained on where a spec does not say it. */
const SOURCE = { text: 'moby-dick', vocabulary: 'character' } as const;

const sequences = rule('whole', 1, 100_000);
const epsilon = rule('above0AtMost', 1);

const { version, name, baseline, learningRates, batchSizes, seeds, steps, budget, thresholds, refine } =
  gridFields;
/** SPEC.json of a study whose runs this program trains. */
export const specSchema = strictly(
  {
    version,
    name,
    text: z
      .string(must(rule('textPath')))
      .min(1, must(rule('textPath')))
      .nullable()
      .default(SOURCE.text),
    vocabulary: z
      .enum(VOCABULARIES, must(rule('oneOf', ...VOCABULARIES)))
      .nullable()
      .default(SOURCE.vocabulary),
    tokens: tokensSchema.optional(),
    model: modelSchema,
    microBatch: microBatchSchema.optional(),
    recomputation: recomputationSchema.optional(),
    optimizer: optimizerSchema.optional(),
    recipes: recipesSchema,
    baseline,
    learningRates,
    batchSizes,
    rows: rowsSchema.optional(),
    seeds,
    steps,
    budget,
    statisticsEvery: z
      .int(must(stepsText))
      .min(1, must(stepsText))
      .max(MAX_STEPS, must(stepsText))
      .optional(),
    validationSequences: z
      .int(must(sequences))
      .min(1, must(sequences))
      .max(100_000, must(sequences))
      .default(64),
    sharpnessEpsilon: z.number(must(epsilon)).gt(0, must(epsilon)).max(1, must(epsilon)).default(1e-3),
    thresholds,
    refine,
    earlyStop: earlyStopSchema.optional(),
  },
  'an object with name, model, recipes, learningRates, batchSizes, seeds and steps',
);

/**
 * Checks a spec as JSON value and fills in what it leaves open. Parsing a parsed spec gives the same spec. What it says beside its
 * rows is then what its first row is; specAtRow() gives any.
 * @throws SpecError with a sentence for each problem.
 */
export function parseSpec(json: unknown): Spec {
  return parsedByRow(json, parseOne);
}

/** As if rows were batch sizes. */
function parseOne(json: unknown): Spec {
  const given = parseOrExplain(specSchema, json);
  const recipes = recipeChoices(given.recipes, given.steps);
  const wrongSource = [...sourceProblems(given, SOURCE)];
  const spec: Spec = {
    ...given,
    ...(given.tokens && { text: null, vocabulary: null }),
    recipes,
    version: SPEC_VERSION,
    optimizer: { ...defaultOptimizer(given.steps, given.optimizer?.kind), ...given.optimizer },
    baseline: given.baseline ?? highestPrecision(recipes),
    statisticsEvery: given.statisticsEvery ?? Math.max(1, Math.round(given.steps / 20)),
    thresholds: given.thresholds ?? {},
    earlyStop: earlyStopOf(given),
  };
  refuse([...wrongSource, ...problemsOf(spec)]);
  return spec;
}

/** A refined sweep stops early unless its spec says otherwise: it is after edges, not after losses. */
function earlyStopOf({
  earlyStop,
  refine,
}: {
  earlyStop?: EarlyStopRule | boolean | null | undefined;
  refine: number | null;
}): EarlyStopRule | null {
  const given = earlyStop === undefined ? refine !== null : earlyStop;
  return typeof given === 'boolean' ? (given ? EARLY_STOP : null) : given;
}

/** AdamW with the betas, weight decay and clipping that GPT-3 and its successors use; momentum as torch.optim.Muon has it. */
function defaultOptimizer(steps: number, kind: OptimizerSettings['kind'] = 'adamw'): OptimizerSettings {
  return {
    kind,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    momentum: kind === 'muon' ? 0.95 : 0.9,
    weightDecay: 0.1,
    clip: 1,
    warmupSteps: Math.round(steps / 10),
    schedule: 'cosine',
    finalFraction: 0,
  };
}

/** Where fields that are right by themselves do not fit together. */
function* problemsOf(spec: Spec): Generator<SpecProblem> {
  const baseline = baselineProblems(spec);
  yield* baseline;
  yield* microBatchProblems(spec);
  yield* stepProblems(spec);
  yield* optimizerProblems(spec);
  yield* keptLayerProblems(spec);
  if (baseline.length === 0) {
    yield* controlProblems(spec);
    yield* twinProblems(spec);
  }
  yield* earlyStopProblems(spec);
  yield* sizeProblems(spec, CURVE_BYTES_PER_STEP);
}

/** Warm-ups and stages that are longer than the run, and outliers that would never be there. */
function* stepProblems(spec: Spec): Generator<SpecProblem> {
  const { recipes, optimizer, steps, batchSizes, model } = spec;
  const fewest = Math.min(...batchSizes.map((batchSize) => stepsAt(spec, batchSize)));
  const from = model.outliers?.fromStep ?? 0;
  if (from > 0 && from >= fewest) {
    const place = ['model', 'outliers', 'fromStep'];
    yield problemWith(place, String(from), 'belowShortest', fewest);
  }
  if (
    optimizer.warmupSteps > steps &&
    recipes.some((recipe) => recipe.optimizer?.warmupSteps === undefined)
  ) {
    yield problemWith(['optimizer', 'warmupSteps'], String(optimizer.warmupSteps), 'atMostSteps', steps);
  }
  for (const [index, recipe] of recipes.entries()) {
    const warmup = recipe.optimizer?.warmupSteps ?? 0;
    if (warmup > steps) {
      yield problemWith(['recipes', index, 'optimizer', 'warmupSteps'], String(warmup), 'atMostSteps', steps);
    }
    const last = recipe.stages.at(-2)?.untilStep;
    if (typeof last === 'number' && last >= steps) {
      const place = ['recipes', index, 'stages', recipe.stages.length - 2, 'untilStep'];
      yield problemWith(place, String(last), 'belowSteps', steps);
    }
  }
}

/** A recipe whose kept layers are all there are would be listed under its name and trained in the other precision. */
function* keptLayerProblems({ model: { layers }, recipes }: Spec): Generator<SpecProblem> {
  const recipeOf = lookupIn(recipes);
  for (const { name, stages, kept } of recipes) {
    const edges = [kept && { first: kept.firstLayers, last: kept.lastLayers }];
    edges.push(...stages.map(({ recipe }) => recipeOf(recipe).edgeLayers ?? undefined));
    const most = Math.max(...edges.map((each) => (each ? each.first + each.last : 0)));
    if (most < layers) continue;
    yield problemWith(['model', 'layers'], String(layers), 'aboveKept', most, name);
  }
}

/** No table of muP has Muon, and that of muS has nothing but optimizers like Adam. */
const OPTIMIZERS_BY_WIDTH = { mup: ['adamw', 'sgd'], mus: ['adamw'] } as const;

function* optimizerProblems({ model, optimizer, recipes }: Spec): Generator<SpecProblem> {
  const { parametrisation } = model;
  if (parametrisation === undefined) return;
  const allowed: readonly string[] = OPTIMIZERS_BY_WIDTH[parametrisation];
  const problem = (place: readonly (string | number)[], kind: string | undefined) =>
    kind === undefined || allowed.includes(kind)
      ? []
      : [problemWith(place, `"${kind}"`, 'optimizerUnder', parametrisation, ...allowed)];
  yield* problem(['optimizer', 'kind'], optimizer.kind);
  for (const [index, { optimizer: own }] of recipes.entries())
    yield* problem(['recipes', index, 'optimizer', 'kind'], own?.kind);
}

function* twinProblems({ recipes, baseline }: Spec): Generator<SpecProblem> {
  const index = recipes.findIndex(({ name: own }) => own === baseline);
  for (const [at, { test }] of (recipes[index]!.triggers ?? []).entries()) {
    if (test !== 'twin-ratio') continue;
    const place = ['recipes', index, 'triggers', at, 'test'];
    yield problemAt(place, 'is twin-ratio; it must be another one: the baseline has no twin.');
  }
}

function* earlyStopProblems(spec: Spec): Generator<SpecProblem> {
  const { unstableLabels } = thresholdsOf(spec);
  const foreseen = [...FORESEEN, 'stopped'] as const;
  if (spec.earlyStop === null || foreseen.every((label) => unstableLabels.includes(label))) return;
  yield problemAt(
    ['thresholds', 'unstableLabels'],
    `is ${unstableLabels.join(', ') || 'empty'}; it must hold ${foreseen.join(', ')} where runs are stopped early.`,
  );
}

/**
 * The spec of one row by itself: its model, optimizer, steps and batch size, and every count of steps as its budget makes it. What is
 * trained, how long that takes and how much memory it needs are asked of this spec. @throws RangeError where there is no such row.
 */
export function specAtRow(spec: Spec, rowValue: number): Spec {
  const { rows, ...all } = spec;
  const { steps, optimizer, recipes, ...row } = rows ? withRow(all, rows, indexOfRow(rows, rowValue)) : all;
  const scaled = (count: number) => scaledSteps(spec, count, rowValue);
  return {
    ...row,
    budget: 'steps',
    batchSizes: [batchSizeAt(spec, rowValue)],
    steps: scaled(steps),
    optimizer: { ...optimizer, warmupSteps: scaled(optimizer.warmupSteps) },
    recipes: recipes.map(({ stages, optimizer: own, ...recipe }) => ({
      ...recipe,
      stages: stages.map(({ recipe: name, untilStep }) => ({
        recipe: name,
        untilStep: untilStep === null ? null : scaled(untilStep),
      })),
      ...(own && {
        optimizer: own.warmupSteps === undefined ? own : { ...own, warmupSteps: scaled(own.warmupSteps) },
      }),
    })),
  };
}

/** Of a recipe of `row`, the spec of one row. */
export function optimizerOf(row: Spec, recipe: RecipeChoice): OptimizerSettings {
  return { ...row.optimizer, ...recipe.optimizer };
}

/** Of a recipe of `row`, the spec of one row. */
export function precisionOf(row: Spec, recipe: RecipeChoice): PrecisionProgram {
  const recipeOf = lookupIn(row.recipes);
  const stages = recipe.stages.map((stage) => ({
    recipe: keptRecipe(stage.recipe, recipe.kept, recipeOf),
    untilStep: stage.untilStep,
  }));
  const staged = stagedProgram(recipe.name, stages);
  return {
    ...staged,
    triggers: (recipe.triggers ?? []).map((trigger) => triggerOf(trigger, recipeOf)),
    checkpointEvery: recipe.checkpointEvery ?? staged.checkpointEvery,
  };
}
