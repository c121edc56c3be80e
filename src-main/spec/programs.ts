// Precision programs as they may be written in a spec: kept parts, triggers, and the named programs over any recipe.
import { z } from 'zod';
import type { Precision } from '../formats/precision.ts';
import { fitsItsValues } from '../formats/scaling.ts';
import { KEPT_SITES, withKeptParts, type KeptParts } from '../recipes/kept-parts.ts';
import {
  ACTIONS,
  TESTS,
  WATCHED,
  WATCHED_SERIES,
  type Action,
  type Trigger,
} from '../recipes/precision-program.ts';
import { RECIPE_NAMES, recipeByName } from '../recipes/presets.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { chosen, must, strictly } from './errors.ts';

/** A trigger in a spec names its recipe; otherwise it is a Trigger. */
export interface TriggerSpec extends Omit<Trigger, 'action'> {
  readonly action: ActionSpec;
}
type Named<A> = A extends { readonly recipe: Recipe } ? Omit<A, 'recipe'> & { readonly recipe: string } : A;
export type ActionSpec = Named<Action>;

const presets = must(`one of ${RECIPE_NAMES.join(', ')}`);
export const recipeName = z.enum(RECIPE_NAMES, presets);

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, must(`one of ${values.join(', ')}`));
}

function whole(least: number) {
  const allowed = must(`a whole number of ${least} or more`);
  return z.int(allowed).min(least, allowed);
}

const above0 = must('a number above 0');
const positive = z.number(above0).gt(0, above0).lt(Infinity, above0);
const factor = must('a number above 0 and below 1');

const actions = {
  redo: strictly({ kind: z.literal('redo'), recipe: recipeName, steps: whole(1).default(1) }, 'an action'),
  switch: strictly(
    { kind: z.literal('switch'), recipe: recipeName, steps: whole(1).nullable().default(null) },
    'an action',
  ),
  rollback: strictly(
    { kind: z.literal('rollback'), recipe: recipeName, steps: whole(1).default(20) },
    'an action',
  ),
  'lower-learning-rate': strictly(
    {
      kind: z.literal('lower-learning-rate'),
      factor: z.number(factor).gt(0, factor).lt(1, factor).default(0.5),
      steps: whole(1).nullable().default(null),
    },
    'an action',
  ),
  stop: strictly({ kind: z.literal('stop') }, 'an action'),
};

const action = chosen(Object.values(actions) as z.ZodType<ActionSpec>[], (value) => {
  const kind = (value as { kind?: keyof typeof actions } | null)?.kind;
  return (
    kind !== undefined && Object.hasOwn(actions, kind)
      ? actions[kind]
      : z.object({ kind: oneOf(ACTIONS) }, must('an object with kind'))
  ) as z.ZodType<ActionSpec>;
});

const triggerFields = strictly(
  {
    watch: oneOf(WATCHED),
    site: z.string(must('the beginning of the name of a site, or null')).nullable().default(null),
    test: z
      .enum(TESTS, must(`one of ${TESTS.join(', ')}`))
      .nullable()
      .default(null),
    value: positive.nullable().default(null),
    window: whole(2).default(32),
    persistence: whole(1).default(1),
    fromStep: whole(0).default(0),
    cooldown: whole(0).default(0),
    atMost: whole(1).default(10),
    action,
  },
  'an object with watch, test, value and action',
);

const trigger: z.ZodType<TriggerSpec> = triggerFields.superRefine((given, context) => {
  const complain = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  const untested = given.watch === 'nonfinite';
  if (given.test === 'twin-ratio' && !WATCHED_SERIES.some((name) => name === given.watch)) {
    return complain(
      ['test'],
      `another one for ${given.watch}: only ${WATCHED_SERIES.join(', ')} have a twin`,
    );
  }
  if (untested !== (given.test === null)) {
    return complain(['test'], untested ? 'left out for nonfinite' : `one of ${TESTS.join(', ')}`);
  }
  if (untested !== (given.value === null)) {
    return complain(['value'], untested ? 'left out for nonfinite' : 'a number above 0');
  }
  // A step that left NaN in the weights cannot stand.
  if (untested && !['redo', 'rollback', 'stop'].includes(given.action.kind)) {
    complain(['action', 'kind'], 'redo, rollback or stop for nonfinite');
  }
});

const MAX_TRIGGERS = 20;
const list = must(`a list of at most ${MAX_TRIGGERS} triggers`);
export const triggersSchema = z.array(trigger, list).max(MAX_TRIGGERS, list);
export const checkpointEverySchema = whole(1);

export const keptSchema: z.ZodType<KeptParts> = strictly(
  {
    recipe: recipeName,
    firstLayers: whole(0).default(0),
    lastLayers: whole(0).default(0),
    sites: z.array(oneOf(KEPT_SITES), must(`a list of ${KEPT_SITES.join(', ')}`)).default([]),
  },
  'an object with recipe, firstLayers, lastLayers and sites',
);

/** Programs known by name, over any recipe. */
export const PROGRAM_NAMES = ['there', 'back', 'there-and-back', 'guarded-fp8'] as const;
export type ProgramName = (typeof PROGRAM_NAMES)[number];

export interface NamedProgram {
  readonly name: string;
  readonly program: ProgramName;
  readonly recipe: string;
  /** The recipe of the steps in high precision. */
  readonly high: string;
  /** Share of the steps in high precision, at either end that has some. */
  readonly share: number;
}

const HIGH = 'bf16-mixed';
const SHARE = 0.25;
const share = must('a number above 0 and below 0.5');
const nameText = must('a text of 1 to 60 characters');

/** `there-and-back:tensorwise` as a text, or the object. */
export const programTextSchema: z.ZodType<NamedProgram> = z
  .enum(
    PROGRAM_NAMES.flatMap((program) => RECIPE_NAMES.map((recipe) => `${program}:${recipe}`)),
    presets,
  )
  .transform((text) => {
    const [program, recipe] = text.split(':') as [ProgramName, string];
    return namedProgram(program, recipe);
  });

export const programSchema: z.ZodType<NamedProgram> = strictly(
  {
    name: z.string(nameText).trim().min(1, nameText).max(60, nameText),
    program: oneOf(PROGRAM_NAMES),
    recipe: recipeName,
    high: recipeName.default(HIGH),
    share: z.number(share).gt(0, share).lt(0.5, share).default(SHARE),
  },
  'an object with name, program and recipe',
);

/** The program with the usual high precision and share, under the name that a text has for it. */
export function namedProgram(program: ProgramName, recipe: string): NamedProgram {
  return { name: `${program}:${recipe}`, program, recipe, high: HIGH, share: SHARE };
}

export function isProgramText(text: string): boolean {
  return PROGRAM_NAMES.some((name) => text.startsWith(`${name}:`));
}

/** A format of as many has the range of float32. */
const FLOAT32_EXPONENT_BITS = 8;

type Stages = readonly { readonly recipe: string; readonly untilStep: number | null }[];

/** The stages and triggers of a named program in a run of so many steps. */
export function spelledOut(
  { program, recipe, high, share: part }: NamedProgram,
  steps: number,
): {
  readonly stages: Stages;
  readonly triggers?: readonly TriggerSpec[];
  readonly checkpointEvery?: number;
} {
  const early = Math.max(1, Math.round(part * steps));
  const late = Math.max(early + 1, steps - early);
  switch (program) {
    case 'there':
      return { stages: [stage(high, early), stage(recipe, null)] };
    case 'back':
      return { stages: [stage(recipe, late), stage(high, null)] };
    case 'there-and-back':
      return { stages: [stage(high, early), stage(recipe, late), stage(high, null)] };
    case 'guarded-fp8':
      return {
        stages: [stage(recipe, null)],
        triggers: guards(recipe, high, steps),
        checkpointEvery: Math.max(5, Math.round(steps / 40)),
      };
  }
}

function stage(recipe: string, untilStep: number | null) {
  return { recipe, untilStep };
}

/**
 * What sends a run to high precision by itself: NaN or Inf, a loss that jumps and stays up, gradients that lose most of
 * their values to underflow, values that have outgrown their scale. It tries the low precision again after an eighth of
 * the run.
 */
function guards(recipe: string, high: string, steps: number): TriggerSpec[] {
  const stay = Math.max(5, Math.round(steps / 8));
  const common = { site: null, window: 32, persistence: 1, fromStep: 0, cooldown: 0, atMost: 20 };
  const overflow: TriggerSpec = {
    ...common,
    watch: 'overflow',
    test: 'above',
    value: 0.01,
    action: { kind: 'switch', recipe: high, steps: stay },
  };
  return [
    {
      ...common,
      watch: 'nonfinite',
      test: null,
      value: null,
      action: { kind: 'redo', recipe: high, steps: stay },
    },
    {
      ...common,
      watch: 'loss',
      test: 'z-score',
      value: 5,
      persistence: 3,
      atMost: 5,
      action: { kind: 'rollback', recipe: high, steps: stay },
    },
    {
      ...common,
      watch: 'underflow',
      test: 'above',
      value: 0.5,
      action: { kind: 'switch', recipe: high, steps: stay },
    },
    ...(canOutgrow(recipeByName(recipe)) ? [overflow] : []),
  ];
}

/**
 * Whether values of a product can outgrow their scale: it is delayed, or there is none. A current scale fits its values, and
 * what saturates under it (block maxima of nvfp4 and mxfp8-ocp-floor) belongs to the format.
 */
function canOutgrow({ linear, head }: Recipe): boolean {
  const operands = [linear, head].flatMap(({ forward, inputGradient, weightGradient }) =>
    [forward, inputGradient, weightGradient].flatMap((product) => Object.values<Precision | null>(product)),
  );
  return operands.some(
    (precision) =>
      precision !== null &&
      precision.cast.format.exponentBits < FLOAT32_EXPONENT_BITS &&
      !fitsItsValues(precision),
  );
}

export function triggerOf(spec: TriggerSpec): Trigger {
  const { action: given } = spec;
  return {
    ...spec,
    action: 'recipe' in given ? { ...given, recipe: recipeByName(given.recipe) } : given,
  };
}

export function keptRecipe(name: string, kept: KeptParts | undefined): Recipe {
  const recipe = recipeByName(name);
  if (!kept || kept.recipe === name) return recipe;
  return withKeptParts(recipe, recipeByName(kept.recipe), kept);
}
