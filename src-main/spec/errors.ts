// Turns what zod found wrong with a spec into sentences: the field, its value, what is allowed. A field's schema carries the
// words for what is allowed as its error text; this file adds the rest.
import { z } from 'zod';
import { oneLine } from './one-line.ts';
import { inWords, RULE_WORDS, ruleOf, type Rule, type RuleWords } from './rules.ts';

/** Keys that lead from the spec to the value that is meant; empty: the spec as a whole. */
export type SpecPath = readonly (string | number)[];

export interface SpecProblem {
  readonly path: SpecPath;
  /** One sentence for a person. */
  readonly message: string;
  /** The same as data, where the rule is known. */
  readonly told?: Told;
  /** Where it is about one row: the value of its setting, and the problem by itself. */
  readonly ofRow?: { readonly setting: string; readonly value: number; readonly problem: SpecProblem };
}

export interface Told {
  /** As the sentence shows it; null: missing. */
  readonly value: string | null;
  readonly rule: Rule;
}

/** The spec is wrong; the message is one sentence a line, for each problem. */
export class SpecError extends Error {
  override name = 'SpecError';
  readonly problems: readonly SpecProblem[];

  /** A sentence alone is about the spec as a whole. `untold`: how many problems there are beside these. */
  constructor(given: string | readonly SpecProblem[], untold = 0) {
    const problems = typeof given === 'string' ? [{ path: [], message: given }] : given;
    const rest =
      untold === 0 ? [] : [`${untold} more ${untold === 1 ? 'problem is' : 'problems are'} not told.`];
    super([...problems.map(({ message }) => message), ...rest].join('\n'));
    this.problems = problems;
  }
}

/** Nobody reads more at once. */
const MOST_TOLD = 20;

/** A problem whose sentence begins with its field. */
export function problemAt(path: SpecPath, rest: string): SpecProblem {
  return { path, message: `${fieldName(path)} ${rest}` };
}

/** A problem of a value that is not what it must be. */
export function problemWith<N extends Rule['name']>(
  path: SpecPath,
  value: string,
  name: N,
  ...values: Parameters<RuleWords[N]>
): SpecProblem {
  return problemOf(path, value, inWords({ name, values }, RULE_WORDS), { name, values });
}

function problemOf(path: SpecPath, value: string | null, be: string, rule: Rule | null): SpecProblem {
  const problem = problemAt(path, `is ${value ?? 'missing'}; it must be ${be}.`);
  return rule === null ? problem : { ...problem, told: { value, rule } };
}

/** @throws SpecError where there is a problem. */
export function refuse(problems: Iterable<SpecProblem>): void {
  const all = [...problems];
  if (all.length > 0) throw new SpecError(all.slice(0, MOST_TOLD), Math.max(0, all.length - MOST_TOLD));
}

type Issue = z.core.$ZodIssue;

/** Words for what a field must be, e.g. "a positive number". zod shows them when the field is missing too. */
export function must(be: string): { error: string } {
  return { error: be };
}

/** An object that refuses fields it does not know, and says which it knows. */
export function strictly<S extends z.core.$ZodLooseShape>(
  shape: S,
  be: string,
): z.ZodObject<S, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : be) });
}

const ALTERNATIVES = new WeakMap<object, readonly z.ZodType[]>();

/** What a schema that was made by `chosen` chooses from; null: it was not. */
export function alternativesOf(schema: object): readonly z.ZodType[] | null {
  return ALTERNATIVES.get(schema) ?? null;
}

/** A schema chosen from some by looking at the value, so that errors inside the chosen one keep their place. */
export function chosen<T>(
  alternatives: readonly z.ZodType<T>[],
  choose: (value: unknown) => z.ZodType<T>,
): z.ZodType<T> {
  const schema = z.unknown().transform((value, context): T => {
    const result = choose(value).safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as never);
    return z.NEVER;
  });
  ALTERNATIVES.set(schema, alternatives);
  return schema;
}

const NAMES = new WeakMap<object, string>();

/** A chosen schema that many fields share, which the JSON Schema says once, under this name. */
export function named<S extends z.ZodType>(name: string, schema: S): S {
  NAMES.set(schema, name);
  return schema;
}

/** The name that `named` gave; null: none. */
export function schemaName(schema: object): string | null {
  return NAMES.get(schema) ?? null;
}

/** The value as the JSON of a study will say it, which knows no -0. @throws SpecError with a sentence for each problem. */
export function parseOrExplain<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return JSON.parse(JSON.stringify(result.data)) as T;
  const issues = firstAtEachPath(result.error.issues);
  const found = issues.reduce((sum, issue) => sum + ('keys' in issue ? issue.keys.length : 1), 0);
  const told = issues
    .slice(0, MOST_TOLD)
    .flatMap((issue) => explainIssue(issue, value))
    .slice(0, MOST_TOLD);
  throw new SpecError(told, found - told.length);
}

/** What is wrong with a value by itself comes first, and what it then fails to fit is not told. */
function firstAtEachPath(issues: readonly Issue[]): Issue[] {
  const places = Map.groupBy(issues, ({ code, path }) =>
    JSON.stringify([code === 'unrecognized_keys', ...path]),
  );
  return [...places.values()].map(([first]) => first!);
}

/** What zod found wrong with the value `root`, in words; of fields that are not known, each of the first few. */
export function explainIssue(issue: Issue, root: unknown): SpecProblem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, MOST_TOLD)
      .map((key) =>
        problemAt(
          [...path, key],
          `is not a known field; it must be ${nearestFirst(key, issue.message)}one of ${issue.message}.`,
        ),
      );
  }
  const value = valueAt(root, path);
  return [problemOf(path, value === undefined ? null : shown(value), issue.message, brokenRule(issue))];
}

function brokenRule(issue: Issue): Rule | null {
  const own = issue.code === 'custom' ? (issue.params?.rule as Rule | undefined) : undefined;
  return own ?? ruleOf(issue.message);
}

/** In a list that nobody reads to its end, the one that was meant, if it is near, comes first. */
function nearestFirst(key: string, known: string): string {
  const names = known.split(', ');
  if (names.length < LONG_LIST || key.length > LONGEST_KEY) return '';
  const distances = names.map((name) => distance(key, name));
  const least = Math.min(...distances);
  return least > key.length / 3 ? '' : `${names[distances.indexOf(least)]!}, the nearest, or `;
}

const LONG_LIST = 20;

/** Letters to insert, to leave out or to exchange until one text is the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = row[j - 1]! + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** `learningRates[2]`, `model.width`; the empty path is the spec itself. */
export function fieldName(path: SpecPath): string {
  if (path.length === 0) return 'The spec';
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    const own = oneLine(key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key);
    return name === '' ? own : `${name}.${own}`;
  }, '');
}

function valueAt(root: unknown, path: SpecPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

/** Characters that are shown. */
const LONGEST_VALUE = 60;
const LONGEST_KEY = 100;

function shown(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  const text = beginning(value, LONGEST_VALUE + 1);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** As JSON, or so many characters of it: what is nested deeper than any stack is written only as far as it is shown. */
function beginning(value: unknown, characters: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let text = open!;
  for (const key of Object.keys(value)) {
    if (text.length >= characters) return text;
    if (text.length > 1) text += ',';
    if (!Array.isArray(value)) text += `${JSON.stringify(key)}:`;
    text += beginning(Reflect.get(value, key), characters - text.length);
  }
  return text + close!;
}
