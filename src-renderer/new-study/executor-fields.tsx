// Where a new study is trained: on this machine, or, where Slurm is, as tasks in its queue.
import type { SlurmChoice } from '../../src-main/contract/contract.ts';
import { useAnswer } from '../client/queries.ts';
import { FieldShell, described } from './fields.tsx';
import { fieldId } from './form-state.ts';

/** What is typed, by the name of the field; nothing of it is part of a spec. */
export type ExecutorTexts = Readonly<Record<string, string>>;

const EXECUTOR = 'executor';
const TASK_FIELDS = {
  partition: { label: 'Partition', hint: 'Empty: the cluster’s' },
  timeLimit: { label: 'Time limit', hint: 'Of a task, e.g. 4:00:00' },
  memory: { label: 'Memory', hint: 'Of a task, e.g. 8G' },
  cpus: { label: 'Cores', hint: 'Of a task; empty: 1' },
} as const;
const HINT = 'A queue wants the studies, and what trains them, on a disk that every node sees';

/** null: on this machine. */
export function slurmChoice(texts: ExecutorTexts): SlurmChoice | null {
  if (texts[EXECUTOR] !== 'slurm') return null;
  const word = (name: keyof typeof TASK_FIELDS) => (texts[`slurm.${name}`] ?? '').trim() || null;
  return {
    partition: word('partition'),
    timeLimit: word('timeLimit'),
    memory: word('memory'),
    cpus: Number(word('cpus') ?? 1),
  };
}

interface Props {
  readonly texts: ExecutorTexts;
  readonly onChange: (name: string, text: string) => void;
}

export function ExecutorFields({ texts, onChange }: Props) {
  const facts = useAnswer('app.facts', {});
  if (!facts.data?.hasSlurm) return null;
  const id = fieldId(EXECUTOR);
  return (
    <>
      <FieldShell id={id} label="Train" hint={HINT} problem={null}>
        <select
          {...described(id, HINT, null)}
          value={texts[EXECUTOR] ?? 'here'}
          onChange={(event) => onChange(EXECUTOR, event.target.value)}
        >
          <option value="here">on this machine</option>
          <option value="slurm">as tasks in the queue of Slurm</option>
        </select>
      </FieldShell>
      {texts[EXECUTOR] === 'slurm' && (
        <div className="fields two">
          {Object.entries(TASK_FIELDS).map(([key, { label, hint }]) => {
            const name = `slurm.${key}`;
            return (
              <FieldShell key={key} id={fieldId(name)} label={label} hint={hint} problem={null}>
                <input
                  {...described(fieldId(name), hint, null)}
                  value={texts[name] ?? ''}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => onChange(name, event.target.value)}
                />
              </FieldShell>
            );
          })}
        </div>
      )}
    </>
  );
}
