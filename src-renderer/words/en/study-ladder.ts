// The ladder of a study's sizes, in English. What it says of them are the words of the figures.

export const studyLadder = {
  fitting: 'Fitting the sizes …',
  none: 'No size of this ladder is measured yet.',
  ladder: 'Ladder of sizes',
  parameters: 'Parameters of your model',
  size: 'Size of your model',
  trainedOn: 'Tokens that it is to be trained on',
  tokens: 'Tokens of your model',
  columns: {
    recipe: 'Recipe',
    heldOut: (level: string) => `Predicted for the largest size, held out (${level})`,
    measured: 'Measured there',
    ahead: (level: string) => `Expected beyond it (${level})`,
  },
  measured: (value: string, isHit: boolean) => `${value}, ${isHit ? 'within' : 'outside'} the interval`,
  at: (value: string, size: string) => `${value} at ${size}`,
  allowed: (most: string) => `A number from 1 to ${most}`,
};
