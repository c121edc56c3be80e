// Precision programs by name over any recipe, as they may be written in a spec, and what they are spelled out.
import { z } from 'zod';
import type { Precision } from '../formats/precision.ts';
import { fitsItsValues } from '../formats/scaling.ts';
import { withKeptParts, type KeptParts } from '../recipes/kept-parts.ts';
import { isDynamic } from '../recipes/loss-scale.ts';
import type { Trigger } from '../recipes/precision-program.ts';
import { RECIPE_NAMES, recipeByName } from '../recipes/presets.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { chosen, must, strictly } from './errors.ts';
import { entryName, type RecipeNameSchema } from './recipe-name.ts';
import { oneOf, type TriggerSpec } from './triggers.ts';

/** The recipe of that name: a preset, or one of the spec's own. */
export type RecipeLookup = (name: string) => Recipe;

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

/** `there-and-back:tensorwise` as a text, over a preset or one of these. */
export function programTextSchema(ownNames: readonly string[]): z.ZodType<NamedProgram> {
  const texts = (names: readonly string[]) =>
    PROGRAM_NAMES.flatMap((program) => names.map((recipe) => `${program}:${recipe}`));
  const all = [...RECIPE_NAMES, ...ownNames];
  const known = z.enum(texts(all), must(`one of ${all.join(', ')}`)).transform((text) => {
    const at = text.indexOf(':');
    return namedProgram(text.slice(0, at) as ProgramName, text.slice(at + 1));
  });
  // What stands in the JSON Schema, which cannot know the spec's own.
  const overOwn = z.templateLiteral([
    oneOf(PROGRAM_NAMES),
    ':',
    z.string(),
  ]) as unknown as z.ZodType<NamedProgram>;
  return chosen<NamedProgram>([overOwn], () => known);
}

export function programSchema(recipeName: RecipeNameSchema): z.ZodType<NamedProgram> {
  return strictly(
    {
      name: entryName,
      program: oneOf(PROGRAM_NAMES),
      recipe: recipeName,
      high: recipeName.default(HIGH),
      share: z.number(share).gt(0, share).lt(0.5, share).default(SHARE),
    },
    'an object with name, program and recipe',
  );
}

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
  recipeOf: RecipeLookup = recipeByName,
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
        triggers: guards(recipe, high, steps, recipeOf),
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
function guards(recipe: string, high: string, steps: number, recipeOf: RecipeLookup): TriggerSpec[] {
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
    ...(canOutgrow(recipeOf(recipe)) ? [overflow] : []),
  ];
}

/**
 * Whether values of a product can outgrow their scale: it is delayed, or there is none. A current scale fits its values, and
 * what saturates under it (block maxima of nvfp4 and mxfp8-ocp-floor) belongs to the format. What becomes Inf, a dynamic loss scale
 * answers by itself.
 */
function canOutgrow({ linear, head, lossScale }: Recipe): boolean {
  const isAnswered = ({ cast }: Precision) => isDynamic(lossScale) && cast.overflow === 'format';
  const operands = [linear, head].flatMap(({ forward, inputGradient, weightGradient }) =>
    [forward, inputGradient, weightGradient].flatMap((product) => Object.values<Precision | null>(product)),
  );
  return operands.some(
    (precision) =>
      precision !== null &&
      precision.cast.format.exponentBits < FLOAT32_EXPONENT_BITS &&
      !isAnswered(precision) &&
      !fitsItsValues(precision),
  );
}

export function triggerOf(spec: TriggerSpec, recipeOf: RecipeLookup): Trigger {
  const { action: given } = spec;
  return {
    ...spec,
    action: 'recipe' in given ? { ...given, recipe: recipeOf(given.recipe) } : given,
  };
}

export function keptRecipe(name: string, kept: KeptParts | undefined, recipeOf: RecipeLookup): Recipe {
  const recipe = recipeOf(name);
  if (!kept || kept.recipe === name) return recipe;
  return withKeptParts(recipe, recipeOf(kept.recipe), kept);
}
