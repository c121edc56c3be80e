// One study of the library: what to do about it first, the numbers under that, and what can be done to it.
import { useState } from 'react';
import type { AppFacts, StudyCard as Card } from '../../src-main/contract/contract.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import { useCommand } from '../client/queries.ts';
import { ActivityBar } from '../parts/activity-bar.tsx';
import { showBytes, showDate } from '../parts/numbers.ts';
import { Question } from '../parts/question.tsx';
import { SoFar } from '../parts/so-far.tsx';
import { useSay } from '../parts/toasts.tsx';
import { addressOf } from '../routing.ts';
import { useLanguage, useReportWords, useWords } from '../words/language.ts';
import { Remove, Reveal } from './card-actions.tsx';
import { Thumbnail } from './thumbnail.tsx';

interface Props {
  readonly card: Card;
  readonly facts: AppFacts;
}

export function StudyCard({ card, facts }: Props) {
  const { id, name, recipes, counts, activity, bytes, modifiedAt, isExample, path } = card;
  const { library: words, numbers } = useWords();
  const reportWords = useReportWords();
  const mayChange = !facts.readOnly && !isExample;
  return (
    <li className="card">
      <a className="card-link" href={addressOf({ view: 'study', id, tab: 'map' })}>
        <Thumbnail card={card} />
        <h2>
          {name} {isExample && <span className="chip">{words.example}</span>}
        </h2>
        <p className="recipes">{recipes.map((recipe) => recipeName(recipe, null, reportWords)).join(', ')}</p>
      </a>
      <Told card={card} />
      <ActivityBar counts={counts} activity={activity} />
      <p className="fine" title={path}>
        {showDate(modifiedAt, numbers)} · {showBytes(bytes, numbers)}
      </p>
      <div className="row">
        {!facts.readOnly && <a href={addressOf({ view: 'new', from: id })}>{words.newFromThis}</a>}
        {mayChange && <Rename card={card} />}
        {facts.canReveal && <Reveal id={id} />}
        {mayChange && activity.kind === 'idle' && <Remove id={id} name={name} />}
      </div>
    </li>
  );
}

/**
 * The verdict with what was found, what it rests on and what to know first, and folded under it the headlines of all recipes; nothing where
 * none of it is known.
 */
function Told({ card: { summary, sentencesIn, cautionsIn, counts } }: { readonly card: Card }) {
  const { manager } = useReportWords();
  const language = useLanguage();
  const text = summary?.[language];
  const headlines = sentencesIn[language];
  const [caution] = cautionsIn[language];
  return (
    <>
      {text && (
        <div className="told">
          <p className="lead" title={text.verdict}>
            <SoFar counts={counts} /> {text.verdict}
          </p>
          {text.findings[0] !== undefined && <p className="fine">{text.findings[0]}</p>}
          {text.evidence !== null && <p className="fine">{text.evidence}</p>}
        </div>
      )}
      {caution !== undefined && (
        <p className="fine caution" role="note">
          {caution}
        </p>
      )}
      {headlines.length > 0 && (
        <details className="folded">
          <summary>{manager.forEngineers}</summary>
          {headlines.map((sentence) => (
            <p key={sentence} className="fine">
              {sentence}
            </p>
          ))}
        </details>
      )}
    </>
  );
}

function Rename({ card }: { readonly card: Card }) {
  const { library: words } = useWords();
  const [isAsking, setIsAsking] = useState(false);
  const rename = useCommand('library.rename');
  const { sayError } = useSay();
  return (
    <>
      <button type="button" className="link" onClick={() => setIsAsking(true)}>
        {words.rename}
      </button>
      {isAsking && (
        <Question
          title={words.nameOfStudy}
          confirm={words.rename}
          text={card.name}
          onAnswer={(name) => rename.mutate({ id: card.id, name }, { onError: sayError })}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  );
}
