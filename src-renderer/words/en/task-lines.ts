// The question about what sets up tasks in a queue, in English.
export const taskLines = {
  title: 'Let this set up the tasks?',
  confirm: 'Set up the tasks',
  setup: 'Before a task, bash carries out:',
  prefix: 'The command of a task comes after:',
  option: 'sbatch is given these options:',
  trust:
    'It may do whatever you may do on the nodes of the cluster: allow it only if you trust whom it comes from.',
};
