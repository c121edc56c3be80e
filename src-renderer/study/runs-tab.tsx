// Every run of a study as a table: sorted and filtered by the core, drawn only where it is seen.
import { useAnswer } from '../client/queries.ts';
import type { StudyView } from '../../src-main/api/contract.ts';

export function RunsTab({ study: { id } }: { readonly study: StudyView }) {
  const page = useAnswer('study.runs', { id });
  return <p>{page.data?.total} runs</p>;
}
