// The template of a command that trains one run: split into arguments as a shell would, without being one, with a value for
// every placeholder. Pure; trainer-executor.ts starts it.
import { parse } from 'shell-quote';

/** What a template can ask for. `slot` counts the places of those that run at once from 0; `gpus` are the numbers of its GPUs. */
export const PLACEHOLDERS = [
  'recipe',
  'learning_rate',
  'batch_size',
  'seed',
  'steps',
  'run',
  'slot',
  'gpus',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
/** Those that every command may ask for, and names that rows give it. */
export type PlaceholderValues = Readonly<Record<Placeholder, string | number>> &
  Readonly<Record<string, string | number>>;

export interface CommandTemplate {
  /** One line. */
  readonly command: string;
  /** Handed to the system's shell as it is, instead of being split. */
  readonly shell: boolean;
}

const PLACE = /\{([A-Za-z_]\w*)\}/g;
/** Quoted parts and escaped characters; a quotation mark outside of them is never closed. */
const CLOSED = /\\.|'[^']*'|"(?:\\.|[^"\\])*"/g;

export function shownPlaceholders(own: readonly string[]): string {
  return [...PLACEHOLDERS, ...own.filter((name) => !isPlaceholder(name))]
    .map((name) => `{${name}}`)
    .join(', ');
}

function isPlaceholder(name: string): boolean {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

export function placesOf(command: string): string[] {
  return [...command.matchAll(PLACE)].map(([, name]) => name!);
}

/** What a command must be where this one is wrong, in the words of a spec's errors; null where it is right. `own`: further placeholders. */
export function wrongTemplate({ command, shell }: CommandTemplate, own: readonly string[]): string | null {
  if (/\p{C}/u.test(command)) return 'one line of text without control characters';
  const unknown = unknownPlace(command, own);
  if (unknown !== null)
    return `a command with placeholders of ${shownPlaceholders(own)} ({${unknown}} is none)`;
  if (shell) return null;
  if (/['"]/.test(command.replaceAll(CLOSED, ''))) return 'a command whose quotation marks are closed';
  const foreign = splitWords(command).find((word) => typeof word !== 'string');
  if (foreign !== undefined) {
    return `a program and its arguments (${wordsOf(foreign)} needs quotation marks, or shell set to true)`;
  }
  return splitWords(command).length > 0 ? null : 'a program and its arguments';
}

/** A text with a value for every placeholder. */
export function fillPlaces(text: string, values: PlaceholderValues): string {
  return text.replaceAll(PLACE, (_, name: string) => String(values[name]));
}

/** The placeholders of a text that are none; null where all are. */
export function unknownPlace(text: string, own: readonly string[]): string | null {
  return placesOf(text).find((name) => !isPlaceholder(name) && !own.includes(name)) ?? null;
}

/** Numbers of the GPUs of a slot, as CUDA_VISIBLE_DEVICES takes them. */
export function gpusOfSlot(slot: number, gpusPerSlot: number): string {
  return Array.from({ length: gpusPerSlot }, (_, i) => slot * gpusPerSlot + i).join(',');
}

/** The program and its arguments; with a shell, the one line that it is given. */
export function expandCommand(
  { command, shell }: CommandTemplate,
  values: PlaceholderValues,
): readonly [string, ...string[]] {
  const filled = (text: string) => fillPlaces(text, values);
  if (shell) return [filled(command)];
  return (splitWords(command) as [string, ...string[]]).map(filled) as [string, ...string[]];
}

/** The words of a text that holds nothing for a shell but quotation marks; null where it does. */
export function plainWords(text: string): string[] | null {
  if (/\p{C}/u.test(text) || /['"]/.test(text.replaceAll(CLOSED, ''))) return null;
  const words = splitWords(text);
  return words.every((word) => typeof word === 'string') ? words : null;
}

/** Words as a shell would part them: no others are written the same. */
export function quotedWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/** What a shell would do something about. */
type Foreign = { readonly op: string; readonly pattern?: string } | { readonly comment: string };

/** Variables stay as they are written, to be complained about. */
function splitWords(command: string): (string | Foreign)[] {
  return parse(command, (name) => ({ op: `$${name}` })) as (string | Foreign)[];
}

function wordsOf(word: Foreign): string {
  return 'comment' in word ? `#${word.comment}` : (word.pattern ?? word.op);
}

/** More blanks than words are parted by, and signs that look like blanks or like nothing. */
const UNSEEN = / {3,}|[^\S ]+|[\p{C}\u115f\u1160\u2800\u3164\uffa0]+/gu;

/** A command as a person can judge it: nothing in it moves a part of it out of sight, or steers a terminal. */
export function visibleCommand(command: string): string {
  return command.replaceAll(UNSEEN, (signs) => {
    const [count, first] = [[...signs].length, signs.codePointAt(0)!];
    if (/^[\r\n]+$/.test(signs)) return '⟨line break⟩';
    if (/^\s+$/.test(signs)) return count === 1 ? '⟨blank⟩' : `⟨${count} blanks⟩`;
    return `⟨U+${first.toString(16).toUpperCase().padStart(4, '0')}${count > 1 ? ` and ${count - 1} more` : ''}⟩`;
  });
}
