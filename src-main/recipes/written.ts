// Recipes as data that a person writes: what a recipe extends, and the sites that it sets. Here such data become a recipe, and a
// recipe such data. Whether they may be so is checked by the schema of a spec. Pure.
import type { Overflow, Rounding } from '../formats/cast.ts';
import { parseFormat } from '../formats/format.ts';
import type { Precision } from '../formats/precision.ts';
import type { Scaling } from '../formats/scaling.ts';
import { DYNAMIC_DEFAULTS, isDynamic, type DynamicLossScale } from './loss-scale.ts';
import type { Accumulation, Recipe } from './recipe.ts';
import {
  LINEAR_PATHS,
  precisionAt,
  SETTINGS,
  SITES,
  withPrecision,
  type LinearPath,
  type SettingPath,
  type SitePath,
} from './sites.ts';

/** A scaling; what is left out is as in SCALING_DEFAULTS. */
export type WrittenScaling = {
  [K in Scaling['kind']]: { readonly kind: K } & {
    readonly [F in Exclude<keyof (Scaling & { kind: K }), 'kind'>]?: (Scaling & { kind: K })[F] | undefined;
  };
}[Scaling['kind']];

/** null: float32. A text: a format with everything else as usual. */
export type WrittenPrecision =
  | null
  | string
  | {
      readonly format: string;
      readonly rounding?: Rounding | undefined;
      /** Left out: `saturate`, and `format` for formats with the exponent of float32. */
      readonly overflow?: Overflow | undefined;
      readonly subnormals?: 'keep' | 'flush' | undefined;
      readonly scaling?: WrittenScaling | undefined;
    };

/** The linear layers of the first and last layers are those of the recipe `extends`, but for the sites set here. */
export type WrittenEdgeLayers = {
  readonly first: number;
  readonly last: number;
  readonly extends: string;
} & Readonly<Partial<Record<LinearPath, WrittenPrecision | undefined>>>;

/** What is left out is as in DYNAMIC_DEFAULTS. */
interface WrittenDynamicScale {
  readonly kind: 'dynamic';
  readonly initial?: number | undefined;
  readonly growthInterval?: number | undefined;
}

interface WrittenSettings {
  readonly edgeLayers: WrittenEdgeLayers;
  readonly accumulation: Accumulation;
  readonly hadamard: NonNullable<Recipe['hadamard']>;
  readonly lossScale: number | WrittenDynamicScale;
}

export type WrittenSites = Readonly<Partial<Record<SitePath, WrittenPrecision | undefined>>> & {
  readonly [P in SettingPath]?: WrittenSettings[P] | null | undefined;
};

export type WrittenRecipe = WrittenSites & {
  readonly name: string;
  /** Name of the recipe that it is as, but for the sites set here. */
  readonly extends: string;
};

type RecipeOf = (name: string) => Recipe;

/** What a setting is written as, and read from; null is null. */
const SETTING_FORMS: {
  readonly [P in SettingPath]: {
    readonly read: (written: WrittenSettings[P], recipeOf: RecipeOf) => Recipe[P];
    readonly write: (recipe: Recipe, own: NonNullable<Recipe[P]>) => WrittenSettings[P];
  };
} = {
  edgeLayers: {
    read: ({ first, last, extends: base, ...written }, recipeOf) => {
      const paths = LINEAR_PATHS.map((path) => ({ path }));
      return { first, last, linear: withSites(recipeOf(base), paths, written).linear };
    },
    write: (recipe, { first, last, linear }) => ({
      first,
      last,
      extends: 'fp32',
      ...sitesOf({ ...recipe, linear }, LINEAR_PATHS),
    }),
  },
  accumulation: { read: (written) => written, write: (_, own) => own },
  hadamard: { read: (written) => written, write: (_, own) => own },
  lossScale: {
    read: (written) =>
      typeof written === 'number'
        ? written
        : ({ ...DYNAMIC_DEFAULTS, ...defined(written) } as DynamicLossScale),
    write: (_, own) => (isDynamic(own) ? { kind: own.kind, ...unlike(DYNAMIC_DEFAULTS, own) } : own),
  },
};

export const SCALING_DEFAULTS = {
  none: {},
  tensor: { powerOfTwo: false },
  delayed: { history: 1024, algorithm: 'max', margin: 0 },
  row: { powerOfTwo: true },
  block: { along: 128, across: 1 },
  mx: { block: 32, exponent: 'up' },
  nvfp4: { block: 16, across: 1 },
} as const satisfies { [K in Scaling['kind']]: Omit<Scaling & { kind: K }, 'kind'> };

/** @throws Error with one sentence where there is no such format. */
export function precisionOfWritten(written: WrittenPrecision): Precision | null {
  if (written === null) return null;
  const given = typeof written === 'string' ? { format: written } : written;
  const format = parseFormat(given.format);
  const { rounding = 'nearest-even', subnormals = 'keep', scaling = { kind: 'none' } } = given;
  const { overflow = format.exponentBits === 8 ? 'format' : 'saturate' } = given;
  return {
    cast: { format, rounding, overflow, subnormals },
    scaling: { ...SCALING_DEFAULTS[scaling.kind], ...defined(scaling) } as Scaling,
  };
}

/** As short as it can be said. */
export function writtenPrecision(precision: Precision | null): WrittenPrecision {
  if (precision === null) return null;
  const { cast, scaling } = precision;
  const { cast: usual } = precisionOfWritten(cast.format.name)!;
  const more = {
    ...(cast.rounding !== usual.rounding && { rounding: cast.rounding }),
    ...(cast.overflow !== usual.overflow && { overflow: cast.overflow }),
    ...(cast.subnormals !== usual.subnormals && { subnormals: cast.subnormals }),
    ...(scaling.kind !== 'none' && { scaling: writtenScaling(scaling) }),
  };
  return Object.keys(more).length === 0 ? cast.format.name : { format: cast.format.name, ...more };
}

function writtenScaling({ kind, ...given }: Scaling): WrittenScaling {
  return { kind, ...unlike(SCALING_DEFAULTS[kind], given) };
}

/** The recipe that was written. @throws what `recipeOf` throws, and precisionOfWritten. */
export function recipeOfWritten(written: WrittenRecipe, recipeOf: RecipeOf): Recipe {
  const base = withSites(recipeOf(written.extends), SITES, written);
  const settings = SETTINGS.filter(({ path }) => written[path] !== undefined).map(
    ({ path }) => [path, readSetting(path, written, recipeOf)] as const,
  );
  return {
    ...base,
    ...Object.fromEntries(settings),
    name: written.name,
    summary: `As ${written.extends}${changedWords(written)}.`,
  };
}

function readSetting<P extends SettingPath>(path: P, written: WrittenSites, recipeOf: RecipeOf) {
  const own = written[path] as WrittenSettings[P] | null;
  return own === null ? null : SETTING_FORMS[path].read(own, recipeOf);
}

/** What puts the recipe into a spec again under this name: every site that is not float32. */
export function writtenRecipe(recipe: Recipe, name: string): WrittenRecipe {
  const settings = SETTINGS.filter(({ path }) => recipe[path] !== null).map(
    ({ path }) => [path, writeSetting(path, recipe)] as const,
  );
  const paths = SITES.map(({ path }) => path);
  return { name, extends: 'fp32', ...sitesOf(recipe, paths), ...Object.fromEntries(settings) };
}

function writeSetting<P extends SettingPath>(path: P, recipe: Recipe) {
  return SETTING_FORMS[path].write(recipe, recipe[path] as NonNullable<Recipe[P]>);
}

/** The sites and settings that a written recipe sets, in the order of the table. */
export function changedPaths(written: WrittenSites): (SitePath | SettingPath)[] {
  return [...SITES, ...SETTINGS].map(({ path }) => path).filter((path) => written[path] !== undefined);
}

/** Sites that a summary names one by one. */
const MOST_NAMED = 3;

function changedWords(written: WrittenSites): string {
  const changed = changedPaths(written);
  if (changed.length === 0) return '';
  return `, with ${changed.length > MOST_NAMED ? `${changed.length} sites` : changed.join(', ')} of its own`;
}

function withSites(
  recipe: Recipe,
  sites: readonly { readonly path: SitePath }[],
  written: WrittenSites,
): Recipe {
  return sites.reduce((changed, { path }) => {
    const precision = written[path];
    return precision === undefined ? changed : withPrecision(changed, path, precisionOfWritten(precision));
  }, recipe);
}

function sitesOf(recipe: Recipe, paths: readonly SitePath[]): WrittenSites {
  const set = paths.map((path) => [path, precisionAt(recipe, path)] as const);
  return Object.fromEntries(
    set.filter(([, precision]) => precision !== null).map(([path, own]) => [path, writtenPrecision(own)]),
  );
}

function defined<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The fields of `usual` that are others in `given`. */
function unlike<T extends object>(usual: T, given: { readonly [K in keyof T]?: unknown }): object {
  const fields = Object.entries<unknown>(usual as Record<string, unknown>);
  const other = fields.filter(([field, value]) => Reflect.get(given, field) !== value);
  return Object.fromEntries(other.map(([field]) => [field, Reflect.get(given, field) as unknown]));
}
