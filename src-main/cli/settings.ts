// Options that several commands share.
import { Option, type Command } from 'commander';
import { DEVICE_NAMES } from '../engine/device.ts';
import type { DeviceChoice } from '../host/protocol.ts';
import { integerArgument } from './usage.ts';

export interface TrainingOptions extends JsonOption {
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly text?: string;
  readonly allowCommand?: boolean;
}

export interface JsonOption {
  readonly json?: boolean;
}

/** What sweep, resume and retry share. */
export function withTrainingOptions(command: Command, aboutText: string): Command {
  command
    .addOption(
      new Option('--device <name>', 'where to train').choices(['auto', ...DEVICE_NAMES]).default('auto'),
    )
    .option('--threads <n>', 'threads of the device (default: all)', integerArgument('--threads', 1))
    .option('--text <file>', aboutText)
    .option('--allow-command', 'let the command of the spec, if it has one, train the runs');
  return withJson(command);
}

export function withJson(command: Command): Command {
  return command.option('--json', 'the result as JSON on standard output');
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
