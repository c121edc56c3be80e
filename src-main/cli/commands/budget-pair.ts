// `precipice budget-pair`: what a study and one of its baseline with fewer steps say together.
import type { Command } from 'commander';
import type { BudgetPair } from '../../analysis/grid/budget-pair.ts';
import { differenceInterval } from '../../analysis/decision/loss-difference.ts';
import { openInterval } from '../../report/figures/headline-words.ts';
import { formatDecades, formatNats } from '../../report/language/numbers.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { openStudy, type Study } from '../../study/study.ts';
import { pairBudgets } from '../../sweep/budget-pair.ts';
import { print } from '../output.ts';
import { userPath } from '../paths.ts';
import { withLanguage, type LanguageOption } from '../settings.ts';
import { rowSettingIn } from '../../records/row-setting.ts';
import { rowText } from '../../report/language/row-text.ts';

export function registerBudgetPair(cli: Command): void {
  const command = cli
    .command('budget-pair')
    .description(
      'tell from runs with fewer steps how far the baseline’s edges and loss move with the steps, and keep it in the study',
    )
    .argument('<file>', 'the study file')
    .argument('<shorter>', 'a study of its baseline with fewer steps');
  withLanguage(command).action((given: string, shorter: string, { language }: LanguageOption) =>
    pairFiles(userPath(given), userPath(shorter), wordsOf(language)),
  );
}

/** Compares two files, keeps what is found in the first, and prints it. */
export function pairFiles(file: string, shorterFile: string, words: Words): void {
  const shorter = openStudy(shorterFile, 'read');
  try {
    const study = openStudy(file, 'write');
    try {
      const pair = pairBudgets(study, shorter);
      print(budgetPairText(study, pair, words));
    } finally {
      study.close();
    }
  } finally {
    shorter.close();
  }
}

function budgetPairText(
  study: Study,
  { fewerSteps, moreSteps, edges, slope }: BudgetPair,
  words: Words,
): string {
  const info = study.info();
  const { baseline, thresholds } = info;
  const { commands, ladder } = words;
  const { budgetPair: text } = commands;
  const rowSetting = rowSettingIn(info);
  const moves = edges.map(({ rowValue, shift: { decades, interval } }) => {
    const found = decades === null ? text.unknown : ladder.decades(formatDecades(decades));
    return `  ${text.move(rowText(rowSetting, rowValue, words), found, openInterval(interval, words))}`;
  });
  const interval = slope && differenceInterval(slope, thresholds.confidence);
  const unsigned = (nats: number, error: number | null) => formatNats(nats, error).replace('+', '');
  const half = interval && unsigned((interval.high - interval.low) / 2, null);
  const fall =
    slope === null ? text.noFall : text.fall(unsigned(slope.mean, slope.standardError), half, slope.seeds);
  return [text.moves(fewerSteps, moreSteps, baseline), ...moves, fall].join('\n');
}
