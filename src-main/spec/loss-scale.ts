// The loss scale of a recipe of one's own: none, a constant, or a dynamic one.
import { z } from 'zod';
import { isLossScale, LARGEST_LOSS_SCALE } from '../recipes/loss-scale.ts';
import type { WrittenSites } from '../recipes/written.ts';
import { chosen, must, strictly } from './errors.ts';

/** Steps of no run are more. */
const MOST_GROWTH_INTERVAL = 1_000_000;

const power = `a power of two from 1 to ${LARGEST_LOSS_SCALE}`;
const whole = `null, ${power}, or an object with kind`;
const powerOfTwo = (text: string) => z.number(must(text)).refine(isLossScale, must(text));
const interval = must(`a whole number from 1 to ${MOST_GROWTH_INTERVAL}`);

type LossScaleSchema = z.ZodType<NonNullable<WrittenSites['lossScale']> | null>;
const none: LossScaleSchema = z.null(must(whole));
const constant: LossScaleSchema = powerOfTwo(whole);
const dynamic: LossScaleSchema = strictly(
  {
    kind: z.literal('dynamic', must('dynamic')),
    initial: powerOfTwo(power).optional(),
    growthInterval: z.int(interval).min(1, interval).max(MOST_GROWTH_INTERVAL, interval).optional(),
  },
  whole,
);

export const lossScaleSchema: LossScaleSchema = chosen([none, constant, dynamic], (value) => {
  if (value === null) return none;
  return typeof value === 'object' && !Array.isArray(value) ? dynamic : constant;
});
