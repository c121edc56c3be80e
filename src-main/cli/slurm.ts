// Slurm on the command line: which settings its flags mean, and a study that has tasks in the queue.
import { DEFAULT_SETTINGS, type SlurmSettings } from '../sweep/executors/slurm/settings.ts';
import { WorkFolder, workFolderOf } from '../sweep/executors/slurm/work-folder.ts';
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
  cancelOnInterrupt: '--cancel-on-interrupt',
} as const satisfies Partial<Record<keyof TrainingOptions, string>>;

/**
 * The flags over what the last session of this study was told; null without `--executor slurm`.
 * @throws UsageError where flags of Slurm come without it, or the study has tasks that must not be trained twice.
 */
export function slurmSettings(options: TrainingOptions, studyFile: string): SlurmSettings | null {
  const work = new WorkFolder(workFolderOf(studyFile));
  if (options.executor === 'slurm') return { ...DEFAULT_SETTINGS, ...work.readSettings(), ...given(options) };
  const flag = Object.entries(FLAGS).find(([name]) => options[name as keyof typeof FLAGS] !== undefined);
  if (flag) throw new UsageError(`${flag[1]} is of Slurm; it goes with --executor slurm.`);
  if (work.exists) {
    const file = quotedPath(studyFile);
    throw new UsageError(
      `This study was handed to Slurm (${shownPath(work.folder)}); go on with --executor slurm, or end its tasks with "precipice cancel ${file}".`,
    );
  }
  return null;
}

function given({
  partition,
  timeLimit,
  memory,
  cpus,
  tasksAtOnce,
  runsPerTask,
  sbatch,
  device,
}: TrainingOptions) {
  const all = { partition, timeLimit, memory, cpus, tasksAtOnce, runsPerTask, options: sbatch, device };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as Partial<SlurmSettings>;
}
