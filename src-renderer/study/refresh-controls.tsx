// An imported study read again from where its runs lie on this machine: asked first, since it names places, then with its progress and a
// way to cancel it.
import { useEffect, useState } from 'react';
import { stageInWords } from '../../src-main/contract/import-stages.ts';
import type { ResultOf, StudyView } from '../../src-main/contract/contract.ts';
import { describeGrowth } from '../../src-main/records/growth.ts';
import { importedFacts } from '../../src-main/records/origin.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { useAnswer, useClient, useCommand } from '../client/queries.ts';
import { Question } from '../parts/question.tsx';
import { useSay } from '../parts/toasts.tsx';
import { addressOf } from '../routing.ts';
import { useWords } from '../words/language.ts';

export function RefreshControls({ study: { id, info, isExample } }: { readonly study: StudyView }) {
  const client = useClient();
  const app = useAnswer('app.facts', {});
  const { say, sayError } = useSay();
  const refresh = useCommand('import.refresh');
  const [isAsking, setIsAsking] = useState(false);
  const [progress, setProgress] = useState('Looking at the files …');
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.kind === 'import-progress' && event.work === id)
          setProgress(stageInWords(event.stage, event.share));
      }),
    [client, id],
  );
  const words = useWords().importing;
  const inputs = importedFacts(info)?.inputs ?? [];
  const places = inputs.flatMap(({ place }) => place ?? []);
  if (app.data?.readOnly !== false || isExample || inputs.length === 0) return null;
  const begin = () => {
    setProgress('Looking at the files …');
    refresh.mutate({ id }, { onSuccess: (summary) => say(inWords(summary)), onError: sayError });
  };
  return (
    <div className="row">
      {refresh.isPending ? (
        <>
          <span className="fine" role="status">
            {progress}
          </span>
          <button type="button" onClick={() => client.call('import.cancel', { work: id }).catch(sayError)}>
            Cancel
          </button>
        </>
      ) : (
        <>
          {places.length > 0 && (
            <button type="button" onClick={() => setIsAsking(true)}>
              Refresh
            </button>
          )}
          <a className="button" href={addressOf({ view: 'import', into: id })}>
            {words.addRuns}
          </a>
        </>
      )}
      {isAsking && (
        <Question
          title="Read again what has changed?"
          confirm="Refresh"
          onAnswer={begin}
          onClose={() => setIsAsking(false)}
        >
          <p>Runs that have grown get their newer state; runs that are gone are kept.</p>
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

function inWords({ growth, inputs, read, gone, placeless }: ResultOf<'import.refresh'>): string {
  const missing = gone.length === 0 ? '' : ` No longer there, and kept: ${gone.join(', ')}.`;
  const unknown =
    placeless.length === 0 ? '' : ` Imported without a place, and not read again: ${placeless.join(', ')}.`;
  return `${read.length} of ${plural(inputs, 'input')} read again.${missing}${unknown} ${describeGrowth(growth)}`;
}
