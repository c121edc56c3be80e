// Where a new study is trained, and what its tasks in a queue are to be, in English.
export const newStudyQueue = {
  train: 'Train',
  hint: 'A queue wants the studies, and what trains them, on a disk that every node sees',
  here: 'on this machine',
  slurm: 'as tasks in the queue of Slurm',
  more: 'Set-up, container and further options',
  notHere:
    'Set-up lines, a prefix and options of sbatch are taken where Precipice is started with --allow-command.',
  fields: {
    partition: { label: 'Partition', hint: 'Empty: the cluster’s' },
    timeLimit: { label: 'Time limit', hint: 'Of a task, e.g. 4:00:00' },
    memory: { label: 'Memory', hint: 'Of a task, e.g. 8G' },
    cpus: { label: 'Cores', hint: 'Of a task; empty: 1' },
    tasksAtOnce: { label: 'Tasks at once', hint: 'Empty: as many as Slurm lets' },
    runsPerTask: {
      label: 'Runs per task',
      hint: 'Empty: the learning rates of one row; 1 for a command',
    },
    nodes: { label: 'Nodes', hint: 'Of a task whose command starts what runs on them; empty: 1' },
    setup: { label: 'Set-up lines', hint: 'For bash before a task, e.g. module load cuda' },
    prefix: {
      label: 'Prefix of the task',
      hint: 'Words before its command, e.g. apptainer exec --nv image.sif',
    },
    options: { label: 'Options of sbatch', hint: 'e.g. --account=physics --gres=gpu:1' },
  },
  word: (field: string, value: string) =>
    `${field} is “${value}”; it must be one word as sbatch takes it, without blanks or quotation marks.`,
  count: (field: string, value: string, most: number) =>
    `${field} is ${value}; it must be a whole number from 1 to ${most}.`,
  lines: (field: string) =>
    `${field} must be at most 100 lines of at most 2,000 characters each, without control characters.`,
  words: (field: string, value: string) =>
    `${field} is ${value}; it must be a program and its arguments, in quotation marks where a shell would do something about them.`,
  options: (field: string, value: string) =>
    `${field} is ${value}; it must be options such as --name or --name=value, none of them --wrap, in quotation marks where a shell would do something about them.`,
};
