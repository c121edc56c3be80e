// A recipe of one's own in the form: the recipes that a draft knows, and what each change of a site writes into the spec. Pure.
import { parseFormat } from '../../src-main/formats/format.ts';
import { RECIPE_NAMES } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { precisionAt, type SettingPath, type SitePath } from '../../src-main/recipes/sites.ts';
import {
  writtenPrecision,
  writtenRecipe,
  type WrittenPrecision,
  type WrittenSites,
} from '../../src-main/recipes/written.ts';
import { isFormatName, lookupIn } from '../../src-main/spec/own-recipes.ts';
import type { OwnDraft, RecipeDraft } from './draft.ts';
import { renamed, replaced } from './recipe-words.ts';

/** A recipe of a draft as lookups take it. */
export function entryOf({ name, own }: RecipeDraft) {
  return { name, ...(own && { ...(own.sites as WrittenSites), extends: own.extends }) };
}

/** Presets first, then the draft's own. */
export function namesIn(recipes: readonly RecipeDraft[]): string[] {
  const own = recipes.filter((recipe) => recipe.own !== null).map(({ name }) => name);
  return [...new Set([...RECIPE_NAMES, ...own])];
}

/** The recipe of that name; null where there is none, or something is wrong with it: the form says what. */
export function recipeIn(recipes: readonly RecipeDraft[], name: string): Recipe | null {
  try {
    return lookupIn(recipes.map(entryOf))(name);
  } catch {
    return null;
  }
}

/** What begins as another recipe, under a name that is free. */
export function ownRecipe(base: string, all: readonly RecipeDraft[]): RecipeDraft {
  const taken = new Set(namesIn(all).concat(all.map(({ name }) => name)));
  let name = `my-${base}`;
  for (let number = 2; taken.has(name); number++) name = `my-${base}-${number}`;
  const stages = [{ recipe: name, untilStep: '' }];
  return { name, stages, optimizer: [], own: { extends: base, sites: {} }, kept: {} };
}

/** Under another name; what names it follows, unless the old name is a preset's as well. */
export function withRenamed(all: readonly RecipeDraft[], index: number, name: string): RecipeDraft[] {
  const old = all[index]!.name;
  const changed = replaced(all, index, renamed(all[index]!, name));
  if (all[index]!.own === null || RECIPE_NAMES.includes(old)) return changed;
  const follow = (recipe: string) => (recipe === old ? name : recipe);
  return changed.map((recipe) => ({
    ...recipe,
    stages: recipe.stages.map((stage) => ({ ...stage, recipe: follow(stage.recipe) })),
    own: recipe.own && followedOwn(recipe.own, follow),
    kept: followedKept(recipe.kept, follow),
  }));
}

type Follow = (recipe: string) => string;

function followedOwn({ extends: base, sites }: OwnDraft, follow: Follow): OwnDraft {
  const edges = sites.edgeLayers as WrittenSites['edgeLayers'];
  return {
    extends: follow(base),
    sites: edges ? { ...sites, edgeLayers: { ...edges, extends: follow(edges.extends) } } : sites,
  };
}

function followedKept(kept: RecipeDraft['kept'], follow: Follow): RecipeDraft['kept'] {
  const { kept: parts, triggers } = kept;
  return {
    ...kept,
    ...(parts && { kept: { ...parts, recipe: follow(parts.recipe) } }),
    ...(triggers && {
      triggers: triggers.map((trigger) => {
        const { action } = trigger;
        return 'recipe' in action
          ? { ...trigger, action: { ...action, recipe: follow(action.recipe) } }
          : trigger;
      }),
    }),
  };
}

/** What a site has: what is set, or else what it is extended from; undefined where that is not known. */
export function shownAt(
  { sites }: OwnDraft,
  base: Recipe | null,
  path: SitePath,
): WrittenPrecision | undefined {
  const set = sites[path] as WrittenPrecision | undefined;
  return set === undefined && base ? writtenPrecision(precisionAt(base, path)) : set;
}

export function shownSetting({ sites }: OwnDraft, base: Recipe | null, path: SettingPath): unknown {
  const set = sites[path];
  return set === undefined && base ? (writtenRecipe(base, base.name)[path] ?? null) : set;
}

/** Set, or as in what is extended where the value is undefined. */
export function withSite(own: OwnDraft, path: SitePath | SettingPath, value: unknown): OwnDraft {
  const sites: OwnDraft['sites'] = { ...own.sites, [path]: value };
  if (value === undefined) Reflect.deleteProperty(sites, path);
  return { ...own, sites };
}

export type PrecisionObject = Exclude<WrittenPrecision, string | null>;

/** A precision in the long form; null: float32. */
export function spelledPrecision(value: WrittenPrecision | undefined): PrecisionObject | null {
  return typeof value === 'string' ? { format: value } : (value ?? null);
}

/** Formats that take no scale, for they have the range of float32. */
export function isWide(format: string): boolean {
  return isFormatName(format) && parseFormat(format).exponentBits === parseFormat('fp32').exponentBits;
}

/** Another format keeps the scaling where it takes it, and has the overflow that is usual for it. */
export function withFormat(value: PrecisionObject | null, format: string | null): WrittenPrecision {
  if (format === null) return null;
  const { scaling, rounding, subnormals } = value ?? {};
  const isKept = scaling && !isWide(format) && (scaling.kind !== 'nvfp4' || format === 'e2m1');
  return shortened({
    format,
    ...(rounding && { rounding }),
    ...(subnormals && { subnormals }),
    ...(isKept && { scaling }),
  });
}

/** As short as it can be said. */
export function shortened({ format, scaling, rounding, ...rest }: PrecisionObject): WrittenPrecision {
  const more = {
    ...rest,
    ...(rounding !== undefined && rounding !== 'nearest-even' && { rounding }),
    ...(scaling !== undefined && scaling.kind !== 'none' && { scaling }),
  };
  return Object.keys(more).length === 0 ? format : { format, ...more };
}
