// Rows of the tables of an Optuna database, as they are believed, and the values that they hold. Pure.
import { z } from 'zod';

const text = z.string();
export const studyRow = z.object({ study_id: z.int(), study_name: text });
export const directionRow = z.object({ study_id: z.int(), direction: text });
export const trialRow = z.object({
  trial_id: z.int(),
  number: z.int().nullable(),
  study_id: z.int(),
  state: text,
});
export const parameterRow = z.object({
  trial_id: z.int(),
  param_name: text,
  param_value: z.number(),
  distribution_json: text,
});
const number = z.number().nullable();
export const valueRow = z.object({
  trial_id: z.int(),
  objective: z.int().min(0).max(99),
  value: number,
  type: text.nullable(),
});
export const stepRow = z.object({ trial_id: z.int(), step: z.int(), value: number, type: text.nullable() });
export const attributeRow = z.object({ owner: z.int(), key: text, value_json: text });

/** NULL is NaN, as Optuna writes it; its type says where it is infinite. */
export function optunaNumber({
  value,
  type,
}: {
  readonly value: number | null;
  readonly type: string | null;
}): number {
  if (type?.includes('INF')) return type.includes('NEG') ? -Infinity : Infinity;
  return value ?? NaN;
}

export function valueOfJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
