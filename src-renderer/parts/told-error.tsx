// An error as the reader is told it: what the app has words for in the language of the app, all else as the core says it, in English.
import { useWords } from '../words/language.ts';

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function ToldError({ error }: { readonly error: unknown }) {
  useWords();
  return <span lang="en">{messageOf(error)}</span>;
}
