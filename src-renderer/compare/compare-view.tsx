// Studies side by side. Which ones stands in the address, so that a comparison can be kept, sent and gone back to.
import { MOST_COMPARED } from '../../src-main/report/figures/comparison/compared-study.ts';
import { useAnswer } from '../client/queries.ts';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../parts/title.ts';
import { addressOf, goTo } from '../routing.ts';
import { useCompared } from './compared-answers.ts';
import { Comparison } from './comparison.tsx';
import { StudyChoice } from './study-choice.tsx';

export function CompareView({ ids: wanted }: { readonly ids: readonly string[] }) {
  const listing = useAnswer('library.list', {});
  const ids = wanted.slice(0, MOST_COMPARED);
  const answers = useCompared(ids);
  useTitle('Compare studies');
  if (listing.error) return <Problem error={listing.error} onRetry={() => void listing.refetch()} />;
  if (!listing.data) return <p className="empty">Looking for studies …</p>;
  const without = (id: string) => addressOf({ view: 'compare', ids: ids.filter((each) => each !== id) });
  return (
    <section className="compare" aria-labelledby="compare-heading">
      <h1 id="compare-heading">Compare studies</h1>
      <StudyChoice
        cards={listing.data.studies}
        chosen={ids}
        onChoose={(chosen) => goTo({ view: 'compare', ids: chosen })}
      />
      {answers.map(
        ({ id, error }) =>
          error && (
            <p key={id} className="bad" role="alert">
              {error.message} <a href={without(id)}>Leave it out</a>
            </p>
          ),
      )}
      {ids.length < 2 ? (
        <p className="empty" role="status">
          Choose two studies or more: sizes, texts, imported runs beside your own, emulation beside hardware.
        </p>
      ) : answers.some(({ study, error }) => !study && !error) ? (
        <p className="empty" role="status">
          Reading the studies …
        </p>
      ) : (
        answers.filter(({ study }) => study).length > 1 && <Comparison answers={answers} />
      )}
    </section>
  );
}
