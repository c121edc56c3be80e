// A "?" beside a word of the field: pressed, it says what the word means, in the words of the help.
import { useId } from 'react';
import type { Word } from '../help/glossary.ts';
import { useWords } from '../words/language.ts';

export function Explain({ word: name }: { readonly word: Word }) {
  const id = useId();
  const { glossary, help } = useWords();
  const { word, text } = glossary[name];
  return (
    <span className="explain">
      <button type="button" className="explain-button" popoverTarget={id} aria-label={help.meaning(word)}>
        ?
      </button>
      <span id={id} popover="auto" role="note" className="explanation">
        <strong>{word}</strong> {text} <a href="#/help">{help.more}</a>
      </span>
    </span>
  );
}

/** The words that a view uses, in a line, each to be pressed. */
export function WordsHere({ words }: { readonly words: readonly Word[] }) {
  const { glossary, help } = useWords();
  return (
    <p className="fine words-here">
      {help.wordsHere}{' '}
      {words.map((word) => (
        <span key={word}>
          {glossary[word].word}
          <Explain word={word} />{' '}
        </span>
      ))}
    </p>
  );
}
