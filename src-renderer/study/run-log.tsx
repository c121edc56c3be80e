// What the command that trained a run printed, as far as it was kept.
import type { RunRow } from '../../src-main/records/types.ts';
import { useAnswer } from '../client/queries.ts';
import { useWords } from '../words/language.ts';

interface Props {
  readonly studyId: string;
  readonly run: RunRow;
}

export function RunLog({ studyId, run }: Props) {
  const words = useWords().studyCell;
  const isOver = run.state === 'finished' || run.state === 'failed-infrastructure';
  const answer = useAnswer('study.log', isOver ? { id: studyId, runId: run.id } : null);
  if (!answer.data || answer.isPlaceholderData) return null;
  return (
    <details>
      <summary>{words.printed(run.id)}</summary>
      <pre className="command" tabIndex={0}>
        {answer.data}
      </pre>
    </details>
  );
}
