// One study of the library, with what can be done to it.
import { useState } from 'react';
import type { AppFacts, StudyCard as Card } from '../../src-main/contract/contract.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { useCommand } from '../client/queries.ts';
import { ActivityBar } from '../parts/activity-bar.tsx';
import { showBytes, showDate } from '../parts/numbers.ts';
import { Question } from '../parts/question.tsx';
import { useSay } from '../parts/toasts.tsx';
import { addressOf } from '../routing.ts';
import { Remove, Reveal } from './card-actions.tsx';
import { Thumbnail } from './thumbnail.tsx';
import { useReportWords, useWords } from '../words/language.ts';

interface Props {
  readonly card: Card;
  readonly facts: AppFacts;
}

export function StudyCard({ card, facts }: Props) {
  const { id, name, recipes, counts, activity, bytes, modifiedAt, isExample, path } = card;
  const words = useReportWords();
  const { numbers } = useWords();
  const mayChange = !facts.readOnly && !isExample;
  return (
    <li className="card">
      <a className="card-link" href={addressOf({ view: 'study', id, tab: 'map' })}>
        <Thumbnail card={card} />
        <h2>
          {name} {isExample && <span className="chip">example</span>}
        </h2>
        <p className="recipes">{recipes.map((recipe) => recipeName(recipe, null, words)).join(', ')}</p>
      </a>
      <p className="fine">{words.numbers.sentences(card.sentencesIn[words.language])}</p>
      <ActivityBar counts={counts} activity={activity} />
      <p className="fine" title={path}>
        {showDate(modifiedAt, numbers)} · {showBytes(bytes, numbers)}
      </p>
      <div className="row">
        {!facts.readOnly && <a href={addressOf({ view: 'new', from: id })}>New study from this</a>}
        {mayChange && <Rename card={card} />}
        {facts.canReveal && <Reveal id={id} />}
        {mayChange && activity.kind === 'idle' && <Remove id={id} name={name} />}
      </div>
    </li>
  );
}

function Rename({ card }: { readonly card: Card }) {
  const [isAsking, setIsAsking] = useState(false);
  const rename = useCommand('library.rename');
  const { sayError } = useSay();
  return (
    <>
      <button type="button" className="link" onClick={() => setIsAsking(true)}>
        Rename
      </button>
      {isAsking && (
        <Question
          title="Name of the study"
          confirm="Rename"
          text={card.name}
          onAnswer={(name) => rename.mutate({ id: card.id, name }, { onError: sayError })}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  );
}
