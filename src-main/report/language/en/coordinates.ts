// The coordinate check in English: how the size of activations depends on the width.

export const coordinates = {
  setting: (
    recipe: string,
    rate: string,
    batchSize: number,
    steps: number,
    widths: readonly number[],
    base: number,
    seeds: readonly number[],
  ) =>
    `${recipe}, learning rate ${rate}, batch size ${batchSize}, after ${steps} steps, widths ${widths.join(', ')} (base ${base}), seeds ${seeds.join(', ')}.`,
  power:
    'Power of the width with which each grows, with 95 % intervals; 0 means that it does not depend on the width.',
  size: 'size',
  change: 'change since the start',
  slope: (slope: string, interval: string | null) =>
    `slope ${slope}${interval === null ? '' : ` (${interval})`}`,
  noSlope: 'no slope',
  titles: { size: 'Size of activations against width', change: 'Change of activations against width' },
  caption: (setting: string) =>
    `${setting} Root mean square over all layers and tokens, mean over seeds, against the width of the model; slope: power of the width after the last step, with its 95 % interval.`,
  names: {
    embedding: 'embedding',
    'attention logits': 'attention logits',
    'attention output': 'attention output',
    'MLP output': 'MLP output',
    logits: 'logits',
  } as Readonly<Record<string, string>>,
  standard: 'standard',
  after: 'after',
  steps: 'steps',
  point: (width: number, steps: number, value: string) => `width ${width}, after ${steps} steps: ${value}`,
};
