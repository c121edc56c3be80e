// Whether the runs become a new study or are added to one that was imported before; asked only where there is such a study.
import { useAnswer } from '../client/queries.ts';
import { useWords } from '../words/language.ts';
import type { Import } from './use-import.ts';

export function StudyChoice({ runs: { into, addTo } }: { readonly runs: Import }) {
  const words = useWords().importing;
  const listing = useAnswer('library.list', {});
  const studies = (listing.data?.studies ?? []).filter(({ canGrow, isExample }) => canGrow && !isExample);
  if (studies.length === 0) return null;
  return (
    <div className="row">
      <label htmlFor="import-into">{words.into}</label>
      <select
        id="import-into"
        value={into ?? ''}
        onChange={({ target: { value } }) => void addTo(value || null)}
      >
        <option value="">{words.newStudy}</option>
        {studies.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
