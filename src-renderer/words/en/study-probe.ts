// The probe of a study: what is asked, how far it is, and what it found, in English.

export const studyProbe = {
  imported: 'The runs of this study were imported: there is nothing to train for a probe.',
  probe: 'Probe',
  question: 'What would other recipes do to these tensors?',
  what: (baseline: string) =>
    `One run of ${baseline} is trained again. At some of its steps, every operand of a matrix product is also rounded as the other recipes would round it, without training under them.`,
  readOnly: 'Here studies can only be read; nothing is trained.',

  recipes: (names: readonly string[]) => `Recipes: ${names.join(', ') || 'none chosen'}`,
  ofStudy: 'Of this study',
  learningRate: 'Learning rate',
  seed: 'Seed',
  looks: 'Snapshots',
  text: 'Path of the text, if it has moved',
  start: 'Probe',
  starting: 'Starting …',

  startingDevice: 'Starting the device …',
  step: (step: number, steps: number) => `Step ${step} of ${steps}`,
  progress: 'Steps of the probed run',
  cancel: 'Cancel',

  found: 'Where it would hurt',
  colour: 'Colour',
  files: { svg: 'Heat map, SVG', png: 'Heat map, PNG', csv: 'All numbers, CSV' },
  heatMap: 'Heat map of what rounding would lose, by operand and step',
  worst: 'The operands that lose most',
  worstHeading: 'The operands that lose most, each at its worst step',
};
