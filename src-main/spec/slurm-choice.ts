// What tasks in the queue of Slurm are to be, as a face asks for it and as it is kept beside a study: each field is what the option of
// the command line takes.
import { z } from 'zod';
import { DEVICE_NAMES } from '../engine/device.ts';

/** A value of an option of sbatch; null: as the cluster has it. */
const word = z
  .string()
  .regex(/^[\w.,:@+-]{1,100}$/, 'it must be a word as sbatch takes it')
  .nullable();

function count(most: number) {
  return z.int().min(1).max(most);
}

const line = z.string().regex(/^[\t\P{Cc}]{1,2000}$/u, 'it must be one line without control characters');
/** Never a word by itself, which sbatch would take for a script, nor --wrap, which would take the place of ours, however abbreviated. */
const option = z
  .string()
  .regex(
    /^--(?!wr)[a-z][\w-]*(=[^\p{Cc}]*)?$/iu,
    'it must be an option of sbatch as --name or --name=value, other than --wrap',
  );

/** Largest count that a field takes. */
export const MOST_OF_TASK = {
  cpus: 1024,
  nodes: 10_000,
  tasksAtOnce: 100_000,
  runsPerTask: 100_000,
} as const;

export const slurmChoice = z.strictObject({
  partition: word,
  timeLimit: word,
  memory: word,
  cpus: count(MOST_OF_TASK.cpus),
  nodes: count(MOST_OF_TASK.nodes).default(1),
  tasksAtOnce: count(MOST_OF_TASK.tasksAtOnce).nullable().default(null),
  runsPerTask: count(MOST_OF_TASK.runsPerTask).nullable().default(null),
  /** Lines for bash before the task, words before its command, and further options of sbatch. */
  setup: z.array(line).max(100).default([]),
  prefix: z.array(line).max(100).default([]),
  options: z.array(option).max(100).default([]),
});
export type SlurmChoice = z.infer<typeof slurmChoice>;

/** As it is kept beside a study. */
export const slurmSettings = z.object({ ...slurmChoice.shape, device: z.enum(['auto', ...DEVICE_NAMES]) });

/** What of a task is carried out as it is: each of it as the user has seen and allowed it, a word of a prefix by itself. */
export const taskLines = z.array(
  z.strictObject({ kind: z.enum(['setup', 'prefix', 'option']), text: z.string() }),
);
export type TaskLines = readonly z.infer<typeof taskLines>[number][];
