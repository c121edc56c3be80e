// Triggers and kept parts as they may be written in a spec: they name the recipes that recipes/precision-program.ts holds.
import { z } from 'zod';
import { KEPT_SITES, type KeptParts } from '../recipes/kept-parts.ts';
import {
  ACTIONS,
  TESTS,
  WATCHED,
  WATCHED_SERIES,
  type Action,
  type Trigger,
} from '../recipes/precision-program.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { chosen, must, strictly } from './errors.ts';
import type { RecipeNameSchema } from './recipe-name.ts';

/** A trigger in a spec names its recipe; otherwise it is a Trigger. */
export interface TriggerSpec extends Omit<Trigger, 'action'> {
  readonly action: ActionSpec;
}
type Named<A> = A extends { readonly recipe: Recipe } ? Omit<A, 'recipe'> & { readonly recipe: string } : A;
export type ActionSpec = Named<Action>;

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, must(`one of ${values.join(', ')}`));
}

export function whole(least: number) {
  const allowed = must(`a whole number of ${least} or more`);
  return z.int(allowed).min(least, allowed);
}

const above0 = must('a number above 0');
const positive = z.number(above0).gt(0, above0).lt(Infinity, above0);
const factor = must('a number above 0 and below 1');

function actionSchema(recipeName: RecipeNameSchema): z.ZodType<ActionSpec> {
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

  return chosen(Object.values(actions) as z.ZodType<ActionSpec>[], (value) => {
    const kind = (value as { kind?: keyof typeof actions } | null)?.kind;
    return (
      kind !== undefined && Object.hasOwn(actions, kind)
        ? actions[kind]
        : z.object({ kind: oneOf(ACTIONS) }, must('an object with kind'))
    ) as z.ZodType<ActionSpec>;
  });
}

function triggerSchema(recipeName: RecipeNameSchema): z.ZodType<TriggerSpec> {
  const fields = strictly(
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
      action: actionSchema(recipeName),
    },
    'an object with watch, test, value and action',
  );

  return fields.superRefine((given, context) => {
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
}

const MAX_TRIGGERS = 20;
const list = must(`a list of at most ${MAX_TRIGGERS} triggers`);

export function triggersSchema(recipeName: RecipeNameSchema): z.ZodType<TriggerSpec[]> {
  return z.array(triggerSchema(recipeName), list).max(MAX_TRIGGERS, list);
}

export const checkpointEverySchema = whole(1);

export function keptSchema(recipeName: RecipeNameSchema): z.ZodType<KeptParts> {
  return strictly(
    {
      recipe: recipeName,
      firstLayers: whole(0).default(0),
      lastLayers: whole(0).default(0),
      sites: z.array(oneOf(KEPT_SITES), must(`a list of ${KEPT_SITES.join(', ')}`)).default([]),
    },
    'an object with recipe, firstLayers, lastLayers and sites',
  );
}
