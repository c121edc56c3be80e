// Plans a new study: from a preset, from the spec of another study, or from what was typed here before.
import { useAnswer } from '../client/queries.ts';
import { Problem } from '../parts/problem.tsx';
import { draftOf } from './draft.ts';
import { recallDraft } from './draft-storage.ts';
import { StudyForm } from './study-form.tsx';

/** The preset that a first study begins with. */
const FIRST_PRESET = 'quick';

export function NewStudyView({ from }: { readonly from: string | null }) {
  const presets = useAnswer('spec.presets', {});
  const copied = useAnswer('study.spec', from === null ? null : { id: from });
  const facts = useAnswer('app.facts', {});
  const error = presets.error ?? copied.error ?? facts.error;
  if (error) {
    const retry = () => void Promise.all([presets.refetch(), facts.refetch(), from && copied.refetch()]);
    return <Problem error={error} onRetry={retry} />;
  }
  const first = presets.data?.find(({ name }) => name === FIRST_PRESET) ?? presets.data?.[0];
  if (!presets.data || !facts.data || !first || (from !== null && !copied.data)) {
    return <p className="empty">Reading the presets …</p>;
  }
  const fresh =
    copied.data === undefined
      ? draftOf(first.spec, first.name)
      : draftOf({ ...copied.data, name: copyName(copied.data.name) }, `the spec of ${copied.data.name}`);
  return (
    <StudyForm
      from={from}
      initial={recallDraft(from) ?? fresh}
      presets={presets.data}
      isReadOnly={facts.data.readOnly}
    />
  );
}

const LONGEST_NAME = 100;

function copyName(name: string): string {
  const suffix = ' copy';
  return `${name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}
