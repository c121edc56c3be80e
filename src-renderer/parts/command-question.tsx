// Asks whether the command of a spec may train its runs: it may come from someone else, so it is shown as it is.
import type { AllowedCommand } from '../../src-main/contract/contract.ts';
import { visibleCommand } from '../../src-main/spec/command.ts';
import { useWords } from '../words/language.ts';
import { InCode } from './in-code.tsx';
import { Question } from './question.tsx';

interface Props {
  readonly trainer: AllowedCommand;
  /** Given just the command that was shown. */
  readonly onAllow: (allowed: AllowedCommand) => void;
  readonly onClose: () => void;
}

export function CommandQuestion({ trainer, onAllow, onClose }: Props) {
  const words = useWords().messages.command;
  const { command, folder, shell, setup, env } = trainer;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return (
    <Question
      title={words.title}
      confirm={words.confirm}
      onAnswer={() => onAllow({ command, folder, shell, setup, env })}
      onClose={onClose}
    >
      <pre className="command">{visibleCommand(command)}</pre>
      {setup.length > 0 && (
        <>
          <p>{words.setup}</p>
          <pre className="command">{setup.map(visibleCommand).join('\n')}</pre>
        </>
      )}
      {variables.length > 0 && (
        <>
          <p>{words.variables}</p>
          <pre className="command">{variables.map(visibleCommand).join('\n')}</pre>
        </>
      )}
      <p>
        <InCode sentence={shell ? words.folderByShell : words.folder} code={[folder]} /> {words.trust}
      </p>
    </Question>
  );
}
