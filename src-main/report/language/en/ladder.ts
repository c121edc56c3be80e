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
    'Every measure against the size of the model, each recipe at its own best learning rate of each size. The largest size was predicted from the smaller ones before it was looked at.',
  title: (study: string) => `${study}: from small to large`,
  parameters: 'Parameters of the model',
  sizeOf: (count: string) => `${count} parameters`,
  of: (recipe: string, measure: string) => `${recipe}, ${measure}`,
  heldOut: (predicted: string, low: string, high: string, measured: string, isHit: boolean) =>
    `${predicted} (95 % from ${low} to ${high}) expected of the held-out size, ${measured} measured: ${isHit ? 'within' : 'outside'} the interval`,
  expected: (size: string, value: string, low: string, high: string) =>
    `at ${size} ${value} is expected (95 % from ${low} to ${high})`,
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
  tooSmall: 'that size is below the smallest one measured',
  tooWide: (width: string) => `the interval there is ${width} wide, which says nothing`,
  legend: {
    measured: 'measured, with standard error',
    heldOut: 'predicted from the smaller sizes',
    ahead: 'expected, as far as tested',
  },
  missing: {
    'off-grid': 'edge outside the tested rates',
    fails: 'some runs fail at the best rate, too',
    'not-measured': 'not measured',
  },
  decades: (value: string) => `${value} decades`,
  nats: (value: string) => `${value} nats`,
};
