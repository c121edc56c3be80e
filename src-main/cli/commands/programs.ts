// `precipice programs`: what the precision programs of a study bought and what they cost.
import { InvalidArgumentError, type Command } from 'commander';
import { COST_INPUTS } from '../../analysis/decision/inputs.ts';
import { summarizePrograms, type MeanWithInterval } from '../../analysis/programs/programs.ts';
import { columnsOf, padEnd, padStart } from '../../report/terminal-text.ts';
import { analyzeStudy } from '../../study/analyze-study.ts';
import { programRuns } from '../../study/program-runs.ts';
import { openStudy } from '../../study/study.ts';
import { originOf } from '../../records/origin.ts';
import { print, printJson } from '../output.ts';
import { userPath } from '../paths.ts';
import type { Label } from '../../analysis/labels/labels.ts';
import { wordsOf, type Words } from '../../report/language/language.ts';
import { withJson, withLanguage, type JsonOption, type LanguageOption } from '../settings.ts';
import { numberArgument, UsageError } from '../usage.ts';

interface Options extends JsonOption, LanguageOption {
  readonly speedup: number;
  readonly learningRate?: number;
  readonly row?: number;
}

export function registerPrograms(cli: Command): void {
  const command = cli
    .command('programs')
    .description('compare precision programs: loss, steps in FP8, what triggers did, effective speed-up')
    .argument('<file>', 'the study file')
    .option(
      '--speedup <number>',
      'raw speed-up of a step in 8 bits or fewer',
      positive,
      COST_INPUTS.speedup.assumed.value,
    )
    .option('--learning-rate <number>', 'only runs of this learning rate', positive)
    .option(
      '--batch-size, --row <number>',
      'only runs of this row of the map, a batch size unless the study has other rows',
      numberArgument('--row', 0, 1e12),
    );
  withJson(withLanguage(command)).action(programs);
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || value === Infinity) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

function programs(given: string, { json, speedup, learningRate, row, language }: Options): void {
  const study = openStudy(userPath(given), 'read');
  try {
    const info = study.info();
    if (originOf(info).kind !== 'own') {
      throw new UsageError(
        'The runs of this study were not trained by Precipice; it does not know their programs.',
      );
    }
    const { learningRates, rowValues } = analyzeStudy(study);
    const known = (flag: string, value: number | undefined, values: readonly number[]) => {
      if (value === undefined || values.includes(value)) return;
      throw new UsageError(`${flag} is ${value}; it must be one of this study's: ${values.join(', ')}.`);
    };
    known('--learning-rate', learningRate, learningRates);
    known('--row', row, rowValues);
    const runs = programRuns(
      study,
      (run) =>
        (learningRate === undefined || run.learningRate === learningRate) &&
        (row === undefined || run.rowValue === row),
    );
    const summaries = summarizePrograms(runs, speedup);
    if (json) return printJson({ speedup, programs: summaries });
    if (summaries.length === 0) throw new UsageError('No run of these has finished.');
    const words = wordsOf(language);
    const { programs: text } = words.commands;
    const rows = summaries.map((each) => [
      each.choice,
      `${each.unstable}/${each.runs}`,
      shown(each.tailLoss, words),
      shown(each.validationLoss, words),
      words.numbers.percent(String(Math.round(100 * each.lowShare))),
      each.actions.toFixed(1),
      each.stepsInVain.toFixed(1),
      each.speedup.toFixed(3),
      words.numbers.list(
        each.labels.map(([label, count]) => words.imports.count(count, words.labels[label as Label])),
      ),
    ]);
    const heads = text.columns;
    const widths = heads.map((_, i) => Math.max(...[heads, ...rows].map((row) => columnsOf(row[i]!))));
    const line = (row: readonly string[]) =>
      row
        .map((text, i) =>
          i === 0 || i === heads.length - 1 ? padEnd(text, widths[i]!) : padStart(text, widths[i]!),
        )
        .join('  ')
        .trimEnd();
    print([line(heads), ...rows.map(line), '', text.losses, text.actions(speedup)].join('\n'));
  } finally {
    study.close();
  }
}

function shown(value: MeanWithInterval | null, { numbers }: Words): string {
  if (!value) return '-';
  const { mean, interval } = value;
  if (!interval) return mean.toFixed(3);
  const range = numbers.range(interval.low.toFixed(3), interval.high.toFixed(3));
  return `${mean.toFixed(3)}${numbers.inBrackets(range)}`;
}
