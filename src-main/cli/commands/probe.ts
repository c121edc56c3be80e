// `precipice probe`: what other recipes would do to the tensors of a run under the baseline, without training under them.
import path from 'node:path';
import { Option, type Command } from 'commander';
import { worstOperands } from '../../report/figures/probe-worst.ts';
import { operandName } from '../../report/figures/probe-figure.ts';
import { PROBE_MEASURES, type ProbeMeasure } from '../../report/language/shown.ts';
import { exportProbe, PROBE_FORMATS } from '../../report/probe-export.ts';
import { columnsOf, padEnd, padStart } from '../../report/terminal-text.ts';
import { openStudy } from '../../study/study.ts';
import { planProbe, type ProbeResult } from '../../sweep/probe-study.ts';
import { onInterrupt } from '../interrupt.ts';
import { print, printJson, say } from '../output.ts';
import { shownPath, userPath } from '../paths.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { integerArgument, numberArgument, UsageError } from '../usage.ts';
import { checkOut, writeOut } from '../write-out.ts';

interface Options extends JsonOption, LanguageOption {
  readonly recipe: string;
  readonly learningRate?: number;
  readonly row?: number;
  readonly seed?: number;
  readonly every?: number;
  readonly text?: string;
  readonly out?: string;
  readonly measure: ProbeMeasure;
}

/** Operands listed for each recipe. */
const LISTED = 6;

export function registerProbe(cli: Command): void {
  const command = cli
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
      '--batch-size, --row <number>',
      'its row of the map, a batch size unless the study has other rows (default: the last)',
      numberArgument('--row', 0, 1e12),
    )
    .option('--seed <n>', 'of the run (default: the first of the study)', integerArgument('--seed', 0))
    .option(
      '--every <steps>',
      'steps between two probes (default: a tenth of the run)',
      integerArgument('--every', 1),
    )
    .option('--text <file>', 'where the text of the study is now, if it has moved')
    .option('--out <file>', 'write the heat map (.svg, .png) or all numbers (.csv) to this file')
    .addOption(
      new Option('--measure <name>', 'what the heat map shows').choices(PROBE_MEASURES).default('underflow'),
    );
  withJson(withLanguage(command, 'of what is printed, and of the heat map')).action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const out = options.out === undefined ? null : userPath(options.out);
  const format = PROBE_FORMATS.find((known) => path.extname(out ?? '').toLowerCase() === `.${known}`);
  if (out !== null && !format) {
    throw new UsageError(
      `--out is "${options.out}"; its name must end in ${PROBE_FORMATS.map((known) => `.${known}`).join(', ')}.`,
    );
  }
  if (out !== null) checkOut(out, options.out!);
  const words = wordsOf(options.language);
  const study = openStudy(userPath(file), 'read');
  const info = study.info();
  study.close();
  const probe = planProbe(info, {
    recipes: options.recipe.split(',').map((name) => name.trim()),
    learningRate: options.learningRate ?? null,
    rowValue: options.row ?? null,
    seed: options.seed ?? null,
    every: options.every ?? null,
    text: options.text === undefined ? null : userPath(options.text),
  });
  const interrupt = onInterrupt(() => say(words.training.stopping));
  try {
    const result = await probe({
      signal: interrupt.signal,
      onProgress: ({ step, steps }) => say(words.probe.progress(step, steps)),
    });
    if (out !== null) {
      const { bytes } = exportProbe(result, {
        format: format!,
        theme: 'light',
        measure: options.measure,
        language: options.language,
      });
      writeOut(out, options.out!, bytes);
      say(words.training.wrote(shownPath(out)));
    }
    if (options.json) printJson(result);
    else
      print(
        options.recipe
          .split(',')
          .flatMap((name) => describe(name.trim(), result, words))
          .join('\n'),
      );
  } finally {
    interrupt.dispose();
  }
}

/** The operands of a recipe that lose most, each at its worst step. */
function describe(recipe: string, { rows }: ProbeResult, { probe, numbers }: Words): string[] {
  const own = rows.filter((row) => row.recipe === recipe);
  if (own.length === 0) return [probe.roundsNothing(recipe), ''];
  const percent = (share: number) => numbers.percent((100 * share).toFixed(1));
  const lines = worstOperands(own, LISTED).map((row) => [
    operandName(row),
    String(row.step),
    percent(row.underflow),
    percent(row.overflow),
    `${row.signalToError.toFixed(1)} dB`,
  ]);
  const { operand, step, underflow, overflow, error } = probe.columns;
  const heads = [operand, step, underflow, overflow, error];
  const widths = heads.map((_, i) => Math.max(...[heads, ...lines].map((line) => columnsOf(line[i]!))));
  const show = (line: readonly string[]) =>
    line.map((text, i) => (i === 0 ? padEnd(text, widths[i]!) : padStart(text, widths[i]!))).join('  ');
  return [probe.found(recipe), ...[heads, ...lines].map((line) => `  ${show(line)}`), ''];
}
