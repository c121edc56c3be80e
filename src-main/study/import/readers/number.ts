// A number as a log holds it: itself, or one of the words by which JSON in Python's writing says NaN and the infinities. Pure.
import { notFinite } from '../../../training-logs/number.ts';

/** null: it is none. A text of digits is none: it may be a name. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? notFinite(value) : null;
}
