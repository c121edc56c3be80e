// The recipes inside the entries of a spec's recipe axis, by name.
import { recipesOf } from '../recipes/precision-program.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { precisionOf, type Spec } from './spec.ts';

/** Names of the recipes that an entry may train with, in the order of its `recipe` curve. */
export function programNames(spec: Spec, choice: string): string[] {
  return recipesOfChoice(spec, choice).map(({ name }) => name);
}

/** A recipe by the name it has inside any entry. */
export function recipeOfProgram(spec: Spec, name: string): Recipe {
  const all = spec.recipes.flatMap((choice) => recipesOfChoice(spec, choice.name));
  return all.find((recipe) => recipe.name === name)!;
}

function recipesOfChoice(spec: Spec, name: string): Recipe[] {
  const choice = spec.recipes.find((each) => each.name === name)!;
  return recipesOf(precisionOf(spec, choice, spec.batchSizes[0]!));
}
