// `precipice resume`: trains what is planned or was interrupted. What is finished stays, whatever its label.
import type { Command } from 'commander';
import { withTrainingOptions, type TrainingOptions } from '../settings.ts';
import { continueStudy } from '../training.ts';

export function registerResume(cli: Command): void {
  const command = cli
    .command('resume')
    .description('continue a study: train the runs that are planned or were interrupted')
    .argument('<file>', 'the study file');
  withTrainingOptions(command, 'where the text of the study is now, if it has moved').action(
    (file: string, options: TrainingOptions) => continueStudy(file, 'resume', options),
  );
}
