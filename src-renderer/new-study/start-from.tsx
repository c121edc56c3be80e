// Where the form begins: a preset, a spec file, the spec of another study; and the spec as a file to keep.
import { useEffect, useRef } from 'react';
import type { Preset } from '../../src-main/contract/contract.ts';
import type { DeviceChoice } from '../../src-main/host/protocol.ts';
import { hasTrainer, parseAnySpec, type AnySpec, type TrainerSpec } from '../../src-main/spec/trainer.ts';
import { FileButton } from '../parts/file-button.tsx';
import { useCommand } from '../client/queries.ts';
import { showDuration } from '../parts/numbers.ts';
import { useReportWords, useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';
import { useSay } from '../parts/toasts.tsx';
import { ToldError } from '../parts/told-error.tsx';
import { DEVICE, draftOf, specJson, type Draft } from './draft.ts';
import { focusProblem, useForm } from './form-state.ts';
import { inOrder, presetWords } from './preset-words.ts';
import { sizeOf } from './size.ts';

/** Replaces the draft, and offers the old one back if there was work in it. */
function useReplace(): (draft: Draft, message: string) => void {
  const { draft: old, dispatch } = useForm();
  const { say } = useSay();
  const words = useWords().newStudyForm;
  return (draft, message) => {
    dispatch({ kind: 'replace', draft });
    if (!old.isTouched) return;
    say(message, { action: { name: words.undo, run: () => dispatch({ kind: 'replace', draft: old }) } });
  };
}

interface Props {
  readonly presets: readonly Preset[];
  readonly onTrainerSpec: (spec: TrainerSpec) => void;
}

export function StartFrom({ presets, onTrainerSpec }: Props) {
  const { draft } = useForm();
  const replace = useReplace();
  const size = useCommand('spec.size');
  /** What was typed while sizes were measured is what is offered back. */
  const replaceNow = useRef(replace);
  useEffect(() => {
    replaceNow.current = replace;
  });
  const words = useWords();
  const report = useReportWords();
  const form = words.newStudyForm;
  const measure = (preset: string) =>
    size.mutate(
      { preset, device: (draft.texts[DEVICE] ?? 'auto') as DeviceChoice },
      {
        onSuccess: ({ spec }) => replaceNow.current(draftOf(spec, preset), form.holdsPreset(preset)),
      },
    );
  return (
    <section aria-labelledby="presets-heading" className="start-from">
      <div className="row">
        <h2 id="presets-heading">{form.beginWith}</h2>
        {!presets.some(({ name }) => name === draft.basis) && (
          <span className="fine">{form.now(draft.basis)}</span>
        )}
        <span className="spring" />
        <LoadButton onTrainerSpec={onTrainerSpec} />
        <SaveButton />
      </div>
      <ul className="presets">
        {inOrder(presets).map(({ name, spec, sizedFor }) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={draft.basis === name}
              disabled={size.isPending}
              onClick={() =>
                sizedFor === null ? replace(draftOf(spec, name), form.holdsPreset(name)) : measure(name)
              }
            >
              <span>
                <strong>{name}</strong>{' '}
                <span className="fine">
                  {sizedFor === null
                    ? form.runs(sizeOf(spec).runs)
                    : size.isPending
                      ? form.sizing
                      : form.sized(showDuration(sizedFor, words.numbers))}
                </span>
              </span>
              <span className="words">{presetWords(name, spec, words, report)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="fine" role="status">
        {size.error ? (
          <ToldError error={size.error} />
        ) : (
          size.variables?.preset === draft.basis && <span lang="en">{size.data?.sentence}</span>
        )}
      </p>
    </section>
  );
}

function LoadButton({ onTrainerSpec }: Pick<Props, 'onTrainerSpec'>) {
  const replace = useReplace();
  const { say } = useSay();
  const words = useWords().newStudyForm;
  const load = async (file: File) => {
    try {
      const spec = readSpec(await file.text(), file.name, words);
      if (hasTrainer(spec)) onTrainerSpec(spec);
      else replace(draftOf(spec, file.name), words.holdsFile(file.name));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), { tone: 'bad' });
    }
  };
  return <FileButton label={words.load} accept=".json,application/json" onFile={(file) => void load(file)} />;
}

/** @throws Error with one sentence. */
function readSpec(text: string, fileName: string, words: PageWords['newStudyForm']): AnySpec {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(words.notJson(fileName, reason), { cause: error });
  }
  try {
    return parseAnySpec(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(words.notSpec(fileName, reason), { cause: error });
  }
}

function SaveButton() {
  const { draft, spec, problems } = useForm();
  const { say } = useSay();
  const words = useWords().newStudyForm;
  const save = () => {
    if (spec === null) {
      say(words.correctFirst(problems[0]!.message), { tone: 'bad' });
      focusProblem(problems);
      return;
    }
    download(`${JSON.stringify(specJson(draft), null, 2)}\n`, `${fileNameOf(spec.name)}.json`);
  };
  return (
    <button type="button" onClick={save}>
      {words.save}
    </button>
  );
}

/** Without what some file system refuses. */
function fileNameOf(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replace(/^\.+/, '') || 'spec';
}

function download(text: string, fileName: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser reads the blob after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
