// Recipes as they may be written in a spec: a name, or a named variant with its own optimizer settings or with stages
// (a precision program). All become one shape.
import { z } from 'zod';
import { RECIPE_NAMES } from '../recipes/presets.ts';
import { chosen, must, strictly } from './spec-errors.ts';
import { optimizerSchema, type OptimizerChanges } from './spec-model.ts';

/** One entry of the recipe axis. */
export interface RecipeChoice {
  readonly name: string;
  /** Ranges of steps are contiguous; the last stage, with null, reaches the end. Names are of recipes/presets.ts. */
  readonly stages: readonly { readonly recipe: string; readonly untilStep: number | null }[];
  readonly optimizer?: OptimizerChanges;
}

const MAX_STAGES = 100;

const preset = must(`one of ${RECIPE_NAMES.join(', ')}`);
const recipeName = z.string(preset).refine((name) => RECIPE_NAMES.includes(name), preset);
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

const named = recipeName.transform((text): RecipeChoice => ({
  name: text,
  stages: [{ recipe: text, untilStep: null }],
}));
const variant = strictly(
  { name, recipe: recipeName, optimizer: optimizerSchema.optional() },
  'a recipe',
).transform(({ recipe, ...rest }) => withoutUndefined({ ...rest, stages: [{ recipe, untilStep: null }] }));
const program = strictly({ name, stages, optimizer: optimizerSchema.optional() }, 'a recipe').transform(
  ({ name: given, stages: list, optimizer }) => withoutUndefined({ name: given, optimizer, stages: list }),
);

function withoutUndefined(
  choice: Omit<RecipeChoice, 'optimizer'> & { optimizer?: OptimizerChanges | undefined },
): RecipeChoice {
  const { optimizer, ...rest } = choice;
  return optimizer === undefined ? rest : { ...rest, optimizer };
}

const choice: z.ZodType<RecipeChoice> = chosen((value): z.ZodType<RecipeChoice> => {
  if (typeof value !== 'object' || value === null) return named;
  return 'stages' in value ? program : variant;
});

export const recipesSchema: z.ZodType<RecipeChoice[]> = z
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

/** Name of the highest precision among these; a program counts as its lowest stage. The first one wins a tie. */
export function highestPrecision(recipes: readonly RecipeChoice[]): string {
  const ranks = recipes.map(({ stages: list }) => Math.max(...list.map(({ recipe }) => rank(recipe))));
  return recipes[ranks.indexOf(Math.min(...ranks))]!.name;
}
