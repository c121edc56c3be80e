// What the cost rests on: every recipe at its own setting, the inputs with their ranges, and which of them matters most.
import type { Decision } from '../../analysis/decision/decide.ts';
import { formatLearningRate, formatMoney } from '../language/numbers.ts';
import { costFigure } from '../figures/cost-figure.ts';
import { tornadoFigure } from '../figures/tornado-figure.ts';
import { quantityTexts } from '../language/quantity-text.ts';
import { savingIntervalText, savingText } from '../language/saving-text.ts';
import type { Words } from '../language/language.ts';
import { figure, table, tag, type Html } from './markup.ts';
import { rowShort } from '../language/row-text.ts';

export function costSection(decision: Decision, words: Words): Html[] {
  const { report } = words;
  return [
    tag('h2', {}, report.costRests),
    costTable(decision, words),
    tag('p', { class: 'quiet' }, report.costCaption),
    figure(
      costFigure(decision, { theme: 'light', words, idPrefix: 'report-cost' }),
      words.figures.cost.title,
      'drawn-small',
    ),
    figure(
      tornadoFigure(decision, { theme: 'light', words, idPrefix: 'report-tornado' }),
      report.tornadoCaption,
      'drawn-small',
    ),
    ...quantities(decision, words),
  ];
}

/** What was measured apart from what was assumed or said. */
function quantities(decision: Decision, words: Words): Html[] {
  const { report } = words;
  const texts = quantityTexts(decision, words);
  const rows = (isMeasured: boolean) =>
    texts
      .filter((_, index) => (decision.quantities[index]!.kind === 'measured') === isMeasured)
      .map(({ name, low, value, high, unit, kind, source }) => [name, low, value, high, unit, kind, source]);
  const group = (heading: string, own: string[][], columns: readonly number[]) => {
    const shown = (row: readonly string[]) => columns.map((column) => row[column]!);
    const inputs = () => table(shown(report.inputColumns), own.map(shown), 'inputs');
    return own.length === 0 ? [] : [tag('h3', {}, heading), inputs()];
  };
  // Of what was measured the kind is in the heading.
  return [
    ...group(report.measuredHere, rows(true), [0, 1, 2, 3, 4, 6]),
    ...group(report.assumedHere, rows(false), [0, 1, 2, 3, 4, 5, 6]),
  ];
}

/** The baseline, then every other recipe, each at its own setting. */
function costTable({ baseline, costs, rowSetting }: Decision, words: Words): Html {
  const { decision: text, numbers } = words;
  const { recipe, setting, failures, cost, cheaper, difference } = text.costColumns;
  const percent = (share: number) => numbers.percent(String(Math.round(100 * share)));
  const dollars = (value: number) => formatMoney(value, words);
  const cells = ({ recipe: name, cell, cost: spread }: Decision['recipe']) => [
    name,
    text.settingShort(formatLearningRate(cell.learningRate), rowShort(rowSetting, cell.rowValue, words)),
    `${cell.unstable}/${cell.finished}`,
    dollars(spread.median) +
      numbers.inBrackets(numbers.range(dollars(spread.interval.low), dollars(spread.interval.high))),
  ];
  return table(
    [recipe, setting, failures, cost(numbers.money.unit), cheaper, difference],
    [
      [...cells(baseline), '', ''],
      ...costs.map((compared) => [
        ...cells(compared.recipe),
        percent(compared.cheaper),
        savingText(compared.saving.median, words) +
          numbers.inBrackets(savingIntervalText(compared.saving.interval, words)),
      ]),
    ],
  );
}
