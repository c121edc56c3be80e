// `precipice show`: the maps of a study in the terminal.
import type { Command } from 'commander';
import { openStudy } from '../../study/study.ts';
import { printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import { wordsOf } from '../../report/language/language.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { describeStudy, printMaps } from '../summary.ts';

export function registerShow(cli: Command): void {
  const command = cli
    .command('show')
    .description('draw the maps of a study in the terminal')
    .argument('<file>', 'the study file');
  withJson(withLanguage(command)).action((given: string, options: JsonOption & LanguageOption) => {
    const study = openStudy(userPath(given), 'read');
    try {
      if (options.json) printJson(describeStudy(study));
      else printMaps(study, wordsOf(options.language));
    } finally {
      study.close();
    }
  });
}
