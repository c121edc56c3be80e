// `precipice decide`: whether FP8 pays, from a study's failures and the reader's costs, and the plan of stages.
import type { Command } from 'commander';
import { decide as decideOn, type Decision } from '../../analysis/decision/decide.ts';
import {
  breakEvenText,
  decisionSentence,
  failuresText,
  mayFailText,
  programText,
} from '../../report/language/decision-text.ts';
import { gateText } from '../../report/language/gate-text.ts';
import { formatLearningRate, formatMoney } from '../../report/language/numbers.ts';
import { ENGLISH, wordsOf, type Words } from '../../report/language/language.ts';
import { managerText, sentencesOf } from '../../report/language/manager-text.ts';
import { mostKept } from '../../analysis/decision/most-kept.ts';
import { quantityName, quantityTexts, type QuantityText } from '../../report/language/quantity-text.ts';
import { targetSentences } from '../../report/language/target-text.ts';
import { analyzeStudy } from '../../study/analyze-study.ts';
import { analysisAtTarget } from '../../study/ladder.ts';
import { openStudy } from '../../study/study.ts';
import { costChoice, withCostOptions, type CostOptions } from '../cost-options.ts';
import { print, printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { targetIn, withTargetOptions, type TargetOptions } from '../target-options.ts';
import { UsageError } from '../usage.ts';
import { rowShort, rowText } from '../../report/language/row-text.ts';

type Options = JsonOption &
  LanguageOption &
  CostOptions &
  TargetOptions & {
    readonly recipe?: string;
  };

/** Bars of the tornado that are printed. */
const MOST_BARS = 4;

export function registerDecide(cli: Command): void {
  const command = cli
    .command('decide')
    .description('say whether FP8 pays: retries, failed runs and search included')
    .argument('<file>', 'the study file')
    .option('--recipe <name>', 'the recipe to decide on (default: the one that keeps most of the region)');
  withJson(withLanguage(withCostOptions(withTargetOptions(command)))).action(decide);
}

function decide(given: string, options: Options): void {
  const { json, recipe, language } = options;
  const target = targetIn(options);
  const study = openStudy(userPath(given), 'read');
  try {
    const analysis = target === null ? analyzeStudy(study) : analysisAtTarget(study, target);
    const words = json ? ENGLISH : wordsOf(language);
    const names = analysis.recipes.map((map) => map.recipe);
    if (recipe !== undefined && !names.includes(recipe)) {
      throw new UsageError(
        `--recipe is "${recipe}"; it must be a recipe of this study: ${names.join(', ')}.`,
      );
    }
    const choice = costChoice(options, () => analysis);
    const decision = decideOn(analysis, recipe ?? mostKept(analysis) ?? analysis.baseline, choice);
    const sentence = decisionSentence(decision, words);
    const summary = managerText(decision, words);
    if (decision.verdict === 'undecidable') {
      if (json) printJson({ ...decision, sentence, summary });
      else print(sentencesOf(summary).join('\n'));
    } else if (json) {
      printJson({ sentence, summary, ...withoutDraws(decision, words), ...choice });
    } else {
      print([...sentencesOf(summary), '', ...describe(decision, words)].join('\n'));
    }
  } finally {
    study.close();
  }
}

/** The draws behind the distributions are thousands of numbers that their summary stands for. */
function withoutDraws(decision: Decision, words: Words) {
  const texts = quantityTexts(decision, words);
  const bare = ({ totals, ...rest }: Decision['recipe']) => ({ ...rest, draws: totals.length });
  return {
    ...decision,
    baseline: bare(decision.baseline),
    recipe: bare(decision.recipe),
    costs: decision.costs.map((compared) => ({
      ...compared,
      recipe: bare(compared.recipe),
    })),
    gates: decision.gates.map((gate) => ({ ...gate, text: gateText(gate, decision.rowSetting, words) })),
    quantities: decision.quantities.map((quantity, index) => {
      const { name, unit, source } = texts[index]!;
      return { ...quantity, text: { name, unit, source } };
    }),
  };
}

function describe(decision: Decision, words: Words): string[] {
  const { baseline, recipe, tornado, gates, costs } = decision;
  const program = programText(decision, words);
  const { decision: text, numbers, figures } = words;
  const percent = (share: number) => numbers.percent(String(Math.round(100 * share)));
  const dollars = (value: number) => formatMoney(value, words);
  const { learningRate, rowValue } = recipe.cell;
  const costLine = ({ recipe: name, cost, cell }: Decision['recipe']) =>
    `  ${name}: ${dollars(cost.median)}${numbers.inBrackets(numbers.range(dollars(cost.interval.low), dollars(cost.interval.high)))}; ` +
    `${text.settingShort(formatLearningRate(cell.learningRate), rowShort(decision.rowSetting, cell.rowValue, words))}; ` +
    text.unstableThere(cell.unstable, cell.finished);
  return [
    `${words.manager.forEngineers}:`,
    decisionSentence(decision, words),
    ...targetSentences(decision, words),
    '',
    text.setting(formatLearningRate(learningRate), rowText(decision.rowSetting, rowValue, words)),
    `${figures.cost.axis(numbers.money.unit)}:`,
    costLine(baseline),
    ...costs.map((compared) => costLine(compared.recipe)),
    breakEvenText(decision, words),
    mayFailText(decision, words),
    ...(program === null ? [] : [program]),
    failuresText(decision, words),
    '',
    `${figures.tornado.title}:`,
    ...tornado
      .slice(0, MOST_BARS)
      .map(
        ({ input, low, high }) =>
          `  ${quantityName(input, decision, words)}: ${numbers.range(percent(low), percent(high))}`,
      ),
    '',
    `${text.restsOn}:`,
    ...quantityTexts(decision, words).map(quantityLine),
    '',
    `${text.plan}:`,
    ...gates.flatMap((gate) => {
      const { stage, status, criterion, measured, turns } = gateText(gate, decision.rowSetting, words);
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

/** "  token efficiency, q: 0.97 (0.93 to 0.99) share [assumption]". */
function quantityLine({ name, low, value, high, unit, kind }: QuantityText): string {
  const range = low === high ? '' : ` (${low} to ${high})`;
  return `  [${kind}] ${name}: ${value}${range} ${unit}`;
}
