// What a newcomer reads in a few minutes: a map with its parts named, the words, the keys.
import { useAnswer } from '../client/queries.ts';
import { ToldError } from '../parts/told-error.tsx';
import { useStudy } from '../study/study-answer.ts';
import { useWords } from '../words/language.ts';
import { wordsOfGlossary } from './glossary.ts';
import { LabelledMap } from './labelled-map.tsx';

/** What is pressed, and what it does by its name in the words. */
const KEYS = [
  ['Tab, Shift + Tab', 'tab'],
  ['← → ↑ ↓', 'arrows'],
  ['Home, End', 'ends'],
  ['Esc', 'escape'],
  ['Enter', 'enter'],
] as const;

export function Reading() {
  const { glossary, help: words } = useWords();
  return (
    <>
      <section className="panel" aria-label={words.map}>
        <h2>{words.map}</h2>
        <ExampleMap />
      </section>
      <section className="panel" aria-label={words.words}>
        <h2>{words.wordsTitle}</h2>
        <dl className="glossary">
          {wordsOfGlossary(glossary).map((name) => (
            <div key={name}>
              <dt>{glossary[name].word}</dt>
              <dd>{glossary[name].text}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="panel" aria-label={words.keys}>
        <h2>{words.keys}</h2>
        <dl className="glossary">
          {KEYS.map(([keys, does]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{words.does[does]}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function ExampleMap() {
  const { help: words } = useWords();
  const listing = useAnswer('library.list', {});
  const example = listing.data?.studies.find(({ isExample }) => isExample);
  if (listing.data && !example) return <p className="fine">{words.noExample}</p>;
  return example ? <MapOf id={example.id} /> : <p className="fine">{words.reading}</p>;
}

function MapOf({ id }: { readonly id: string }) {
  const { help: words } = useWords();
  const { study, error } = useStudy(id);
  if (error)
    return (
      <p className="bad">
        <ToldError error={error} />
      </p>
    );
  return study ? <LabelledMap study={study} /> : <p className="fine">{words.reading}</p>;
}
