// What a recipe rounds, and where, in English: formats with their scales, and the sites of a training step.

export const precision = {
  truncated: 'truncated',
  stochastic: 'stochastic rounding',
  unscaled: 'unscaled',
  /** Scales of the blocks, then that of the tensor. */
  scales: (parts: readonly string[]) => parts.join(' and '),
  tensorScale: (isPowerOfTwo: boolean) => `one ${isPowerOfTwo ? 'power-of-two ' : ''}scale per tensor`,
  fromLastStep: (scale: string) => `${scale}, from the previous step`,
  fromHistory: (scale: string, which: 'largest' | 'latest', steps: number) =>
    `${scale}, from the ${which} of ${steps} steps`,
  /** `kind`: the format of the scales, null where they are exact. */
  blockScale: (kind: string | null, extent: string) =>
    `one ${kind === null ? '' : `${kind} `}scale per ${extent}`,
  powerOfTwo: 'power-of-two',
  row: 'row',
  block: (across: number, along: number) => `${across} × ${along} block`,
  valuesAlong: (along: number) => `${along} values`,
  roundedUp: (scale: string) => `${scale}, rounded up`,
  roundedDown: (scale: string) => `${scale}, rounded down`,

  accumulation: (bits: number, terms: number) => `Sums keep ${bits} bits, added to FP32 every ${terms} terms`,
  hadamard: (tokens: number) => `Weight gradients: Hadamard transform of ${tokens} tokens`,
  lossScale: (factor: number) => `The gradient of the loss is multiplied by ${factor}`,
  dynamicLossScale: (initial: number, steps: number) =>
    `The loss scale is ${initial} at first, halved by every overflow, doubled after ${steps} steps without one`,

  title: (recipe: string) => `What ${recipe} rounds`,
  bits: (count: number) => `${count} bits.`,
  kinds: { sign: 'sign', exponent: 'exponent', mantissa: 'mantissa' },
  legend: 'Kinds of bits',
  legendText: 'Dark: sign. Filled: exponent. Hollow: mantissa.',
  used: (words: string, sites: string) => `${words}: ${sites}`,

  sites: {
    linear: 'linear layers',
    head: 'head',
    linearAndHead: 'linear layers and head',
    edges: (first: number, last: number) => `linear layers of the first ${first} and last ${last}`,
    attention: 'attention',
    embedding: 'embedding',
    residual: 'residual stream',
    normGains: 'norm gains',
    normOutputs: 'norm outputs',
    elementwise: 'activation functions',
    weightGradient: 'finished weight gradients',
    masterWeights: 'master weights',
    weightsAtRest: 'weights at rest',
    adamM: 'Adam m',
    adamV: 'Adam v',
  },
  tensors: {
    queriesAndKeys: 'queries and keys',
    probabilitiesAndValues: 'probabilities and values',
    activations: 'activations',
    weights: 'weights',
    gradients: 'gradients',
    outputs: 'outputs',
  },
  products: {
    forward: 'forward',
    backward: 'backward',
    inputGradients: 'for input gradients',
    weightGradients: 'for weight gradients',
  },
  tensorIn: (tensor: string, product: string) => `${tensor} (${product})`,
  /** A place, and those of its tensors that are meant. */
  part: (place: string, tensors: readonly string[]) => `${place} (${tensors.join(', ')})`,
};
