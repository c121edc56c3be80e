// Nested settings by dotted names: `{config: {lr: 1}}` as config.lr. Lists stay lists, and what is null says nothing. Pure.
import { isObject } from './json-text.ts';

const DEEPEST = 5;

/** Calls `add` for every field. */
export function eachField(value: object, add: (name: string, field: unknown) => void): void {
  const visit = (part: object, prefix: string, depth: number) => {
    for (const [key, field] of Object.entries(part) as [string, unknown][]) {
      if (field === null) continue;
      const name = `${prefix}${key}`;
      if (isObject(field) && depth < DEEPEST) visit(field, `${name}.`, depth + 1);
      else add(name, field);
    }
  };
  visit(value, '', 0);
}
