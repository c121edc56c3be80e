// Studies side by side. Which ones stands in the address, so that a comparison can be kept, sent and gone back to.
import { MOST_COMPARED } from '../../src-main/report/figures/comparison/compared-study.ts';
import { useAnswer } from '../client/queries.ts';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../parts/title.ts';
import { ToldError } from '../parts/told-error.tsx';
import { useWords } from '../words/language.ts';
import { addressOf, goTo } from '../routing.ts';
import { useCompared } from './compared-answers.ts';
import { Comparison } from './comparison.tsx';
import { StudyChoice } from './study-choice.tsx';

export function CompareView({ ids: wanted }: { readonly ids: readonly string[] }) {
  const { compare: words } = useWords();
  const listing = useAnswer('library.list', {});
  const ids = wanted.slice(0, MOST_COMPARED);
  const answers = useCompared(ids);
  useTitle(words.title);
  if (listing.error) return <Problem error={listing.error} onRetry={() => void listing.refetch()} />;
  if (!listing.data) return <p className="empty">{words.looking}</p>;
  const without = (id: string) => addressOf({ view: 'compare', ids: ids.filter((each) => each !== id) });
  return (
    <section className="compare" aria-labelledby="compare-heading">
      <h1 id="compare-heading">{words.title}</h1>
      <StudyChoice
        cards={listing.data.studies}
        chosen={ids}
        onChoose={(chosen) => goTo({ view: 'compare', ids: chosen })}
      />
      {answers.map(
        ({ id, error }) =>
          error && (
            <p key={id} className="bad" role="alert">
              <ToldError error={error} /> <a href={without(id)}>{words.leaveOut}</a>
            </p>
          ),
      )}
      {ids.length < 2 ? (
        <p className="empty" role="status">
          {words.chooseMore}
        </p>
      ) : answers.some(({ study, error }) => !study && !error) ? (
        <p className="empty" role="status">
          {words.reading}
        </p>
      ) : (
        answers.filter(({ study }) => study).length > 1 && <Comparison answers={answers} />
      )}
    </section>
  );
}
