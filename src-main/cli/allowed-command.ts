// A spec or a study may come from someone else, and its command may do whatever the user may do: it runs only if the user
// has said so, after having seen it.
import { plainText } from '../report/terminal-text.ts';
import { visibleCommand } from '../spec/command.ts';
import type { TrainerSettings } from '../spec/trainer.ts';
import { UsageError } from './usage.ts';

/** Shows the command. */
export function notAllowed({ command, folder, shell, setup, env }: TrainerSettings): UsageError {
  return new UsageError(
    [
      `The runs of this study are trained by a command, which may do whatever you may do:`,
      `  ${visibleCommand(command)}`,
      `  in the folder ${plainText(folder)}${shell ? ', by the shell' : ''}`,
      ...setup.map((line) => `  after the shell has carried out: ${visibleCommand(line)}`),
      ...Object.entries(env).map(([name, value]) => `  with ${name}=${visibleCommand(value)}`),
      'Nothing was started. If you trust it, add --allow-command.',
    ].join('\n'),
  );
}
