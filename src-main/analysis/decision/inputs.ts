// What a decision by cost needs to know beyond the study: each with a default and the range within which the default may be
// wrong. They are the reader's to change; none of them is measured here. report/language names them with unit and source.

export interface Range {
  readonly low: number;
  /** Most likely. */
  readonly value: number;
  readonly high: number;
}

interface InputFacts extends Range {
  /** Smallest and largest value that makes sense. */
  readonly least: number;
  readonly most: number;
}

export const COST_INPUTS = {
  price: {
    low: 1.5,
    value: 2.5,
    high: 4,
    least: 0,
    most: 1000,
  },
  gpus: {
    low: 64,
    value: 64,
    high: 64,
    least: 1,
    most: 1_000_000,
  },
  hours: {
    low: 120,
    value: 168,
    high: 240,
    least: 0.01,
    most: 100_000,
  },
  speedup: {
    low: 1.05,
    value: 1.2,
    high: 1.4,
    least: 0.1,
    most: 4,
  },
  tokenEfficiency: {
    low: 0.9,
    value: 0.98,
    high: 1,
    least: 0.01,
    most: 1,
  },
  failedShare: {
    low: 0.1,
    value: 0.4,
    high: 0.9,
    least: 0.001,
    most: 1,
  },
  failureCost: {
    low: 200,
    value: 1000,
    high: 4000,
    least: 0,
    most: 10_000_000,
  },
  searchRuns: {
    low: 5,
    value: 20,
    high: 60,
    least: 0,
    most: 100_000,
  },
  searchShare: {
    low: 0.005,
    value: 0.01,
    high: 0.03,
    least: 0,
    most: 1,
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
  const { least, most } = COST_INPUTS[name];
  const wrong = [low, value, high].find((number) => !(number >= least && number <= most));
  if (wrong !== undefined) return `${name} is ${wrong}; it must be a number from ${least} to ${most}.`;
  if (low <= value && value <= high) return null;
  return `${name} is ${low}:${value}:${high}; it must be in the order low:value:high.`;
}
