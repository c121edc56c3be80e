// The measurements of a run: numbers by name, so that a new one needs neither a column nor a migration. One that this version
// does not know is kept and exported like any other. Pure.
import { z } from 'zod';
import type { Measurements } from '../analysis/labels/run.ts';

/** JSON lacks these. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Inf', Infinity],
  ['-Inf', -Infinity],
]);

const name = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/);
const value = z
  .union([z.number(), z.enum([...WORDS.keys()])])
  .transform((stored) => (typeof stored === 'number' ? stored : WORDS.get(stored)!));

/** As JSON.parse gives it. Names are words in lower case joined by underscores, 60 letters at most, as those of CSV columns. */
export const measurementsSchema: z.ZodType<Measurements> = z.record(name, value);

/** null where there are none. @throws ZodError for a name that could not be read again. */
export function measurementsText(measurements: Measurements | undefined): string | null {
  const named = Object.entries(measurements ?? {});
  if (named.length === 0) return null;
  for (const [own] of named) name.parse(own);
  return JSON.stringify(Object.fromEntries(named.map(([own, number]) => [own, storedNumber(number)])));
}

function storedNumber(number: number): number | string {
  if (Number.isFinite(number)) return number;
  return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Inf' : '-Inf';
}
