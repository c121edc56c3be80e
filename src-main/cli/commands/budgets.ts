// `precipice budgets`: what a study of sizes and others of the same sizes with fewer steps say together of penalties against tokens.
import type { Command } from 'commander';
import { budgetLadder } from '../../analysis/ladder/token-efficiency.ts';
import { AT_ITS_REACH, tokenSentences } from '../../report/language/ladder-text.ts';
import { wordsOf } from '../../report/language/language.ts';
import { openStudy, type Study } from '../../study/study.ts';
import { joinBudgets } from '../../sweep/budgets.ts';
import { print } from '../output.ts';
import { userPath } from '../paths.ts';
import { withLanguage, type LanguageOption } from '../settings.ts';

export function registerBudgets(cli: Command): void {
  const command = cli
    .command('budgets')
    .description(
      'tell from studies of the same sizes with fewer steps how penalties move with tokens, and keep it in the study',
    )
    .argument('<file>', 'the study of sizes with the most steps')
    .argument('<shorter...>', 'two or more studies of its sizes with fewer steps');
  withLanguage(command).action(budgets);
}

function budgets(given: string, shorterGiven: readonly string[], { language }: LanguageOption): void {
  const words = wordsOf(language);
  const shorter: Study[] = [];
  try {
    for (const file of shorterGiven) shorter.push(openStudy(userPath(file), 'read'));
    const study = openStudy(userPath(given), 'write');
    try {
      const { confidence } = study.info().thresholds;
      const ladder = budgetLadder(joinBudgets(study, shorter), confidence);
      const sentences = tokenSentences(ladder, AT_ITS_REACH, confidence, words);
      print(sentences.map((sentence) => words.ladder.whole(sentence)).join('\n'));
    } finally {
      study.close();
    }
  } finally {
    for (const study of shorter) study.close();
  }
}
