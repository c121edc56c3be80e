// Recipes as they may be written in a spec: a name, a named variant with its own optimizer settings or kept parts, a
// recipe of the spec's own, a precision program in stages and triggers, or a program by name. All but the last become one shape; a program by name does
// once the number of steps is known.
import { z } from 'zod';
import { CONTROLS, type Control } from '../recipes/control.ts';
import type { KeptParts } from '../recipes/kept-parts.ts';
import { RECIPE_NAMES } from '../recipes/presets.ts';
import { narrowestBits } from '../recipes/precision-bits.ts';
import { chosen, must, strictly } from './errors.ts';
import { breaks, rule } from './rules.ts';
import { optimizerSchema, type OptimizerChanges } from './model.ts';
import { circles, isOwn, lookupIn, ownNamesIn, ownShape, type OwnFields } from './own-recipes.ts';
import {
  isProgramText,
  programSchema,
  programTextSchema,
  spelledOut,
  type NamedProgram,
  type RecipeLookup,
} from './programs.ts';
import { entryName, recipeNameSchema, type RecipeNameSchema } from './recipe-name.ts';
import { checkpointEverySchema, keptSchema, triggersSchema, type TriggerSpec } from './triggers.ts';

/** One entry of the recipe axis. With `extends` it also defines the recipe of its name, which any entry may then name. */
export interface RecipeChoice extends OwnFields {
  readonly name: string;
  /** Ranges of steps are contiguous; the last stage, with null, reaches the end. Names are of recipes/presets.ts. */
  readonly stages: readonly { readonly recipe: string; readonly untilStep: number | null }[];
  readonly triggers?: readonly TriggerSpec[];
  readonly checkpointEvery?: number;
  /** Parts that stay in another precision under every stage. */
  readonly kept?: KeptParts;
  readonly optimizer?: OptimizerChanges;
  readonly control?: Control;
}

const MAX_STAGES = 100;

const until = must(rule('untilStep'));

function stagesSchema(recipeName: RecipeNameSchema) {
  const stage = strictly(
    { recipe: recipeName, untilStep: z.int(until).min(1, until).nullable().default(null) },
    'an object with recipe and untilStep',
  );
  return z
    .array(stage, must('a list of stages'))
    .min(1, must('a list of stages'))
    .max(MAX_STAGES, must(`a list of at most ${MAX_STAGES} stages`))
    .superRefine((list, context) => {
      let before = 0;
      for (const [index, { untilStep }] of list.entries()) {
        const isLast = index === list.length - 1;
        const wrong = isLast ? untilStep !== null : untilStep === null || untilStep <= before;
        if (wrong) {
          const broken = isLast
            ? { code: 'custom' as const, message: 'null in the last stage' }
            : breaks('wholeAbove', before);
          context.addIssue({ path: [index, 'untilStep'], ...broken });
          return;
        }
        before = untilStep ?? before;
      }
    });
}

type WrittenChoice = RecipeChoice | NamedProgram;

/** Schemas of the entries of a list that defines recipes of these names. */
function choiceSchema(ownNames: readonly string[]): z.ZodType<WrittenChoice> {
  const recipeName = recipeNameSchema(ownNames);
  const stages = stagesSchema(recipeName);
  const extras = {
    triggers: triggersSchema(recipeName).optional(),
    checkpointEvery: checkpointEverySchema.optional(),
    kept: keptSchema(recipeName).optional(),
    optimizer: optimizerSchema.optional(),
    control: z.enum(CONTROLS, must(rule('oneOf', ...CONTROLS))).optional(),
  };
  const preset = z.enum(RECIPE_NAMES, must(`one of ${RECIPE_NAMES.join(', ')}`)).transform(throughout);
  const variant = strictly({ name: entryName, recipe: recipeName, ...extras }, 'a recipe').transform(
    ({ recipe, ...rest }) => withoutUndefined({ ...rest, stages: throughout(recipe).stages }),
  );
  const program = strictly({ name: entryName, stages, ...extras }, 'a recipe').transform(withoutUndefined);
  const own = strictly(
    { ...ownShape(recipeName), stages: stages.optional(), ...extras },
    'a recipe',
  ).transform((given) =>
    withoutUndefined({ ...given, stages: given.stages ?? throughout(given.name).stages }),
  );
  const named = programTextSchema(ownNames);
  const programOver = programSchema(recipeName);
  return chosen<WrittenChoice>(
    [preset, named, variant, programOver, program, own],
    (value): z.ZodType<WrittenChoice> => {
      if (typeof value === 'string' && isProgramText(value)) return named;
      if (typeof value !== 'object' || value === null) return preset;
      if (isOwn(value)) return own;
      if ('program' in value) return programOver;
      return 'stages' in value ? program : variant;
    },
  );
}

function throughout(recipe: string): RecipeChoice {
  return { name: recipe, stages: [{ recipe, untilStep: null }] };
}

/** What is not given is not there, so that a parsed spec reads like the one that was written. */
function withoutUndefined(choice: {
  [K in keyof RecipeChoice]: RecipeChoice[K] | undefined;
}): RecipeChoice {
  const given = Object.entries(choice).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as RecipeChoice;
}

/** With every program by name spelled out for runs of so many steps. */
export function recipeChoices(written: readonly WrittenChoice[], steps: number): RecipeChoice[] {
  const recipeOf = lookupIn(written.filter((each) => !('program' in each)));
  return written.map((each) =>
    'program' in each ? { name: each.name, ...spelledOut(each, steps, recipeOf) } : each,
  );
}

function listSchema(ownNames: readonly string[]): z.ZodType<WrittenChoice[]> {
  return z
    .array(choiceSchema(ownNames), must(rule('recipes')))
    .min(1, must(rule('recipesCounted', 100)))
    .max(100, must(rule('recipesCounted', 100)))
    .superRefine((list, context) => {
      const repeated = list.findIndex(
        ({ name: own }, i) => list.findIndex((other) => other.name === own) < i,
      );
      if (repeated >= 0) {
        const taken = list[repeated]!.name;
        return context.addIssue({ path: [repeated], ...breaks('newRecipe', taken) });
      }
      for (const index of circles(list)) {
        context.addIssue({ path: [index, 'extends'], ...breaks('noCircle') });
      }
    });
}

const PRESETS_ALONE = listSchema([]);

/** The recipes of a list may name those that it defines itself. */
export const recipesSchema: z.ZodType<WrittenChoice[]> = chosen([PRESETS_ALONE], (value) => {
  const ownNames = ownNamesIn(value);
  return ownNames.length === 0 ? PRESETS_ALONE : listSchema(ownNames);
});

/** From high to low, as far as that is beyond dispute; the other recipes follow in their own order. */
const HIGHEST_FIRST = [
  ...['fp32', 'tf32', 'bf16-mixed', 'bf16-weights-stochastic', 'bf16-weights'],
  ...['mask-e8m7', 'exponent-e7', 'mask-e8m6', 'exponent-e6', 'mask-e8m5', 'exponent-e5'],
];

/** Of a recipe of the spec's own: behind the presets as narrow as its narrowest site. */
const OWN_AFTER: readonly (readonly [bits: number, preset: string])[] = [
  [32, 'fp32'],
  [19, 'tf32'],
  [16, 'bf16-weights'],
];

function rank(recipe: string, recipeOf: RecipeLookup): number {
  const known = HIGHEST_FIRST.indexOf(recipe);
  if (known >= 0) return known;
  const place = RECIPE_NAMES.indexOf(recipe);
  if (place >= 0) return HIGHEST_FIRST.length + place;
  const last = HIGHEST_FIRST.length + RECIPE_NAMES.length;
  const bits = narrowestBits(recipeOf(recipe));
  const [, preset] = OWN_AFTER.find(([least]) => bits >= least) ?? [];
  return preset === undefined ? last : HIGHEST_FIRST.indexOf(preset) + 0.5;
}

interface Ranked extends OwnFields, Pick<RecipeChoice, 'name' | 'control'> {
  readonly stages: readonly { readonly recipe: string }[];
}

/** Name of the highest precision among these, controls aside; a program counts as its lowest stage. The first one wins a tie. */
export function highestPrecision(all: readonly Ranked[]): string {
  const measured = all.filter(({ control }) => control === undefined);
  const recipes = measured.length > 0 ? measured : all;
  const recipeOf = lookupIn(all);
  const ranks = recipes.map(({ stages: list }) =>
    Math.max(...list.map(({ recipe }) => rank(recipe, recipeOf))),
  );
  return recipes[ranks.indexOf(Math.min(...ranks))]!.name;
}
