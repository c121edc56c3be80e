// What a decision by cost needs to know: each with the range that makes sense, and with what is assumed where neither the study
// has measured it nor the reader has said it. report/language names them with unit and source.

export interface Range {
  readonly low: number;
  /** Most likely. */
  readonly value: number;
  readonly high: number;
}

/** Where a number of the decision comes from. */
export type Kind = 'measured' | 'assumption' | 'yours';

interface InputFacts {
  /** Smallest and largest value that makes sense. */
  readonly least: number;
  readonly most: number;
  /** null where there is nothing to assume: the study always says something. */
  readonly assumed: Range | null;
}

const between = (low: number, value: number, high: number): Range => ({ low, value, high });

export const COST_INPUTS = {
  price: { least: 0, most: 1000, assumed: between(1.5, 2.5, 4) },
  gpus: { least: 1, most: 1_000_000, assumed: between(64, 64, 64) },
  hours: { least: 0.01, most: 100_000, assumed: between(120, 168, 240) },
  /** The median of five public end-to-end figures; the ends are a little below the least and the largest of them. */
  speedup: { least: 0.1, most: 4, assumed: between(1.05, 1.17, 1.28) },
  lowShare: { least: 0, most: 1, assumed: between(1, 1, 1) },
  slope: { least: 0.001, most: 10, assumed: between(0.05, 0.15, 0.3) },
  tokenEfficiency: { least: 0.01, most: 1, assumed: between(0.9, 0.98, 1) },
  failureProbability: { least: 0, most: 0.999, assumed: null },
  recipeFailureProbability: { least: 0, most: 0.999, assumed: null },
  failedShare: { least: 0.001, most: 1, assumed: between(0.1, 0.4, 0.9) },
  failureCost: { least: 0, most: 10_000_000, assumed: between(200, 1000, 4000) },
  searchRuns: { least: 0, most: 100_000, assumed: null },
  searchRatio: { least: 0.001, most: 1000, assumed: null },
  searchShare: { least: 0, most: 1, assumed: between(0.005, 0.01, 0.03) },
} as const satisfies Readonly<Record<string, InputFacts>>;

export type CostInputName = keyof typeof COST_INPUTS;
export const COST_INPUT_NAMES = Object.keys(COST_INPUTS) as CostInputName[];

/** What the reader has said; the rest is measured or assumed. */
export type CostInputs = Readonly<Partial<Record<CostInputName, Range>>>;

/** Where a search draws its settings: log-uniform in learning rate, every row as often. */
export interface SearchRange {
  readonly lowestRate: number;
  readonly highestRate: number;
  readonly rowValues: readonly number[];
}

/** One sentence about a search range that the study says nothing about; null where there is nothing wrong with it. */
export function searchProblem(
  { lowestRate, highestRate, rowValues }: SearchRange,
  tested: { readonly learningRates: readonly number[]; readonly rowValues: readonly number[] },
): string | null {
  const [lowest, highest] = [Math.min(...tested.learningRates), Math.max(...tested.learningRates)];
  if (!(lowest <= lowestRate && lowestRate <= highestRate && highestRate <= highest)) {
    return `searchRates is ${lowestRate}:${highestRate}; it must lie within the tested learning rates, ${lowest}:${highest}.`;
  }
  const unknown = rowValues.find((value) => !tested.rowValues.includes(value));
  return unknown === undefined
    ? null
    : `searchRows has ${unknown}; it must have tested rows alone: ${tested.rowValues.join(', ')}.`;
}

/** One sentence about what is wrong with a range; null where nothing is. */
export function rangeProblem(name: CostInputName, { low, value, high }: Range): string | null {
  const { least, most } = COST_INPUTS[name];
  const wrong = [low, value, high].find((number) => !(number >= least && number <= most));
  if (wrong !== undefined) return `${name} is ${wrong}; it must be a number from ${least} to ${most}.`;
  if (low <= value && value <= high) return null;
  return `${name} is ${low}:${value}:${high}; it must be in the order low:value:high.`;
}

/** One sentence about what is wrong with these together; null where nothing is. */
export function inputsProblem(inputs: CostInputs): string | null {
  const names = COST_INPUT_NAMES.filter((name) => inputs[name] !== undefined);
  for (const name of names) {
    const problem = rangeProblem(name, inputs[name]!);
    if (problem !== null) return problem;
  }
  if (inputs.recipeFailureProbability === undefined || inputs.failureProbability !== undefined) return null;
  return 'recipeFailureProbability is given without failureProbability; a full run of the recipe cannot be compared with small runs of the baseline.';
}
