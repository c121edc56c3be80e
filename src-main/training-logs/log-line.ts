// What one line of a log says, by the lines of a format: numbers of a step or an evaluation, or that training met NaN and stops.
// Pure; how the lines of a run belong together stands in log-run.ts.
import type { LogFormat, LogLine } from './formats.ts';
import { tidyLine } from './line.ts';
import { printedNumber } from './number.ts';

/** Numbers of one line; null: it does not say it. Losses may be NaN or infinite. */
export interface LineNumbers {
  readonly kind: 'numbers';
  /** As the line counts. */
  readonly step: number | null;
  readonly loss: number | null;
  readonly gradientNorm: number | null;
  readonly learningRate: number | null;
  readonly validationLoss: number | null;
  readonly watched: number | null;
  readonly skipped: number | null;
  readonly nanSteps: number | null;
  readonly of: number | null;
  readonly epoch: number | null;
  readonly ofEpoch: number | null;
  readonly line: LogLine;
}

export type Meaning =
  | LineNumbers
  /** It tells of NaN or Inf in training, in words. */
  | { readonly kind: 'nonfinite'; readonly words: string }
  | { readonly kind: 'other' }
  /** It fits, and what stands where a number must is none; one sentence. */
  | { readonly kind: 'wrong'; readonly sentence: string };

export interface ReadLine {
  readonly meaning: Meaning;
  readonly rank: number | null;
}

/** The named groups of a pattern in a text; null: it does not fit. Whoever runs a stranger's pattern limits its time here. */
export type Match = (pattern: RegExp, text: string) => Readonly<Record<string, string | undefined>> | null;

export const matchAtOnce: Match = (pattern, text) => pattern.exec(text)?.groups ?? null;

const LONGEST_SHOWN = 80;
const LONGEST_WORDS = 300;

export function readLine(raw: string, format: LogFormat, match: Match = matchAtOnce): ReadLine {
  const { text, rank } = tidyLine(raw);
  return { rank, meaning: text === '' ? { kind: 'other' } : meaningOf(text, format, match) };
}

function meaningOf(text: string, format: LogFormat, match: Match): Meaning {
  for (const line of format.lines) {
    const groups = match(line.pattern, text);
    if (groups !== null) return numbersOf(groups, line, text);
  }
  return tellsOfNonfinite(text)
    ? { kind: 'nonfinite', words: text.slice(0, LONGEST_WORDS) }
    : { kind: 'other' };
}

function numbersOf(
  groups: Readonly<Record<string, string | undefined>>,
  line: LogLine,
  text: string,
): Meaning {
  const wrong: string[] = [];
  const number = (name: string): number | null => {
    const written = groups[name];
    if (written === undefined) return null;
    const value = printedNumber(written);
    if (value === null) wrong.push(`${name} is "${written.slice(0, LONGEST_SHOWN)}"; it must be a number`);
    return value;
  };
  const whole = (name: string): number | null => {
    const value = number(name);
    if (value === null || (Number.isSafeInteger(value) && value >= 0)) return value;
    wrong.push(`${name} is ${value}; it must be a whole number of 0 or more`);
    return null;
  };
  const numbers: LineNumbers = {
    kind: 'numbers',
    step: whole('step'),
    loss: number('loss'),
    gradientNorm: number('gradient_norm'),
    learningRate: number('learning_rate'),
    validationLoss: number('validation_loss'),
    watched: number('watched'),
    skipped: whole('skipped'),
    nanSteps: whole('nan_steps'),
    of: whole('of'),
    epoch: whole('epoch'),
    ofEpoch: whole('of_epoch'),
    line,
  };
  if (wrong.length === 0) return numbers;
  const sentence = `In the line ${JSON.stringify(text.slice(0, LONGEST_SHOWN))} ${wrong[0]!}.`;
  return { kind: 'wrong', sentence };
}

/** NaN and Inf as words: not within a name, such as nan_to_num. */
const NONFINITE = /(?<![\w-])(?:nan|nans|inf|infs|infinite|infinity|non-?finite|not finite)(?![\w-])/i;
/** What it is said of. */
const QUANTITY =
  /\b(?:loss|losses|grad|grads|gradients?|norm|weights?|parameters?|logits?|activations?|outputs?|values?)\b/i;
/** As Keras, fairseq and DeepSpeed end a run. */
const IN_OTHER_WORDS =
  /\binvalid loss\b|\bloss (?:is probably exploding|has diverged|diverged|exploded)\b|\bminimum loss scale reached\b|\bloss scale already at minimum\b/i;
/** A line that says that there is none. */
const DENIED = /\b(?:no|without|0|zero) (?:nans?|infs?|non-?finite)\b|\bis finite\b/i;

/** Whether a line tells of NaN or Inf in training, as what stops on it prints. */
export function tellsOfNonfinite(text: string): boolean {
  if (DENIED.test(text)) return false;
  return IN_OTHER_WORDS.test(text) || (NONFINITE.test(text) && QUANTITY.test(text));
}
