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

export function CommandQuestion({ trainer: { command, folder, shell }, onAllow, onClose }: Props) {
  return (
    <Question
      title="Let this command train the runs?"
      confirm="Run the command"
      onAnswer={() => onAllow({ command, folder, shell })}
      onClose={onClose}
    >
      <pre className="command">{visibleCommand(command)}</pre>
      <p>
        In the folder <code>{folder}</code>
        {shell && ', by the shell'}. It may do whatever you may do on the machine that trains: allow it only
        if you trust whom it comes from.
      </p>
    </Question>
  );
}
