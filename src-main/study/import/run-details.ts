// What a study keeps of an imported run beside its numbers: what its input said before rates, recipes and seeds of all inputs were put
// together, and which run of its input it is. By this runs can be added later, and an input read again. Pure.
import { z } from 'zod';
import { LABELS } from '../../analysis/labels/labels.ts';
import type { ReadInput } from './candidates.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Candidate } from './repeats.ts';

const damage = z.object({ sentence: z.string(), isCut: z.boolean() });

/** What is usual is absent. */
export const importedRunSchema = z.object({
  input: z.int().min(0),
  line: z.int().min(0),
  key: z.string(),
  fingerprint: z.string(),
  recipe: z.string(),
  learningRate: z.number().gt(0),
  seed: z.int().optional(),
  plannedSteps: z.int().min(0).optional(),
  label: z.enum(LABELS).optional(),
  labelText: z.string().optional(),
  isPruned: z.literal(true).optional(),
  damage: damage.optional(),
  remarks: z.array(z.string()).optional(),
  /** There is a curve, and its input says the steps of its points, or it is a mere list. */
  curve: z.enum(['steps', 'list']).optional(),
});
export type ImportedRunDetails = z.output<typeof importedRunSchema>;

export function runDetails(run: Candidate, key: string): ImportedRunDetails {
  const { input, line, recipe, learningRate, seed, outcome } = run;
  const { plannedSteps, label, labelText, isPruned, damage: missing, remarks, curve } = outcome;
  return {
    input,
    line,
    key,
    fingerprint: fingerprintOf(run),
    recipe,
    learningRate,
    ...(seed !== null && { seed }),
    ...(plannedSteps !== null && { plannedSteps }),
    ...(label !== null && { label }),
    ...(labelText !== null && { labelText }),
    ...(isPruned && { isPruned }),
    ...(missing !== null && { damage: missing }),
    ...(remarks.length > 0 && { remarks: [...remarks] }),
    ...(curve !== null && { curve: curve.steps === null ? 'list' : 'steps' }),
  };
}

/**
 * Which run of its input each line is, also when the input is read again and has grown: the path of its files, or else its settings and how
 * many with the same settings came before it.
 */
export function keysOf({
  candidates,
  nameOf,
}: Pick<ReadInput, 'candidates' | 'nameOf'>): Map<number, string> {
  const counts = new Map<string, number>();
  const keys = new Map<number, string>();
  for (const { line, recipe, learningRate, batchSize, rowValue, seed } of candidates) {
    const name = nameOf?.(line);
    if (name !== undefined) {
      keys.set(line, name);
      continue;
    }
    const settings = JSON.stringify([recipe, learningRate, batchSize, rowValue, seed]);
    const number = counts.get(settings) ?? 0;
    counts.set(settings, number + 1);
    keys.set(line, `${settings} ${number}`);
  }
  return keys;
}
