// `precipice cancel`: gives up what has not finished, and takes its tasks out of the queue of Slurm. `retry` plans it again.
import type { Command } from 'commander';
import { openStudy } from '../../study/study.ts';
import { cancel } from '../../sweep/conductor.ts';
import { print, printJson } from '../output.ts';
import { quotedPath, userPath } from '../paths.ts';
import { wordsOf } from '../../report/language/language.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';

export function registerCancel(cli: Command): void {
  const command = cli
    .command('cancel')
    .description('cancel the runs that have not finished; tasks in the queue of Slurm are ended')
    .argument('<file>', 'the study file');
  withJson(withLanguage(command)).action(giveUp);
}

async function giveUp(given: string, { json, language }: JsonOption & LanguageOption): Promise<void> {
  const file = userPath(given);
  const study = openStudy(file, 'write');
  try {
    const { tasks, merged, cancelled } = await cancel(file, study);
    if (json) return printJson({ file, cancelled, tasks, merged, counts: study.counts() });
    const { training, numbers } = wordsOf(language);
    const told = training.cancelled(cancelled, `precipice retry ${quotedPath(file)}`);
    print(numbers.sentences([told, ...(tasks > 0 ? [training.tasksEnded(tasks, merged)] : [])]));
  } finally {
    study.close();
  }
}
