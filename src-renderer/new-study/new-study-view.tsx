// Plans a new study: from a preset, from the spec of another study, or from what was typed here before.
import { useState } from 'react';
import { hasTrainer, type TrainerSpec } from '../../src-main/spec/trainer.ts';
import { useAnswer } from '../client/queries.ts';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../parts/title.ts';
import { useWords } from '../words/language.ts';
import { draftOf } from './draft.ts';
import { recallDraft } from './draft-storage.ts';
import { recalledQueue } from './queue.ts';
import { StudyForm } from './study-form.tsx';
import { TrainerStudy } from './trainer-study.tsx';

/** The preset that a first study begins with. */
const FIRST_PRESET = 'quick';

export function NewStudyView({ from }: { readonly from: string | null }) {
  const words = useWords().newStudyForm;
  useTitle(words.title);
  const presets = useAnswer('spec.presets', {});
  const copied = useAnswer('study.spec', from === null ? null : { id: from });
  const facts = useAnswer('app.facts', {});
  /** A spec with a command that was loaded from a file. */
  const [loaded, setLoaded] = useState<TrainerSpec | null>(null);
  const error = presets.error ?? copied.error ?? facts.error;
  if (error) {
    const retry = () => void Promise.all([presets.refetch(), facts.refetch(), from && copied.refetch()]);
    return <Problem error={error} onRetry={retry} />;
  }
  const first = presets.data?.find(({ name }) => name === FIRST_PRESET) ?? presets.data?.[0];
  if (!presets.data || !facts.data || !first || (from !== null && !copied.data)) {
    return <p className="empty">{words.reading}</p>;
  }
  const copy = copied.data && { ...copied.data, name: copyName(copied.data.name, words.copySuffix) };
  const refusal = facts.data.readOnly ? words.readOnly : facts.data.runsCommands ? null : words.noCommands;
  if (loaded) return <TrainerStudy given={loaded} refusal={refusal} onLeave={() => setLoaded(null)} />;
  if (copy && hasTrainer(copy)) return <TrainerStudy given={copy} refusal={refusal} />;
  const plain =
    copy === undefined ? draftOf(first.spec, first.name) : draftOf(copy, words.copyOf(copied.data!.name));
  const fresh = { ...plain, texts: { ...plain.texts, ...recalledQueue() } };
  return (
    <StudyForm
      from={from}
      initial={recallDraft(from) ?? fresh}
      presets={presets.data}
      refusal={facts.data.readOnly ? words.readOnly : null}
      onTrainerSpec={setLoaded}
    />
  );
}

const LONGEST_NAME = 100;

function copyName(name: string, suffix: string): string {
  return `${name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}
