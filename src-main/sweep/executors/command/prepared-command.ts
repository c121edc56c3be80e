// The command of one run as the system is to start it: its words, its variables, and what a shell does before it. Pure.
import {
  expandCommand,
  fillPlaces,
  gpusOfSlot,
  type Placeholder,
  type PlaceholderValues,
} from '../../../spec/command.ts';
import type { TrainerSettings } from '../../../spec/trainer.ts';
import type { CommandLine } from './trainer-process.ts';

type Values = Readonly<Record<Exclude<Placeholder, 'gpus'>, string | number>> &
  Readonly<Record<string, string | number>> & { readonly slot: number };

/** `variables` are those of the session. */
export function preparedCommand(
  trainer: TrainerSettings,
  given: Values,
  variables: Readonly<Record<string, string>>,
): CommandLine {
  const values: PlaceholderValues = { ...given, gpus: gpusOfSlot(given.slot, trainer.gpusPerSlot) };
  const words = expandCommand(trainer, values);
  const own = Object.entries(trainer.env).map(([name, text]) => [name, fillPlaces(text, values)] as const);
  const { folder, shell, setup } = trainer;
  const rest = { folder, environment: { ...Object.fromEntries(own), ...variables } };
  if (setup.length === 0) return { ...rest, words, shell };
  // A line that fails ends it: nothing is trained in half an environment. Modules are known to a login shell.
  const script = ['set -e', ...setup, shell ? words[0] : 'exec "$@"'].join('\n');
  return { ...rest, words: ['bash', '-lc', script, 'bash', ...(shell ? [] : words)], shell: false };
}
