// Text for a terminal: how many columns it takes, cutting, padding, wrapping and colours. Nothing about studies.
import { breakable } from './figures/text.ts';

const CONTROL = /\p{C}/gu;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;
const COMBINING = /\p{M}/u;

/** The text without anything that could steer the terminal. */
export function plainText(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

/** Line ends, colours (SGR), and, to be replaced, every other control character. */
const LINES = /(\n|\u001b\[[0-9;]*m)|\p{C}/gu;

/** Lines of text, coloured or not, without anything else that could steer the terminal. */
export function safeLines(text: string): string {
  return text.replace(LINES, (_, kept: string | undefined) => kept ?? '\ufffd');
}

/** Columns that plain text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

export function cutText(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const characters = [...text];
  while (characters.length > 0 && columnsOf(characters.join('')) > columns - 1) characters.pop();
  return `${characters.join('')}…`;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/** Lines of at most `columns`, broken at spaces and between East Asian characters; later lines start with `indent`. A longer word is cut. */
export function wrapLines(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of breakable(text)) {
    if (line !== '' && columnsOf(line + part) > columns) {
      lines.push(line);
      line = indent + part.trimStart();
    } else {
      line += part;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((full) => cutText(full, columns));
}

export interface Styles {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** A colour of the 256-colour palette. */
  readonly colour: (index: number, text: string) => string;
}

const same = (text: string) => text;
const escaped = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;

export function styles(colour: boolean): Styles {
  if (!colour) return { bold: same, dim: same, colour: (_, text) => text };
  return { bold: escaped('1'), dim: escaped('2'), colour: (index, text) => escaped(`38;5;${index}`)(text) };
}

/** Whether standard output wants colours: a terminal, and NO_COLOR (no-color.org) not set. */
export function wantsColour(): boolean {
  return process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
}
