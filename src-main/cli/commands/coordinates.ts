// `precipice coordinates`: the coordinate check, whether activations keep their size as the width grows.
import path from 'node:path';
import { Option, type Command } from 'commander';
import { coordinatesFigure, growthWords } from '../../report/figures/coordinates-figure.ts';
import { formatLearningRate } from '../../report/language/numbers.ts';
import { columnsOf, padEnd } from '../../report/terminal-text.ts';
import {
  checkCoordinates,
  COORDINATE_MEASURES,
  type CoordinateCheck,
  type CoordinateMeasure,
  type Parametrisation,
} from '../../sweep/coordinate-check.ts';
import { COORDINATES } from '../../engine/coordinates.ts';
import { presetNames } from '../../sweep/preset-files.ts';
import { hasTrainer } from '../../spec/trainer.ts';
import { onInterrupt } from '../interrupt.ts';
import { print, printJson, say } from '../output.ts';
import { shownPath, userPath } from '../paths.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { integerArgument, numberArgument, UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';
import { readSpec } from './sweep.ts';

interface Options extends JsonOption, LanguageOption {
  readonly widths: readonly number[];
  readonly steps: number;
  readonly learningRate?: number;
  readonly measure: CoordinateMeasure;
  readonly text?: string;
  readonly out?: string;
}

/** Steps that the figure has a line for, beside the start. */
const MOST_LINES = 10;

function nameOf(parametrisation: Parametrisation, { coordinates }: Words): string {
  return { standard: coordinates.standard, mup: 'muP', mus: 'muS' }[parametrisation];
}

export function registerCoordinates(cli: Command): void {
  const command = cli
    .command('coordinates')
    .description(
      'say how the size of activations depends on the width, in the standard parametrisation, muP and unit scaling (muS)',
    )
    .argument('<preset or spec.json>', `${presetNames().join(', ')}, or the path of a spec`)
    .addOption(
      new Option('--widths <list>', 'widths of the model, separated by commas')
        .default([32, 64, 128, 256], '32,64,128,256')
        .argParser(widthsArgument),
    )
    .option('--steps <n>', 'steps of training', integerArgument('--steps', 1, 1000), 10)
    .option(
      '--learning-rate <number>',
      'at the base width (default: the middle one of the spec)',
      numberArgument('--learning-rate', 1e-12, 1e3),
    )
    .addOption(
      new Option('--measure <name>', 'of the figure: the size, or how far it has moved from the start')
        .choices(COORDINATE_MEASURES)
        .default('size'),
    )
    .option('--text <file>', 'train on this UTF-8 text instead of the one in the spec')
    .option('--out <file>', 'write the figure (.svg) to this file');
  withJson(withLanguage(command, 'of what is printed, and of the figure')).action(run);
}

function widthsArgument(text: string): number[] {
  const widths = text.split(',').map(Number);
  const isWidth = (width: number) => Number.isInteger(width) && width >= 2 && width <= 8192;
  if (new Set(widths).size >= 2 && widths.every(isWidth)) return widths;
  throw new UsageError(
    `--widths is "${text}"; it must be two or more whole numbers from 2 to 8192, separated by commas.`,
  );
}

async function run(source: string, options: Options): Promise<void> {
  const out = options.out === undefined ? null : userPath(options.out);
  if (out !== null && path.extname(out).toLowerCase() !== '.svg') {
    throw new UsageError(`--out is "${options.out}"; its name must end in .svg.`);
  }
  if (out !== null) checkOut(out, options.out!);
  const spec = readSpec(source, options.text);
  if (hasTrainer(spec)) throw new UsageError(`The runs of ${source} are trained by a command.`);
  const words = wordsOf(options.language);
  const interrupt = onInterrupt(() => say(words.training.stopping));
  try {
    const check = await checkCoordinates(
      spec,
      { widths: options.widths, steps: options.steps, learningRate: options.learningRate ?? null },
      { signal: interrupt.signal, onRun: say },
    );
    if (out !== null) {
      writeOut(out, options.out!, new TextEncoder().encode(figureOf(check, options.measure, words)));
      say(words.training.wrote(shownPath(out)));
    }
    if (options.json) printJson(check);
    else print(describe(check, words).join('\n'));
  } finally {
    interrupt.dispose();
  }
}

function describe(check: CoordinateCheck, words: Words): string[] {
  const { coordinates: text } = words;
  const lines = check.parametrisations.flatMap((parametrisation) =>
    COORDINATES.map((coordinate) => [
      `${nameOf(parametrisation, words)} ${text.names[coordinate]!}`,
      ...COORDINATE_MEASURES.map((measure) =>
        growthWords(growthOf(check, parametrisation, coordinate, measure), words),
      ),
    ]),
  );
  const table = [['', text.size, text.change], ...lines];
  const widths = [0, 1].map((at) => 2 + Math.max(...table.map((line) => columnsOf(line[at]!))));
  return [
    settingOf(check, words),
    text.power,
    ...table.map(
      ([first, second, third]) => padEnd(first!, widths[0]!) + padEnd(second!, widths[1]!) + third!,
    ),
  ];
}

function settingOf(check: CoordinateCheck, { coordinates }: Words): string {
  const { recipe, learningRate, batchSize, steps, widths, baseWidth, seeds } = check;
  const rate = formatLearningRate(learningRate);
  return coordinates.setting(recipe, rate, batchSize, steps, widths, baseWidth, seeds);
}

function growthOf(
  { slopes }: CoordinateCheck,
  parametrisation: string,
  coordinate: string,
  measure: CoordinateMeasure,
) {
  return slopes.find(
    (slope) =>
      slope.parametrisation === parametrisation &&
      slope.coordinate === coordinate &&
      slope.measure === measure,
  )!.growth;
}

function figureOf(check: CoordinateCheck, measure: CoordinateMeasure, words: Words): string {
  const cells = Map.groupBy(check.rows, ({ parametrisation, coordinate, width, step }) =>
    JSON.stringify([parametrisation, coordinate, width, step]),
  );
  const every = Math.ceil(check.steps / MOST_LINES);
  const shown = [...cells.values()].filter(
    ([first]) => first!.step % every === 0 || first!.step === check.steps,
  );
  const points = shown.map((rows) => ({
    ...rows[0]!,
    parametrisation: nameOf(rows[0]!.parametrisation, words),
    value: rows.reduce((sum, row) => sum + row[measure], 0) / rows.length,
  }));
  return coordinatesFigure(points, {
    title: words.coordinates.titles[measure],
    caption: words.coordinates.caption(settingOf(check, words)),
    theme: 'light',
    words,
    slopeOf: (name, coordinate) =>
      growthWords(
        growthOf(
          check,
          check.parametrisations.find((own) => nameOf(own, words) === name)!,
          coordinate,
          measure,
        ),
        words,
      ),
  });
}
