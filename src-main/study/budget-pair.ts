// The budget pair of a study: a second study of its baseline with fewer steps. What the two say together is kept in the first as an
// event, so that it goes wherever the study goes.
import { z } from 'zod';
import type { BudgetPair } from '../analysis/grid/budget-pair.ts';
import type { StudyReader } from './study-reader.ts';
import type { Study } from './study.ts';

const KIND = 'budget-pair';

/** Infinite ends of an interval are null: JSON has no infinity. */
const kept = z.object({
  fewerSteps: z.int().min(1),
  moreSteps: z.int().min(1),
  edges: z.array(
    z.object({
      /** Rows were batch sizes, and called so, before they could be of any setting. */
      batchSize: z.number().optional(),
      rowValue: z.number().optional(),
      shift: z.object({
        decades: z.number().nullable(),
        bound: z.enum(['both', 'least', 'most', 'none']),
        interval: z.object({ low: z.number().nullable(), high: z.number().nullable() }),
      }),
    }),
  ),
  slope: z
    .object({
      mean: z.number(),
      standardError: z.number().min(0),
      degreesOfFreedom: z.number().min(1),
      seeds: z.int().min(1),
    })
    .nullable(),
});

/** The last that was kept; null where none was. @throws StudyError where it is not what was written. */
export function budgetPairIn(study: StudyReader): BudgetPair | null {
  const event = study.eventsOfKind(KIND).at(-1);
  if (event === undefined) return null;
  const found = kept.safeParse(event.details);
  if (!found.success || found.data.fewerSteps >= found.data.moreSteps)
    throw study.damage('what it says of runs with fewer steps is none of it');
  const { edges, ...rest } = found.data;
  return {
    ...rest,
    edges: edges.map(({ batchSize, rowValue = batchSize!, shift: { interval, ...shift } }) => ({
      rowValue,
      shift: {
        ...shift,
        interval: { low: interval.low ?? -Infinity, high: interval.high ?? Infinity },
      },
    })),
  };
}

/** Beside it, what was found earlier stays on record. */
export function keepBudgetPair(study: Study, baseline: string, pair: BudgetPair): void {
  study.addEvent({
    runId: null,
    step: null,
    kind: KIND,
    message: `Compared with runs of ${baseline} that take ${pair.fewerSteps} steps.`,
    details: JSON.parse(JSON.stringify(pair)) as unknown,
  });
}
