// Pause, resume, cancel and retry of one study's sweep: only what can be done now is offered.
import { useState } from 'react';
import type { AllowedCommand, StudyView } from '../../src-main/contract/contract.ts';
import type { TaskLines } from '../../src-main/spec/slurm-choice.ts';
import { trainedSpecIn } from '../../src-main/records/origin.ts';
import { SpecError } from '../../src-main/spec/spec.ts';
import { trainerSpecOf } from '../../src-main/spec/trainer.ts';
import { useAnswer, useCommand } from '../client/queries.ts';
import { CommandQuestion } from '../parts/command-question.tsx';
import { NotifyButton } from '../parts/notify-button.tsx';
import { Question } from '../parts/question.tsx';
import { useSay } from '../parts/toasts.tsx';
import { useWords } from '../words/language.ts';
import { TaskLinesQuestion } from './task-lines-question.tsx';

interface Resumption {
  readonly verb: 'resume' | 'retry';
  readonly allowed: AllowedCommand | null;
}

export function SweepControls({ study }: { readonly study: StudyView }) {
  const { id, counts, repeatable, activity, isExample, taskLines } = study;
  const facts = useAnswer('app.facts', {});
  const { sayError } = useSay();
  const words = useWords().studyPage.sweep;
  const pause = useCommand('sweep.pause');
  const resume = useCommand('sweep.resume');
  const retry = useCommand('sweep.retry');
  const cancel = useCommand('sweep.cancel');
  const [isAsking, setIsAsking] = useState(false);
  /** What to do once the command of the study's spec, or else what sets up its tasks, has been allowed. */
  const [toAllow, setToAllow] = useState<'resume' | 'retry' | null>(null);
  const [toSetUp, setToSetUp] = useState<Resumption | null>(null);
  if (facts.data?.readOnly !== false || isExample || trainedSpecIn(study.info) === null) return null;
  const planned = counts.planned + counts.running;
  const isIdle = activity.kind === 'idle';
  const isWaiting = resume.isPending || retry.isPending;
  const trainer = trainerOf(study);
  const go = ({ verb, allowed }: Resumption, lines: TaskLines) =>
    (verb === 'resume' ? resume : retry).mutate({ id, allowed, lines: [...lines] }, { onError: sayError });
  const goSetUp = (resumption: Resumption) =>
    taskLines.length > 0 ? setToSetUp(resumption) : go(resumption, []);
  const ask = (verb: 'resume' | 'retry') => (trainer ? setToAllow(verb) : goSetUp({ verb, allowed: null }));
  return (
    <div className="row">
      {activity.kind === 'running' && <NotifyButton />}
      {activity.kind === 'running' && (
        <button
          type="button"
          disabled={pause.isPending}
          onClick={() => pause.mutate({ id }, { onError: sayError })}
        >
          {words.pause}
        </button>
      )}
      {isIdle && planned > 0 && (
        <button type="button" className="primary" disabled={isWaiting} onClick={() => ask('resume')}>
          {words.resume}
        </button>
      )}
      {isIdle && repeatable > 0 && (
        <button type="button" disabled={isWaiting} onClick={() => ask('retry')}>
          {words.retry(repeatable)}
        </button>
      )}
      {(activity.kind === 'running' || (isIdle && planned > 0)) && (
        <button type="button" onClick={() => setIsAsking(true)}>
          {words.cancel}
        </button>
      )}
      {toAllow !== null && trainer && (
        <CommandQuestion
          trainer={trainer}
          onAllow={(allowed) => goSetUp({ verb: toAllow, allowed })}
          onClose={() => setToAllow(null)}
        />
      )}
      {toSetUp !== null && (
        <TaskLinesQuestion
          lines={taskLines}
          onAllow={(lines) => go(toSetUp, lines)}
          onClose={() => setToSetUp(null)}
        />
      )}
      {isAsking && (
        <Question
          title={words.cancelWhat(planned)}
          confirm={words.cancelRuns(planned)}
          keep={activity.kind === 'running' ? words.keepRunning : words.keepPlanned}
          onAnswer={() => cancel.mutate({ id }, { onError: sayError })}
          onClose={() => setIsAsking(false)}
        >
          <p>{words.whatIsKept}</p>
        </Question>
      )}
    </div>
  );
}

/** null also where the spec is none that could be carried out: then the core says what is wrong with it. */
function trainerOf({ info }: StudyView): AllowedCommand | null {
  try {
    return trainerSpecOf(trainedSpecIn(info))?.trainer ?? null;
  } catch (error) {
    if (error instanceof SpecError) return null;
    throw error;
  }
}
