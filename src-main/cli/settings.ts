// Options that several commands share.
import { Option, type Command } from 'commander';
import { DEVICE_NAMES } from '../engine/device.ts';
import type { DeviceChoice } from '../host/protocol.ts';
import { integerArgument } from './usage.ts';

export interface DeviceOptions {
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly text?: string;
}

export interface JsonOption {
  readonly json?: boolean;
}

export function withDeviceOptions(command: Command, aboutText: string): Command {
  return command
    .addOption(
      new Option('--device <name>', 'where to train').choices(['auto', ...DEVICE_NAMES]).default('auto'),
    )
    .option('--threads <n>', 'threads of the device (default: all)', integerArgument('--threads', 1))
    .option('--text <file>', aboutText);
}

export function withJson(command: Command): Command {
  return command.option('--json', 'the result as JSON on standard output');
}
