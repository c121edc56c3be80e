// The pinned cell of a study: its runs, what rounding did to them, their activations and logs, in English.

export const studyCell = {
  pinned: 'The pinned cell',
  close: 'Close',
  columns: {
    recipe: 'recipe',
    learningRate: 'learning rate',
    seed: 'seed',
    label: 'label',
    why: 'why',
    tailLoss: 'tail loss',
    validationLoss: 'validation loss',
    more: 'more',
  },
  provisional: (label: string) => `${label} (provisional)`,
  show: 'show',
  shown: 'shown',
  /** What the button says to those who do not see its row; `rate` where a column has several. */
  detailsOf: (isShown: boolean, recipe: string, rate: string | null, seed: number) =>
    `${isShown ? 'shown' : 'show'}: details of ${recipe}${rate === null ? '' : `, learning rate ${rate}`}, seed ${seed}`,
  skipped: (skipped: number, steps: number, scale: number) =>
    `The loss scale skipped ${skipped} of ${steps} steps and was ${scale} at the end.`,
  printed: (run: number) => `What the trainer of run ${run} printed`,

  sites: {
    caption: (recipe: string, seed: number) => `Rounding by site: ${recipe}, seed ${seed}`,
    site: 'site',
    underflowWorst: 'underflow, worst',
    underflowAt: (step: number) => `underflow, step ${step}`,
    overflowWorst: 'overflow, worst',
    scaleAt: (step: number) => `scale, step ${step}`,
  },

  activations: {
    caption: (recipe: string, seed: number) =>
      `Activations by layer: ${recipe}, seed ${seed}. A normal distribution has a kurtosis of 3.`,
    layer: 'layer',
    of: 'what enters',
    measure: 'measure',
    measures: { kurtosis: 'kurtosis', peak: 'largest / RMS', largestLogit: 'largest logit' } as Readonly<
      Record<string, string>
    >,
    at: (step: number) => `step ${step}`,
    highest: 'highest',
    course: 'over steps',
  },
};
