// The controls of a study: recipes that are there to show what the study can see. Types only here; which recipes they are says
// the study (study/controls.ts), and what they show is in visibility.ts.

export interface Controls {
  /** The baseline with its initial weights changed by a hair: what chaos alone does. A recipe's name in the study, or null. */
  readonly negative: string | null;
  /** A recipe that is known to fail, so that a study which does not see it could not have seen any difference. */
  readonly positive: string | null;
}

export const NO_CONTROLS: Controls = { negative: null, positive: null };

/** Has neither scales nor a loss scale, and fails wherever gradients underflow: a positive control wherever it is no baseline. */
export const UNSCALED = 'fp8-unscaled';
