// Asks whether the tasks of a study may be set up as was said before: that lies beside the study and may come from someone else.
import type { TaskLines } from '../../src-main/contract/slurm-choice.ts';
import { visibleCommand } from '../../src-main/spec/command.ts';
import { Question } from '../parts/question.tsx';
import { useWords } from '../words/language.ts';

interface Props {
  readonly lines: TaskLines;
  /** Given just the lines that were shown. */
  readonly onAllow: (lines: TaskLines) => void;
  readonly onClose: () => void;
}

export function TaskLinesQuestion({ lines, onAllow, onClose }: Props) {
  const { taskLines: words } = useWords();
  const textsOf = (wanted: 'setup' | 'prefix') =>
    lines.filter(({ kind }) => kind === wanted).map(({ text }) => visibleCommand(text));
  const [setup, prefix] = [textsOf('setup'), textsOf('prefix')];
  return (
    <Question title={words.title} confirm={words.confirm} onAnswer={() => onAllow(lines)} onClose={onClose}>
      {setup.length > 0 && (
        <>
          <p>{words.setup}</p>
          <pre className="command">{setup.join('\n')}</pre>
        </>
      )}
      {prefix.length > 0 && (
        <>
          <p>{words.prefix}</p>
          <pre className="command">{prefix.join('\n')}</pre>
        </>
      )}
      <p>{words.trust}</p>
    </Question>
  );
}
