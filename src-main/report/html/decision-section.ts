// The part of the report that a manager reads: setting, costs, what they rest on, and the plan of stages as a checklist.
import type { Decision } from '../../analysis/decision/decide.ts';
import { COST_INPUT_NAMES, COST_INPUTS, type CostInputs } from '../../analysis/decision/inputs.ts';
import { costFigure } from '../figures/cost-figure.ts';
import { formatLearningRate, formatNumber } from '../figures/numbers.ts';
import { tornadoFigure } from '../figures/tornado-figure.ts';
import { figure, table, tag, type Html } from './markup.ts';

const CHECK = { go: '☑ go', 'no-go': '☒ no-go', undecided: '☐ undecided' } as const;

export function decisionSection(decision: Decision, inputs: CostInputs): Html[] {
  const { recipe, breakEvenSpeedup, gates, tornado } = decision;
  const { learningRate, batchSize } = recipe.cell;
  return [
    tag(
      'p',
      {},
      `Setting: learning rate ${formatLearningRate(learningRate)}, batch size ${batchSize}. `,
      breakEvenSpeedup === null
        ? 'No speed-up pays: the cost of failures alone is above what BF16 costs.'
        : `FP8 pays from a raw speed-up of ${breakEvenSpeedup.toFixed(2)} on.`,
    ),
    figure(
      costFigure(decision, 'light', 'report-cost'),
      'Expected cost of a full run, retries and search included.',
    ),
    tag('h2', {}, 'Staged plan'),
    table(
      ['stage', 'gate', 'criterion', 'measured', 'what would turn it'],
      gates.map(({ stage, criterion, measured, status, turns }) => [
        stage,
        CHECK[status],
        criterion,
        measured,
        turns,
      ]),
    ),
    tag('h2', { class: 'page' }, 'What the cost rests on'),
    figure(
      tornadoFigure(tornado, 'light', 'report-tornado'),
      'Saving of FP8 with each input at the ends of its range.',
    ),
    table(
      ['input', 'low', 'most likely', 'high', 'unit', 'where it comes from'],
      COST_INPUT_NAMES.map((name) => {
        const { low, value, high } = inputs[name];
        const { name: meaning, unit, source } = COST_INPUTS[name];
        return [meaning, formatNumber(low), formatNumber(value), formatNumber(high), unit, source];
      }),
    ),
  ];
}
