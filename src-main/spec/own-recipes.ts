// Recipes of a spec's own: entries of its list that say what they extend and set sites. Their schema, made from the table of
// sites, and the recipes that they are.
import { z } from 'zod';
import { FORMAT_NAMES, parseFormat } from '../formats/format.ts';
import { HADAMARD_POINTS } from '../formats/hadamard.ts';
import type { Scaling } from '../formats/scaling.ts';
import { RECIPE_NAMES, recipeByName } from '../recipes/presets.ts';
import type { Recipe } from '../recipes/recipe.ts';
import {
  LINEAR_PATHS,
  SCALING_SETS,
  SETTINGS,
  SITES,
  type SettingPath,
  type SitePath,
} from '../recipes/sites.ts';
import {
  recipeOfWritten,
  type WrittenPrecision,
  type WrittenRecipe,
  type WrittenScaling,
  type WrittenSites,
} from '../recipes/written.ts';
import { chosen, must, named, strictly } from './errors.ts';
import { rule } from './rules.ts';
import { lossScaleSchema } from './loss-scale.ts';
import { isProgramText, type RecipeLookup } from './programs.ts';
import { entryName, type RecipeNameSchema } from './recipe-name.ts';
import { oneOf } from './triggers.ts';

/** Signed formats below float32. */
export const FORMATS = FORMAT_NAMES.filter((name) => name !== 'fp32' && name !== 'e8m0');
const formatsText = `${FORMATS.join(', ')}, or eXmY with X from 2 to 8 and Y from 0 to 10`;
const formatPattern = new RegExp(`^(${FORMATS.join('|')}|e[2-7]m(\\d|10)|e8m([1-9]|10))$`);
/** Whether a site can be rounded to it. */
export function isFormatName(text: string): boolean {
  return formatPattern.test(text);
}

const formatSchema = (text: string) => z.string(must(text)).regex(formatPattern, must(text));

const MOST = 65_536;
function count(least: number, most = MOST) {
  const text = must(rule('whole', least, most));
  return z.int(text).min(least, text).max(most, text);
}

const flag = z.boolean(must(rule('flag')));
const SCALINGS: Readonly<Record<Scaling['kind'], z.ZodType<WrittenScaling>>> = {
  none: strictly({ kind: z.literal('none') }, 'a scaling'),
  tensor: strictly({ kind: z.literal('tensor'), powerOfTwo: flag.optional() }, 'a scaling'),
  delayed: strictly(
    {
      kind: z.literal('delayed'),
      history: count(1).optional(),
      algorithm: oneOf(['max', 'most-recent']).optional(),
      margin: count(0, 16).optional(),
    },
    'a scaling',
  ),
  row: strictly({ kind: z.literal('row'), powerOfTwo: flag.optional() }, 'a scaling'),
  block: strictly(
    { kind: z.literal('block'), along: count(1).optional(), across: count(1).optional() },
    'a scaling',
  ),
  mx: strictly(
    { kind: z.literal('mx'), block: count(1).optional(), exponent: oneOf(['up', 'floor']).optional() },
    'a scaling',
  ),
  nvfp4: strictly(
    { kind: z.literal('nvfp4'), block: count(1).optional(), across: count(1).optional() },
    'a scaling',
  ),
};

type Kinds = readonly [Scaling['kind'], ...Scaling['kind'][]];

function scalingSchema(kinds: Kinds): z.ZodType<WrittenScaling> {
  const allowed = kinds.map((kind) => SCALINGS[kind]);
  const other = z.object(
    { kind: oneOf(kinds) },
    must('an object with kind'),
  ) as unknown as (typeof allowed)[0];
  return chosen(allowed, (value) => {
    const kind = (value as { kind?: Scaling['kind'] } | null)?.kind;
    return kind !== undefined && kinds.includes(kind) ? SCALINGS[kind] : other;
  });
}

/** A scale of float32's whole range would overflow, and NVFP4 says what its scales are of. */
function checkScaling(
  { format, scaling }: Exclude<WrittenPrecision, string | null>,
  context: z.RefinementCtx<unknown>,
): void {
  const kind = scaling?.kind ?? 'none';
  const complain = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (kind === 'nvfp4' && format !== 'e2m1') complain(['format'], 'e2m1 where the scaling is nvfp4');
  else if (kind !== 'none' && parseFormat(format).exponentBits === 8) {
    complain(['scaling', 'kind'], `none: ${format} has the range of float32`);
  }
}

function precisionSchema(kinds: Kinds): z.ZodType<WrittenPrecision> {
  const text = `null (float32), a format (${formatsText}), or an object with format and scaling`;
  const short = formatSchema(text);
  const whole = strictly(
    {
      format: formatSchema(`one of ${formatsText}`),
      rounding: oneOf(['nearest-even', 'toward-zero', 'stochastic']).optional(),
      overflow: oneOf(['saturate', 'format']).optional(),
      subnormals: oneOf(['keep', 'flush']).optional(),
      scaling: scalingSchema(kinds).optional(),
    },
    text,
  ).superRefine(checkScaling);
  const nothing = z.null(must(text));
  return chosen<WrittenPrecision>([nothing, short, whole], (value): z.ZodType<WrittenPrecision> => {
    if (value === null) return nothing;
    return typeof value === 'object' && !Array.isArray(value) ? whole : short;
  });
}

/** One schema for all sites that take the same scalings, with a name of its own in the JSON Schema. */
const PRECISIONS = new Map<unknown, z.ZodType<WrittenPrecision>>([
  [SCALING_SETS.any, named('precision', precisionSchema(SCALING_SETS.any))],
  [SCALING_SETS.atRest, named('precisionAtRest', precisionSchema(SCALING_SETS.atRest))],
  [SCALING_SETS.byHead, named('precisionByHead', precisionSchema(SCALING_SETS.byHead))],
]);

type SiteShape = Record<SitePath, z.ZodOptional<z.ZodType<WrittenPrecision>>>;
const siteShape = Object.fromEntries(
  SITES.map(({ path, scalings }) => [path, PRECISIONS.get(scalings)!.optional()]),
) as SiteShape;
const linearShape = Object.fromEntries(LINEAR_PATHS.map((path) => [path, siteShape[path]])) as Pick<
  SiteShape,
  (typeof LINEAR_PATHS)[number]
>;

/** Bits of the significand of float32. */
const MOST_BITS = 24;
const layers = count(0, 1000);
const hadamardText = must(`null or ${HADAMARD_POINTS}`);
const settingShape = (recipeName: RecipeNameSchema) =>
  ({
    edgeLayers: strictly(
      { first: layers.default(0), last: layers.default(0), extends: recipeName, ...linearShape },
      'null, or an object with first, last and extends',
    ).nullable(),
    accumulation: strictly(
      { bits: count(1, MOST_BITS), promoteEvery: count(1) },
      'null, or an object with bits and promoteEvery',
    ).nullable(),
    hadamard: z.literal(HADAMARD_POINTS, hadamardText).nullable(),
    lossScale: lossScaleSchema,
  }) satisfies Record<SettingPath, z.ZodType>;

const ownText = must(rule('ownName'));
/** Names of recipes with kept parts end so. */
const ownName = entryName.refine(
  (name) => !RECIPE_NAMES.includes(name) && !isProgramText(name) && !name.endsWith(')'),
  ownText,
);

/** Fields that make an entry a recipe of the spec's own. */
export function ownShape(recipeName: RecipeNameSchema) {
  const { edgeLayers, accumulation, hadamard, lossScale } = settingShape(recipeName);
  return {
    name: ownName,
    extends: recipeName,
    ...siteShape,
    edgeLayers: edgeLayers.optional(),
    accumulation: accumulation.optional(),
    hadamard: hadamard.optional(),
    lossScale: lossScale.optional(),
  };
}

const OWN_FIELDS: readonly string[] = ['extends', ...[...SITES, ...SETTINGS].map(({ path }) => path)];

/** Whether an entry of the list, however wrong, means to be a recipe of the spec's own. */
export function isOwn(entry: unknown): boolean {
  return (
    typeof entry === 'object' && entry !== null && OWN_FIELDS.some((field) => Object.hasOwn(entry, field))
  );
}

/** Names of the recipes that a list as it was written defines. */
export function ownNamesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  const names = list.filter(isOwn).map((entry) => (entry as { name?: unknown }).name);
  return names.filter((name) => typeof name === 'string').map((name) => name.trim());
}

/** An entry of a parsed list: `extends` where it is a recipe of the spec's own. */
export type OwnFields = WrittenSites & { readonly extends?: string | undefined };
type Entry = OwnFields & { readonly name: string };

function isDefined(entry: Entry): entry is WrittenRecipe {
  return entry.extends !== undefined;
}

/** The places of entries that lead back to themselves, or to others that do, by what they extend. */
export function* circles(entries: readonly Entry[]): Generator<number> {
  const known = new Map(entries.filter(isDefined).map((entry) => [entry.name, entry]));
  const parts = ({ extends: base, edgeLayers }: WrittenRecipe) => [
    base,
    ...(edgeLayers ? [edgeLayers.extends] : []),
  ];
  const done = new Set<string>();
  const leadsBack = (name: string, seen: ReadonlySet<string>): boolean => {
    const entry = known.get(name);
    if (!entry || done.has(name)) return false;
    if (seen.has(name)) return true;
    const found = parts(entry).some((part) => leadsBack(part, new Set([...seen, name])));
    if (!found) done.add(name);
    return found;
  };
  for (const [index, entry] of entries.entries()) {
    if (isDefined(entry) && leadsBack(entry.name, new Set())) yield index;
  }
}

/** Finds presets, and the recipes that these entries define. What it returns throws an Error for a name that is neither, or a circle. */
export function lookupIn(entries: readonly Entry[]): RecipeLookup {
  const made = new Map<string, Recipe>();
  const begun = new Set<string>();
  const recipeOf = (name: string): Recipe => {
    const known = made.get(name);
    if (known) return known;
    const entry = entries.find((each) => each.name === name && isDefined(each)) as WrittenRecipe | undefined;
    if (!entry) return recipeByName(name);
    if (begun.has(name)) throw new Error(`recipe "${name}" extends itself.`);
    begun.add(name);
    const recipe = recipeOfWritten(entry, recipeOf);
    made.set(name, recipe);
    return recipe;
  };
  return recipeOf;
}
