// Runs of another tool become a study: choose the file, see what each column is taken for, put it right, import.
import { useRef, useState } from 'react';
import type { ImportPreview } from '../../src-main/study/import/preview.ts';
import {
  BATCH_SCALES,
  DIRECTIONS,
  EMPTY_LOSS_MEANINGS,
  FAILED_MEANINGS,
  IMPORT_FIELDS,
  LOSS_UNITS,
  PRUNED_MEANINGS,
  RATE_SCALES,
  type BatchScale,
  type Direction,
  type EmptyLossMeaning,
  type FailedMeaning,
  type ImportField,
  type LossUnit,
  type Mapping,
  type PrunedMeaning,
  type RateScale,
} from '../../src-main/spec/import-mapping.ts';
import { formatLoss } from '../../src-main/report/figures/numbers.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { useCommand, useClient } from '../client/queries.ts';
import { FileButton } from '../parts/file-button.tsx';
import { useTitle } from '../parts/title.ts';
import { useSay } from '../parts/toasts.tsx';
import { goTo } from '../routing.ts';

const FIELD_WORDS: Readonly<Record<ImportField, string>> = {
  learningRate: 'learning rate',
  batchSize: 'batch size',
  seed: 'seed',
  tailLoss: 'tail or final loss',
  validationLoss: 'validation loss',
  startLoss: 'loss at the start',
  lossCurve: 'loss curve (a list)',
  run: 'run (where a row is a step)',
  step: 'step',
  steps: 'steps to take',
  label: 'label',
  state: 'state (finished, failed, running)',
};
const SCALE_WORDS: Readonly<Record<RateScale, string>> = {
  linear: 'the learning rate itself',
  log10: 'its logarithm to base 10',
  ln: 'its natural logarithm',
};

const BATCH_WORDS: Readonly<Record<BatchScale, string>> = {
  linear: 'the batch size itself',
  log2: 'its logarithm to base 2',
};
const UNIT_WORDS: Readonly<Record<LossUnit, string>> = {
  nats: 'nats',
  bits: 'bits',
  perplexity: 'perplexity',
};

const EMPTY_LOSS_WORDS: Readonly<Record<EmptyLossMeaning, string>> = {
  diverged: 'it diverged',
  failed: 'it failed for outside reasons',
  'left-out': 'it is left out',
};
const FAILED_WORDS: Readonly<Record<FailedMeaning, string>> = {
  diverged: 'it diverged',
  infrastructure: 'it failed for outside reasons',
  finished: 'it is judged by its losses',
  'left-out': 'it is left out',
};
const PRUNED_WORDS: Readonly<Record<PrunedMeaning, string>> = {
  finished: 'it is judged by its losses',
  diverged: 'it diverged',
  'left-out': 'it is left out',
};
const DIRECTION_WORDS: Readonly<Record<Direction, string>> = {
  minimize: 'the loss itself',
  maximize: 'the negative of the loss',
};

interface Chosen {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What was chosen last, until it is read. */
interface Wanted {
  /** null: of another file, to be guessed. */
  readonly mapping: Mapping | null;
}

export function ImportView() {
  useTitle('Import runs');
  const client = useClient();
  const { sayError } = useSay();
  const create = useCommand('import.create');
  const [read, setRead] = useState<{ readonly file: Chosen; readonly preview: ImportPreview } | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const asked = useRef(0);

  const look = async (file: Chosen, mapping: Mapping | null) => {
    const number = ++asked.current;
    const isLast = () => number === asked.current;
    setWanted({ mapping });
    try {
      const preview = await client.call('import.preview', { ...file, mapping });
      if (isLast()) setRead({ file, preview });
    } catch (error) {
      if (isLast()) sayError(error);
    }
    if (isLast()) setWanted(null);
  };
  const finish = async ({ file, preview: { mapping } }: NonNullable<typeof read>) => {
    try {
      const { id } = await create.mutateAsync({ ...file, mapping });
      goTo({ view: 'study', id, tab: 'map' });
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <section className="study" aria-labelledby="import-heading">
      <h1 id="import-heading">Import runs of another tool</h1>
      <p>
        A table with one run a row: CSV (also as Weights &amp; Biases, MLflow and TensorBoard HParams write
        it), JSON lines, or the storage of an Optuna study (database or journal); or with one step a row.
      </p>
      <p>
        <FileButton
          label="Choose a file"
          accept=".csv,.tsv,.jsonl,.ndjson,.json,.log,.journal,.db,.sqlite,.sqlite3"
          onFile={(file) =>
            void file
              .arrayBuffer()
              .then((bytes) => look({ fileName: file.name, bytes: new Uint8Array(bytes) }, null))
          }
        />{' '}
        <span className="fine" role="status">
          {wanted ? 'Reading the file …' : read?.file.fileName}
        </span>
      </p>
      {read && wanted?.mapping !== null && (
        <>
          <MappingPanel
            preview={read.preview}
            mapping={wanted?.mapping ?? read.preview.mapping}
            onChange={(mapping) => void look(read.file, mapping)}
          />
          <SaidPanel
            mapping={wanted?.mapping ?? read.preview.mapping}
            onChange={(mapping) => void look(read.file, mapping)}
          />
          <OutcomePanel preview={read.preview} />
          <p>
            <button
              type="button"
              className="primary"
              disabled={
                wanted !== null ||
                read.preview.complaint !== null ||
                read.preview.questions.length > 0 ||
                create.isPending
              }
              onClick={() => void finish(read)}
            >
              Import {plural(read.preview.runs, 'run')}
            </button>
          </p>
        </>
      )}
    </section>
  );
}

interface PanelProps {
  readonly preview: ImportPreview;
}

interface MappingProps extends PanelProps {
  /** As chosen, though the preview may still be of the one before. */
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}

function MappingPanel({ preview: { columns, kind, recipes }, mapping, onChange }: MappingProps) {
  const change = (changes: Partial<Mapping>) => onChange({ ...mapping, ...changes });
  return (
    <section className="panel" aria-label="What the columns are">
      <h2>What the columns of this {kind} file are</h2>
      <dl className="facts">
        {IMPORT_FIELDS.map((field) => (
          <div key={field} className="fact">
            <dt>
              <label htmlFor={`import-${field}`}>{FIELD_WORDS[field]}</label>
            </dt>
            <dd>
              <select
                id={`import-${field}`}
                value={mapping.columns[field] ?? ''}
                onChange={(event) =>
                  change({ columns: { ...mapping.columns, [field]: event.target.value || null } })
                }
              >
                <option value="">none</option>
                {columns.map((column) => (
                  <option key={column}>{column}</option>
                ))}
              </select>
            </dd>
          </div>
        ))}
        <div className="fact">
          <dt>
            <label htmlFor="import-recipe">recipe (precision)</label>
          </dt>
          <dd>
            <select
              id="import-recipe"
              value={mapping.recipeColumns.join('\n')}
              onChange={(event) =>
                change({ recipeColumns: event.target.value === '' ? [] : event.target.value.split('\n') })
              }
            >
              <option value="">none</option>
              {mapping.recipeColumns.length > 1 && (
                <option value={mapping.recipeColumns.join('\n')}>{mapping.recipeColumns.join(' + ')}</option>
              )}
              {columns.map((column) => (
                <option key={column}>{column}</option>
              ))}
            </select>
          </dd>
        </div>
        <OneOf
          id="import-scale"
          name="the learning rate’s column holds"
          value={mapping.rateScale}
          options={RATE_SCALES}
          words={SCALE_WORDS}
          onChange={(rateScale) => change({ rateScale })}
        />
        <OneOf
          id="import-batch"
          name="the batch size’s column holds"
          value={mapping.batchScale}
          options={BATCH_SCALES}
          words={BATCH_WORDS}
          onChange={(batchScale) => change({ batchScale })}
        />
        <OneOf
          id="import-unit"
          name="losses are in"
          value={mapping.lossUnit}
          options={LOSS_UNITS}
          words={UNIT_WORDS}
          onChange={(lossUnit) => change({ lossUnit })}
        />
        <div className="fact">
          <dt>
            <label htmlFor="import-baseline">baseline</label>
          </dt>
          <dd>
            <select
              id="import-baseline"
              value={mapping.baseline ?? ''}
              onChange={(event) => change({ baseline: event.target.value || null })}
            >
              <option value="">the highest precision, by its name</option>
              {recipes.map((recipe) => (
                <option key={recipe}>{recipe}</option>
              ))}
            </select>
          </dd>
        </div>
      </dl>
    </section>
  );
}

interface SaidProps {
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}

/** What only the user knows: what losses are measured against, and what the words of a file mean. */
function SaidPanel({ mapping, onChange }: SaidProps) {
  const change = (changes: Partial<Mapping>) => onChange({ ...mapping, ...changes });
  const level = (name: 'initialLoss' | 'vocabulary' | 'unigramEntropy' | 'failedAbove', words: string) => (
    <div className="fact" key={name}>
      <dt>
        <label htmlFor={`import-${name}`}>{words}</label>
      </dt>
      <dd>
        <input
          id={`import-${name}`}
          inputMode="decimal"
          defaultValue={mapping[name] ?? ''}
          onBlur={(event) => {
            const value = Number(event.target.value);
            const known = event.target.value.trim() !== '' && value > 0 ? value : null;
            if (known !== mapping[name]) change({ [name]: known });
          }}
        />
      </dd>
    </div>
  );
  return (
    <section className="panel" aria-label="What the file does not say">
      <h2>What the file does not say</h2>
      <dl className="facts">
        {level('initialLoss', 'loss at the start')}
        {level('vocabulary', 'size of the vocabulary')}
        {level('unigramEntropy', 'unigram entropy, in nats')}
        {level('failedAbove', 'a run has failed above this loss')}
        <div className="fact">
          <dt>
            <label htmlFor="import-recipe-name">recipe of runs without one</label>
          </dt>
          <dd>
            <input
              id="import-recipe-name"
              maxLength={60}
              defaultValue={mapping.recipe ?? ''}
              onBlur={(event) => change({ recipe: event.target.value.trim() || null })}
            />
          </dd>
        </div>
        <Meaning
          id="import-empty"
          name="a run without a loss"
          value={mapping.emptyLoss}
          options={EMPTY_LOSS_MEANINGS}
          words={EMPTY_LOSS_WORDS}
          onChange={(emptyLoss) => change({ emptyLoss })}
        />
        <Meaning
          id="import-failed"
          name="a run that failed, crashed or was killed"
          value={mapping.failedMeans['*'] ?? null}
          options={FAILED_MEANINGS}
          words={FAILED_WORDS}
          onChange={(meaning) => change({ failedMeans: meaning === null ? {} : { '*': meaning } })}
        />
        <Meaning
          id="import-pruned"
          name="a pruned run"
          value={mapping.prunedMeans}
          options={PRUNED_MEANINGS}
          words={PRUNED_WORDS}
          onChange={(prunedMeans) => change({ prunedMeans })}
        />
        <Meaning
          id="import-direction"
          name="the loss’s column holds"
          value={mapping.direction}
          options={DIRECTIONS}
          words={DIRECTION_WORDS}
          onChange={(direction) => change({ direction })}
        />
      </dl>
    </section>
  );
}

interface MeaningProps<Value extends string> {
  readonly id: string;
  readonly name: string;
  readonly value: Value | null;
  readonly options: readonly Value[];
  readonly words: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value | null) => void;
}

function Meaning<Value extends string>({ id, name, value, options, words, onChange }: MeaningProps<Value>) {
  return (
    <div className="fact">
      <dt>
        <label htmlFor={id}>{name}</label>
      </dt>
      <dd>
        <select
          id={id}
          value={value ?? ''}
          onChange={(event) => onChange((event.target.value || null) as Value | null)}
        >
          <option value="">not said</option>
          {options.map((option) => (
            <option key={option} value={option}>
              {words[option]}
            </option>
          ))}
        </select>
      </dd>
    </div>
  );
}

interface OneOfProps<Value extends string> {
  readonly id: string;
  readonly name: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly words: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

function OneOf<Value extends string>({ id, name, value, options, words, onChange }: OneOfProps<Value>) {
  return (
    <div className="fact">
      <dt>
        <label htmlFor={id}>{name}</label>
      </dt>
      <dd>
        <select id={id} value={value} onChange={(event) => onChange(event.target.value as Value)}>
          {options.map((option) => (
            <option key={option} value={option}>
              {words[option]}
            </option>
          ))}
        </select>
      </dd>
    </div>
  );
}

function OutcomePanel({ preview }: PanelProps) {
  const { complaint, questions, notes, labels, runs, failed, problems, firstRuns, firstProblems, recipes } =
    preview;
  return (
    <section className="panel" aria-label="What will be imported">
      <h2>What will be imported</h2>
      {complaint !== null && <p className="bad">{complaint}</p>}
      {questions.map(({ sentence }) => (
        <p key={sentence} className="bad">
          {sentence}
        </p>
      ))}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <p>
        {plural(runs, 'run')} of {plural(recipes.length, 'recipe')}
        {failed > 0 && `, ${failed} of which failed for outside reasons`}; {plural(problems, 'row')} cannot be
        read.
      </p>
      <p>
        Labels to come:{' '}
        {Object.entries(labels)
          .map(([label, count]) => `${count} ${label}`)
          .join(', ') || 'none'}
        .
      </p>
      {firstRuns.length > 0 && (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">line</th>
                <th scope="col">recipe</th>
                <th scope="col">learning rate</th>
                <th scope="col">batch size</th>
                <th scope="col">seed</th>
                <th scope="col">tail loss</th>
                <th scope="col">label</th>
              </tr>
            </thead>
            <tbody>
              {firstRuns.map(({ line, planned, measured, label, failure }) => (
                <tr key={line}>
                  <td className="number">{line}</td>
                  <td>{planned.recipe}</td>
                  <td className="number">{Number(planned.learningRate.toPrecision(4))}</td>
                  <td className="number">{planned.batchSize}</td>
                  <td className="number">{planned.seed}</td>
                  <td className="number">
                    {measured.nonfinite ? 'not finite' : formatLoss(measured.tailLoss)}
                  </td>
                  <td>{failure !== null ? 'none: it failed' : label}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {firstProblems.length > 0 && (
        <>
          <h3>Rows that cannot be read</h3>
          <ul>
            {firstProblems.map(({ line, message }, index) => (
              <li key={index}>
                Line {line}: {message}
              </li>
            ))}
          </ul>
          {problems > firstProblems.length && <p>and {problems - firstProblems.length} more.</p>}
        </>
      )}
    </section>
  );
}
