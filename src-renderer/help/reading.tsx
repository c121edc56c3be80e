// What a newcomer reads in a few minutes: a map with its parts named, the words, the keys.
import { useAnswer } from '../client/queries.ts';
import { useStudy } from '../study/study-answer.ts';
import { GLOSSARY, WORDS } from './glossary.ts';
import { LabelledMap } from './labelled-map.tsx';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Tab, Shift + Tab', 'go from control to control; the maps are one of them'],
  ['← → ↑ ↓', 'on the maps: move the pinned cell'],
  ['Home, End', 'on the maps: to the lowest or the highest learning rate'],
  ['Esc', 'let the pinned cell go; close a dialog or an explanation'],
  ['Enter', 'in the form of a new study: start it, or go to what is to be corrected'],
];

export function Reading() {
  return (
    <>
      <section className="panel" aria-label="How to read a map">
        <h2>How to read a map</h2>
        <ExampleMap />
      </section>
      <section className="panel" aria-label="Words">
        <h2>Words, in a minute</h2>
        <dl className="glossary">
          {WORDS.map((word) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{GLOSSARY[word]}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="panel" aria-label="Keys">
        <h2>Keys</h2>
        <dl className="glossary">
          {KEYS.map(([keys, does]) => (
            <div key={keys}>
              <dt>{keys}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function ExampleMap() {
  const listing = useAnswer('library.list', {});
  const example = listing.data?.studies.find(({ isExample }) => isExample);
  if (listing.data && !example) return <p className="fine">The example study is not here to be shown.</p>;
  return example ? <MapOf id={example.id} /> : <p className="fine">Reading the example …</p>;
}

function MapOf({ id }: { readonly id: string }) {
  const { study, error } = useStudy(id);
  if (error) return <p className="bad">{error.message}</p>;
  return study ? <LabelledMap study={study} /> : <p className="fine">Reading the example …</p>;
}
