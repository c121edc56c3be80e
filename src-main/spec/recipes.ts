// Recipes as they may be written in a spec: a name, a named variant with its own optimizer settings or kept parts, a
// precision program in stages and triggers, or a program by name. All but the last become one shape; a program by name does
// once the number of steps is known.
import { z } from 'zod';
import { CONTROLS, type Control } from '../recipes/control.ts';
import type { KeptParts } from '../recipes/kept-parts.ts';
import { RECIPE_NAMES } from '../recipes/presets.ts';
import { chosen, must, strictly } from './errors.ts';
import { optimizerSchema, type OptimizerChanges } from './model.ts';
import {
  checkpointEverySchema,
  isProgramText,
  keptSchema,
  programSchema,
  programTextSchema,
  recipeName,
  spelledOut,
  triggersSchema,
  type NamedProgram,
  type TriggerSpec,
} from './programs.ts';

/** One entry of the recipe axis. */
export interface RecipeChoice {
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

const nameText = must('a text of 1 to 60 characters');
const name = z.string(nameText).trim().min(1, nameText).max(60, nameText);
const until = must('a whole number of 1 or more (null in the last stage)');

const stage = strictly(
  { recipe: recipeName, untilStep: z.int(until).min(1, until).nullable().default(null) },
  'an object with recipe and untilStep',
);

const stages = z
  .array(stage, must('a list of stages'))
  .min(1, must('a list of stages'))
  .max(MAX_STAGES, must(`a list of at most ${MAX_STAGES} stages`))
  .superRefine((list, context) => {
    let before = 0;
    for (const [index, { untilStep }] of list.entries()) {
      const isLast = index === list.length - 1;
      const wrong = isLast ? untilStep !== null : untilStep === null || untilStep <= before;
      if (wrong) {
        const message = isLast ? 'null in the last stage' : `a whole number above ${before}`;
        context.addIssue({ code: 'custom', path: [index, 'untilStep'], message });
        return;
      }
      before = untilStep ?? before;
    }
  });

const extras = {
  triggers: triggersSchema.optional(),
  checkpointEvery: checkpointEverySchema.optional(),
  kept: keptSchema.optional(),
  optimizer: optimizerSchema.optional(),
  control: z.enum(CONTROLS, must('"negative" or "positive"')).optional(),
};
const named = recipeName.transform((text): RecipeChoice => ({
  name: text,
  stages: [{ recipe: text, untilStep: null }],
}));
const variant = strictly({ name, recipe: recipeName, ...extras }, 'a recipe').transform(
  ({ recipe, ...rest }) => withoutUndefined({ ...rest, stages: [{ recipe, untilStep: null }] }),
);
const program = strictly({ name, stages, ...extras }, 'a recipe').transform(withoutUndefined);

/** What is not given is not there, so that a parsed spec reads like the one that was written. */
function withoutUndefined(choice: {
  [K in keyof RecipeChoice]: RecipeChoice[K] | undefined;
}): RecipeChoice {
  const given = Object.entries(choice).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as RecipeChoice;
}

type WrittenChoice = RecipeChoice | NamedProgram;

const choice = chosen<WrittenChoice>(
  [named, programTextSchema, variant, programSchema, program],
  (value): z.ZodType<WrittenChoice> => {
    if (typeof value === 'string' && isProgramText(value)) return programTextSchema;
    if (typeof value !== 'object' || value === null) return named;
    if ('program' in value) return programSchema;
    return 'stages' in value ? program : variant;
  },
);

/** With every program by name spelled out for runs of so many steps. */
export function recipeChoices(written: readonly WrittenChoice[], steps: number): RecipeChoice[] {
  return written.map((each) => ('program' in each ? { name: each.name, ...spelledOut(each, steps) } : each));
}

export const recipesSchema: z.ZodType<WrittenChoice[]> = z
  .array(choice, must('a list of recipes'))
  .min(1, must('a list of 1 to 100 recipes'))
  .max(100, must('a list of 1 to 100 recipes'))
  .superRefine((list, context) => {
    const repeated = list.findIndex(({ name: own }, i) => list.findIndex((other) => other.name === own) < i);
    if (repeated < 0) return;
    const message = `a recipe whose name is not in the list yet ("${list[repeated]!.name}" is)`;
    context.addIssue({ code: 'custom', path: [repeated], message });
  });

/** From high to low, as far as that is beyond dispute; the other recipes follow in their own order. */
const HIGHEST_FIRST = [
  ...['fp32', 'tf32', 'bf16-mixed', 'bf16-weights-stochastic', 'bf16-weights'],
  ...['mask-e8m7', 'exponent-e7', 'mask-e8m6', 'exponent-e6', 'mask-e8m5', 'exponent-e5'],
];

function rank(recipe: string): number {
  const known = HIGHEST_FIRST.indexOf(recipe);
  return known >= 0 ? known : HIGHEST_FIRST.length + RECIPE_NAMES.indexOf(recipe);
}

interface Ranked extends Pick<RecipeChoice, 'name' | 'control'> {
  readonly stages: readonly { readonly recipe: string }[];
}

/** Name of the highest precision among these, controls aside; a program counts as its lowest stage. The first one wins a tie. */
export function highestPrecision(all: readonly Ranked[]): string {
  const measured = all.filter(({ control }) => control === undefined);
  const recipes = measured.length > 0 ? measured : all;
  const ranks = recipes.map(({ stages: list }) => Math.max(...list.map(({ recipe }) => rank(recipe))));
  return recipes[ranks.indexOf(Math.min(...ranks))]!.name;
}
