// What an import would make of its inputs as they are mapped: what must be said first, labels to come by learning rate, what is left out.
import type { ImportLook } from '../../src-main/study/import/look.ts';
import type { OutcomeLook } from '../../src-main/study/import/preview.ts';
import { DUPLICATE_POLICIES, type Mapping } from '../../src-main/spec/import-mapping.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { Select } from './fields.tsx';
import { FirstRuns, RatesTable } from './outcome-tables.tsx';
import { Told } from './told.tsx';

interface Props {
  readonly look: ImportLook;
  readonly outcome: OutcomeLook;
  /** Of the input that is shown: what holds for all of them is said there; null: nothing is. */
  readonly mapping: Mapping | null;
  readonly onChange: (changes: Partial<Mapping>) => void;
}

export function OutcomePanel({ look, outcome, mapping, onChange }: Props) {
  const words = useWords().importOutcome;
  const { figures, imports, labels: labelWords } = useReportWords();
  const { complaint, questions, notes, labels, runs, failed, problems, recipes } = outcome;
  const counted = Object.entries(labels).map(([label, count]) =>
    imports.count(count, labelWords[label as keyof typeof labels]),
  );
  const broken = failed > 0 ? [figures.failedRuns(failed)] : [];
  return (
    <section className="panel" aria-label={words.heading}>
      <h2>{words.heading}</h2>
      {complaint !== null && (
        <p className="bad">
          {words.complaint}
          <Told sentence={complaint} />
        </p>
      )}
      {questions.map(({ topic, sentence }) => (
        <p key={sentence} className="bad">
          {words.topics[topic]}
          <Told sentence={sentence} />
        </p>
      ))}
      {notes.map((note) => (
        <p key={note}>
          <Told sentence={note} />
        </p>
      ))}
      {look.growth !== null && <p>{imports.growth(look.growth)}</p>}
      <p>{imports.preview(runs, recipes.length, null, problems)}</p>
      {runs > 0 && <p>{imports.labels([...counted, ...broken])}</p>}
      {mapping && (outcome.repeats > 0 || mapping.duplicates !== 'worst') && (
        <Duplicates mapping={mapping} onChange={onChange} />
      )}
      <RatesTable outcome={outcome} />
      <FirstRuns look={look} outcome={outcome} />
      <Problems look={look} outcome={outcome} />
    </section>
  );
}

function Duplicates({ mapping, onChange }: { mapping: Mapping; onChange: Props['onChange'] }) {
  const words = useWords().importColumns;
  return (
    <dl className="facts">
      <Select
        id="import-duplicates"
        name={words.duplicates}
        value={mapping.duplicates}
        options={DUPLICATE_POLICIES}
        words={words.duplicatePolicies}
        onChange={(duplicates) => onChange({ duplicates: duplicates! })}
      />
    </dl>
  );
}

function Problems({ look, outcome: { firstProblems, problems } }: Pick<Props, 'look' | 'outcome'>) {
  const words = useWords().importOutcome;
  if (firstProblems.length === 0) return null;
  // Of several inputs the sentence says which, and where.
  const unit = look.inputs.find(({ table }) => table !== null)?.table?.unit ?? 'run';
  return (
    <>
      <h3>{words.notRuns}</h3>
      <ul>
        {firstProblems.map(({ line, message }, index) => (
          <li key={index}>
            {line === 0 || unit === 'run' ? '' : words.place(unit, line)}
            <Told sentence={message} />
          </li>
        ))}
      </ul>
      {problems > firstProblems.length && <p>{words.more(problems - firstProblems.length)}</p>}
    </>
  );
}
