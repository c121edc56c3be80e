// What the effects are written with: thresholds, which are the same for all of them, and short forms of measures and hypotheses.
//
// 0.02 nats is the loss tolerance of the labels (analysis/labels/thresholds.ts): a published harm or cure that is less here does not
// appear at this size. Where an effect says that there is no difference, the margin is half of that.
import type { Side } from '../effect.ts';
import type { StudyName } from '../studies.ts';

/** What makes a difference, in nats. */
export const LEAST = 0.02;
/** Within which nothing is lost, in nats. */
export const MARGIN = 0.01;

export const side = (study: StudyName, recipe: string): Side => ({ study, recipe });
export const loss = (study: StudyName, of: string, minus: string) =>
  ({ kind: 'loss', of: side(study, of), minus: side(study, minus) }) as const;
export const above = (least: number) => ({ kind: 'above', least }) as const;
export const within = (margin: number) => ({ kind: 'within', margin }) as const;
