// The constants of labels and measures as a spec may override them, and the rule by which runs are stopped early. What each
// means stands in analysis/labels/thresholds.ts and engine/early-stop.ts.
import { z } from 'zod';
import { THRESHOLD_RANGES } from '../analysis/labels/threshold-ranges.ts';
import type { Thresholds } from '../analysis/labels/thresholds.ts';
import type { EarlyStopRule } from '../engine/early-stop.ts';
import { chosen, must, strictly } from './errors.ts';
import { rule } from './rules.ts';

export const thresholdsSchema = strictly(
  THRESHOLD_RANGES,
  'an object of thresholds',
).partial() as unknown as z.ZodType<Partial<Thresholds>>;

// The ranges stand in another room, which says them in words alone.
rule('wholeFrom', 0);
rule('wholeFrom', 1);
rule('atLeast', 1);
rule('atLeastNats', 0);
rule('above0Nats');
rule('fromTo', 0.5, 0.9999);

const shareText = must(rule('fromTo', 0, 1));
const share = z.number(shareText).min(0, shareText).max(1, shareText);
const ruleText = 'true, false, or an object with from, window and fall';
const fallText = must(rule('atLeast', 0));
const ruleSchema = strictly(
  { from: share, window: share, fall: z.number(fallText).min(0, fallText).lt(Infinity, fallText) },
  ruleText,
);

/** `true` takes the rule whose errors were measured. */
const yesOrNo = z.boolean(must(ruleText)).nullable();
export const earlyStopSchema = chosen<EarlyStopRule | boolean | null>([yesOrNo, ruleSchema], (value) =>
  typeof value === 'object' && value !== null ? ruleSchema : yesOrNo,
);
