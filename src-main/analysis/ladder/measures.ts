// What a ladder is fitted to, and in which unit.
import type { LadderMeasure } from './ladder.ts';

export const LADDER_MEASURES = ['edge', 'penalty', 'largestLogit', 'logZ'] as const;
export type LadderMeasureName = (typeof LADDER_MEASURES)[number];

/**
 * `edge`: log10 of LR50. `penalty`: nats, the recipe at its best rate less the baseline at its own. `largestLogit`: log2 of the largest attention
 * logit. `logZ`: nats. An edge known to half a decade either way is worth a search; a penalty to 0.05 nats decides little, and beyond it nothing.
 */
export const MEASURES: Readonly<Record<LadderMeasureName, LadderMeasure>> = {
  edge: { scatter: 0.1, usefulWidth: 1 },
  penalty: { scatter: 0.01, usefulWidth: 0.1 },
  largestLogit: { scatter: 0.3, usefulWidth: 3 },
  logZ: { scatter: 0.3, usefulWidth: 3 },
};

/** How fast a loss falls with tokens, log2 of nats per factor e of them: known to a factor of two either way it turns a penalty into tokens. */
export const SLOPE: LadderMeasure = { scatter: 0.15, usefulWidth: 2 };
