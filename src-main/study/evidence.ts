// What the runs of a study were, for the headline of its verdicts: how large the model, how many steps, in which precision, how
// many seeds. From the stored runs and the stored spec; null where they do not say.
import { z } from 'zod';
import type { Evidence } from '../analysis/decision/basis.ts';
import { seedsPerCell } from '../analysis/grid/seeds-per-cell.ts';
import type { Outcome } from './outcomes.ts';
import { importedFacts, knowsSteps, rowsLeftOut } from '../records/origin.ts';
import type { StudyContents } from '../records/types.ts';
import { rowSettingIn } from '../records/row-setting.ts';

/** What the number of weights depends on; a spec that this program wrote has all of it. */
const storedModel = z.object({
  layers: z.int().min(1),
  width: z.int().min(1),
  heads: z.int().min(1),
  hidden: z.int().min(1),
  context: z.int().min(1),
  activation: z.string(),
  positions: z.string(),
  qkNorm: z.boolean(),
  tiedHead: z.boolean(),
});
export type StoredModel = z.infer<typeof storedModel>;

export function evidenceOf(
  info: Pick<StudyContents, 'spec' | 'text'>,
  outcomes: readonly Outcome[],
): Evidence {
  const finished = outcomes.filter(({ state }) => state === 'finished');
  const leftOut = rowsLeftOut(importedFacts(info)).reduce((sum, { rows }) => sum + rows, 0);
  return {
    ...(leftOut > 0 && { leftOut }),
    parameters: rowSettingIn(info).kind === 'size' ? null : parametersIn(info),
    steps: finished.every((run) => knowsSteps(info, run))
      ? extent(finished.map(({ plannedSteps }) => plannedSteps))
      : null,
    precision: precisionIn(finished),
    seeds: extent(seedsPerCell(finished)),
  };
}

function parametersIn({ spec, text }: Pick<StudyContents, 'spec' | 'text'>): number | null {
  const model = storedModel.safeParse(spec.model);
  return model.success && text ? parametersOf(model.data, text.vocabularySize) : null;
}

/** Weights of the transformer of engine/transformer: token and position table, layers, the last norm, the head. */
export function parametersOf(model: StoredModel, vocabulary: number): number {
  const { layers, width, heads, hidden, context, qkNorm } = model;
  const up = model.activation === 'swiglu' ? 2 * hidden : hidden;
  const norms = 2 * width + (qkNorm ? (2 * width) / heads : 0);
  const layer = 4 * width ** 2 + width * up + hidden * width + norms;
  const tables = vocabulary * width + (model.positions === 'learned' ? context * width : 0);
  return tables + layers * layer + width + (model.tiedHead ? 0 : vocabulary * width);
}

function precisionIn(finished: readonly Pick<Outcome, 'precision'>[]): Evidence['precision'] {
  const known = new Set(finished.map(({ precision }) => precision));
  if (known.size === 0 || known.has(null)) return null;
  return known.size === 2 ? 'both' : known.has('hardware') ? 'hardware' : 'emulated';
}

function extent(values: readonly number[]): { low: number; high: number } | null {
  if (values.length === 0) return null;
  return {
    low: values.reduce((least, value) => Math.min(least, value), Infinity),
    high: values.reduce((most, value) => Math.max(most, value), -Infinity),
  };
}
