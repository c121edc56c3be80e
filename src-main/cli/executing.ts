// Where the flags of the command line have the runs trained: here, or by Slurm.
import { parsePlaces } from '../host/places.ts';
import { bySlurm, here, isQueued, linesBeside, type Executing } from '../sweep/conductor.ts';
import { quotedWords, visibleCommand } from '../spec/command.ts';
import type { SlurmSettings } from '../sweep/executors/slurm/settings.ts';
import { workFolderOf } from '../sweep/executors/slurm/work-folder.ts';
import { quotedPath, shownPath } from './paths.ts';
import type { TrainingOptions } from './settings.ts';
import { UsageError } from './usage.ts';

const FLAGS = {
  partition: '--partition',
  timeLimit: '--time-limit',
  memory: '--memory',
  cpus: '--cpus',
  tasksAtOnce: '--tasks-at-once',
  runsPerTask: '--runs-per-task',
  sbatch: '--sbatch',
  nodes: '--nodes',
  taskSetup: '--task-setup',
  taskPrefix: '--task-prefix',
  cancelOnInterrupt: '--cancel-on-interrupt',
} as const satisfies Partial<Record<keyof TrainingOptions, string>>;

/**
 * With `--executor slurm`, its flags over what the last session of this study was told.
 * @throws UsageError where flags of Slurm come without it, or the study has tasks that must not be trained twice.
 */
export function executingOf(options: TrainingOptions, studyFile: string): Executing {
  if (options.executor === 'slurm' && options.devices !== undefined) {
    throw new UsageError('--devices is of this machine; a task of Slurm has one host.');
  }
  if (options.executor === 'slurm') {
    mustBeAllowed(studyFile, options);
    return bySlurm(studyFile, given(options));
  }
  const flag = Object.entries(FLAGS).find(([name]) => options[name as keyof typeof FLAGS] !== undefined);
  if (flag) throw new UsageError(`${flag[1]} is of Slurm; it goes with --executor slurm.`);
  if (isQueued(studyFile)) {
    const file = quotedPath(studyFile);
    throw new UsageError(
      `This study was handed to Slurm (${shownPath(workFolderOf(studyFile))}); go on with --executor slurm, or end its tasks with "precipice cancel ${file}".`,
    );
  }
  const { device = 'auto', devices, threads = null } = options;
  return here(device, devices === undefined ? 1 : parsePlaces('--devices', devices, device), threads);
}

function given({
  partition,
  timeLimit,
  memory,
  cpus,
  tasksAtOnce,
  runsPerTask,
  sbatch,
  nodes,
  taskSetup,
  taskPrefix,
  device,
}: TrainingOptions) {
  const all = {
    ...{ partition, timeLimit, memory, cpus, tasksAtOnce, runsPerTask, nodes, device },
    ...{ options: sbatch, setup: taskSetup, prefix: taskPrefix },
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as Partial<SlurmSettings>;
}

/** What lies beside a study may come from someone else, as the study may. @throws UsageError. */
function mustBeAllowed(studyFile: string, options: TrainingOptions): void {
  const { taskSetup, taskPrefix, sbatch, allowCommand } = options;
  const anew = { setup: taskSetup, prefix: taskPrefix, option: sbatch };
  const unsaid = linesBeside(studyFile).filter(({ kind }) => anew[kind] === undefined);
  if (unsaid.length === 0 || allowCommand) return;
  const textsOf = (wanted: keyof typeof anew) =>
    unsaid.filter(({ kind }) => kind === wanted).map(({ text }) => text);
  const prefix = quotedWords(textsOf('prefix'));
  const shown = [
    ...textsOf('setup').map(visibleCommand),
    ...(prefix === '' ? [] : [visibleCommand(prefix)]),
    ...textsOf('option').map((option) => `sbatch ${visibleCommand(option)}`),
  ];
  throw new UsageError(
    `The tasks of this study are set up by what was said before:\n  ${shown.join('\n  ')}\nGive --allow-command to let them be, or say it anew (--task-setup, --task-prefix, --sbatch).`,
  );
}
