// Options that several commands share.
import { Option, type Command } from 'commander';
import { DEVICE_NAMES } from '../engine/device.ts';
import type { DeviceChoice } from '../host/protocol.ts';
import { LANGUAGES, type Language } from '../report/language/language.ts';
import { plainWords } from '../spec/command.ts';
import { integerArgument, UsageError } from './usage.ts';

export interface TrainingOptions extends JsonOption, LanguageOption {
  /** Not given: auto, or with Slurm what the study's last session was told. */
  readonly device?: DeviceChoice;
  /** As the user wrote it. */
  readonly devices?: string;
  readonly threads?: number;
  readonly text?: string;
  readonly allowCommand?: boolean;
  readonly executor: 'local' | 'slurm';
  readonly partition?: string;
  readonly timeLimit?: string;
  readonly memory?: string;
  readonly cpus?: number;
  readonly tasksAtOnce?: number;
  readonly runsPerTask?: number;
  readonly sbatch?: readonly string[];
  readonly nodes?: number;
  readonly taskSetup?: readonly string[];
  readonly taskPrefix?: readonly string[];
  readonly cancelOnInterrupt?: boolean;
}

export interface JsonOption {
  readonly json?: boolean;
}

/** What sweep, resume and retry share. */
export function withTrainingOptions(command: Command, aboutText: string): Command {
  command
    .addOption(
      new Option('--device <name>', 'where to train (default: auto)').choices(['auto', ...DEVICE_NAMES]),
    )
    .option(
      '--devices <list>',
      'hosts that train at once: how many, or the device of each, e.g. webgpu:0,webgpu:1 (default: 1)',
    )
    .option(
      '--threads <n>',
      'threads of the device, of all hosts together (default: all)',
      integerArgument('--threads', 1),
    )
    .option('--text <file>', aboutText)
    .option('--allow-command', 'let the command of the spec, if it has one, train the runs')
    .addOption(
      new Option('--executor <name>', 'train on this machine, or as tasks in the queue of Slurm')
        .choices(['local', 'slurm'])
        .default('local'),
    );
  withSlurmOptions(command);
  return withJson(withLanguage(command));
}

function withSlurmOptions(command: Command): void {
  command
    .option('--partition <name>', 'Slurm: partition of the tasks')
    .option('--time-limit <time>', 'Slurm: limit of one task, e.g. 4:00:00')
    .option('--memory <size>', 'Slurm: memory of one task, e.g. 8G')
    .option('--cpus <n>', 'Slurm: cores of one task (default: 1)', integerArgument('--cpus', 1))
    .option('--tasks-at-once <n>', 'Slurm: tasks that may run at once', integerArgument('--tasks-at-once', 1))
    .option(
      '--runs-per-task <n>',
      'Slurm: runs of one task (default: the learning rates of a row; 1 for a command)',
      integerArgument('--runs-per-task', 1),
    )
    .option(
      '--nodes <n>',
      'Slurm: nodes of one task, for a command that starts what runs on them (default: 1)',
      integerArgument('--nodes', 1),
    )
    .option(
      '--task-setup <line>',
      'Slurm: a line for bash before the task, as often as needed, e.g. "module load cuda"',
      (line: string, earlier: readonly string[] = []) => [...earlier, line],
    )
    .option(
      '--task-prefix <words>',
      'Slurm: words before the command of the task, e.g. "apptainer exec --nv image.sif"',
      prefixArgument,
    )
    .option('--sbatch <options...>', 'Slurm: further options of sbatch, e.g. --sbatch=--account=physics')
    .option(
      '--cancel-on-interrupt',
      'Slurm: Ctrl-C takes the tasks out of the queue instead of leaving them',
    );
}

function prefixArgument(text: string): readonly string[] {
  const words = plainWords(text);
  if (words !== null) return words;
  throw new UsageError(
    `--task-prefix is "${text}"; it must be a program and its arguments, in quotation marks where a shell would do something about them.`,
  );
}

export interface LanguageOption {
  readonly language: Language;
}

/** The language of what is printed, or of what is said to be `of` it. JSON, errors and help have none. */
export function withLanguage(command: Command, of = 'of what is printed'): Command {
  return command.addOption(
    new Option('--language <language>', of).choices(LANGUAGES).default('en').env('PRECIPICE_LANGUAGE'),
  );
}

export function withJson(command: Command): Command {
  return command.option('--json', 'the result as JSON on standard output');
}
