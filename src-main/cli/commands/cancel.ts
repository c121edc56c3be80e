// `precipice cancel`: gives up what has not finished, and takes its tasks out of the queue of Slurm. `retry` plans it again.
import type { Command } from 'commander';
import { openStudy } from '../../study/study.ts';
import { cancel } from '../../sweep/conductor.ts';
import { print, printJson } from '../output.ts';
import { quotedPath, userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';

export function registerCancel(cli: Command): void {
  const command = cli
    .command('cancel')
    .description('cancel the runs that have not finished; tasks in the queue of Slurm are ended')
    .argument('<file>', 'the study file');
  withJson(command).action(giveUp);
}

async function giveUp(given: string, { json }: JsonOption): Promise<void> {
  const file = userPath(given);
  const study = openStudy(file, 'write');
  try {
    const { tasks, merged, cancelled } = await cancel(file, study);
    if (json) return printJson({ file, cancelled, tasks, merged, counts: study.counts() });
    const ended = tasks > 0 ? ` ${tasks} tasks were taken out of the queue of Slurm.` : '';
    const kept = merged > 0 ? ` ${merged} runs that they had finished were kept.` : '';
    print(
      `${cancelled} runs were cancelled; plan them again with "precipice retry ${quotedPath(file)}".${ended}${kept}`,
    );
  } finally {
    study.close();
  }
}
