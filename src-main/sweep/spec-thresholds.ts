// The constants of labels and measures as a spec may override them. What each means stands in analysis/thresholds.ts.
import type { z } from 'zod';
import { THRESHOLD_RANGES } from '../analysis/threshold-ranges.ts';
import type { Thresholds } from '../analysis/thresholds.ts';
import { strictly } from './spec-errors.ts';

export const thresholdsSchema = strictly(
  THRESHOLD_RANGES,
  'an object of thresholds',
).partial() as unknown as z.ZodType<Partial<Thresholds>>;
