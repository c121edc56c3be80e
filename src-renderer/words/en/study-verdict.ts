// The model that a verdict is about, where the rows of a study are sizes, in English. What it says are the words of the decision.

export const studyVerdict = {
  model: 'Your model',
  about:
    'Say how large it is, and the verdict is on that model: its penalty is predicted from the sizes of this study; everything else is that of the largest size.',
  parameters: 'Parameters of your model, e.g. 1.3e9',
  parametersShort: 'Parameters of your model',
  tokens: 'Tokens that it is to be trained on (default: as many as its sizes would make of it)',
  tokensShort: 'Tokens of your model',
};
