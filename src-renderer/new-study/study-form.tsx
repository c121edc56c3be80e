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
import { focusProblem, FormContext, initialState, reduceForm, useField, useForm } from './form-state.ts';
import { useMeasuring } from './measuring.ts';
import { keepQueue, queueProblems, slurmChoiceOf } from './queue.ts';
import { WordsHere } from '../parts/term.tsx';
import { useWords } from '../words/language.ts';
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
  const { draft, spec } = state;
  const ofQueue = queueProblems(draft.texts, false, words);
  const problems = [...state.problems, ...ofQueue];
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
        <h1 id="new-heading">New study</h1>
        <StartFrom presets={presets} onTrainerSpec={onTrainerSpec} />
        <div className="parts">
          <TextSection />
          <RecipeSection />
          <AxisSection />
          <Section id="model-heading" title="Model">
            <Scalars fields={MODEL_FIELDS} />
            <Folded title="Outlier stress" holds={(field) => field.startsWith('model.outliers.')}>
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
          failure={start.error?.message ?? null}
        />
      </form>
    </FormContext>
  );
}

function TextSection() {
  const { draft } = useForm();
  const source = draft.texts[TEXT_SOURCE];
  return (
    <Section id="text-heading" title="Name and text">
      <div className="fields two">
        <Scalar field={NAME} />
        {source !== TOKEN_FILES && <Scalar field={VOCABULARY} />}
      </div>
      <Ways
        path={TEXT_SOURCE}
        legend="Text to train on"
        options={[
          [MOBY_DICK, 'Moby-Dick, which comes with Precipice'],
          ['file', 'a text file'],
          [TOKEN_FILES, 'files of token ids'],
        ]}
      />
      {source === 'file' && (
        <TextField
          path="text"
          label="Path of the text"
          hint="One UTF-8 file on the machine that trains, e.g. /home/me/text.txt"
          className="wide"
        />
      )}
      {source === TOKEN_FILES && (
        <>
          <TextField
            path="tokens.files"
            label="Paths of the token files"
            hint="nanoGPT’s or llm.c’s, separated by commas, e.g. /data/train_*.bin"
            className="wide"
          />
          <TextField
            path="tokens.validation"
            label="Paths of the files to validate on"
            hint="Left empty: the last tenth of the tokens"
            className="wide"
          />
          <TextField
            path="tokens.vocabularySize"
            label="Size of the vocabulary"
            hint="Left empty: the largest id of the files, and 1; of large files that takes a while"
          />
        </>
      )}
    </Section>
  );
}

function TrainingSection() {
  return (
    <Section id="training-heading" title="Training">
      <Scalars fields={TRAINING_FIELDS} />
      <EarlyStop />
      <Folded title="Optimizer" holds={(field) => field.startsWith('optimizer.')}>
        <Scalars fields={OPTIMIZER_FIELDS} />
      </Folded>
      <Folded title="Thresholds of the verdicts" holds={(field) => field.startsWith('thresholds.')}>
        <WordsHere words={['stable', 'stalled', 'degraded', 'tail loss', 'LR50']} />
        <UnstableLabels />
        <Scalars fields={THRESHOLD_FIELDS} />
      </Folded>
    </Section>
  );
}

const EARLY_STOPS: readonly (readonly [string, string])[] = [
  ['', 'where a sweep is refined'],
  ['true', 'always'],
  ['false', 'never'],
];

function EarlyStop() {
  const { id, text, set, problem } = useField('earlyStop');
  const hint = 'A run that can no longer end stable is ended; it counts as unstable and has no tail loss';
  const isOwn = EARLY_STOPS.every(([value]) => value !== text);
  return (
    <FieldShell id={id} label="Stop runs early" hint={hint} problem={problem} className="medium">
      <select {...described(id, hint, problem)} value={text} onChange={(event) => set(event.target.value)}>
        {[...EARLY_STOPS, ...(isOwn ? [[text, 'by the rule of the copied study'] as const] : [])].map(
          ([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ),
        )}
      </select>
    </FieldShell>
  );
}

function UnstableLabels() {
  const { id, text, set, problem } = useField('thresholds.unstableLabels');
  const chosen = listItems(text);
  return (
    <fieldset className="picks" id={id} tabIndex={-1}>
      <legend>Labels that count as unstable</legend>
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
            {label}
          </label>
        ))}
      </div>
      {problem !== null && <p className="bad">{problem}</p>}
    </fieldset>
  );
}
