// The part of a spec that every study has, whoever trains its runs: name, axes, steps, thresholds. Pure.
import { z } from 'zod';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../analysis/labels/thresholds.ts';
import { batchSizesSchema, learningRatesSchema, seedsSchema } from './axes.ts';
import { must, problemWith, type SpecProblem } from './errors.ts';
import { batchSizeAt, rowValuesOf, valueAtRow, type Rows } from './rows.ts';
import { rule } from './rules.ts';
import { thresholdsSchema } from './thresholds.ts';

export const SPEC_VERSION = 1;

/** Guards against a slip of the keyboard, not against ambition. */
const MAX_RUNS = 1_000_000;
export const MAX_STEPS = 10_000_000;
const MAX_CURVE_BYTES = 100e9;

export interface GridSpec {
  readonly version: typeof SPEC_VERSION;
  readonly name: string;
  readonly recipes: readonly { readonly name: string }[];
  /** Name of one of the recipes. */
  readonly baseline: string;
  /** Ascending. */
  readonly learningRates: readonly number[];
  /** Ascending; the rows of the map, unless `rows` says what else they are: then there is one. */
  readonly batchSizes: readonly number[];
  readonly rows?: Rows | undefined;
  readonly seeds: readonly number[];
  /** Steps of a run; with `tokens` as budget, those of a run of the first row. */
  readonly steps: number;
  /** Whether runs of every row take equally many steps or see equally many tokens. */
  readonly budget: 'steps' | 'tokens';
  readonly thresholds: Partial<Thresholds>;
  /** Train only what every edge needs to be known to so many decades of learning rate; null: the whole grid. */
  readonly refine: number | null;
}

const name = rule('text', 100);
const decades = rule('decades', 10);

/** Words for a count of steps. */
export const stepsText = rule('whole', 1, MAX_STEPS);

/** Fields but the recipes, whose shape depends on who trains. */
export const gridFields = {
  version: z.literal(SPEC_VERSION, must(`${SPEC_VERSION}`)).optional(),
  name: z.string(must(name)).trim().min(1, must(name)).max(100, must(name)),
  baseline: z.string(must('the name of one of the recipes')).optional(),
  learningRates: learningRatesSchema,
  batchSizes: batchSizesSchema,
  seeds: seedsSchema,
  steps: z.int(must(stepsText)).min(1, must(stepsText)).max(MAX_STEPS, must(stepsText)),
  budget: z.enum(['steps', 'tokens'], must(rule('oneOf', 'steps', 'tokens'))).default('steps'),
  thresholds: thresholdsSchema.optional(),
  refine: z.number(must(decades)).gt(0, must(decades)).max(10, must(decades)).nullable().default(null),
};

/** Whether the baseline is one of the recipes. */
export function baselineProblems({ baseline, recipes }: GridSpec): SpecProblem[] {
  const names = recipes.map((recipe) => recipe.name);
  if (names.includes(baseline)) return [];
  return [problemWith(['baseline'], `"${baseline}"`, 'baseline', ...names)];
}

/** Whether the grid is beyond what anyone means. */
export function sizeProblems(spec: GridSpec, curveBytesPerStep: number): SpecProblem[] {
  const rowValues = rowValuesOf(spec);
  const runs = spec.recipes.length * spec.learningRates.length * rowValues.length * spec.seeds.length;
  const steps = Math.max(...rowValues.map((value) => stepsAt(spec, value)));
  const bytes = runs * steps * curveBytesPerStep;
  const size = (value: number) => Math.round(value / 1e9);
  if (runs > MAX_RUNS) {
    return [{ path: [], message: `The grid has ${runs} runs; it must have at most ${MAX_RUNS}.` }];
  }
  if (bytes <= MAX_CURVE_BYTES) return [];
  const message = `The curves of ${runs} runs of ${steps} steps take ${size(bytes)} GB; it must be at most ${size(MAX_CURVE_BYTES)} GB.`;
  return [{ path: [], message }];
}

/** Steps of a run of this row. */
export function stepsAt(spec: GridSpec, rowValue: number): number {
  return scaledSteps(spec, valueAtRow(spec, 'steps', rowValue) ?? spec.steps, rowValue);
}

/** With equal tokens, every count of steps shrinks as a step takes more of them: run, warm-up and stages alike; never below 1. */
export function scaledSteps(spec: GridSpec, count: number, rowValue: number): number {
  if (spec.budget === 'steps' || count === 0) return count;
  // As far as rows differ in it: the batch, and the context where rows say one.
  const tokensOf = (value: number) =>
    batchSizeAt(spec, value) * (valueAtRow(spec, 'model.context', value) ?? 1);
  return Math.max(1, Math.round((count * tokensOf(rowValuesOf(spec)[0]!)) / tokensOf(rowValue)));
}

export function thresholdsOf(spec: GridSpec): Thresholds {
  return { ...DEFAULT_THRESHOLDS, ...spec.thresholds };
}
