// Asks whether the command of a spec may train its runs: it may come from someone else, so it is shown as it is.
import type { AllowedCommand } from '../../src-main/contract/contract.ts';
import { visibleCommand } from '../../src-main/spec/command.ts';
import { Question } from './question.tsx';

interface Props {
  readonly trainer: AllowedCommand;
  /** Given just the command that was shown. */
  readonly onAllow: (allowed: AllowedCommand) => void;
  readonly onClose: () => void;
}

export function CommandQuestion({ trainer, onAllow, onClose }: Props) {
  const { command, folder, shell, setup, env } = trainer;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return (
    <Question
      title="Let this command train the runs?"
      confirm="Run the command"
      onAnswer={() => onAllow({ command, folder, shell, setup, env })}
      onClose={onClose}
    >
      <pre className="command">{visibleCommand(command)}</pre>
      {setup.length > 0 && (
        <>
          <p>After the shell has carried out:</p>
          <pre className="command">{setup.map(visibleCommand).join('\n')}</pre>
        </>
      )}
      {variables.length > 0 && (
        <>
          <p>With these variables of its environment:</p>
          <pre className="command">{variables.map(visibleCommand).join('\n')}</pre>
        </>
      )}
      <p>
        In the folder <code>{folder}</code>
        {shell && ', by the shell'}. It may do whatever you may do on the machine that trains: allow it only
        if you trust whom it comes from.
      </p>
    </Question>
  );
}
