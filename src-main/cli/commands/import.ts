// `precipice import`: makes a study of the runs of another tool.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { plural } from '../../report/language/en/plural.ts';
import { importStudy } from '../../study/import/create.ts';
import {
  BATCH_SCALES,
  guessMapping,
  IMPORT_FIELDS,
  LOSS_UNITS,
  RATE_SCALES,
  type BatchScale,
  type ImportField,
  type LossUnit,
  type RateScale,
} from '../../study/import/mapping.ts';
import { checkSize, readTable } from '../../study/import/table.ts';
import { openStudy } from '../../study/study.ts';
import { printJson, say } from '../output.ts';
import { quotedPath, shownPath, userPath } from '../paths.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { describeStudy, printMaps } from '../summary.ts';
import { numberArgument, UsageError } from '../usage.ts';

type Options = JsonOption &
  Partial<Record<ImportField, string>> & {
    readonly out: string;
    readonly rateScale?: RateScale;
    readonly batchScale?: BatchScale;
    readonly lossUnit?: LossUnit;
    readonly recipeName?: string;
    readonly baseline?: string;
    readonly unigramEntropy?: number;
  };

/** Rows listed on the terminal; the study's events have all. */
const LISTED = 20;

export function registerImport(program: Command): void {
  const command = program
    .command('import')
    .description('make a study of runs of another tool: CSV, JSON lines, an Optuna database')
    .argument('<file>', 'the file with one run a row')
    .requiredOption('--out <file>', 'the study file to make');
  for (const field of IMPORT_FIELDS) {
    command.option(
      `--${flagOf(field)} <column>`,
      `the column that is the ${field} (default: guessed; "none": there is none)`,
    );
  }
  command
    .addOption(
      new Option('--rate-scale <scale>', 'how it holds the learning rate (default: guessed)').choices(
        RATE_SCALES,
      ),
    )
    .addOption(
      new Option('--batch-scale <scale>', 'how it holds the batch size (default: guessed)').choices(
        BATCH_SCALES,
      ),
    )
    .addOption(new Option('--loss-unit <unit>', 'of its losses (default: guessed)').choices(LOSS_UNITS))
    .option('--recipe-name <name>', 'the recipe of all runs, where no column says it')
    .option('--baseline <recipe>', 'the recipe that others are compared with (default: guessed)')
    .option(
      '--unigram-entropy <nats>',
      'unigram entropy of the text, which tells collapsed runs',
      numberArgument('--unigram-entropy', 0, 100),
    );
  withJson(command).action(run);
}

function flagOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function run(given: string, options: Options): void {
  const file = userPath(given);
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status?.isFile()) throw new UsageError(`${shownPath(file)} is not a file.`);
  checkSize(shownPath(file), status.size);
  const source = { fileName: path.basename(file), bytes: readFileSync(file) };
  const guessed = guessMapping(readTable(source.fileName, source.bytes));
  const chosen = IMPORT_FIELDS.map((field) => {
    const column = options[field];
    return [
      field,
      column === undefined ? guessed.columns[field] : column === 'none' ? null : column,
    ] as const;
  });
  const mapping = {
    columns: Object.fromEntries(chosen) as typeof guessed.columns,
    rateScale: options.rateScale ?? guessed.rateScale,
    batchScale: options.batchScale ?? guessed.batchScale,
    lossUnit: options.lossUnit ?? guessed.lossUnit,
    recipe: options.recipeName ?? guessed.recipe,
    baseline: options.baseline ?? null,
    unigramEntropy: options.unigramEntropy ?? null,
  };
  const meanings = chosen.flatMap(([field, column]) => (column === null ? [] : [`${field} = ${column}`]));
  say(
    `Columns: ${meanings.join(', ')}; learning rates are ${mapping.rateScale}, batch sizes ${mapping.batchScale}, losses in ${mapping.lossUnit}.`,
  );
  const out = userPath(options.out);
  const { runs, problems } = importStudy(out, source, mapping);
  const failed = runs.filter(({ failure }) => failure !== null).length;
  const broken = failed > 0 ? `, ${failed} of which failed for outside reasons` : '';
  say(
    `Imported ${plural(runs.length, 'run')}${broken} into ${shownPath(out)}; ${problems.length} ${problems.length === 1 ? 'row is' : 'rows are'} none.`,
  );
  for (const { line, message } of problems.slice(0, LISTED)) say(`  line ${line}: ${message}`);
  if (problems.length > LISTED) {
    say(`  and ${problems.length - LISTED} more; "precipice info ${quotedPath(out)} --json" lists them all.`);
  }
  const study = openStudy(out, 'read');
  try {
    if (options.json) printJson({ file: out, mapping, problems, ...describeStudy(study) });
    else printMaps(study);
  } finally {
    study.close();
  }
}
