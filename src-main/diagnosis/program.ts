// The program's own folder, and texts that may be sent to someone.
import path from 'node:path';
import { redact } from './redact.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../..');

/** The text without names of the user's folders and without tokens. */
export function sendable(text: string): string {
  return redact(text, PROGRAM);
}
