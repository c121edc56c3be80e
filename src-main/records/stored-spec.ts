// A spec as a study stores it: with every recipe that its runs are trained in spelled out, since a preset may mean something else in
// another version of Precipice. And back: the spec, and which of its recipes have changed since. Pure.
import { writtenRecipe, type WrittenRecipe } from '../recipes/written.ts';
import { precisionOf, type Spec } from '../spec/spec.ts';
import { hasTrainer, parseAnySpec, type AnySpec } from '../spec/trainer.ts';
import type { StoredSpec } from './origin.ts';

/** Presets that changed their meaning while studies did not yet spell their recipes out. */
const CHANGED_UNTOLD: readonly string[] = ['rowwise-gw-hp', 'ms-amp-o1', 'ms-amp-o2'];

/** What is stored as the spec of a study. */
export function storedSpec(spec: AnySpec): StoredSpec {
  return hasTrainer(spec) ? spec : { ...spec, definitions: definitionsOf(spec) };
}

/** As it was given to the study. */
export function writtenSpec(stored: StoredSpec): StoredSpec {
  return Object.fromEntries(Object.entries(stored).filter(([field]) => field !== 'definitions'));
}

/** The spec that was stored. @throws SpecError where it is none that this version can carry out. */
export function specOfStored(stored: StoredSpec): AnySpec {
  const spec = writtenSpec(stored);
  // Studies from before there was early stopping go on without it.
  return parseAnySpec(spec.trainer ? spec : { earlyStop: null, ...spec });
}

/** Whether a study with this spec would be the same today, recipe by recipe. */
export function isStoredAs(stored: StoredSpec, spec: Spec): boolean {
  const said = (any: AnySpec) => JSON.stringify(any, sortedFields);
  return said(specOfStored(stored)) === said(spec) && changedRecipes(stored, spec).length === 0;
}

function sortedFields(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every recipe in which a step of this study may be trained, from float32 up, each once. */
function definitionsOf(spec: Spec): WrittenRecipe[] {
  const recipes = spec.recipes.flatMap((choice) => {
    const { stages, triggers } = precisionOf(spec, choice);
    const instead = triggers.flatMap(({ action }) => ('recipe' in action ? [action.recipe] : []));
    return [...stages.map(({ recipe }) => recipe), ...instead];
  });
  const byName = new Map(recipes.map((recipe) => [recipe.name, writtenRecipe(recipe, recipe.name)]));
  return [...byName.values()];
}

export interface ChangedRecipe {
  readonly name: string;
  /** Sites and settings that differ; null where the study does not say what they were. */
  readonly paths: readonly string[] | null;
}

/** Recipes of a stored spec by which this version would not train what the study has trained. */
export function changedRecipes(stored: StoredSpec, spec: AnySpec): ChangedRecipe[] {
  if (hasTrainer(spec)) return [];
  const now = definitionsOf(spec);
  const { definitions } = stored;
  if (definitions === undefined) {
    const untold = now.filter(({ name }) => CHANGED_UNTOLD.some((changed) => isOver(name, changed)));
    return untold.map(({ name }) => ({ name, paths: null }));
  }
  return now.flatMap((recipe) => {
    const then = definitions.find(({ name }) => name === recipe.name);
    const paths = then ? differing(then, recipe) : null;
    return paths?.length === 0 ? [] : [{ name: recipe.name, paths }];
  });
}

/** A recipe with kept parts has the name of the recipe that it is made of, and theirs in brackets. */
function isOver(name: string, base: string): boolean {
  return name === base || name.startsWith(`${base} (`);
}

function differing(then: object, now: object): string[] {
  const fields = new Set([...Object.keys(then), ...Object.keys(now)]);
  const said = (recipe: object, field: string) => JSON.stringify(Reflect.get(recipe, field));
  return [...fields].filter((field) => said(then, field) !== said(now, field));
}
