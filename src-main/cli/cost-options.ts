// The reader's costs as options, for the commands that decide.
import type { Command } from 'commander';
import {
  COST_INPUT_NAMES,
  COST_INPUTS,
  inputsProblem,
  rangeProblem,
  searchProblem,
  type CostInputName,
  type CostInputs,
  type Range,
  type SearchRange,
} from '../analysis/decision/inputs.ts';
import type { CostChoice } from '../analysis/decision/recipe-cost.ts';
import { ENGLISH } from '../report/language/language.ts';
import { UsageError } from './usage.ts';

export type CostOptions = Partial<Record<CostInputName, Range>> & {
  readonly searchRates?: readonly [number, number];
  readonly searchRows?: readonly number[];
};

/** What an input is taken for where it is not given, beyond those that are assumed. */
const BY_THE_STUDY: Partial<Record<CostInputName, string>> = {
  lowShare: 'as the runs were trained',
  slope: 'as measured, else',
  tokenEfficiency: 'by the penalty and the slope, else',
  failureProbability: 'what the runs of the study allow',
  recipeFailureProbability: 'that of the baseline, where it is given',
  searchRuns: 'one over the share of the range that trains well',
  searchRatio: 'as measured',
};

export function withCostOptions(command: Command): Command {
  for (const name of COST_INPUT_NAMES) {
    const { name: meaning, unit } = ENGLISH.decision.inputs[name];
    const { assumed } = COST_INPUTS[name];
    const byStudy = BY_THE_STUDY[name];
    const range = assumed && name !== 'lowShare' && `${assumed.low}:${assumed.value}:${assumed.high}`;
    const taken = [byStudy, range].filter(Boolean).join(' ');
    command.option(`--${flagOf(name)} <range>`, `${meaning}, ${unit} (default: ${taken})`, (text) =>
      parseRange(name, text),
    );
  }
  return command
    .addHelpText('after', '\nA range is one value, low:high, or low:value:high with the most likely value.')
    .option(
      '--search-rates <low:high>',
      'learning rates that a search draws from (default: the tested ones)',
      parseRates,
    )
    .option(
      '--search-batch-sizes, --search-rows <values>',
      'rows that a search draws from, batch sizes unless the study has others, as 8,16 (default: the tested ones)',
      parseRows,
    );
}

const NAMES: readonly string[] = [...COST_INPUT_NAMES, 'searchRates', 'searchRows'];

interface Tested {
  readonly learningRates: readonly number[];
  readonly rowValues: readonly number[];
}

/**
 * What was not given is as the study has it, or assumed; `tested` is asked only where a search range is given.
 * @throws UsageError with one sentence.
 */
export function costChoice(options: CostOptions, tested: () => Tested): CostChoice {
  const given = COST_INPUT_NAMES.filter((name) => options[name] !== undefined);
  const inputs = Object.fromEntries(given.map((name) => [name, options[name]])) as CostInputs;
  const search = searchOf(options, tested);
  const problem = inputsProblem(inputs) ?? (search && searchProblem(search, tested()));
  if (problem !== null) throw new UsageError(withFlags(problem));
  return { inputs, search };
}

function searchOf({ searchRates, searchRows }: CostOptions, tested: () => Tested): SearchRange | null {
  if (!searchRates && !searchRows) return null;
  const { learningRates, rowValues } = tested();
  const [lowestRate, highestRate] = searchRates ?? [Math.min(...learningRates), Math.max(...learningRates)];
  return { lowestRate, highestRate, rowValues: searchRows ?? rowValues };
}

function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** With the names of inputs as those of their options. */
function withFlags(problem: string): string {
  return problem.replaceAll(/[A-Za-z]+/g, (word) => (NAMES.includes(word) ? `--${flagOf(word)}` : word));
}

/** One value is taken as sure; two are the ends of a range with its middle as the most likely value. */
function parseRange(name: CostInputName, text: string): Range {
  const parts = numbersIn(text, ':');
  const [first, second, third] = parts as [number, number | undefined, number | undefined];
  const [low, value, high] =
    second === undefined
      ? [first, first, first]
      : third === undefined
        ? [first, (first + second) / 2, second]
        : [first, second, third];
  const range = { low, value, high };
  const problem =
    parts.length > 3
      ? `${name} is ${text}; it must be value, low:high or low:value:high.`
      : rangeProblem(name, range);
  if (problem !== null) throw new UsageError(problem.replace(name, `--${flagOf(name)}`));
  return range;
}

function parseRates(text: string): readonly [number, number] {
  const [low, high, ...more] = numbersIn(text, ':');
  if (more.length === 0 && low! > 0 && high! >= low! && high! < Infinity) return [low!, high!];
  throw new UsageError(`--search-rates is ${text}; it must be two learning rates in the order low:high.`);
}

function parseRows(text: string): readonly number[] {
  const values = numbersIn(text, ',');
  if (values.every((value) => value >= 0 && value < Infinity)) return [...new Set(values)];
  throw new UsageError(`--search-rows is ${text}; it must be values of rows with commas between them.`);
}

function numbersIn(text: string, separator: string): number[] {
  return text.split(separator).map((part) => (part.trim() === '' ? NaN : Number(part)));
}
