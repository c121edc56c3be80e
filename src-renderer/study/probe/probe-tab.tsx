// The probe of a study: what other recipes would do to the very tensors of a run of the baseline. Asked for, watched,
// cancelled and shown here; carried out by the core.
import type { StudyView } from '../../../src-main/contract/contract.ts';
import { importedFacts } from '../../../src-main/records/origin.ts';
import { useAnswer, useCommand } from '../../client/queries.ts';
import { useSay } from '../../parts/toasts.tsx';
import { ToldError } from '../../parts/told-error.tsx';
import { useWords } from '../../words/language.ts';
import { ProbeForm } from './probe-form.tsx';
import { ProbeFound } from './probe-found.tsx';

export function ProbeTab({ study }: { readonly study: StudyView }) {
  const { id, info } = study;
  const words = useWords().studyProbe;
  const facts = useAnswer('app.facts', {});
  const state = useAnswer('probe.state', { id }).data;
  if (importedFacts(info)) {
    return <p className="empty">{words.imported}</p>;
  }
  return (
    <div className="study">
      <section className="panel" aria-label={words.probe}>
        <h2>{words.question}</h2>
        <p className="fine">{words.what(info.baseline)}</p>
        {facts.data?.readOnly ? (
          <p>{words.readOnly}</p>
        ) : (
          <>
            {state?.kind === 'running' && <Progress id={id} step={state.step} steps={state.steps} />}
            {/* Out of sight, not gone: what was chosen stays chosen for the next probe. */}
            <div hidden={state?.kind === 'running'}>
              <ProbeForm study={study} />
            </div>
          </>
        )}
        {state?.kind === 'failed' && (
          <p className="bad" role="alert">
            <ToldError error={state.message} />
          </p>
        )}
      </section>
      {state?.kind === 'done' && <ProbeFound id={id} result={state.result} />}
    </div>
  );
}

interface ProgressProps {
  readonly id: string;
  readonly step: number;
  readonly steps: number | null;
}

function Progress({ id, step, steps }: ProgressProps) {
  const cancel = useCommand('probe.cancel');
  const { sayError } = useSay();
  const words = useWords().studyProbe;
  return (
    <div className="row">
      <progress max={steps ?? 1} value={steps === null ? 0 : step} aria-label={words.progress} />
      <span role="status">{steps === null ? words.startingDevice : words.step(step, steps)}</span>
      <button
        type="button"
        disabled={cancel.isPending}
        onClick={() => cancel.mutate({ id }, { onError: sayError })}
      >
        {words.cancel}
      </button>
    </div>
  );
}
