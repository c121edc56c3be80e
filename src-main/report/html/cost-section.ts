// What the cost rests on: every recipe at its own setting, the inputs with their ranges, and which of them matters most.
import type { Decision } from '../../analysis/decision/decide.ts';
import { COST_INPUT_NAMES, type CostInputs } from '../../analysis/decision/inputs.ts';
import { formatLearningRate, formatMoney, formatNumber } from '../figures/numbers.ts';
import { tornadoFigure } from '../figures/tornado-figure.ts';
import type { Words } from '../language/language.ts';
import { figure, table, tag, type Html } from './markup.ts';

export function costSection(decision: Decision, inputs: CostInputs, words: Words): Html[] {
  const { decision: text, report } = words;
  return [
    tag('h2', { class: 'page' }, report.costRests),
    costTable(decision, words),
    tag('p', { class: 'quiet' }, report.costCaption),
    figure(
      tornadoFigure(decision, { theme: 'light', words, idPrefix: 'report-tornado' }),
      report.tornadoCaption,
    ),
    table(
      report.inputColumns,
      COST_INPUT_NAMES.map((name) => {
        const { low, value, high } = inputs[name];
        const { name: meaning, unit, source } = text.inputs[name];
        return [meaning, formatNumber(low), formatNumber(value), formatNumber(high), unit, source];
      }),
    ),
  ];
}

/** The baseline at the setting of the recipe that is decided on, then every other recipe at its own. */
function costTable({ baseline, costs }: Decision, words: Words): Html {
  const { decision: text, numbers } = words;
  const { recipe, setting, failures, cost, cheaper, saving } = text.costColumns;
  const percent = (share: number) => numbers.percent(String(Math.round(100 * share)));
  const dollars = (value: number) => formatMoney(value, words);
  const cells = ({ recipe: name, cell, cost: spread }: Decision['recipe']) => [
    name,
    text.settingShort(formatLearningRate(cell.learningRate), cell.batchSize),
    `${cell.unstable}/${cell.finished}`,
    dollars(spread.median) +
      numbers.inBrackets(numbers.range(dollars(spread.interval.low), dollars(spread.interval.high))),
  ];
  return table(
    [recipe, setting, failures, cost(numbers.money.unit), cheaper, saving],
    [
      [...cells(baseline), '', ''],
      ...costs.map((compared) => [
        ...cells(compared.recipe),
        percent(compared.cheaper),
        percent(compared.saving.median) +
          numbers.inBrackets(
            numbers.range(percent(compared.saving.interval.low), percent(compared.saving.interval.high)),
          ),
      ]),
    ],
  );
}
