// Names and values of a stranger's file, as a part of a sentence.

const LONGEST = 1500;
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

/** The text in one line, with anything that would break it, or steer a terminal, replaced. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

/** The same, and no longer than a person reads. */
export function shortLine(text: string): string {
  const line = oneLine(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** Whether a text has nothing in it that is no sign of writing, such as the end of a line. */
export function isPlain(text: string): boolean {
  return !/\p{C}/u.test(text);
}
