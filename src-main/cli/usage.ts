// Wrong usage of the command line: the error that ends with exit code 2, and parsers of option values.

export class UsageError extends Error {}

/** Runs a check whose complaint is about what the user wrote. */
export function usage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A parser of whole numbers from `least` on, or to `most`. */
export function integerArgument(name: string, least: number, most = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const end = most === Infinity ? 'on' : `to ${most}`;
    throw new UsageError(`${name} is "${text}"; it must be a whole number from ${least} ${end}.`);
  };
}

/** A parser of numbers with commas between them. */
export function numbersArgument(name: string): (text: string) => readonly number[] {
  return (text) => {
    const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (values.every(Number.isFinite)) return values;
    throw new UsageError(`${name} is "${text}"; it must be numbers with commas between them.`);
  };
}

/** A parser of numbers from `least` to `most`; Number.MIN_VALUE: above 0. */
export function numberArgument(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    const from = least === Number.MIN_VALUE ? 'above 0 and up' : `from ${least}`;
    throw new UsageError(`${name} is "${text}"; it must be a number ${from} to ${most}.`);
  };
}
