// Controls: recipes that show what a study could have seen, and what of it is chance. Only what they are; which recipe of a
// study is one is told by study/controls.ts, what they show by analysis/headline.

/**
 * `negative`: the baseline once more, its initial weights changed by so little that nobody cares: whatever differs is chance.
 * `positive`: a recipe known to fail: a study that does not see it fail could not have seen anything.
 */
export const CONTROLS = ['negative', 'positive'] as const;
export type Control = (typeof CONTROLS)[number];

/** Largest relative change of an initial weight under the negative control: about one last place of float32. */
export const PERTURBATION = 1e-7;
