// The form itself: its parts in order, what is kept of it, and what happens when it is sent.
import { useEffect, useReducer, type FormEvent } from 'react';
import type { Preset } from '../../src-main/contract/contract.ts';
import type { DeviceChoice } from '../../src-main/host/protocol.ts';
import type { TrainerSpec } from '../../src-main/spec/trainer.ts';
import { OUTCOME_LABELS } from '../../src-main/analysis/labels/labels.ts';
import { useCommand } from '../client/queries.ts';
import { goTo } from '../routing.ts';
import { AxisSection } from './axis-section.tsx';
import { BeforeStart } from './before-start.tsx';
import { DEVICE, DEVICES, listItems, MOBY_DICK, TEXT_SOURCE, TOKEN_FILES, type Draft } from './draft.ts';
import { inWordsOfForm } from './check.ts';
import { forgetDraft, keepDraft } from './draft-storage.ts';
import { described, FieldShell, Folded, Scalar, Scalars, Section, TextField, Ways } from './fields.tsx';
import {
  MODEL_FIELDS,
  NAME,
  OPTIMIZER_FIELDS,
  OUTLIER_FIELDS,
  THRESHOLD_FIELDS,
  TRAINING_FIELDS,
  VOCABULARY,
} from './fields-table.ts';
import { initialState, reduceForm } from './form-reducer.ts';
import { focusProblem, FormContext, useField, useForm } from './form-state.ts';
import { useMeasuring } from './measuring.ts';
import { keepQueue, queueProblems, slurmChoiceOf } from './queue.ts';
import { WordsHere } from '../parts/term.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { RecipeSection } from './recipe-section.tsx';
import { StartBar } from './start-bar.tsx';
import { StartFrom } from './start-from.tsx';

interface Props {
  readonly from: string | null;
  readonly initial: Draft;
  readonly presets: readonly Preset[];
  /** Why it cannot start in this face, or null. */
  readonly refusal: string | null;
  /** Takes a spec whose runs a command trains, which this form cannot hold. */
  readonly onTrainerSpec: (spec: TrainerSpec) => void;
}

export function StudyForm({ from, initial, presets, refusal, onTrainerSpec }: Props) {
  const [state, dispatch] = useReducer(reduceForm, initial, initialState);
  const start = useCommand('sweep.start');
  const words = useWords();
  const form = words.newStudyForm;
  const { draft, spec } = state;
  const ofQueue = queueProblems(draft.texts, false, words);
  const problems = [...inWordsOfForm(state.found, draft, words), ...ofQueue];
  const measuring = useMeasuring(spec, refusal === null && !start.isPending);
  useEffect(() => keepDraft(from, draft), [from, draft]);

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (start.isPending || refusal !== null) return;
    if (spec === null || problems.length > 0) {
      focusProblem(problems);
      return;
    }
    start.mutate(
      {
        spec,
        device: (draft.texts[DEVICE] ?? 'auto') as DeviceChoice,
        devices: draft.texts[DEVICES]?.trim() || null,
        slurm: slurmChoiceOf(draft.texts, false),
      },
      {
        onSuccess: ({ id }) => {
          forgetDraft(from);
          keepQueue(draft.texts);
          goTo({ view: 'study', id, tab: 'map' });
        },
      },
    );
  };
  return (
    <FormContext value={{ ...state, problems, queueProblems: ofQueue, dispatch }}>
      <form className="new-study" aria-labelledby="new-heading" noValidate onSubmit={send}>
        <h1 id="new-heading">{form.title}</h1>
        <StartFrom presets={presets} onTrainerSpec={onTrainerSpec} />
        <div className="parts">
          <TextSection />
          <RecipeSection />
          <AxisSection />
          <Section id="model-heading" title={form.model}>
            <Scalars fields={MODEL_FIELDS} />
            <Folded title={form.outliers} holds={(field) => field.startsWith('model.outliers.')}>
              <Scalars fields={OUTLIER_FIELDS} />
            </Folded>
          </Section>
          <TrainingSection />
        </div>
        <div className="side">
          <BeforeStart measuring={measuring} />
        </div>
        <StartBar
          measuring={measuring}
          isStarting={start.isPending}
          refusal={refusal}
          failure={start.error}
        />
      </form>
    </FormContext>
  );
}

function TextSection() {
  const words = useWords().newStudyForm;
  const { draft } = useForm();
  const source = draft.texts[TEXT_SOURCE];
  return (
    <Section id="text-heading" title={words.nameAndText}>
      <div className="fields two">
        <Scalar field={NAME} />
        {source !== TOKEN_FILES && <Scalar field={VOCABULARY} />}
      </div>
      <Ways
        path={TEXT_SOURCE}
        legend={words.trainOn}
        options={[
          [MOBY_DICK, words.sources['moby-dick']],
          ['file', words.sources.file],
          [TOKEN_FILES, words.sources.tokens],
        ]}
      />
      {source === 'file' && <TextField path="text" {...words.text} className="wide" />}
      {source === TOKEN_FILES && (
        <>
          <TextField path="tokens.files" {...words.files} className="wide" />
          <TextField path="tokens.validation" {...words.validation} className="wide" />
          <TextField path="tokens.vocabularySize" {...words.vocabularySize} />
        </>
      )}
    </Section>
  );
}

function TrainingSection() {
  const words = useWords().newStudyForm;
  return (
    <Section id="training-heading" title={words.training}>
      <Scalars fields={TRAINING_FIELDS} />
      <EarlyStop />
      <Folded title={words.optimizer} holds={(field) => field.startsWith('optimizer.')}>
        <Scalars fields={OPTIMIZER_FIELDS} />
      </Folded>
      <Folded title={words.thresholds} holds={(field) => field.startsWith('thresholds.')}>
        <WordsHere words={['stable', 'stalled', 'degraded', 'tail loss', 'LR50']} />
        <UnstableLabels />
        <Scalars fields={THRESHOLD_FIELDS} />
      </Folded>
    </Section>
  );
}

function EarlyStop() {
  const { id, text, set, problem } = useField('earlyStop');
  const { label, hint, refined, always, never, copied } = useWords().newStudyForm.stopEarly;
  const ways: readonly (readonly [string, string])[] = [
    ['', refined],
    ['true', always],
    ['false', never],
  ];
  const isOwn = ways.every(([value]) => value !== text);
  return (
    <FieldShell id={id} label={label} hint={hint} problem={problem} className="medium">
      <select {...described(id, hint, problem)} value={text} onChange={(event) => set(event.target.value)}>
        {[...ways, ...(isOwn ? [[text, copied] as const] : [])].map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </FieldShell>
  );
}

function UnstableLabels() {
  const words = useWords().newStudyForm;
  const report = useReportWords();
  const { id, text, set, problem } = useField('thresholds.unstableLabels');
  const chosen = listItems(text);
  return (
    <fieldset className="picks" id={id} tabIndex={-1}>
      <legend>{words.unstableLabels}</legend>
      <div className="row">
        {OUTCOME_LABELS.map((label) => (
          <label key={label}>
            <input
              type="checkbox"
              checked={chosen.includes(label)}
              onChange={({ target }) =>
                set(
                  OUTCOME_LABELS.filter((other) =>
                    other === label ? target.checked : chosen.includes(other),
                  ).join(', '),
                )
              }
            />{' '}
            {report.labels[label]}
          </label>
        ))}
      </div>
      {problem !== null && <p className="bad">{problem}</p>}
    </fieldset>
  );
}
