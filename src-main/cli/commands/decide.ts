// `precipice decide`: whether FP8 pays, from a study's failures and the reader's costs, and the plan of stages.
import { Option, type Command } from 'commander';
import { decide as decideOn, type Decision } from '../../analysis/decision/decide.ts';
import type { CostInputs } from '../../analysis/decision/inputs.ts';
import { breakEvenText, decisionSentence, gateText } from '../../report/decision-text.ts';
import { formatLearningRate, formatMoney } from '../../report/figures/numbers.ts';
import { tornadoName } from '../../report/figures/tornado-figure.ts';
import { LANGUAGES, wordsOf, type Language, type Words } from '../../report/language/language.ts';
import { mostKept } from '../../report/most-kept.ts';
import { analyzeStudy } from '../../study/analyze-study.ts';
import { openStudy } from '../../study/study.ts';
import { costInputs, withCostOptions, type CostOptions } from '../cost-options.ts';
import { print, printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { UsageError } from '../usage.ts';

type Options = JsonOption & CostOptions & { readonly recipe?: string; readonly language: Language };

/** Bars of the tornado that are printed. */
const MOST_BARS = 4;

export function registerDecide(program: Command): void {
  const command = program
    .command('decide')
    .description('say whether FP8 pays: retries, failed runs and search included')
    .argument('<file>', 'the study file')
    .option('--recipe <name>', 'the recipe to decide on (default: the one that keeps most of the region)')
    .addOption(new Option('--language <language>', 'of the sentences').choices(LANGUAGES).default('en'));
  withJson(withCostOptions(command)).action(decide);
}

function decide(given: string, options: Options): void {
  const { json, recipe, language } = options;
  const study = openStudy(userPath(given), 'read');
  try {
    const analysis = analyzeStudy(study);
    const words = wordsOf(language);
    const names = analysis.recipes.map((map) => map.recipe);
    if (recipe !== undefined && !names.includes(recipe)) {
      throw new UsageError(
        `--recipe is "${recipe}"; it must be a recipe of this study: ${names.join(', ')}.`,
      );
    }
    const inputs = costInputs(options);
    const decision = decideOn(analysis, recipe ?? mostKept(analysis) ?? analysis.baseline, inputs);
    const sentence = decisionSentence(decision, words);
    if (decision.verdict === 'undecidable') {
      if (json) printJson({ ...decision, sentence });
      else print(sentence);
    } else if (json) {
      printJson({ sentence, ...withoutDraws(decision, words), inputs });
    } else {
      print(describe(decision, inputs, words).join('\n'));
    }
  } finally {
    study.close();
  }
}

/** The draws behind the distributions are thousands of numbers that their summary stands for. */
function withoutDraws(decision: Decision, words: Words) {
  const bare = ({ totals, ...rest }: Decision['recipe']) => ({ ...rest, draws: totals.length });
  return {
    ...decision,
    baseline: bare(decision.baseline),
    recipe: bare(decision.recipe),
    costs: decision.costs.map((compared) => ({
      ...compared,
      recipe: bare(compared.recipe),
      baseline: bare(compared.baseline),
    })),
    gates: decision.gates.map((gate) => ({ ...gate, text: gateText(gate, words) })),
  };
}

function describe(decision: Decision, inputs: CostInputs, words: Words): string[] {
  const { baseline, recipe, breakEvenFailure, tornado, gates, costs } = decision;
  const { decision: text, numbers, figures } = words;
  const percent = (share: number) => numbers.percent(String(Math.round(100 * share)));
  const dollars = (value: number) => formatMoney(value, words);
  const { learningRate, batchSize } = recipe.cell;
  const costLine = ({ recipe: name, cost, cell }: Decision['recipe']) =>
    `  ${name}: ${dollars(cost.median)}${numbers.inBrackets(numbers.range(dollars(cost.interval.low), dollars(cost.interval.high)))}; ` +
    `${text.settingShort(formatLearningRate(cell.learningRate), cell.batchSize)}; ` +
    text.unstableThere(cell.unstable, cell.finished);
  return [
    decisionSentence(decision, words),
    '',
    text.setting(formatLearningRate(learningRate), batchSize),
    `${figures.cost.axis(numbers.money.unit)}:`,
    costLine(baseline),
    ...costs.map((compared) => costLine(compared.recipe)),
    breakEvenText(decision, words),
    text.mayFail(String(inputs.speedup.value), recipe.recipe, percent(breakEvenFailure)),
    '',
    `${figures.tornado.title}:`,
    ...tornado
      .slice(0, MOST_BARS)
      .map(
        ({ input, low, high }) =>
          `  ${tornadoName(input, decision, words)}: ${numbers.range(percent(low), percent(high))}`,
      ),
    '',
    `${text.plan}:`,
    ...gates.flatMap((gate) => {
      const { stage, status, criterion, measured, turns } = gateText(gate, words);
      return [
        `  [${status}] ${stage}: ${criterion}`,
        `      ${text.planColumns.measured}: ${measured}`,
        `      ${text.planColumns.turns}: ${turns}`,
      ];
    }),
    '',
    text.smallModels,
  ];
}
