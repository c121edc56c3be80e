// How a study's tasks are to be queued. Kept beside the study, so that `resume` need not be told again.
import type { DeviceChoice } from '../../../host/protocol.ts';
import { slurmSettings } from '../../../spec/slurm-choice.ts';
import { SlurmError } from './queue.ts';

export interface SlurmSettings {
  readonly partition: string | null;
  /** Limits of one task in Slurm's own words, e.g. "4:00:00" and "8G"; null: those of the partition. */
  readonly timeLimit: string | null;
  readonly memory: string | null;
  /** Cores of one task, and threads of its device. */
  readonly cpus: number;
  /** Tasks that may run at once; null: as many as the queue lets. */
  readonly tasksAtOnce: number | null;
  /** Runs of one task; null: see `runsOfTask`. */
  readonly runsPerTask: number | null;
  /** Nodes of one task. It begins on the first of them; what it starts may use the others. */
  readonly nodes: number;
  /** Lines that bash, as a login shell, carries out on the node before the task; one that fails ends it. */
  readonly setup: readonly string[];
  /** Words before the command of the task, e.g. apptainer exec --nv image.sif. */
  readonly prefix: readonly string[];
  /** Further options of sbatch, as they are, e.g. "--account=physics". */
  readonly options: readonly string[];
  /** Where the tasks of this program's own lanes train. */
  readonly device: DeviceChoice;
}

export const DEFAULT_SETTINGS: SlurmSettings = {
  partition: null,
  timeLimit: null,
  memory: null,
  cpus: 1,
  tasksAtOnce: null,
  runsPerTask: null,
  nodes: 1,
  setup: [],
  prefix: [],
  options: [],
  device: 'auto',
};

/** @throws SlurmError naming the field, its value and what is allowed. */
export function parseSettings(settings: SlurmSettings): SlurmSettings {
  const { success, data, error } = slurmSettings.safeParse(settings);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], settings);
  throw new SlurmError(
    `${String(path[0])} of the tasks in the queue of Slurm is ${JSON.stringify(value)}, which does not fit: ${message}.`,
  );
}

/** Seconds before its time limit at which a task is told to stop in good order and to leave what it has. */
const WARNING_SECONDS = 60;

/** Options of sbatch for tasks that these settings describe. */
export function sbatchOptions(settings: SlurmSettings): string[] {
  const { partition, timeLimit, memory, cpus, nodes, options } = settings;
  return [
    ...(partition === null ? [] : [`--partition=${partition}`]),
    ...(timeLimit === null ? [] : [`--time=${timeLimit}`]),
    ...(memory === null ? [] : [`--mem=${memory}`]),
    `--nodes=${nodes}`,
    '--ntasks-per-node=1',
    `--cpus-per-task=${cpus}`,
    '--requeue',
    `--signal=B:TERM@${WARNING_SECONDS}`,
    ...options,
  ];
}

/** The settings that are carried out as they are. */
export type OwnLines = Pick<SlurmSettings, 'setup' | 'prefix'>;

/**
 * The script of a task: `words` and the index of the task. The command takes the place of the shell, so that it is the one that Slurm
 * tells to stop.
 */
export function scriptOf(words: readonly string[], { setup, prefix }: OwnLines): string {
  const shell = setup.length === 0 ? ['#!/bin/sh'] : ['#!/bin/bash -l', 'set -e', ...setup];
  const command = [...prefix, ...words].map(quoted).join(' ');
  return `${[...shell, `exec ${command} "$SLURM_ARRAY_TASK_ID"`].join('\n')}\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
