// `precipice predict`: what a ladder of sizes says of a larger model, after how its largest size came out when it was held out.
import path from 'node:path';
import { Option, type Command } from 'commander';
import { MOST_PARAMETERS, MOST_TOKENS } from '../../analysis/ladder/at-target.ts';
import { isRefusal, predictFor, type StudyLadder } from '../../analysis/ladder/recipe-ladder.ts';
import { LADDER_MEASURES, type LadderMeasureName } from '../../analysis/ladder/measures.ts';
import { predictTokens } from '../../analysis/ladder/token-efficiency.ts';
import { budgetCurves } from '../../analysis/ladder/budget-curves.ts';
import { ladderFigure } from '../../report/figures/ladder-figure.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { formatCount } from '../../report/language/numbers.ts';
import { ladderSentences, ladderValue } from '../../report/language/ladder-text.ts';
import { analyzeStudy } from '../../study/analyze-study.ts';
import { ladderOf } from '../../study/ladder.ts';
import { openStudy } from '../../study/study.ts';
import { print, printJson, say } from '../output.ts';
import { shownPath, userPath } from '../paths.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { numberArgument, UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';

interface Options extends JsonOption, LanguageOption {
  readonly parameters?: number;
  readonly tokens?: number;
  readonly measure?: readonly LadderMeasureName[];
  readonly out?: string;
}

export function registerPredict(cli: Command): void {
  const command = cli
    .command('predict')
    .description('say what a study of several model sizes expects of a larger one, and how that was tested')
    .argument('<file>', 'a study whose rows are sizes of a model')
    .option(
      '--parameters <n>',
      'trainable weights of the larger model, e.g. 1.3e9',
      numberArgument('--parameters', 1, MOST_PARAMETERS),
    )
    .option(
      '--tokens <n>',
      'that it is to be trained on, where the study keeps what its sizes measured under fewer steps (see budgets)',
      numberArgument('--tokens', 1, MOST_TOKENS),
    )
    .addOption(new Option('--measure <name...>', 'what to say it of (default: all)').choices(LADDER_MEASURES))
    .option('--out <file>', 'write the figure (.svg) to this file');
  withJson(withLanguage(command, 'of what is printed, and of the figure')).action(predict);
}

function predict(given: string, options: Options): void {
  const { json, parameters = null, tokens = null, language } = options;
  const out = options.out === undefined ? null : userPath(options.out);
  if (out !== null && path.extname(out).toLowerCase() !== '.svg') {
    throw new UsageError(`--out is "${options.out}"; its name must end in .svg.`);
  }
  if (out !== null) checkOut(out, options.out!);
  const study = openStudy(userPath(given), 'read');
  try {
    const analysis = analyzeStudy(study);
    const ladder = ladderOf(study, analysis, options.measure);
    const words = wordsOf(language);
    if (parameters !== null && ladder.sizeIn !== 'parameters') {
      throw new UsageError(
        `--parameters is ${parameters}; the sizes of this study are ${ladder.sizeIn}, and nothing says how many parameters those models have.`,
      );
    }
    if (tokens !== null) checkTokens(tokens, parameters, ladder);
    const { confidence } = analysis.thresholds;
    const sentences = ladderSentences(ladder, { size: parameters, tokens }, confidence, words);
    if (out !== null) {
      const { name } = study.info();
      const figure = ladderFigure(ladder.ladders, {
        title: words.ladder.title(name),
        sizeIn: ladder.sizeIn,
        confidence,
        byTokens: ladder.budgets && budgetCurves(ladder.budgets, confidence),
        sentences,
        theme: 'light',
        words,
      });
      writeOut(out, options.out!, new TextEncoder().encode(figure));
      say(words.training.wrote(shownPath(out)));
    }
    if (json) {
      printJson({
        ...ladder,
        parameters,
        tokens,
        predictions: predictions(ladder, parameters, confidence),
        tokenPredictions: tokenPredictions(ladder, { parameters, tokens }, confidence),
      });
    } else print([...table(ladder, words), '', ...sentences].join('\n'));
  } finally {
    study.close();
  }
}

/** The penalty of several budgets is said of tokens alone. */
function predictions({ ladders, budgets }: StudyLadder, size: number | null, confidence: number) {
  if (size === null) return [];
  const bySize = ladders.filter(({ measure }) => measure !== 'penalty' || budgets === null);
  return bySize.map(({ recipe, measure, fit }) => {
    const said = predictFor({ fit, measure }, size, confidence);
    return isRefusal(said)
      ? { recipe, measure, prediction: null, refusal: said }
      : { recipe, measure, prediction: said, refusal: null };
  });
}

/** @throws UsageError where tokens say nothing. */
function checkTokens(
  tokens: number,
  parameters: number | null,
  { budgets, areBudgetsStale }: StudyLadder,
): void {
  if (parameters === null)
    throw new UsageError(`--tokens is ${tokens} without --parameters; both say of which model.`);
  if (areBudgetsStale)
    throw new UsageError(
      `--tokens is ${tokens}; the runs or the thresholds of this study have changed since its budgets were compared. Run "precipice budgets" again.`,
    );
  if (budgets === null)
    throw new UsageError(
      `--tokens is ${tokens}; this study keeps nothing of its sizes under fewer steps, which "precipice budgets" puts into it.`,
    );
}

function tokenPredictions(
  { budgets }: StudyLadder,
  { parameters, tokens }: { readonly parameters: number | null; readonly tokens: number | null },
  confidence: number,
) {
  if (budgets === null || parameters === null) return [];
  return budgets.recipes.map((recipe) => {
    const said = predictTokens(budgets, recipe, { parameters, tokens }, confidence);
    return isRefusal(said)
      ? { recipe: recipe.recipe, prediction: null, refusal: said }
      : { recipe: recipe.recipe, prediction: said, refusal: null };
  });
}

/** Every size that was measured, a line each. */
function table({ ladders, sizeIn }: StudyLadder, words: Words): string[] {
  return ladders.flatMap(({ recipe, measure, fit, missing }) => {
    const sizes = [
      ...fit.points.map(({ octaves, value }) => [2 ** octaves, ladderValue(measure, value)] as const),
      ...missing.map(({ size, reason }) => [size, words.ladder.missing[reason]] as const),
    ].toSorted(([a], [b]) => a - b);
    const cells = sizes.map(([size, value]) => words.figures.edgeOfRow(formatCount(size), value));
    return [
      `${words.ladder.of(recipe, words.ladder.measures[measure])}${words.numbers.inBrackets(sizeIn)}`,
      `  ${words.numbers.list(cells)}`,
    ];
  });
}
