// A "?" beside a word of the field: pressed, it says what the word means, in the words of the help.
import { useId } from 'react';
import { GLOSSARY, type Word } from '../help/glossary.ts';

export function Explain({ word }: { readonly word: Word }) {
  const id = useId();
  return (
    <span className="explain">
      <button type="button" className="explain-button" popoverTarget={id} aria-label={`What “${word}” means`}>
        ?
      </button>
      <span id={id} popover="auto" role="note" className="explanation">
        <strong>{word}</strong> {GLOSSARY[word]} <a href="#/help">More in the help</a>
      </span>
    </span>
  );
}

/** The words that a view uses, in a line, each to be pressed. */
export function WordsHere({ words }: { readonly words: readonly Word[] }) {
  return (
    <p className="fine words-here">
      Words used here:{' '}
      {words.map((word) => (
        <span key={word}>
          {word}
          <Explain word={word} />{' '}
        </span>
      ))}
    </p>
  );
}
