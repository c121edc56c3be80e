// `precipice resume`: trains what is planned or was interrupted. What is finished stays, whatever its label.
import type { Command } from 'commander';
import { withDeviceOptions, withJson, type DeviceOptions, type JsonOption } from '../settings.ts';
import { continueStudy } from '../training.ts';

export function registerResume(program: Command): void {
  const command = program
    .command('resume')
    .description('continue a study: train the runs that are planned or were interrupted')
    .argument('<file>', 'the study file');
  withDeviceOptions(command, 'where the text of the study is now, if it has moved');
  withJson(command).action((file: string, options: DeviceOptions & JsonOption) =>
    continueStudy(file, options, (study) => {
      study.recoverInterrupted();
    }),
  );
}
