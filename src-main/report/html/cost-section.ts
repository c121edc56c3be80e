// What the cost rests on: every recipe at its own setting, the inputs with their ranges, and which of them matters most.
import type { Decision } from '../../analysis/decision/decide.ts';
import { failuresText, programText } from '../language/decision-text.ts';
import { formatLearningRate, formatMoney } from '../language/numbers.ts';
import { tornadoFigure } from '../figures/tornado-figure.ts';
import { quantityTexts } from '../language/quantity-text.ts';
import { savingIntervalText, savingText } from '../language/saving-text.ts';
import type { Words } from '../language/language.ts';
import { figure, table, tag, type Html } from './markup.ts';
import { rowShort } from '../language/row-text.ts';

export function costSection(decision: Decision, words: Words): Html[] {
  const { report } = words;
  return [
    tag('h2', { class: 'page' }, report.costRests),
    costTable(decision, words),
    tag('p', { class: 'quiet' }, report.costCaption),
    figure(
      tornadoFigure(decision, { theme: 'light', words, idPrefix: 'report-tornado' }),
      report.tornadoCaption,
    ),
    tag('p', {}, words.numbers.sentences(costNotes(decision, words))),
    table(
      report.inputColumns,
      quantityTexts(decision, words).map(({ name, low, value, high, unit, kind, source }) => [
        name,
        low,
        value,
        high,
        unit,
        kind,
        source,
      ]),
    ),
  ];
}

function costNotes(decision: Decision, words: Words): string[] {
  const program = programText(decision, words);
  return [failuresText(decision, words), ...(program === null ? [] : [program])];
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
