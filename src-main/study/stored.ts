// What the rows of a study file must hold to be taken for what they say: one schema a table; that of runs stands in
// records/run-columns.ts. A file may come from anyone, so
// nothing that is read from one is believed before it has passed here. Schemas and sentences only; queries are elsewhere.
import { z } from 'zod';
import { RUN_STATES } from '../analysis/labels/run.ts';
import { THRESHOLD_RANGES } from '../analysis/labels/threshold-ranges.ts';
import { DEFAULT_THRESHOLDS } from '../analysis/labels/thresholds.ts';
import { floats, json } from '../records/stored-values.ts';
import { AVERAGES, LEFT_OUT_REASONS } from '../records/types.ts';
import { StudyError } from './study-error.ts';

const finite = z.number();
const positive = z.number().gt(0);
const whole = z.int();
const count = z.int().min(0);
const text = z.string();
const date = z.iso.datetime();

const textFacts = z.object({
  name: text,
  sha256: text,
  bytes: count,
  tokens: count,
  vocabulary: z.enum(['character', 'byte', 'gpt2', 'tokens']),
  sampledTokens: count.optional(),
  vocabularySize: count,
  unigramEntropy: finite,
});

const leftOutRows = z.object({
  learningRate: positive.nullable(),
  batchSize: z.int().min(1).nullable(),
  rowValue: finite.nullable().optional(),
  recipe: text.nullable(),
  reason: z.enum(LEFT_OUT_REASONS),
  rows: z.int().min(1),
});

const importedInput = z.object({
  name: text,
  place: text.nullable(),
  state: text.nullable(),
  kind: text,
  sha256: text,
  mapping: z.unknown(),
  leftOut: z.array(leftOutRows),
  skipped: count,
  repeats: count.optional(),
  notes: z.array(text),
  averaged: z.partialRecord(z.enum(AVERAGES), count).optional(),
});

const importedFacts = z.object({
  fileName: text,
  kind: text,
  sha256: text,
  columns: z.record(text, text.nullable()),
  rateScale: text,
  batchScale: text.optional(),
  lossUnit: text.optional(),
  unigramEntropy: finite.nullable(),
  initialLoss: finite.nullable().optional(),
  vocabulary: z.int().min(1).nullable().optional(),
  failedAbove: finite.nullable().optional(),
  rowColumn: text.nullable().optional(),
  labelled: z.boolean(),
  runs: count,
  skipped: count,
  leftOut: z.array(leftOutRows).optional(),
  ratesPerDecade: z.int().min(1).nullable().optional(),
  numberedRuns: count.optional(),
  notes: z.array(text).optional(),
  inputs: z.array(importedInput).min(1).optional(),
});

/** A study that was judged before there were these has what they are by default where it is judged anew. */
const OLDER_THRESHOLDS = {
  ...THRESHOLD_RANGES,
  lossTolerance: THRESHOLD_RANGES.lossTolerance.default(DEFAULT_THRESHOLDS.lossTolerance),
  bestErrors: THRESHOLD_RANGES.bestErrors.default(DEFAULT_THRESHOLDS.bestErrors),
  loneSeedScatter: THRESHOLD_RANGES.loneSeedScatter.default(DEFAULT_THRESHOLDS.loneSeedScatter),
  jumpNats: THRESHOLD_RANGES.jumpNats.default(DEFAULT_THRESHOLDS.jumpNats),
  jumpSteps: THRESHOLD_RANGES.jumpSteps.default(DEFAULT_THRESHOLDS.jumpSteps),
  jumpAfter: THRESHOLD_RANGES.jumpAfter.default(DEFAULT_THRESHOLDS.jumpAfter),
};

const trainedSpec = z.looseObject({
  refine: finite.nullable().optional(),
  trainer: z.looseObject({ command: text }).optional(),
  definitions: z.array(z.looseObject({ name: text })).optional(),
});

export const studyRow = z.object({
  name: text,
  created_at: date,
  /** What is looked at before spec/spec.ts reads the whole. */
  spec: json(
    trainedSpec.extend({
      imported: importedFacts.optional(),
      training: z.object({ spec: trainedSpec, text: textFacts.nullable() }).optional(),
    }),
  ),
  text_facts: json(textFacts.nullable()),
  baseline: text,
  recipes: json(z.array(text)),
  thresholds: json(z.object(OLDER_THRESHOLDS)),
});

export const environmentRow = z.object({
  id: whole,
  facts: json(z.record(text, z.union([text, finite, z.boolean(), z.null()]))),
});

export const idRow = z.object({ id: whole });
export const stateCountRow = z.object({ state: z.enum(RUN_STATES), count });

export const cellCountRow = z.object({
  recipe: text,
  learningRate: positive,
  rowValue: finite,
  finished: count,
  unstable: count,
});

export const eventRow = z.object({
  id: whole,
  run_id: whole.nullable(),
  step: whole.nullable(),
  kind: text,
  message: text,
  details: json(z.unknown()).nullable(),
  created_at: date,
});

export const eventDetailsRow = z.object({ id: whole, details: json(z.unknown()).nullable() });

/** Details of the event that says which recipes a run may have used, and of those that its triggers left. */
export const programDetails = z.array(z.object({ name: text, bits: finite })).min(1);
export const triggerDetails = z.object({ step: count, under: text, costSteps: count });

export const curveRow = z.object({ run_id: whole, name: text, points: floats });
export const curveNameRow = z.object({ run_id: whole, name: text });

/** Values of a site at a step. */
const SITE_VALUES = 3;
export const siteRow = z
  .object({ run_id: whole, sites: json(z.array(text)), steps: json(z.array(count)), points: floats })
  .refine(({ sites, steps, points }) => points.length === sites.length * steps.length * SITE_VALUES, {
    path: ['points'],
  });

export const checkpointRow = z.object({
  id: whole,
  created_at: date,
  run_ids: json(z.array(whole)),
  made_by: text,
  parts: count,
});
export const checkpointPartRow = z.object({
  checkpoint_id: whole,
  number: count,
  checksum: whole,
  bytes: z.instanceof(Uint8Array),
});

const LONGEST_VALUE = 60;

/** @throws StudyError naming table, row and field of the first value that cannot be. */
export function believed<T>(schema: z.ZodType<T>, row: unknown, place: { file: string; table: string }): T {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const values = (row ?? {}) as Readonly<Record<string, unknown>>;
  const [field, ...inside] = result.error.issues[0]!.path.map(String);
  const id = values.id ?? values.run_id;
  const where = `${[field ?? 'the row', ...inside].join('.')} of ${place.table}${typeof id === 'number' ? ` ${id}` : ''}`;
  throw new StudyError(`${place.file} is damaged: ${where} is ${shown(values[field ?? ''])}.`);
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes that do not fit`;
  if (value === undefined) return 'missing';
  const written = JSON.stringify(value) ?? typeof value;
  return written.length > LONGEST_VALUE ? `${written.slice(0, LONGEST_VALUE)}…` : written;
}
