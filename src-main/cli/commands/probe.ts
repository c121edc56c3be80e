// `precipice probe`: what other recipes would do to the tensors of a run under the baseline, without training under them.
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { probe, type ProbeRow } from '../../engine/probe.ts';
import { createDevice } from '../../host/devices.ts';
import { RECIPE_NAMES, recipeByName } from '../../recipes/presets.ts';
import { probeFigure } from '../../report/figures/probe-figure.ts';
import { padEnd, padStart } from '../../report/terminal-text.ts';
import { openStudy } from '../../study/study.ts';
import { jobOf } from '../../sweep/plan.ts';
import { recallStudy } from '../../sweep/recall.ts';
import { corpusOf } from '../../sweep/text-source.ts';
import { onInterrupt } from '../interrupt.ts';
import { shownPath, userPath } from '../paths.ts';
import { printJson, withJson, type JsonOption } from '../settings.ts';
import { integerArgument, numberArgument, UsageError } from '../usage.ts';

interface Options extends JsonOption {
  readonly recipe: string;
  readonly learningRate?: number;
  readonly batchSize?: number;
  readonly seed?: number;
  readonly every?: number;
  readonly text?: string;
  readonly out?: string;
}

/** Probed steps, unless the user says otherwise. */
const PROBES = 10;
/** Operands listed for each recipe. */
const LISTED = 6;

export function registerProbe(program: Command): void {
  const command = program
    .command('probe')
    .description('say what other recipes would do to the tensors of a run, without training under them')
    .argument('<file>', 'a study, whose baseline is trained for it')
    .requiredOption('--recipe <names>', 'the recipes to probe, separated by commas')
    .option(
      '--learning-rate <number>',
      'of the run (default: the middle one of the study)',
      numberArgument('--learning-rate', 1e-12, 1e3),
    )
    .option(
      '--batch-size <n>',
      'of the run (default: the largest of the study)',
      integerArgument('--batch-size', 1),
    )
    .option('--seed <n>', 'of the run (default: the first of the study)', integerArgument('--seed', 0))
    .option(
      '--every <steps>',
      'steps between two probes (default: a tenth of the run)',
      integerArgument('--every', 1),
    )
    .option('--text <file>', 'where the text of the study is now, if it has moved')
    .option('--out <file.svg>', 'write the heat map of underflow to this file');
  withJson(command).action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const study = openStudy(userPath(file), 'read');
  const { spec, source } = recallStudy(
    study.info(),
    options.text === undefined ? null : userPath(options.text),
  );
  study.close();
  const names = options.recipe.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!RECIPE_NAMES.includes(name)) {
      throw new UsageError(`--recipe has "${name}"; it must be of ${RECIPE_NAMES.join(', ')}.`);
    }
  }
  const learningRate = options.learningRate ?? spec.learningRates[spec.learningRates.length >> 1]!;
  const batchSize = options.batchSize ?? spec.batchSizes.at(-1)!;
  const seed = options.seed ?? spec.seeds[0]!;
  const grid = [{ id: 0, recipe: spec.baseline, learningRate, batchSize, seed }];
  const job = jobOf(spec, { recipe: spec.baseline, batchSize, runs: grid });
  const every = options.every ?? Math.max(1, Math.round(job.steps / PROBES));
  const interrupt = onInterrupt(() => process.stderr.write('Stopping.\n'));
  const device = await createDevice('wasm', { threads: 1 });
  try {
    const rows = await probe(device, job, corpusOf(source, spec), names.map(recipeByName), every, {
      signal: interrupt.signal,
      onStep: (step) => process.stderr.write(`step ${step} of ${job.steps}\n`),
    });
    if (options.out !== undefined) {
      const title = `Under ${spec.baseline}, learning rate ${Number(learningRate.toPrecision(3))}, batch size ${batchSize}: what other recipes would lose`;
      writeFileSync(userPath(options.out), probeFigure(rows, { title, theme: 'light' }));
      process.stderr.write(`Wrote ${shownPath(userPath(options.out))}.\n`);
    }
    if (options.json) printJson({ learningRate, batchSize, seed, every, rows });
    else process.stdout.write(`${names.flatMap((name) => describe(name, rows)).join('\n')}\n`);
  } finally {
    interrupt.dispose();
    await device.close();
  }
}

/** The operands of a recipe that lose most, each at its worst step. */
function describe(recipe: string, rows: readonly ProbeRow[]): string[] {
  const own = rows.filter((row) => row.recipe === recipe);
  if (own.length === 0) return [`${recipe}: rounds no operand of a product.`, ''];
  const worst = [...Map.groupBy(own, ({ operand }) => operand).values()]
    .map((steps) => steps.reduce((a, b) => (b.underflow + b.overflow > a.underflow + a.overflow ? b : a)))
    .sort((a, b) => b.underflow + b.overflow - a.underflow - a.overflow)
    .slice(0, LISTED);
  const width = Math.max(...worst.map(({ operand }) => operand.length));
  return [
    `${recipe}: the operands that lose most, each at its worst step`,
    `  ${padEnd('operand', width)}  ${padStart('step', 6)}  underflow  overflow  signal to error`,
    ...worst.map(
      ({ operand, step, underflow, overflow, signalToError }) =>
        `  ${padEnd(operand, width)}  ${padStart(String(step), 6)}  ${padStart(`${(100 * underflow).toFixed(1)} %`, 9)}  ${padStart(`${(100 * overflow).toFixed(1)} %`, 8)}  ${padStart(`${signalToError.toFixed(1)} dB`, 15)}`,
    ),
    '',
  ];
}
