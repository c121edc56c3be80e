// The study spec: what a person writes down to get a study, checked and completed with defaults. Pure: the plan, the
// command line and a form all read it. Which files and devices it runs on is decided elsewhere.
import { z } from 'zod';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../analysis/thresholds.ts';
import { VOCABULARIES, type Vocabulary } from '../engine/corpus.ts';
import { EARLY_STOP, type EarlyStopRule } from '../engine/early-stop.ts';
import type { ModelSettings, OptimizerSettings } from '../engine/model.ts';
import { stagedProgram, type PrecisionProgram } from '../recipes/precision-program.ts';
import { batchSizesSchema, learningRatesSchema, seedsSchema } from './spec-axes.ts';
import { must, parseOrExplain, strictly, SpecError } from './spec-errors.ts';
import { modelSchema, optimizerSchema } from './spec-model.ts';
import { earlyStopSchema, thresholdsSchema } from './spec-thresholds.ts';
import { keptRecipe, triggerOf } from './spec-programs.ts';
import { highestPrecision, recipeChoices, recipesSchema, type RecipeChoice } from './spec-recipes.ts';

export { SpecError } from './spec-errors.ts';
export type { RecipeChoice } from './spec-recipes.ts';

export const SPEC_VERSION = 1;

/** Guards against a slip of the keyboard, not against ambition. */
export const MAX_RUNS = 1_000_000;
export const MAX_STEPS = 10_000_000;
export const MAX_CURVE_BYTES = 100e9;
/** Eight series of float32 a step. */
const CURVE_BYTES_PER_STEP = 32;

export interface Spec {
  readonly version: typeof SPEC_VERSION;
  readonly name: string;
  /** `moby-dick`, or the path of a UTF-8 file. */
  readonly text: string;
  readonly vocabulary: Vocabulary;
  readonly model: ModelSettings;
  readonly optimizer: OptimizerSettings;
  readonly recipes: readonly RecipeChoice[];
  /** Name of one of the recipes. */
  readonly baseline: string;
  /** Ascending. */
  readonly learningRates: readonly number[];
  /** Ascending. */
  readonly batchSizes: readonly number[];
  readonly seeds: readonly number[];
  /** Steps of a run; with `tokens` as budget, those of a run at the smallest batch size. */
  readonly steps: number;
  /** Whether runs at every batch size take equally many steps or see equally many tokens. */
  readonly budget: 'steps' | 'tokens';
  readonly statisticsEvery: number;
  readonly validationSequences: number;
  readonly sharpnessEpsilon: number;
  readonly thresholds: Partial<Thresholds>;
  /** Train only what every edge needs to be known to so many decades of learning rate; null: the whole grid. */
  readonly refine: number | null;
  /** The rule by which runs that cannot end stable any more are stopped; null: every run goes on to its end. */
  readonly earlyStop: EarlyStopRule | null;
}

const name = 'a text of 1 to 100 characters';
const steps = `a whole number from 1 to ${MAX_STEPS}`;
const sequences = 'a whole number from 1 to 100000';
const decades = 'a number of decades above 0 and at most 10, or null';
const epsilon = 'a number above 0 and at most 1';

const schema = strictly(
  {
    version: z.literal(SPEC_VERSION, must(`${SPEC_VERSION}`)).optional(),
    name: z.string(must(name)).trim().min(1, must(name)).max(100, must(name)),
    text: z
      .string(must('"moby-dick" or the path of a text file'))
      .min(1, must('"moby-dick" or the path of a text file'))
      .default('moby-dick'),
    vocabulary: z.enum(VOCABULARIES, must('"character" or "byte"')).default('character'),
    model: modelSchema,
    optimizer: optimizerSchema.optional(),
    recipes: recipesSchema,
    baseline: z.string(must('the name of one of the recipes')).optional(),
    learningRates: learningRatesSchema,
    batchSizes: batchSizesSchema,
    seeds: seedsSchema,
    steps: z.int(must(steps)).min(1, must(steps)).max(MAX_STEPS, must(steps)),
    budget: z.enum(['steps', 'tokens'], must('"steps" or "tokens"')).default('steps'),
    statisticsEvery: z.int(must(steps)).min(1, must(steps)).max(MAX_STEPS, must(steps)).optional(),
    validationSequences: z
      .int(must(sequences))
      .min(1, must(sequences))
      .max(100_000, must(sequences))
      .default(64),
    sharpnessEpsilon: z.number(must(epsilon)).gt(0, must(epsilon)).max(1, must(epsilon)).default(1e-3),
    thresholds: thresholdsSchema.optional(),
    refine: z.number(must(decades)).gt(0, must(decades)).max(10, must(decades)).nullable().default(null),
    earlyStop: earlyStopSchema.optional(),
  },
  'an object with name, model, recipes, learningRates, batchSizes, seeds and steps',
);

/**
 * Checks a spec as JSON value and fills in what it leaves open. Parsing a parsed spec gives the same spec.
 * @throws SpecError with one sentence.
 */
export function parseSpec(json: unknown): Spec {
  const given = parseOrExplain(schema, json);
  const recipes = recipeChoices(given.recipes, given.steps);
  const spec: Spec = {
    ...given,
    recipes,
    version: SPEC_VERSION,
    optimizer: { ...defaultOptimizer(given.steps), ...given.optimizer },
    baseline: given.baseline ?? highestPrecision(recipes),
    statisticsEvery: given.statisticsEvery ?? Math.max(1, Math.round(given.steps / 20)),
    thresholds: given.thresholds ?? {},
    earlyStop: earlyStopOf(given),
  };
  checkTogether(spec);
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

/** AdamW with the betas, weight decay and clipping that GPT-3 and its successors use. */
function defaultOptimizer(steps: number): OptimizerSettings {
  return {
    kind: 'adamw',
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    momentum: 0.9,
    weightDecay: 0.1,
    clip: 1,
    warmupSteps: Math.round(steps / 10),
    schedule: 'cosine',
    finalFraction: 0,
  };
}

function checkTogether(spec: Spec): void {
  const names = spec.recipes.map((recipe) => recipe.name);
  if (!names.includes(spec.baseline)) {
    throw new SpecError(
      `baseline is "${spec.baseline}"; it must be one of the recipes: ${names.join(', ')}.`,
    );
  }
  for (const [index, recipe] of spec.recipes.entries()) {
    const warmup = { ...spec.optimizer, ...recipe.optimizer }.warmupSteps;
    if (warmup > spec.steps) {
      const field = recipe.optimizer?.warmupSteps === undefined ? 'optimizer' : `recipes[${index}].optimizer`;
      throw new SpecError(`${field}.warmupSteps is ${warmup}; it must be at most steps, ${spec.steps}.`);
    }
    const last = recipe.stages.at(-2)?.untilStep;
    if (typeof last === 'number' && last >= spec.steps) {
      throw new SpecError(
        `recipes[${index}].stages[${recipe.stages.length - 2}].untilStep is ${last}; it must be below steps, ${spec.steps}.`,
      );
    }
  }
  for (const [index, { name: own, triggers = [] }] of spec.recipes.entries()) {
    const at = triggers.findIndex(({ test }) => test === 'twin-ratio');
    if (at < 0 || (own !== spec.baseline && spec.refine === null)) continue;
    const why =
      own === spec.baseline ? 'the baseline has no twin' : 'a refined sweep does not train every twin';
    throw new SpecError(
      `recipes[${index}].triggers[${at}].test is twin-ratio; it must be another one: ${why}.`,
    );
  }
  const { unstableLabels } = thresholdsOf(spec);
  const foreseen = ['above-init', 'collapsed', 'stopped'] as const;
  if (spec.earlyStop && !foreseen.every((label) => unstableLabels.includes(label))) {
    throw new SpecError(
      `thresholds.unstableLabels is ${unstableLabels.join(', ') || 'empty'}; it must hold ${foreseen.join(', ')} where runs are stopped early.`,
    );
  }
  const runs = spec.recipes.length * spec.learningRates.length * spec.batchSizes.length * spec.seeds.length;
  if (runs > MAX_RUNS) throw new SpecError(`The grid has ${runs} runs; it must have at most ${MAX_RUNS}.`);
  const bytes = runs * spec.steps * CURVE_BYTES_PER_STEP;
  if (bytes > MAX_CURVE_BYTES) {
    const size = (value: number) => Math.round(value / 1e9);
    throw new SpecError(
      `The curves of ${runs} runs of ${spec.steps} steps take ${size(bytes)} GB; it must be at most ${size(MAX_CURVE_BYTES)} GB.`,
    );
  }
}

/** Steps of a run at this batch size. */
export function stepsAt(spec: Spec, batchSize: number): number {
  return scaledSteps(spec, spec.steps, batchSize);
}

/** With equal tokens, every count of steps shrinks as the batch grows: run, warm-up and stages alike; never below 1. */
function scaledSteps(spec: Spec, count: number, batchSize: number): number {
  if (spec.budget === 'steps' || count === 0) return count;
  return Math.max(1, Math.round((count * spec.batchSizes[0]!) / batchSize));
}

export function optimizerOf(spec: Spec, recipe: RecipeChoice, batchSize: number): OptimizerSettings {
  const optimizer = { ...spec.optimizer, ...recipe.optimizer };
  return { ...optimizer, warmupSteps: scaledSteps(spec, optimizer.warmupSteps, batchSize) };
}

export function precisionOf(spec: Spec, recipe: RecipeChoice, batchSize: number): PrecisionProgram {
  const stages = recipe.stages.map((stage) => ({
    recipe: keptRecipe(stage.recipe, recipe.kept),
    untilStep: stage.untilStep === null ? null : scaledSteps(spec, stage.untilStep, batchSize),
  }));
  const staged = stagedProgram(recipe.name, stages);
  return {
    ...staged,
    triggers: (recipe.triggers ?? []).map(triggerOf),
    checkpointEvery: recipe.checkpointEvery ?? staged.checkpointEvery,
  };
}

export function thresholdsOf(spec: Spec): Thresholds {
  return { ...DEFAULT_THRESHOLDS, ...spec.thresholds };
}
