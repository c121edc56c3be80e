// The values that each constant of thresholds.ts may have, for what reads them: a spec, a study file. The text of
// each is what the value must be.
import { z } from 'zod';
import { OUTCOME_LABELS } from './labels.ts';
import type { Thresholds } from './thresholds.ts';

const countText = 'a whole number of 1 or more';
const count = z.int(countText).min(1, countText);
const wholeText = 'a whole number of 0 or more';
const whole = z.int(wholeText).min(0, wholeText);
const shareText = 'a number from 0 to 1';
const share = z.number(shareText).min(0, shareText).max(1, shareText);
const factorText = 'a number of 1 or more';
const factor = z.number(factorText).min(1, factorText).lt(Infinity, factorText);
const natsText = 'a number of 0 or more, in nats';
const nats = z.number(natsText).min(0, natsText).lt(Infinity, natsText);
const positiveText = 'a number above 0, in nats';
const positive = z.number(positiveText).gt(0, positiveText).lt(Infinity, positiveText);
const sigmaText = 'a number above 0';
const sigma = z.number(sigmaText).gt(0, sigmaText).lt(Infinity, sigmaText);
const confidenceText = 'a number from 0.5 to 0.9999';
const label = z.enum(OUTCOME_LABELS, `one of ${OUTCOME_LABELS.join(', ')}`);

export const THRESHOLD_RANGES = {
  tailSteps: count,
  tailShare: share,
  stalledShare: share,
  lossTolerance: nats,
  degradedFactor: factor.optional(),
  bestErrors: sigma,
  loneSeedScatter: nats,
  spikeSigma: sigma,
  jumpNats: positive,
  jumpSteps: count,
  jumpAfter: whole,
  spikePersistence: count,
  spikeScore: share,
  spikeWindowLeast: count,
  spikeWindowMost: count,
  spikeWindowDivisor: sigma,
  unstableLabels: z.array(label, 'a list of labels'),
  unstableShare: share,
  confidence: z.number(confidenceText).min(0.5, confidenceText).max(0.9999, confidenceText),
} satisfies Record<keyof Thresholds, z.ZodType>;
