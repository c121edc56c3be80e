// `precipice decide`: whether FP8 pays, from a study's failures and the reader's costs, and the plan of stages.
import type { Command } from 'commander';
import { decide as decideOn, type Decision } from '../../analysis/decision/decide.ts';
import {
  COST_INPUT_NAMES,
  COST_INPUTS,
  defaultInputs,
  rangeProblem,
  type CostInputName,
  type CostInputs,
  type Range,
} from '../../analysis/decision/inputs.ts';
import { formatLearningRate } from '../../report/figures/numbers.ts';
import { comparedRecipes } from '../../report/figures/scene/compared.ts';
import { tornadoName } from '../../report/figures/tornado-figure.ts';
import { analyzeStudy } from '../../study/analyze-study.ts';
import { openStudy } from '../../study/study.ts';
import { print, printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { UsageError } from '../usage.ts';

type Options = JsonOption & { readonly recipe?: string } & Partial<Record<CostInputName, Range>>;

export function registerDecide(program: Command): void {
  const command = program
    .command('decide')
    .description('say whether FP8 pays: retries, failed runs and search included')
    .argument('<file>', 'the study file')
    .option('--recipe <name>', 'the recipe to decide on (default: the one that keeps most of the region)');
  for (const name of COST_INPUT_NAMES) {
    const { name: meaning, unit, low, value, high } = COST_INPUTS[name];
    command.option(
      `--${flagOf(name)} <value|low:high|low:value:high>`,
      `${meaning}, ${unit} (default: ${low}:${value}:${high})`,
      (text) => parseRange(name, text),
    );
  }
  withJson(command).action(decide);
}

function flagOf(name: CostInputName): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** One value is taken as sure; two are the ends of a range with its middle as the most likely value. */
function parseRange(name: CostInputName, text: string): Range {
  const parts = text.split(':').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [first, second, third] = parts as [number, number | undefined, number | undefined];
  const [low, value, high] =
    second === undefined
      ? [first, first, first]
      : third === undefined
        ? [first, (first + second) / 2, second]
        : [first, second, third];
  const range = { low, value, high };
  const problem =
    parts.length > 3
      ? `${name} is ${text}; it must be value, low:high or low:value:high.`
      : rangeProblem(name, range);
  if (problem !== null) throw new UsageError(problem.replace(name, `--${flagOf(name)}`));
  return range;
}

function decide(given: string, { json, recipe, ...ranges }: Options): void {
  const study = openStudy(userPath(given), 'read');
  try {
    const analysis = analyzeStudy(study);
    const names = analysis.recipes.map((map) => map.recipe);
    if (recipe !== undefined && !names.includes(recipe)) {
      throw new UsageError(
        `--recipe is "${recipe}"; it must be a recipe of this study: ${names.join(', ')}.`,
      );
    }
    const inputs: CostInputs = { ...defaultInputs(), ...ranges };
    const chosen =
      recipe ?? mostKept(analysis.recipes, analysis.baseline) ?? comparedRecipes(analysis).recipe;
    const decision = decideOn(analysis, chosen, inputs);
    if (json) {
      printJson(decision.verdict === 'undecidable' ? decision : { ...withoutDraws(decision), inputs });
    } else if (decision.verdict === 'undecidable') {
      print(decision.sentence);
    } else {
      print(describe(decision, inputs).join('\n'));
    }
  } finally {
    study.close();
  }
}

function mostKept(
  maps: readonly { recipe: string; areaRatio: number | null }[],
  baseline: string,
): string | null {
  const others = maps.filter(({ recipe, areaRatio }) => recipe !== baseline && areaRatio !== null);
  return others.toSorted((a, b) => b.areaRatio! - a.areaRatio!)[0]?.recipe ?? null;
}

/** The draws behind the distributions are thousands of numbers that their summary stands for. */
function withoutDraws(decision: Decision) {
  const bare = ({ totals, ...rest }: Decision['recipe']) => ({ ...rest, draws: totals.length });
  return { ...decision, baseline: bare(decision.baseline), recipe: bare(decision.recipe) };
}

function describe(decision: Decision, inputs: CostInputs): string[] {
  const { sentence, baseline, recipe, breakEvenSpeedup, breakEvenFailure, tornado, gates } = decision;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const dollars = (value: number) => Math.round(value).toLocaleString('en');
  const { learningRate, batchSize } = recipe.cell;
  const costLine = ({ recipe: name, cost, cell }: Decision['recipe']) =>
    `  ${name}: ${dollars(cost.median)} (${dollars(cost.interval.low)} to ${dollars(cost.interval.high)}); ` +
    `${cell.unstable} of ${cell.finished} runs unstable there`;
  return [
    sentence,
    '',
    `Setting: learning rate ${formatLearningRate(learningRate)}, batch size ${batchSize}.`,
    'Expected cost of a full run in US dollars, median (95 % interval):',
    costLine(baseline),
    costLine(recipe),
    breakEvenSpeedup === null
      ? 'No speed-up pays: the cost of failures alone is above what BF16 costs.'
      : `FP8 pays from a raw speed-up of ${breakEvenSpeedup.toFixed(3)} on.`,
    `With the speed-up of ${inputs.speedup.value} it may fail in up to ${percent(breakEvenFailure)} of its attempts before the gain is gone.`,
    '',
    'What the saving depends on most, each input at the ends of its range:',
    ...tornado
      .slice(0, 4)
      .map(({ input, low, high }) => `  ${tornadoName(input)}: ${percent(low)} to ${percent(high)}`),
    '',
    'Staged plan:',
    ...gates.flatMap(({ stage, criterion, measured, status, turns }) => [
      `  [${status}] ${stage}: ${criterion}`,
      `      measured: ${measured}. ${turns}`,
    ]),
    '',
    'Failure probabilities come from the small models of this study; a large run must be measured in its own pilot.',
  ];
}
