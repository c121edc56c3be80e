// Asks whether the tasks of a study may be set up as was said before: that lies beside the study and may come from someone else.
import { Fragment } from 'react';
import type { TaskLines } from '../../src-main/spec/slurm-choice.ts';
import { quotedWords, visibleCommand } from '../../src-main/spec/command.ts';
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
  const textsOf = (wanted: TaskLines[number]['kind']) =>
    lines.filter(({ kind }) => kind === wanted).map(({ text }) => text);
  const shown = [
    { what: words.setup, texts: textsOf('setup') },
    { what: words.prefix, texts: [quotedWords(textsOf('prefix'))].filter((prefix) => prefix !== '') },
    { what: words.option, texts: textsOf('option') },
  ].filter(({ texts }) => texts.length > 0);
  return (
    <Question title={words.title} confirm={words.confirm} onAnswer={() => onAllow(lines)} onClose={onClose}>
      {shown.map(({ what, texts }) => (
        <Fragment key={what}>
          <p>{what}</p>
          <pre className="command">{texts.map(visibleCommand).join('\n')}</pre>
        </Fragment>
      ))}
      <p>{words.trust}</p>
    </Question>
  );
}
