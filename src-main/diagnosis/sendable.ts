// Texts that may be sent to someone.
import path from 'node:path';
import { redact } from './redact.ts';

const OWN_FOLDER = path.resolve(import.meta.dirname, '../..');

/** The text without names of the user's folders and without tokens. */
export function sendable(text: string): string {
  return redact(text, OWN_FOLDER);
}
