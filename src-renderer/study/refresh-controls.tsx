// An imported study read again from where its runs lie on this machine: asked first, since it names places, then with its progress and a
// way to cancel it.
import { useEffect, useState } from 'react';
import type { ApiEvent, ResultOf, StudyView } from '../../src-main/contract/contract.ts';
import { stageInWords } from '../../src-main/contract/import-stages.ts';
import { importedFacts } from '../../src-main/records/origin.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { useAnswer, useClient, useCommand } from '../client/queries.ts';
import { Question } from '../parts/question.tsx';
import { useSay } from '../parts/toasts.tsx';
import { addressOf } from '../routing.ts';
import { useReportWords, useWords } from '../words/language.ts';

type Progress = Pick<Extract<ApiEvent, { kind: 'import-progress' }>, 'stage' | 'share'>;

export function RefreshControls({ study: { id, info, isExample } }: { readonly study: StudyView }) {
  const client = useClient();
  const app = useAnswer('app.facts', {});
  const { say, sayError } = useSay();
  const refresh = useCommand('import.refresh');
  const [isAsking, setIsAsking] = useState(false);
  const { importing, studyPage } = useWords();
  const words = studyPage.refresh;
  const report = useReportWords();
  /** null: it has only begun. */
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.kind === 'import-progress' && event.work === id) setProgress(event);
      }),
    [client, id],
  );
  const inputs = importedFacts(info)?.inputs ?? [];
  const places = inputs.flatMap(({ place }) => place ?? []);
  if (app.data?.readOnly !== false || isExample || inputs.length === 0) return null;
  const begin = () => {
    setProgress(null);
    refresh.mutate(
      { id },
      {
        onSuccess: (summary) =>
          say(report.numbers.sentences([...inWords(summary, report), report.imports.growth(summary.growth)])),
        onError: sayError,
      },
    );
  };
  return (
    <div className="row">
      {refresh.isPending ? (
        <>
          <span className="fine" role="status">
            {progress === null ? words.looking : stageInWords(progress.stage, progress.share, report)}
          </span>
          <button type="button" onClick={() => client.call('import.cancel', { work: id }).catch(sayError)}>
            {words.cancel}
          </button>
        </>
      ) : (
        <>
          {places.length > 0 && (
            <button type="button" onClick={() => setIsAsking(true)}>
              {words.refresh}
            </button>
          )}
          <a className="button" href={addressOf({ view: 'import', into: id })}>
            {importing.addRuns}
          </a>
        </>
      )}
      {isAsking && (
        <Question
          title={words.readAgain}
          confirm={words.refresh}
          onAnswer={begin}
          onClose={() => setIsAsking(false)}
        >
          <p>{words.whatChanges}</p>
          <ul>
            {places.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        </Question>
      )}
    </div>
  );
}

/** What was read again, in sentences. */
function inWords(
  { inputs, read, gone, placeless }: ResultOf<'import.refresh'>,
  { imports }: Words,
): string[] {
  return [
    imports.refreshed(read.length, inputs),
    ...(gone.length === 0 ? [] : [imports.gone(gone)]),
    ...(placeless.length === 0 ? [] : [imports.placeless(placeless)]),
  ];
}
