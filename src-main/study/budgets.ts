// The budgets of a ladder: what its sizes measured under fewer steps, in studies of their own, beside what they measured here. It is kept in the
// study of the most steps as an event, so that it goes wherever that goes, with the state of the study that it was told from.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MISSING } from '../analysis/ladder/recipe-ladder.ts';
import { LEAST_BUDGETS, type Budgets } from '../analysis/ladder/token-efficiency.ts';
import type { StudyReader } from './study-reader.ts';
import type { Study } from './study.ts';

const KIND = 'budgets';

const reading = z.union([z.object({ value: z.number(), error: z.number().min(0) }), z.enum(MISSING)]);
const positive = z.number().gt(0);

const kept = z
  .object({
    state: z.string(),
    steps: z.array(positive).min(LEAST_BUDGETS),
    sizes: z.array(z.object({ parameters: positive, tokens: z.array(positive) })).min(2),
    recipes: z.array(
      z.object({
        recipe: z.string(),
        penalties: z.array(z.array(reading)),
        slopes: z.array(z.array(reading)),
      }),
    ),
  })
  .refine(({ steps, sizes, recipes }) => {
    const isTable = (rows: readonly (readonly unknown[])[], columns: number) =>
      rows.length === sizes.length && rows.every((row) => row.length === columns);
    return (
      isTable(
        sizes.map(({ tokens }) => tokens),
        steps.length,
      ) &&
      recipes.every(
        ({ penalties, slopes }) => isTable(penalties, steps.length) && isTable(slopes, steps.length - 1),
      )
    );
  });

/**
 * The last that were kept; null where none were, stale where runs or thresholds have changed since. @throws StudyError where they are not what was
 * written.
 */
export function budgetsIn(study: StudyReader): Budgets | 'stale' | null {
  const event = study.eventsOfKind(KIND).at(-1);
  if (event === undefined) return null;
  const found = kept.safeParse(event.details);
  if (!found.success) throw study.damage('what it says of its sizes under fewer steps is none of it');
  return found.data.state === stateOf(study) ? found.data : 'stale';
}

/** Beside them, what was found earlier stays on record. */
export function keepBudgets(study: Study, budgets: Budgets): void {
  study.addEvent({
    runId: null,
    step: null,
    kind: KIND,
    message: `Compared with runs of the same sizes that take ${budgets.steps.slice(0, -1).join(', ')} steps.`,
    details: JSON.parse(JSON.stringify({ ...budgets, state: stateOf(study) })) as unknown,
  });
}

/** What its readings are made of, as one short text. */
function stateOf(study: StudyReader): string {
  const hash = createHash('sha256').update(JSON.stringify(study.info().thresholds));
  for (const {
    recipe,
    learningRate,
    rowValue,
    seed,
    state,
    label,
    tailLoss,
    validationLoss,
  } of study.outcomes())
    hash.update(
      JSON.stringify([recipe, learningRate, rowValue, seed, state, label, tailLoss, validationLoss]),
    );
  return hash.digest('base64');
}
