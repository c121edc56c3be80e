// A mark in every study that each of its commits changes: which session of a writer it is of, the number of the commit in it, and
// the mark that the session began with. A log holds the marks of its commits and the file the one it was last brought to, so that
// it is seen, without SQLite, whether a log goes on from the file it lies beside.
import { randomBytes } from 'node:crypto';
import type { Statements } from './sums.ts';

const DIGITS = 10;
const PATTERN = /Precipice log ([0-9a-f]{16} \d{10}) after ([0-9a-f]{16} \d{10})$/;
const NONE = `${'0'.repeat(16)} ${'0'.repeat(DIGITS)}`;

export interface Mark {
  /** Session and number. */
  readonly own: string;
  /** The mark that this commit found. */
  readonly before: string;
}

export function newSession(): string {
  return randomBytes(8).toString('hex');
}

/** Of a study that was just made: no log goes on from what was before. */
export function firstMark(): string {
  return textOf(newSession(), 1, NONE);
}

/** A part of every commit of the session. */
export function markCommit(rows: Statements, session: string): void {
  const [[text]] = rows.lists('SELECT mark FROM tally') as [[string]];
  const [, own = NONE, begun = NONE] = PATTERN.exec(text) ?? [];
  const isSame = own.startsWith(session);
  const next = isSame ? textOf(session, numberIn(own) + 1, begun) : textOf(session, 1, own);
  rows.change('UPDATE tally SET mark = ?', next);
}

function textOf(session: string, number: number, begun: string): string {
  return `Precipice log ${keyOf(session, number)} after ${begun}`;
}

function keyOf(session: string, number: number): string {
  return `${session} ${String(number).padStart(DIGITS, '0')}`;
}

function numberIn(key: string): number {
  return Number(key.slice(-DIGITS));
}

/** Of a page that holds one row of a table, and a mark at its end. https://www.sqlite.org/fileformat2.html#b_tree_pages */
const LEAF_OF_TABLE = 0x0d;

/** null where the page is not the one of the mark. */
export function markIn(page: Buffer): Mark | null {
  if (page[0] !== LEAF_OF_TABLE || page.readUInt16BE(3) !== 1) return null;
  const at = page.readUInt16BE(8);
  if (at + 3 > page.length) return null;
  const [first, second] = [page[at]!, page[at + 1]!];
  // The length takes a byte or two, the number of the row one.
  const [length, head] = first < 128 ? [first, 2] : [((first & 127) << 7) | second, 3];
  const found = PATTERN.exec(page.toString('latin1', at + head, at + head + length));
  if (!found) return null;
  const [own, begun] = [found[1]!, found[2]!];
  const number = numberIn(own);
  return { own, before: number > 1 ? keyOf(own.slice(0, 16), number - 1) : begun };
}
