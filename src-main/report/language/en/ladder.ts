// Words of the ladder of sizes in English.

export const ladder = {
  whole: (sentence: string) => `${sentence}.`,
  measures: {
    edge: 'Edge of the learning rates (LR50)',
    penalty: 'Precision penalty, nats',
    largestLogit: 'Largest attention logit',
    logZ: 'log Z of the head, nats',
  },
  heading: 'From small to large',
  caption:
    'Every measure against the size of the model, each recipe at its own best learning rate of each size.',
  captionTested: 'The largest size was predicted from the smaller ones before it was looked at.',
  maps: (study: string) => `${study}: a map for each size`,
  mapsSubtitle:
    'Share of unstable runs by learning rate, a panel for each size of the model, a row for each recipe; the dot and its line are the edge and its interval, a triangle at the last tested rate an edge beyond it. Cells without colour were not run or not judged.',
  title: (study: string) => `${study}: from small to large`,
  parameters: 'Parameters of the model',
  byTokens: (size: string) => `Precision penalty of the size ${size} by tokens, nats`,
  tokensEach: 'Tokens per parameter',
  byTokensNote: 'By tokens: the largest size under each budget.',
  byTokensTested: 'Its longest one was predicted from shorter runs of smaller sizes before it was looked at.',
  byTokensAhead: 'By tokens, the band is what all runs together say, as far as was tested.',
  byTokensLacking: (recipes: string) =>
    `Not drawn by tokens, because some size or budget has no value: ${recipes}.`,
  sizeOf: (count: string) => `${count} parameters`,
  of: (recipe: string, measure: string) => `${recipe}, ${measure}`,
  heldOut: (level: string, predicted: string, low: string, high: string, measured: string, isHit: boolean) =>
    `${predicted} (${level} from ${low} to ${high}) expected of the held-out size, ${measured} measured: ${isHit ? 'within' : 'outside'} the interval`,
  heldOutBudget: (
    level: string,
    size: string,
    predicted: string,
    low: string,
    high: string,
    measured: string,
    isHit: boolean,
  ) =>
    `${predicted} (${level} from ${low} to ${high}) expected by shorter runs of smaller sizes at ${size} and the most steps, ${measured} measured: ${isHit ? 'within' : 'outside'} the interval`,
  tokensExpected: (level: string, size: string, each: string, value: string, low: string, high: string) =>
    `at ${size} and ${each} tokens per parameter ${value} is expected (${level} from ${low} to ${high})`,
  moreTokensNeeded: (recipe: string, share: string, low: string, high: string) =>
    `${recipe} would need ${share} % more tokens there to reach the loss of the baseline (95 % from ${low} to ${high} %)`,
  expected: (level: string, size: string, value: string, low: string, high: string) =>
    `at ${size} ${value} is expected (${level} from ${low} to ${high})`,
  nothing: (reason: string) => `nothing is said of larger models: ${reason}`,
  tooFew: (sizes: number, least: number) =>
    `the ladder has ${sizes} measured ${sizes === 1 ? 'size' : 'sizes'}, and a prediction and its test need ${least}`,
  missingSize: (size: string, reason: string) => `of the size ${size} there is no value (${reason})`,
  missedBy: (measured: string, low: string, high: string) =>
    `the largest size was held out and came out at ${measured}, outside the ${low} to ${high} that the smaller ones had said`,
  untested: (low: string, high: string) =>
    `the smaller sizes leave ${low} to ${high} open for the largest one, too wide to be a test`,
  tooFar: (octaves: string, reach: string) =>
    `that size is ${octaves} doublings beyond the largest one measured, and predictions were tested over ${reach}`,
  moreTokens: (wanted: string, measured: string) =>
    `that model is to see ${wanted} tokens per parameter, the largest size of the ladder saw ${measured}, and penalties grow with them`,
  staleBudgets:
    'The runs or the thresholds of this study have changed since its budgets were compared, and nothing is said of tokens until "precipice budgets" compares them again',
  tooFewBudgets: (budgets: number, least: number) =>
    `it has ${budgets} ${budgets === 1 ? 'budget' : 'budgets'} of steps, and a prediction over tokens and its test need ${least}`,
  budgetMissed: (size: string, measured: string, low: string, high: string) =>
    `the runs of the most steps were held out and came out at ${measured} at ${size}, outside the ${low} to ${high} that shorter runs had said`,
  budgetUntested: (size: string, low: string, high: string) =>
    `shorter runs of smaller sizes leave ${low} to ${high} open at ${size} and the most steps, too wide to be a test`,
  tooLong: (octaves: string, reach: string) =>
    `that training is ${octaves} doublings longer than the longest one of a model of its size would be, and predictions were tested over ${reach}`,
  tooShort: 'that training is shorter than the shortest one measured',
  slope: 'fall of the loss per factor e of the tokens, nats',
  noSlope: (reason: string) => `how fast its loss falls with tokens is not known there (${reason})`,
  tokensTooWide: (factor: string) =>
    `the interval of the tokens that it needs spans a factor of ${factor}, which says nothing`,
  tooSmall: 'that size is below the smallest one measured',
  tooWide: (width: string) => `the interval there is ${width} wide, which says nothing`,
  legend: {
    measured: 'measured, with standard error',
    heldOut: 'predicted from the smaller sizes',
    ahead: 'expected, as far as tested',
  },
  gaps: 'A cross at the bottom is a size without a value, because runs fail at its best rate or its edge lies outside the tested rates; no line goes over it.',
  missing: {
    'off-grid': 'edge outside the tested rates',
    fails: 'some runs fail at the best rate, too',
    'not-measured': 'not measured',
    level: 'its loss does not clearly fall with more steps',
  },
  decades: (value: string) => `${value} decades`,
  doublings: (value: string) => `${value} doublings`,
  nats: (value: string) => `${value} nats`,
};
