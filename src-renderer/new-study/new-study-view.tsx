// Plans a new study: from a preset, or from the spec of another study.
import { useState } from 'react';
import { useAnswer, useCommand } from '../client/queries.ts';
import { Problem } from '../parts/problem.tsx';
import { useSay } from '../parts/toasts.tsx';
import { goTo } from '../routing.ts';

export function NewStudyView({ from }: { readonly from: string | null }) {
  const presets = useAnswer('spec.presets', {});
  const copied = useAnswer('study.spec', from === null ? null : { id: from });
  const start = useCommand('sweep.start');
  const { sayError } = useSay();
  const [chosen, setChosen] = useState('quick');
  if (presets.error) return <Problem error={presets.error} onRetry={() => void presets.refetch()} />;
  const spec = from === null ? presets.data?.find(({ name }) => name === chosen)?.spec : copied.data;
  return (
    <section aria-labelledby="new-heading">
      <h1 id="new-heading">New study</h1>
      {from === null && (
        <label>
          Preset{' '}
          <select value={chosen} onChange={(event) => setChosen(event.target.value)}>
            {presets.data?.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <button
        type="button"
        className="primary"
        disabled={!spec || start.isPending}
        onClick={() =>
          start.mutate(
            { spec, device: 'auto' },
            { onSuccess: ({ id }) => goTo({ view: 'study', id, tab: 'map' }), onError: sayError },
          )
        }
      >
        {start.isPending ? 'Starting …' : 'Start'}
      </button>
    </section>
  );
}
