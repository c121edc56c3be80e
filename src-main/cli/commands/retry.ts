// `precipice retry`: trains again what failed for infrastructure reasons or was cancelled. A divergence is a result and stays.
import type { Command } from 'commander';
import { withTrainingOptions, type TrainingOptions } from '../settings.ts';
import { continueStudy } from '../training.ts';

export function registerRetry(cli: Command): void {
  const command = cli
    .command('retry')
    .description('train again the runs that failed for infrastructure reasons or were cancelled')
    .argument('<file>', 'the study file');
  withTrainingOptions(command, 'where the text of the study is now, if it has moved').action(
    (file: string, options: TrainingOptions) => continueStudy(file, 'retry', options),
  );
}
