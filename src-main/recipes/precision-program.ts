// A precision program: which recipe trains which steps, by plan (stages) or by itself (triggers that watch a lane's own
// numbers). Data only; the trainer carries it out, lane by lane.
import type { Recipe } from './recipe.ts';

export interface PrecisionProgram {
  readonly name: string;
  /** Ranges are contiguous; the last one reaches the end of the run. */
  readonly stages: readonly {
    readonly recipe: Recipe;
    /** First step not in this stage. */ readonly untilStep: number | null;
  }[];
  /** In order of priority: at one step the first that fires acts. */
  readonly triggers: readonly Trigger[];
  /** Steps between the states that a lane can be rolled back to. */
  readonly checkpointEvery: number;
}

/** Numbers of a step that a trigger can watch. Shares of a site are looked at in the steps in which sites are counted. */
export const WATCHED_SERIES = [
  'loss',
  'gradientNorm',
  'updateRms',
  'largestLogit',
  'logZ',
  'sharpness',
] as const;
export const WATCHED_SHARES = ['underflow', 'overflow'] as const;
export const WATCHED = [...WATCHED_SERIES, ...WATCHED_SHARES, 'nonfinite'] as const;
export type Watched = (typeof WATCHED)[number];

/**
 * When a watched number counts as wrong: above a value, above a multiple of the mean of the `window` values before it, so
 * many standard deviations above that mean, or above a multiple of what the baseline twin had at the same step: the run of
 * the baseline with the same learning rate, batch size and seed. A series alone has twins; where the twin did not come so
 * far, nothing fires.
 */
export const TESTS = ['above', 'ratio', 'z-score', 'twin-ratio'] as const;

export interface Trigger {
  readonly watch: Watched;
  /** For shares: sites whose name begins so, the worst of which counts; null is all sites. */
  readonly site: string | null;
  /** `nonfinite` has no test: NaN or Inf anywhere fires. */
  readonly test: (typeof TESTS)[number] | null;
  readonly value: number | null;
  readonly window: number;
  /** Values in a row that must be wrong. */
  readonly persistence: number;
  readonly fromStep: number;
  /** Steps after it fired in which it does not fire again. */
  readonly cooldown: number;
  /** How often it may fire in one run. */
  readonly atMost: number;
  readonly action: Action;
}

export type Action =
  /** The step is taken back and done in this recipe, which then stays for `steps` steps in all. */
  | { readonly kind: 'redo'; readonly recipe: Recipe; readonly steps: number }
  /** The step stands; the next `steps` (null: all that follow) are done in this recipe. */
  | { readonly kind: 'switch'; readonly recipe: Recipe; readonly steps: number | null }
  /** Back to the last kept state before the event, and from there in this recipe until `steps` past the event. */
  | { readonly kind: 'rollback'; readonly recipe: Recipe; readonly steps: number }
  /** The learning rate is multiplied for the next `steps` (null: all that follow). */
  | { readonly kind: 'lower-learning-rate'; readonly factor: number; readonly steps: number | null }
  /** The run ends here; its label is judged by what it did so far. */
  | { readonly kind: 'stop' };

export type ActionKind = Action['kind'];
export const ACTIONS = [
  'redo',
  'switch',
  'rollback',
  'lower-learning-rate',
  'stop',
] as const satisfies readonly ActionKind[];

const CHECKPOINT_EVERY = 20;

/** The series of the baseline twin that the triggers look at. */
export function twinSeries(
  triggers: readonly Pick<Trigger, 'watch' | 'test'>[],
): (typeof WATCHED_SERIES)[number][] {
  return WATCHED_SERIES.filter((name) =>
    triggers.some(({ watch, test }) => watch === name && test === 'twin-ratio'),
  );
}

/** The program that trains every step with one recipe. */
export function constantProgram(recipe: Recipe): PrecisionProgram {
  return stagedProgram(recipe.name, [{ recipe, untilStep: null }]);
}

/** A program by plan alone. */
export function stagedProgram(name: string, stages: PrecisionProgram['stages']): PrecisionProgram {
  return { name, stages, triggers: [], checkpointEvery: CHECKPOINT_EVERY };
}

/** Every recipe that a program may train with, each once: stages in order, then those of the triggers' actions. */
export function recipesOf({ stages, triggers }: PrecisionProgram): Recipe[] {
  const acting = triggers.flatMap(({ action }) => ('recipe' in action ? [action.recipe] : []));
  const all = [...stages.map(({ recipe }) => recipe), ...acting];
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}
