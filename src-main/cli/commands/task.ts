// `precipice task`: what a task of a job array runs on its node. Slurm calls it, no person does.
import type { Command } from 'commander';
import { runTask } from '../../sweep/executors/slurm/task.ts';
import { openRunner } from '../../sweep/open-runner.ts';
import { say } from '../output.ts';
import { integerArgument } from '../usage.ts';

export function registerTask(cli: Command): void {
  cli
    .command('task', { hidden: true })
    .description('train the runs of one task of a job array')
    .argument('<folder>', 'the folder of the array')
    .argument('<index>', 'which of its tasks', integerArgument('index', 0))
    .action(async (folder: string, index: number) => {
      // Slurm asks to stop before it kills, perhaps more than once.
      const controller = new AbortController();
      const stop = () => controller.abort();
      process.on('SIGTERM', stop);
      const ending = await runTask(folder, index, controller.signal, openRunner);
      process.off('SIGTERM', stop);
      if (ending === 'done') return;
      say(
        ending === 'stopped'
          ? 'It was told to stop; what is done is kept.'
          : 'Slurm has begun this task anew on another node; what was done here is left out.',
      );
      process.exitCode = 1;
    });
}
