// Where the command line writes. Names and reasons come from files of anyone: what could steer a terminal is taken out here,
// at the one place that everything but progress and raw data passes.
import { safeLines } from '../report/terminal-text.ts';

/** A result, on standard output; the newline at its end is added. */
export function print(text: string): void {
  process.stdout.write(`${safeLines(text)}\n`);
}

/** A remark, on standard error. */
export function say(text: string): void {
  process.stderr.write(`${safeLines(text)}\n`);
}

/** Control characters that JSON leaves as they are and some terminals obey. */
const CONTROL = /[\u007f-\u009f]/g;

export function printJson(value: unknown): void {
  const text = JSON.stringify(value, null, 2);
  process.stdout.write(
    `${text.replace(CONTROL, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)}\n`,
  );
}
