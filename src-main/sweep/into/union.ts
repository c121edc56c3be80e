// The spec of a study and one of the same whose grid is to be added, as one spec: all but the grid must agree. Pure.
import { isDeepStrictEqual } from 'node:util';
import type { GridSpec, SpecPath } from '../../spec/spec.ts';
import { fieldName, SpecError } from '../../spec/spec.ts';
import { hasTrainer, parseAnySpec, type AnySpec } from '../../spec/trainer.ts';
import { rowValuesOf, type Rows } from '../../spec/rows.ts';

/** The grid, how much of it is trained, where the text lies, which is compared by its SHA-256, and what is compared by itself. */
const MAY_DIFFER: readonly string[] = [
  ...['version', 'name', 'recipes', 'baseline', 'learningRates', 'batchSizes', 'rows', 'seeds', 'thresholds'],
  ...['refine', 'earlyStop', 'text', 'tokens'],
];
/** How many a command trains at once, and how long it is waited for. */
const OF_THE_MACHINE: readonly string[] = ['concurrency', 'gpusPerSlot', 'timeoutSeconds', 'silenceSeconds'];

/** `prior`: by what the study was trained until now. @throws SpecError naming the first field that differs. */
export function unionOf(prior: AnySpec, spec: AnySpec): AnySpec {
  if (hasTrainer(prior) !== hasTrainer(spec)) {
    throw new SpecError(
      hasTrainer(prior)
        ? 'trainer is missing; it must be that of the study, whose runs a command trains.'
        : 'trainer is given; it must be left out, because Precipice itself trains the runs of the study.',
    );
  }
  mustBeSame(prior, spec);
  const recipes = [...prior.recipes];
  for (const recipe of spec.recipes) {
    const own = recipes.find(({ name }) => name === recipe.name);
    if (own === undefined) recipes.push(recipe);
    else if (!isDeepStrictEqual(own, recipe)) {
      throw new SpecError(
        `recipes has another "${recipe.name}" than the study; it must be the same, or have another name.`,
      );
    }
  }
  return parseAnySpec({
    ...spec,
    name: prior.name,
    baseline: prior.baseline,
    thresholds: prior.thresholds,
    recipes,
    learningRates: ascending(prior.learningRates, spec.learningRates),
    batchSizes: ascending(prior.batchSizes, spec.batchSizes),
    seeds: [...new Set([...prior.seeds, ...spec.seeds])],
    ...(spec.rows && prior.rows && { rows: unionOfRows(prior.rows, spec.rows) }),
    // What is left out stays as it is: a refined study does not come to be trained whole.
    refine: spec.refine ?? prior.refine,
    ...(!hasTrainer(prior) && { earlyStop: prior.earlyStop }),
  });
}

function mustBeSame(prior: AnySpec, spec: AnySpec): void {
  const given = (of: AnySpec) =>
    Object.entries(of).filter(([field, value]) => !MAY_DIFFER.includes(field) && value !== undefined);
  const [before, now] = [Object.fromEntries(given(prior)), Object.fromEntries(given(spec))];
  const path = firstDifference(before, now, []);
  if (path !== null)
    throw new SpecError(
      `${fieldName(path)} is ${shown(at(now, path))}; it must be ${shown(at(before, path))}, as in the study.`,
    );
  mustStopAlike(prior, spec);
  if (prior.budget === 'tokens' && rowValuesOf(prior)[0] !== rowValuesOf(spec)[0]) {
    throw new SpecError(
      `batchSizes begins with ${rowValuesOf(spec)[0]}; it must begin with ${rowValuesOf(prior)[0]}, as in the study, because with equal tokens the steps are those of the first row.`,
    );
  }
  if (prior.rows?.setting !== spec.rows?.setting) {
    throw new SpecError(
      `rows are of ${spec.rows?.setting ?? 'batch sizes'}; they must be of ${prior.rows?.setting ?? 'batch sizes'}, as in the study.`,
    );
  }
  if (prior.rows && !isDeepStrictEqual(prior.batchSizes, spec.batchSizes)) {
    throw new SpecError(
      `batchSizes is ${spec.batchSizes.join(', ')}; it must be ${prior.batchSizes.join(', ')}, as in the study.`,
    );
  }
}

/** Runs that were given up do not compare with such as were trained to their end. */
function mustStopAlike(prior: AnySpec, spec: AnySpec): void {
  if (hasTrainer(prior) || hasTrainer(spec) || spec.earlyStop === null) return;
  if (isDeepStrictEqual(prior.earlyStop, spec.earlyStop)) return;
  const must = prior.earlyStop === null ? 'false' : `left out or ${shown(prior.earlyStop)}`;
  throw new SpecError(`earlyStop is ${shown(spec.earlyStop)}; it must be ${must}, as in the study.`);
}

/** A row is the same in both, with all that moves along. */
function unionOfRows(prior: Rows, rows: Rows): Rows {
  const alongOf = ({ values, with: along = {} }: Rows) =>
    new Map(
      values.map((value, i) => [
        value,
        Object.fromEntries(Object.entries(along).map(([path, list]) => [path, list?.[i]])),
      ]),
    );
  const [before, now] = [alongOf(prior), alongOf(rows)];
  for (const [value, along] of now) {
    const own = before.get(value) ?? [...before.values()][0]!;
    const isSame = before.has(value)
      ? isDeepStrictEqual(own, along)
      : isDeepStrictEqual(Object.keys(own).sort(), Object.keys(along).sort());
    if (!isSame) {
      throw new SpecError(
        `rows.with is ${JSON.stringify(along)} in the row ${value}; it must set what the rows of the study set, to the same values (${JSON.stringify(own)}).`,
      );
    }
  }
  const all = new Map([...before, ...now]);
  const values = [...all.keys()].sort((a, b) => a - b);
  const paths = Object.keys(prior.with ?? {});
  if (paths.length === 0) return { setting: prior.setting, values };
  const along = paths.map((path) => [path, values.map((value) => all.get(value)![path]!)]);
  return { setting: prior.setting, values, with: Object.fromEntries(along) as Rows['with'] };
}

function firstDifference(a: unknown, b: unknown, path: readonly string[]): readonly string[] | null {
  if (path.length === 2 && path[0] === 'trainer' && OF_THE_MACHINE.includes(path[1]!)) return null;
  if (!isObject(a) || !isObject(b)) return isDeepStrictEqual(a, b) ? null : path;
  for (const field of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(a[field], b[field], [...path, field]);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(value: unknown, path: SpecPath): unknown {
  return path.reduce<unknown>((inner, field) => (isObject(inner) ? inner[field] : undefined), value);
}

const LONGEST = 80;

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'not given';
  const written = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return written.length > LONGEST ? `${written.slice(0, LONGEST)}…` : written;
}

function ascending(...lists: readonly GridSpec['learningRates'][]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}
