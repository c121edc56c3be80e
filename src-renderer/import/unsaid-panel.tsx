// What only the user knows: what losses are measured against, which study and objective are meant, and what the words of a file mean.
import {
  ALL_STUDIES,
  DIRECTIONS,
  EMPTY_LOSS_MEANINGS,
  FAILED_MEANINGS,
  PRUNED_MEANINGS,
  type FailedMeaning,
} from '../../src-main/spec/import-mapping.ts';
import type { MappingProps } from './columns-panel.tsx';
import { Fact, OptionalNumber, Select } from './fields.tsx';
import { useWords } from '../words/language.ts';

const isLevel = (value: number) => value > 0 && value <= 1e6;

const LEVELS = [
  { name: 'initialLoss', accepts: isLevel, allowed: 'level' },
  {
    name: 'vocabulary',
    accepts: (value: number) => Number.isInteger(value) && value >= 2 && value <= 1e9,
    allowed: 'vocabulary',
  },
  { name: 'unigramEntropy', accepts: (value: number) => value >= 0 && value <= 100, allowed: 'entropy' },
  { name: 'failedAbove', accepts: isLevel, allowed: 'level' },
] as const;

const LONGEST_NAME = 60;
/** All words of a tool for a failure that have no meaning of their own. */
const OTHERS = '*';

export function UnsaidPanel({ table, mapping, name: input, onChange }: MappingProps) {
  const words = useWords().importColumns;
  const { studies, mayBeOneStudy, objectives, failedWords } = table.choices;
  const heading = input === null ? words.unsaid : words.unsaidOf(input);
  return (
    <section className="panel" aria-label={heading}>
      <h2>{heading}</h2>
      <dl className="facts">
        {LEVELS.map(({ name, accepts, allowed }) => (
          <Fact key={name} id={`import-${name}`} name={words.levels[name]}>
            <OptionalNumber
              id={`import-${name}`}
              value={mapping[name]}
              accepts={accepts}
              allowed={words.allowed[allowed]}
              onChange={(value) => onChange({ [name]: value })}
            />
          </Fact>
        ))}
        {studies.length > 1 && (
          <Select
            id="import-study"
            name={words.study}
            value={mapping.study}
            options={mayBeOneStudy ? [...studies, ALL_STUDIES] : studies}
            words={{ [ALL_STUDIES]: words.allStudies }}
            none={words.notSaid}
            onChange={(study) => onChange({ study })}
          />
        )}
        {objectives.length > 0 && (
          <Select
            id="import-objective"
            name={words.objective}
            value={mapping.objective}
            options={objectives.map((_, number) => String(number))}
            words={Object.fromEntries(objectives.map((name, number) => [String(number), name]))}
            none={
              mapping.columns.tailLoss === null ? words.notSaid : words.objectiveBy(mapping.columns.tailLoss)
            }
            onChange={(objective) => onChange({ objective })}
          />
        )}
        <Select
          id="import-direction"
          name={words.direction}
          value={mapping.direction}
          options={DIRECTIONS}
          words={words.directions}
          none={words.directionAs}
          onChange={(direction) => onChange({ direction })}
        />
        <Fact id="import-recipe-name" name={words.recipeName}>
          <input
            id="import-recipe-name"
            maxLength={LONGEST_NAME}
            defaultValue={mapping.recipe ?? ''}
            onBlur={({ target: { value } }) => {
              const recipe = value.trim() || null;
              if (recipe !== mapping.recipe) onChange({ recipe });
            }}
          />
        </Fact>
        <Select
          id="import-empty"
          name={words.emptyLoss}
          value={mapping.emptyLoss}
          options={EMPTY_LOSS_MEANINGS}
          words={words.emptyLossMeanings}
          none={words.notSaid}
          onChange={(emptyLoss) => onChange({ emptyLoss })}
        />
        <FailedWords states={failedWords} mapping={mapping} onChange={onChange} />
        <Select
          id="import-pruned"
          name={words.pruned}
          value={mapping.prunedMeans}
          options={PRUNED_MEANINGS}
          words={words.prunedMeanings}
          none={words.prunedNone}
          onChange={(prunedMeans) => onChange({ prunedMeans })}
        />
      </dl>
    </section>
  );
}

/** Each word that the file has for a failure; where it has none, nothing is asked. */
function FailedWords({
  states,
  mapping: { failedMeans },
  onChange,
}: Pick<MappingProps, 'mapping' | 'onChange'> & { readonly states: readonly string[] }) {
  const words = useWords().importColumns;
  const change = (word: string, meaning: FailedMeaning | null) => {
    const others = Object.entries(failedMeans).filter(([other]) => other !== word);
    onChange({
      failedMeans: Object.fromEntries(meaning === null ? others : [...others, [word, meaning]]),
    });
  };
  return states.map((word) => (
    <Select
      key={word}
      id={`import-failed-${word}`}
      name={words.failedState(word)}
      value={failedMeans[word] ?? failedMeans[OTHERS] ?? null}
      options={FAILED_MEANINGS}
      words={words.failedMeanings}
      none={words.notSaid}
      onChange={(meaning) => change(word, meaning)}
    />
  ));
}
