// A spec whose rows are of a setting of its own, parsed row by row: each is checked as the spec that it is, and what follows a setting of
// the rows by default is written down beside it. Pure; rows.ts says what rows can be of, spec.ts parses a spec.
import { fieldName, parseOrExplain, problemAt, refuse, SpecError, type SpecProblem } from './errors.ts';
import { pathsOf, rowsSchema, withRow, type RowPath, type SettingRows } from './rows.ts';
import type { OptimizerSettings } from '../engine/model.ts';
import type { RecipeChoice, Spec } from './spec.ts';
import { z } from 'zod';

/** What a setting is by default where another one is said: each moves with the other unless the spec gives it. */
const FOLLOWS: readonly { readonly path: RowPath; readonly of: RowPath }[] = [
  { path: 'model.hidden', of: 'model.width' },
  { path: 'optimizer.warmupSteps', of: 'steps' },
];

/** Settings that an optimizer does not read: rows of them would all be trained alike. */
const UNREAD: Readonly<Record<OptimizerSettings['kind'], readonly string[]>> = {
  adamw: ['optimizer.momentum'],
  sgd: ['optimizer.beta1', 'optimizer.beta2', 'optimizer.epsilon'],
  muon: [],
};

/**
 * The spec by the rows that it has. `parseOne` parses one without rows.
 * @throws SpecError; problems that not all rows have name the row.
 */
export function parsedByRow(json: unknown, parseOne: (json: unknown) => Spec): Spec {
  if (typeof json !== 'object' || json === null || Reflect.get(json, 'rows') === undefined)
    return parseOne(json);
  const { rows: given, ...rest } = json as { readonly rows: unknown };
  const { rows } = parseOrExplain(z.looseObject({ rows: rowsSchema }), { rows: given });
  const parsed = rows.values.map((_, index) => attempt(() => parseOne(withRow(rest, rows, index))));
  refuse(problemsOfRows(rows, parsed));
  const specs = parsed.map((each) => each.spec!);
  const [first] = specs as [Spec];
  refuse(problemsBetween(rows, first));
  return { ...first, rows: completed(rows, rest, specs) };
}

interface Attempt {
  readonly spec: Spec | null;
  readonly problems: readonly SpecProblem[];
}

function attempt(parse: () => Spec): Attempt {
  try {
    return { spec: parse(), problems: [] };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return { spec: null, problems: error.problems };
  }
}

/** What is wrong with every row in the same words is wrong with the spec. */
function problemsOfRows({ setting, values }: SettingRows, parsed: readonly Attempt[]): SpecProblem[] {
  const counts = new Map<string, number>();
  for (const { message } of parsed.flatMap(({ problems }) => problems))
    counts.set(message, (counts.get(message) ?? 0) + 1);
  const isOfAll = ({ message }: SpecProblem) => counts.get(message)! >= parsed.length;
  const ofAll = parsed[0]!.problems.filter(isOfAll);
  const ofSome = parsed.flatMap(({ problems }, index) =>
    problems
      .filter((problem) => !isOfAll(problem))
      .map((problem) => {
        const path = ['rows', 'values', index];
        const value = values[index]!;
        const message = `${fieldName(path)} is ${value} of ${setting}; there ${problem.message}`;
        return { path, message, ofRow: { setting, value, problem } };
      }),
  );
  return [...ofAll, ...ofSome];
}

/** Rows that would all be trained alike, or that say twice what something is. */
function* problemsBetween(rows: SettingRows, spec: Spec): Generator<SpecProblem> {
  const { batchSizes, budget, optimizer, recipes } = spec;
  if (batchSizes.length > 1) {
    const message = `has ${batchSizes.length} values; it must have one where rows are of ${rows.setting}.`;
    yield problemAt(['batchSizes'], message);
  }
  const paths = pathsOf(rows);
  if (budget === 'tokens' && paths.includes('steps'))
    yield problemAt(['budget'], 'is "tokens"; it must be "steps" where rows set steps.');
  for (const [index, recipe] of recipes.entries()) {
    for (const path of paths) {
      const field = path.replace('optimizer.', '');
      const own: unknown = path.startsWith('optimizer.')
        ? Reflect.get(recipe.optimizer ?? {}, field)
        : undefined;
      if (own === undefined) continue;
      const place = ['recipes', index, 'optimizer', field];
      yield problemAt(place, `is ${String(own)}; it must be left out where rows set ${path}.`);
    }
  }
  const kindOf = (recipe: RecipeChoice) => recipe.optimizer?.kind ?? optimizer.kind;
  const unread = recipes.find((recipe) => UNREAD[kindOf(recipe)].includes(rows.setting));
  if (unread) {
    const message = `is "${rows.setting}"; it must be a setting that the optimizer of ${unread.name}, ${kindOf(unread)}, reads.`;
    yield problemAt(['rows', 'setting'], message);
  }
  if (rows.setting === 'optimizer.finalFraction' && optimizer.schedule === 'constant')
    yield problemAt(
      ['rows', 'setting'],
      'is "optimizer.finalFraction"; a constant schedule does not read it.',
    );
}

/** With the settings that follow those of the rows, as each row has them. */
function completed(rows: SettingRows, json: object, specs: readonly Spec[]): SettingRows {
  const paths = pathsOf(rows);
  const followers = FOLLOWS.filter(
    ({ path, of }) => paths.includes(of) && !paths.includes(path) && at(json, path) === undefined,
  ).map(({ path }) => [path, specs.map((spec) => at(spec, path) as number)] as const);
  if (followers.length === 0) return rows;
  return { ...rows, with: { ...rows.with, ...Object.fromEntries(followers) } };
}

function at(target: object, path: RowPath): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      target,
    );
}
