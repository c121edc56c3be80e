// What a decision by cost needs to know beyond the study: each with its unit, a default, and the range within which the
// default may be wrong. They are the reader's to change; none of them is measured here.

export interface Range {
  readonly low: number;
  /** Most likely. */
  readonly value: number;
  readonly high: number;
}

interface InputFacts extends Range {
  readonly name: string;
  readonly unit: string;
  /** Smallest and largest value that makes sense. */
  readonly least: number;
  readonly most: number;
  /** Where the default comes from. */
  readonly source: string;
}

export const COST_INPUTS = {
  price: {
    name: 'price of a GPU hour',
    unit: 'USD',
    low: 1.5,
    value: 2.5,
    high: 4,
    least: 0,
    most: 1000,
    source: 'an assumption: prices of rented H100 hours differ by provider and term',
  },
  gpus: {
    name: 'GPUs of one run',
    unit: 'GPUs',
    low: 64,
    value: 64,
    high: 64,
    least: 1,
    most: 1_000_000,
    source: 'an assumption',
  },
  hours: {
    name: 'length of one full run in BF16',
    unit: 'hours',
    low: 120,
    value: 168,
    high: 240,
    least: 0.01,
    most: 100_000,
    source: 'an assumption: a week',
  },
  speedup: {
    name: 'raw speed-up of FP8, s',
    unit: 'x',
    low: 1.05,
    value: 1.2,
    high: 1.4,
    least: 0.1,
    most: 4,
    source: 'public end-to-end figures: torchao 1.10 to 1.25 on 8 GPUs, up to 1.5 on 512; nanochat 1.17',
  },
  tokenEfficiency: {
    name: 'token efficiency of FP8, q',
    unit: 'share',
    low: 0.9,
    value: 0.98,
    high: 1,
    least: 0.01,
    most: 1,
    source: 'nanochat d26: 1.17 raw was 1.05 at equal quality, so about 0.9; near 1 is often reported',
  },
  failedShare: {
    name: 'share of a run spent when it fails, f',
    unit: 'share',
    low: 0.1,
    value: 0.4,
    high: 0.9,
    least: 0.001,
    most: 1,
    source: 'an assumption: failures are seen somewhere within the run',
  },
  failureCost: {
    name: 'people’s cost of one failure, h',
    unit: 'USD',
    low: 200,
    value: 1000,
    high: 4000,
    least: 0,
    most: 10_000_000,
    source: 'an assumption: some hours of an engineer',
  },
  searchRuns: {
    name: 'search runs, n',
    unit: 'runs',
    low: 5,
    value: 20,
    high: 60,
    least: 0,
    most: 100_000,
    source: 'an assumption',
  },
  searchShare: {
    name: 'length of a search run, r',
    unit: 'share of a full run',
    low: 0.005,
    value: 0.01,
    high: 0.03,
    least: 0,
    most: 1,
    source: 'an assumption: searches are run small',
  },
} as const satisfies Readonly<Record<string, InputFacts>>;

export type CostInputName = keyof typeof COST_INPUTS;
export type CostInputs = Readonly<Record<CostInputName, Range>>;
export const COST_INPUT_NAMES = Object.keys(COST_INPUTS) as CostInputName[];

export function defaultInputs(): CostInputs {
  return Object.fromEntries(
    COST_INPUT_NAMES.map((name) => {
      const { low, value, high } = COST_INPUTS[name];
      return [name, { low, value, high }];
    }),
  ) as Record<CostInputName, Range>;
}

/** One sentence about what is wrong with a range; null where nothing is. */
export function rangeProblem(name: CostInputName, { low, value, high }: Range): string | null {
  const { least, most, unit } = COST_INPUTS[name];
  const wrong = [low, value, high].find((number) => !(number >= least && number <= most));
  if (wrong !== undefined)
    return `${name} is ${wrong}; it must be a number from ${least} to ${most} (${unit}).`;
  if (low <= value && value <= high) return null;
  return `${name} is ${low}:${value}:${high}; it must be in the order low:value:high.`;
}
