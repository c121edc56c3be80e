// Pause, resume, cancel and retry of one study's sweep: only what can be done now is offered.
import { useState } from 'react';
import type { StudyView } from '../../src-main/api/contract.ts';
import { useAnswer, useCommand } from '../client/queries.ts';
import { plural } from '../parts/numbers.ts';
import { Question } from '../parts/question.tsx';
import { useSay } from '../parts/toasts.tsx';

export function SweepControls({ study }: { readonly study: StudyView }) {
  const { id, counts, activity, isExample } = study;
  const facts = useAnswer('app.facts', {});
  const { sayError } = useSay();
  const pause = useCommand('sweep.pause');
  const resume = useCommand('sweep.resume');
  const retry = useCommand('sweep.retry');
  const cancel = useCommand('sweep.cancel');
  const [isAsking, setIsAsking] = useState(false);
  if (facts.data?.readOnly !== false || isExample) return null;
  const planned = counts.planned + counts.running;
  const broken = counts['failed-infrastructure'] + counts.cancelled;
  const isIdle = activity.kind === 'idle';
  const isWaiting = resume.isPending || retry.isPending;
  return (
    <div className="row">
      {activity.kind === 'running' && (
        <button
          type="button"
          disabled={pause.isPending}
          onClick={() => pause.mutate({ id }, { onError: sayError })}
        >
          Pause
        </button>
      )}
      {isIdle && planned > 0 && (
        <button
          type="button"
          className="primary"
          disabled={isWaiting}
          onClick={() => resume.mutate({ id }, { onError: sayError })}
        >
          Resume
        </button>
      )}
      {isIdle && broken > 0 && (
        <button
          type="button"
          disabled={isWaiting}
          onClick={() => retry.mutate({ id }, { onError: sayError })}
        >
          Retry {plural(broken, 'run')}
        </button>
      )}
      {(activity.kind === 'running' || (isIdle && planned > 0)) && (
        <button type="button" onClick={() => setIsAsking(true)}>
          Cancel
        </button>
      )}
      {isAsking && (
        <Question
          title={`Give up ${plural(planned, 'run')} that have not finished?`}
          confirm="Give them up"
          onAnswer={() => cancel.mutate({ id }, { onError: sayError })}
          onClose={() => setIsAsking(false)}
        >
          <p>What has finished is kept; “Retry” plans the others again.</p>
        </Question>
      )}
    </div>
  );
}
