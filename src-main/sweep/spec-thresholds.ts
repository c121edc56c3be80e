// The constants of labels and measures as a spec may override them, and the rule by which runs are stopped early. What each
// means stands in analysis/thresholds.ts and engine/early-stop.ts.
import { z } from 'zod';
import { LABELS } from '../analysis/labels.ts';
import type { Thresholds } from '../analysis/thresholds.ts';
import type { EarlyStopRule } from '../engine/early-stop.ts';
import { chosen, must, strictly } from './spec-errors.ts';

const countText = must('a whole number of 1 or more');
const count = z.int(countText).min(1, countText);
const shareText = must('a number from 0 to 1');
const share = z.number(shareText).min(0, shareText).max(1, shareText);
const factorText = must('a number of 1 or more');
const factor = z.number(factorText).min(1, factorText).lt(Infinity, factorText);
const sigmaText = must('a number above 0');
const sigma = z.number(sigmaText).gt(0, sigmaText).lt(Infinity, sigmaText);
const confidenceText = must('a number from 0.5 to 0.9999');
const label = z.enum(LABELS, must(`one of ${LABELS.join(', ')}`));

const fields = {
  tailSteps: count,
  tailShare: share,
  stalledShare: share,
  degradedFactor: factor,
  spikeSigma: sigma,
  spikePersistence: count,
  spikeScore: share,
  spikeWindowLeast: count,
  spikeWindowMost: count,
  spikeWindowDivisor: sigma,
  unstableLabels: z.array(label, must('a list of labels')),
  unstableShare: share,
  confidence: z.number(confidenceText).min(0.5, confidenceText).max(0.9999, confidenceText),
} satisfies Record<keyof Thresholds, z.ZodType>;

export const thresholdsSchema = strictly(fields, 'an object of thresholds').partial() as unknown as z.ZodType<
  Partial<Thresholds>
>;

const ruleText = 'true, false, or an object with from, window and fall';
const fallText = must('a number of 0 or more');
const rule = strictly(
  { from: share, window: share, fall: z.number(fallText).min(0, fallText).lt(Infinity, fallText) },
  ruleText,
);

/** `true` takes the rule whose errors were measured. */
export const earlyStopSchema = chosen((value): z.ZodType<EarlyStopRule | boolean | null> =>
  typeof value === 'object' && value !== null ? rule : z.boolean(must(ruleText)).nullable(),
);
