// `precipice budget-pair`: what a study and one of its baseline with fewer steps say together.
import type { Command } from 'commander';
import type { BudgetPair } from '../../analysis/grid/budget-pair.ts';
import { differenceInterval } from '../../analysis/decision/loss-difference.ts';
import { openInterval } from '../../report/figures/headline-words.ts';
import { formatDecades, formatNats } from '../../report/language/numbers.ts';
import { ENGLISH } from '../../report/language/language.ts';
import { openStudy, type Study } from '../../study/study.ts';
import { pairBudgets } from '../../sweep/budget-pair.ts';
import { print } from '../output.ts';
import { userPath } from '../paths.ts';
import { rowSettingIn } from '../../records/row-setting.ts';
import { rowText } from '../../report/language/row-text.ts';

export function registerBudgetPair(cli: Command): void {
  cli
    .command('budget-pair')
    .description(
      'tell from runs with fewer steps how far the baseline’s edges and loss move with the steps, and keep it in the study',
    )
    .argument('<file>', 'the study file')
    .argument('<shorter>', 'a study of its baseline with fewer steps')
    .action((given: string, shorter: string) => pairFiles(userPath(given), userPath(shorter)));
}

/** Compares two files, keeps what is found in the first, and prints it. */
export function pairFiles(file: string, shorterFile: string): void {
  const shorter = openStudy(shorterFile, 'read');
  try {
    const study = openStudy(file, 'write');
    try {
      const pair = pairBudgets(study, shorter);
      print(budgetPairText(study, pair));
    } finally {
      study.close();
    }
  } finally {
    shorter.close();
  }
}

function budgetPairText(study: Study, { fewerSteps, moreSteps, edges, slope }: BudgetPair): string {
  const info = study.info();
  const { baseline, thresholds } = info;
  const rowSetting = rowSettingIn(info);
  const moves = edges.map(({ rowValue, shift: { decades, interval } }) => {
    const found = decades === null ? 'not known' : `${formatDecades(decades)} decades`;
    return `  ${rowText(rowSetting, rowValue, ENGLISH)}: ${found} (${openInterval(interval, ENGLISH)})`;
  });
  const interval = slope && differenceInterval(slope, thresholds.confidence);
  const half = interval ? ` (±${formatNats((interval.high - interval.low) / 2, null).replace('+', '')})` : '';
  const fall =
    slope === null
      ? 'Too few seeds train at its best setting under both to tell how fast its loss falls.'
      : `Its loss falls by ${formatNats(slope.mean, slope.standardError).replace('+', '')} nats${half} with every factor e of the steps, by ${slope.seeds} seeds at its best setting.`;
  return [`From ${fewerSteps} to ${moreSteps} steps the edge of ${baseline} moves by`, ...moves, fall].join(
    '\n',
  );
}
