// Where a new study is trained: on this machine, or, where Slurm is, as tasks in its queue.
import { useAnswer } from '../client/queries.ts';
import { useWords } from '../words/language.ts';
import { described, FieldShell, Fold } from './fields.tsx';
import { fieldId } from './form-state.ts';
import {
  EXECUTOR,
  OWN_LINES,
  plainFields,
  queuePath,
  type QueueField,
  type QueueProblem,
  type QueueTexts,
} from './queue.ts';

interface Props {
  readonly texts: QueueTexts;
  /** Whether a command trains the runs. */
  readonly isCommand: boolean;
  readonly problems: readonly QueueProblem[];
  readonly onChange: (name: string, text: string) => void;
}

export function ExecutorFields(props: Props) {
  const { texts, isCommand, onChange } = props;
  const { newStudyQueue: words } = useWords();
  const facts = useAnswer('app.facts', {});
  if (!facts.data?.hasSlurm) return null;
  const id = fieldId(EXECUTOR);
  // What a task carries out is never out of sight.
  const isFilled = OWN_LINES.some((field) => (texts[queuePath(field)] ?? '') !== '');
  return (
    <>
      <FieldShell id={id} label={words.train} hint={words.hint} problem={null}>
        <select
          {...described(id, words.hint, null)}
          value={texts[EXECUTOR] ?? 'here'}
          onChange={(event) => onChange(EXECUTOR, event.target.value)}
        >
          <option value="here">{words.here}</option>
          <option value="slurm">{words.slurm}</option>
        </select>
      </FieldShell>
      {texts[EXECUTOR] === 'slurm' && (
        <>
          <div className="fields two">
            {plainFields(isCommand).map((field) => (
              <Field key={field} {...props} field={field} />
            ))}
          </div>
          {facts.data.runsCommands ? (
            <Fold title={words.more} mustOpen={isFilled}>
              {OWN_LINES.map((field) => (
                <Field key={field} {...props} field={field} />
              ))}
            </Fold>
          ) : (
            <p className="fine">{words.notHere}</p>
          )}
        </>
      )}
    </>
  );
}

function Field({ field, texts, problems, onChange }: Props & { readonly field: QueueField }) {
  const { label, hint } = useWords().newStudyQueue.fields[field];
  const path = queuePath(field);
  const id = fieldId(path);
  const problem = problems.find((each) => each.field === path)?.message ?? null;
  const control = {
    ...described(id, hint, problem),
    value: texts[path] ?? '',
    spellCheck: false,
  };
  return (
    <FieldShell id={id} label={label} hint={hint} problem={problem}>
      {field === 'setup' ? (
        <textarea {...control} rows={3} onChange={(event) => onChange(path, event.target.value)} />
      ) : (
        <input {...control} autoComplete="off" onChange={(event) => onChange(path, event.target.value)} />
      )}
    </FieldShell>
  );
}
