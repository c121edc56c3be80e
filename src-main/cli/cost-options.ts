// The reader's costs as options, for the commands that decide.
import type { Command } from 'commander';
import {
  COST_INPUT_NAMES,
  COST_INPUTS,
  defaultInputs,
  rangeProblem,
  type CostInputName,
  type CostInputs,
  type Range,
} from '../analysis/decision/inputs.ts';
import { ENGLISH } from '../report/language/language.ts';
import { UsageError } from './usage.ts';

export type CostOptions = Partial<Record<CostInputName, Range>>;

export function withCostOptions(command: Command): Command {
  for (const name of COST_INPUT_NAMES) {
    const { name: meaning, unit } = ENGLISH.decision.inputs[name];
    const { low, value, high } = COST_INPUTS[name];
    command.option(
      `--${flagOf(name)} <value|low:high|low:value:high>`,
      `${meaning}, ${unit} (default: ${low}:${value}:${high})`,
      (text) => parseRange(name, text),
    );
  }
  return command;
}

/** What was not given is as by default. */
export function costInputs(options: CostOptions): CostInputs {
  const defaults = defaultInputs();
  return Object.fromEntries(
    COST_INPUT_NAMES.map((name) => [name, options[name] ?? defaults[name]]),
  ) as Record<CostInputName, Range>;
}

function flagOf(name: CostInputName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** One value is taken as sure; two are the ends of a range with its middle as the most likely value. */
function parseRange(name: CostInputName, text: string): Range {
  const parts = text.split(':').map((part) => (part.trim() === '' ? NaN : Number(part)));
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
