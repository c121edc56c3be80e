// Turns what zod found wrong with a spec into one sentence: the field, its value, what is allowed. A field's schema
// carries the words for what is allowed as its error text; this file adds the rest. Only the first problem is told.
import { z } from 'zod';

/** The spec is wrong; the message is one sentence for a person. */
export class SpecError extends Error {
  override name = 'SpecError';
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

/** A schema chosen by looking at the value, so that errors inside the chosen one keep their place. */
export function chosen<T>(choose: (value: unknown) => z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const result = choose(value).safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as never);
    return z.NEVER;
  });
}

/** The value as the JSON of a study will say it, which knows no -0. @throws SpecError with one sentence. */
export function parseOrExplain<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return JSON.parse(JSON.stringify(result.data)) as T;
  throw new SpecError(explainIssue(result.error.issues[0]!, value));
}

/** The sentence of one problem that zod found with the value `root`. */
export function explainIssue(issue: Issue, root: unknown): string {
  const field = fieldName(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const [first] = issue.keys;
    return `${field ? `${field}.${first}` : first} is not a known field; it must be one of ${issue.message}.`;
  }
  const value = valueAt(root, issue.path);
  if (value === undefined) return `${field || 'The spec'} is missing; it must be ${issue.message}.`;
  return `${field || 'The spec'} is ${shown(value)}; it must be ${issue.message}.`;
}

/** `learningRates[2]`, `model.width`. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) =>
      typeof key === 'number' ? `${name}[${key}]` : name ? `${name}.${String(key)}` : String(key),
    '',
  );
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

const LONGEST_VALUE = 60;

function shown(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
