// `precipice coordinates`: the coordinate check, whether activations keep their size as the width grows.
import path from 'node:path';
import { Option, type Command } from 'commander';
import { coordinatesFigure, growthWords } from '../../report/figures/coordinates-figure.ts';
import { formatLearningRate } from '../../report/language/numbers.ts';
import { padEnd } from '../../report/terminal-text.ts';
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
import { withJson, type JsonOption } from '../settings.ts';
import { integerArgument, numberArgument, UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';
import { readSpec } from './sweep.ts';

interface Options extends JsonOption {
  readonly widths: readonly number[];
  readonly steps: number;
  readonly learningRate?: number;
  readonly measure: CoordinateMeasure;
  readonly text?: string;
  readonly out?: string;
}

/** Steps that the figure has a line for, beside the start. */
const MOST_LINES = 10;
const NAMES: Readonly<Record<Parametrisation, string>> = { standard: 'standard', mup: 'muP', mus: 'muS' };

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
  withJson(command).action(run);
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
  const interrupt = onInterrupt(() => say('Stopping.'));
  try {
    const check = await checkCoordinates(
      spec,
      { widths: options.widths, steps: options.steps, learningRate: options.learningRate ?? null },
      { signal: interrupt.signal, onRun: say },
    );
    if (out !== null) {
      writeOut(out, options.out!, new TextEncoder().encode(figureOf(check, options.measure)));
      say(`Wrote ${shownPath(out)}.`);
    }
    if (options.json) printJson(check);
    else print(describe(check).join('\n'));
  } finally {
    interrupt.dispose();
  }
}

function describe(check: CoordinateCheck): string[] {
  const head = `${padEnd('', 26)}${padEnd('size', 36)}change since the start`;
  return [
    settingOf(check),
    'Power of the width with which each grows; 95 % intervals; 0: it does not depend on the width.',
    head,
    ...check.parametrisations.flatMap((parametrisation) =>
      COORDINATES.map((coordinate) => {
        const words = COORDINATE_MEASURES.map((measure) =>
          growthWords(growthOf(check, parametrisation, coordinate, measure)),
        );
        return `${padEnd(`${NAMES[parametrisation]} ${coordinate}`, 26)}${padEnd(words[0]!, 36)}${words[1]!}`;
      }),
    ),
  ];
}

function settingOf({ recipe, learningRate, batchSize, steps, widths, baseWidth, seeds }: CoordinateCheck) {
  return `${recipe}, learning rate ${formatLearningRate(learningRate)}, batch size ${batchSize}, after ${steps} steps, widths ${widths.join(', ')} (base ${baseWidth}), seeds ${seeds.join(', ')}.`;
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

function figureOf(check: CoordinateCheck, measure: CoordinateMeasure): string {
  const cells = Map.groupBy(check.rows, ({ parametrisation, coordinate, width, step }) =>
    JSON.stringify([parametrisation, coordinate, width, step]),
  );
  const every = Math.ceil(check.steps / MOST_LINES);
  const shown = [...cells.values()].filter(
    ([first]) => first!.step % every === 0 || first!.step === check.steps,
  );
  const points = shown.map((rows) => ({
    ...rows[0]!,
    parametrisation: NAMES[rows[0]!.parametrisation],
    value: rows.reduce((sum, row) => sum + row[measure], 0) / rows.length,
  }));
  const what = measure === 'size' ? 'Size of activations' : 'How far activations have moved';
  return coordinatesFigure(points, {
    title: `${what} against width`,
    caption: `${settingOf(check)} Root mean square over all layers and tokens, mean over seeds, against the width of the model; slope: power of the width after the last step, with its 95 % interval.`,
    theme: 'light',
    slopeOf: (name, coordinate) =>
      growthWords(
        growthOf(
          check,
          check.parametrisations.find((own) => NAMES[own] === name)!,
          coordinate,
          measure,
        ),
      ),
  });
}
