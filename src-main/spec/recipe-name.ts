// Names of recipes in a spec: presets, and the recipes of the spec's own, which are known once its list of recipes was looked at.
import { z } from 'zod';
import { RECIPE_NAMES } from '../recipes/presets.ts';
import { chosen, must } from './errors.ts';
import { rule } from './rules.ts';

export type RecipeNameSchema = z.ZodType<string>;

/** What stands in the JSON Schema, which cannot know the spec's own. */
const preset = z.enum(RECIPE_NAMES, must(`one of ${RECIPE_NAMES.join(', ')}, or a recipe of the spec’s own`));
const own = z.string(must('the name of a recipe of the spec’s own'));

/** The name of a preset, or one of these. */
export function recipeNameSchema(ownNames: readonly string[]): RecipeNameSchema {
  const all = [...RECIPE_NAMES, ...ownNames];
  const known = z.enum(all, must(`one of ${all.join(', ')}`));
  return chosen<string>([preset, own], () => known);
}

const nameText = must(rule('text', 60));
/** Of an entry of the list of recipes. */
export const entryName = z.string(nameText).trim().min(1, nameText).max(60, nameText);
