// An error as the reader is told it: what the app has words for in the language of the app, all else as the core says it, in English.
import { useWords } from '../words/language.ts';
import { toldSentence } from './known-errors.ts';

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** In a line of text. */
export function ToldError({ error }: { readonly error: unknown }) {
  const { errors } = useWords();
  const told = toldSentence(messageOf(error), errors);
  return told === null ? <span lang="en">{messageOf(error)}</span> : told.sentence;
}

/** The core's own sentence, folded, where it says more than what is told. */
export function OriginalError({ error }: { readonly error: unknown }) {
  const { errors, messages } = useWords();
  const original = toldSentence(messageOf(error), errors)?.original;
  if (!original) return null;
  return (
    <details className="folded fine">
      <summary>{messages.original}</summary>
      <p lang="en">{original}</p>
    </details>
  );
}
