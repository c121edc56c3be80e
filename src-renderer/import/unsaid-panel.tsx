// What only the user knows: what losses are measured against, which study and objective are meant, and what the words of a file mean.
import {
  DIRECTIONS,
  EMPTY_LOSS_MEANINGS,
  FAILED_MEANINGS,
  PRUNED_MEANINGS,
  type FailedMeaning,
} from '../../src-main/spec/import-mapping.ts';
import type { MappingProps } from './columns-panel.tsx';
import { Fact, OptionalNumber, Select } from './fields.tsx';
import { DIRECTION_WORDS, EMPTY_LOSS_WORDS, FAILED_WORDS, PRUNED_WORDS } from './words.ts';

const isLevel = (value: number) => value > 0 && value <= 1e6;
const LEVEL = 'It must be a number above 0 and up to 1,000,000.';

const LEVELS = [
  { name: 'initialLoss', words: 'loss at the start of training', accepts: isLevel, allowed: LEVEL },
  {
    name: 'vocabulary',
    words: 'size of the vocabulary',
    accepts: (value: number) => Number.isInteger(value) && value >= 2 && value <= 1e9,
    allowed: 'It must be a whole number of 2 or more.',
  },
  {
    name: 'unigramEntropy',
    words: 'unigram entropy, in nats',
    accepts: (value: number) => value >= 0 && value <= 100,
    allowed: 'It must be a number from 0 to 100.',
  },
  { name: 'failedAbove', words: 'a run has failed above this loss', accepts: isLevel, allowed: LEVEL },
] as const;

const LONGEST_NAME = 60;
/** All words of a tool for a failure that have no meaning of their own. */
const OTHERS = '*';

export function UnsaidPanel({ preview, mapping, onChange }: MappingProps) {
  const { studies, objectives, failedWords } = preview.choices;
  return (
    <section className="panel" aria-label="What the file does not say">
      <h2>What the file does not say</h2>
      <dl className="facts">
        {LEVELS.map(({ name, words, accepts, allowed }) => (
          <Fact key={name} id={`import-${name}`} name={words}>
            <OptionalNumber
              id={`import-${name}`}
              value={mapping[name]}
              accepts={accepts}
              allowed={allowed}
              onChange={(value) => onChange({ [name]: value })}
            />
          </Fact>
        ))}
        {studies.length > 1 && (
          <Select
            id="import-study"
            name="study"
            value={mapping.study}
            options={studies}
            none="not said"
            onChange={(study) => onChange({ study })}
          />
        )}
        {objectives.length > 0 && (
          <Select
            id="import-objective"
            name="the objective that is the loss"
            value={mapping.objective}
            options={objectives.map((_, number) => String(number))}
            words={Object.fromEntries(objectives.map((words, number) => [String(number), words]))}
            none={
              mapping.columns.tailLoss === null ? 'not said' : `by its column, ${mapping.columns.tailLoss}`
            }
            onChange={(objective) => onChange({ objective })}
          />
        )}
        <Select
          id="import-direction"
          name="the loss’s column holds"
          value={mapping.direction}
          options={DIRECTIONS}
          words={DIRECTION_WORDS}
          none="as the study says"
          onChange={(direction) => onChange({ direction })}
        />
        <Fact id="import-recipe-name" name="recipe of runs without one">
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
          name="a run without a loss"
          value={mapping.emptyLoss}
          options={EMPTY_LOSS_MEANINGS}
          words={EMPTY_LOSS_WORDS}
          none="not said"
          onChange={(emptyLoss) => onChange({ emptyLoss })}
        />
        <FailedWords words={failedWords} mapping={mapping} onChange={onChange} />
        <Select
          id="import-pruned"
          name="a run that was pruned, or ended before the others"
          value={mapping.prunedMeans}
          options={PRUNED_MEANINGS}
          words={PRUNED_WORDS}
          none="neither stable nor unstable, unless it had failed"
          onChange={(prunedMeans) => onChange({ prunedMeans })}
        />
      </dl>
    </section>
  );
}

/** Each word that the file has for a failure; where it has none, nothing is asked. */
function FailedWords({
  words,
  mapping: { failedMeans },
  onChange,
}: Pick<MappingProps, 'mapping' | 'onChange'> & { readonly words: readonly string[] }) {
  const change = (word: string, meaning: FailedMeaning | null) => {
    const others = Object.entries(failedMeans).filter(([other]) => other !== word);
    onChange({
      failedMeans: Object.fromEntries(meaning === null ? others : [...others, [word, meaning]]),
    });
  };
  return words.map((word) => (
    <Select
      key={word}
      id={`import-failed-${word}`}
      name={`a run whose state is “${word}”, where its losses do not tell`}
      value={failedMeans[word] ?? failedMeans[OTHERS] ?? null}
      options={FAILED_MEANINGS}
      words={FAILED_WORDS}
      none="not said"
      onChange={(meaning) => change(word, meaning)}
    />
  ));
}
