// Options of `precipice import`: what they are called, and the mapping that they make of the one that was base.
import { Option, type Command } from 'commander';
import { guessRun } from '../study/import/guess/history.ts';
import {
  BATCH_SCALES,
  DIRECTIONS,
  DUPLICATE_POLICIES,
  EMPTY_LOSS_MEANINGS,
  IMPORT_FIELDS,
  LOSS_UNITS,
  PRUNED_MEANINGS,
  RATE_SCALES,
  UNSAID_SEEDS,
  type ImportField,
  type Mapping,
} from '../spec/import-mapping.ts';
import type { Table } from '../study/import/table.ts';
import { factorArgument, failedMeansArgument, rateBinsArgument } from './import-values.ts';
import type { JsonOption } from './settings.ts';
import { integerArgument, numberArgument } from './usage.ts';

export type ImportOptions = JsonOption &
  Partial<Record<ImportField, string>> &
  Partial<
    Pick<
      Mapping,
      | 'rateScale'
      | 'batchScale'
      | 'lossUnit'
      | 'accumulation'
      | 'devices'
      | 'baseline'
      | 'initialLoss'
      | 'vocabulary'
      | 'unigramEntropy'
      | 'failedAbove'
      | 'emptyLoss'
      | 'failedMeans'
      | 'prunedMeans'
      | 'study'
      | 'objective'
      | 'direction'
      | 'duplicates'
      | 'unsaidSeeds'
    >
  > & {
    readonly out?: string;
    readonly into?: string;
    readonly refresh?: boolean;
    readonly dryRun?: boolean;
    readonly recipe?: string;
    readonly recipeName?: string;
    readonly keepSpellings?: boolean;
    readonly binLearningRates?: Mapping['rateBins'];
  };

/** A loss in nats, bits or as a perplexity. */
const MOST_LOSS = 1e6;
const NONE = 'none';

const FIELD_HELP: Readonly<Record<ImportField, string>> = {
  learningRate: 'the column that is the learning rate',
  batchSize: 'the column that is the batch size, or that of one device and one micro-step',
  row: 'the column that the rows of the map are of, such as width or weight_decay, in place of the batch size',
  seed: 'the column that is the seed',
  tailLoss:
    'the column that is the tail or final loss; in a file with one row per step, the loss of the step',
  validationLoss: 'the column that is the validation loss',
  startLoss: 'the column that is the loss at the start',
  lossCurve: 'the column that holds a list of losses',
  run: 'the column that names the run, in a file with one row per step',
  step: 'the column that is the step of a row, in a file with one row per step; "none": a row is a run',
  steps: 'the column that is the number of steps a run was to take',
  label: 'the column that is the label',
  state: 'the column that says whether a run has finished, failed or still runs',
};

export function addMappingOptions(command: Command): void {
  for (const field of IMPORT_FIELDS) {
    command.option(
      `--${flagOf(field)} <column>`,
      `${FIELD_HELP[field]} (default: guessed; "none": there is none)`,
    );
  }
  const choice = (flags: string, help: string, choices: readonly string[]) =>
    command.addOption(new Option(flags, help).choices(choices));
  const nats = (name: string) => numberArgument(name, Number.MIN_VALUE, MOST_LOSS);
  command
    .option(
      '--recipe <columns>',
      'the column or columns, separated by commas, that make up the recipe (default: guessed)',
    )
    .option('--recipe-name <name>', 'the recipe of the runs of which no column says it')
    .option('--keep-spellings', 'spellings of one precision (bf16, bfloat16) stay recipes of their own')
    .option('--baseline <recipe>', 'the recipe that others are compared with (default: guessed)')
    .option(
      '--accumulation <column|N>',
      'micro-steps before an update: multiplies the batch size',
      factorArgument,
    )
    .option(
      '--devices <column|N>',
      'devices that each take the batch: multiplies the batch size',
      factorArgument,
    );
  choice('--rate-scale <scale>', 'how the column holds the learning rate (default: guessed)', RATE_SCALES);
  choice('--batch-scale <scale>', 'how the column holds the batch size (default: guessed)', BATCH_SCALES);
  choice('--loss-unit <unit>', 'of its losses (default: guessed)', LOSS_UNITS);
  command
    .option(
      '--initial-loss <loss>',
      'the loss at the start, in the unit of its losses',
      nats('--initial-loss'),
    )
    .option(
      '--vocabulary <tokens>',
      'size of the vocabulary: an untrained model loses its logarithm',
      integerArgument('--vocabulary', 2, 1e9),
    )
    .option(
      '--unigram-entropy <nats>',
      'unigram entropy of the text, which tells collapsed runs',
      numberArgument('--unigram-entropy', 0, 100),
    )
    .option(
      '--failed-above <loss>',
      'a run that ends above this loss has failed, in the unit of its losses',
      nats('--failed-above'),
    );
  choice('--empty-loss <meaning>', 'what a run has been that ended without a loss', EMPTY_LOSS_MEANINGS);
  command.option(
    '--failed-means <meaning>',
    'what failed, crashed and killed mean where losses do not tell: diverged, infrastructure, finished or left-out; or by word, as in crashed=infrastructure,killed=diverged',
    failedMeansArgument,
  );
  choice(
    '--pruned-means <meaning>',
    'what to make of runs that were pruned or end before the others, without having failed (default: neither stable nor unstable)',
    PRUNED_MEANINGS,
  );
  command
    .option(
      '--study <name>',
      'of several Optuna studies, MLflow experiments or W&B projects, the one to take ("*": all, but of Optuna)',
    )
    .option('--objective <name|number>', 'of several objectives, the one that is the loss');
  choice(
    '--direction <direction>',
    'maximize: the loss is the negative of its column (default: as the study says)',
    DIRECTIONS,
  );
  choice(
    '--duplicates <policy>',
    'of runs with one recipe, learning rate, batch size and seed, what to keep: the one that ended worst (default), the first or last; seeds: all, as other seeds; refuse: import nothing',
    DUPLICATE_POLICIES,
  );
  command.option(
    '--bin-learning-rates <auto|N|none>',
    'columns per decade for freely drawn learning rates (default: three, where they look drawn)',
    rateBinsArgument,
  );
  choice(
    '--unsaid-seeds <seeds>',
    'where no column says the seeds: whether runs at different learning rates may have had one (default; intervals are wide), or each its own',
    UNSAID_SEEDS,
  );
}

function flagOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Without the columns that this one of several inputs lacks and another has: they are meant for that. */
export function optionsFor(
  { columns }: Table,
  inputs: readonly { readonly table: Table }[],
  options: ImportOptions,
): ImportOptions {
  const isOthers = (column: unknown) =>
    typeof column === 'string' &&
    !columns.includes(column) &&
    inputs.some(({ table }) => table.columns.includes(column));
  const named = ['recipe', 'accumulation', 'devices', ...IMPORT_FIELDS] as const;
  const dropped = named.filter((name) => isOthers(options[name]));
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => !dropped.some((field) => field === name)),
  );
}

/** `base`: as guessed, or as remembered of inputs before it; what the options say counts instead. */
export function mappingOf(table: Table, options: ImportOptions, base: Mapping): Mapping {
  const chosen = IMPORT_FIELDS.map((field) => {
    const column = options[field];
    return [field, column === undefined ? base.columns[field] : column === NONE ? null : column] as const;
  });
  const columns = Object.fromEntries(chosen) as Mapping['columns'];
  const rowsAre = options.step === undefined ? base.rowsAre : columns.step === null ? 'runs' : 'steps';
  const isHistoryBySay = options.step !== undefined && columns.step !== null && options.run === undefined;
  return {
    ...base,
    columns: isHistoryBySay ? { ...columns, run: guessRun(table) } : columns,
    rowsAre,
    recipeColumns: options.recipe === undefined ? base.recipeColumns : columnList(table, options.recipe),
    accumulation: options.accumulation ?? base.accumulation,
    devices: options.devices ?? base.devices,
    rateScale: options.rateScale ?? base.rateScale,
    batchScale: options.batchScale ?? base.batchScale,
    lossUnit: options.lossUnit ?? base.lossUnit,
    recipe: options.recipeName ?? base.recipe,
    mergeSpellings: options.keepSpellings ? false : base.mergeSpellings,
    baseline: options.baseline ?? base.baseline,
    initialLoss: options.initialLoss ?? base.initialLoss,
    failedAbove: options.failedAbove ?? base.failedAbove,
    vocabulary: options.vocabulary ?? base.vocabulary,
    unigramEntropy: options.unigramEntropy ?? base.unigramEntropy,
    emptyLoss: options.emptyLoss ?? base.emptyLoss,
    failedMeans: { ...base.failedMeans, ...options.failedMeans },
    prunedMeans: options.prunedMeans ?? base.prunedMeans,
    study: options.study ?? base.study,
    objective: options.objective ?? base.objective,
    direction: options.direction ?? base.direction,
    rateBins: options.binLearningRates ?? base.rateBins,
    unsaidSeeds: options.unsaidSeeds ?? base.unsaidSeeds,
    duplicates: options.duplicates ?? base.duplicates,
  };
}

/** One column, whose name may hold commas, or several. */
function columnList({ columns }: Table, text: string): readonly string[] {
  if (text === NONE) return [];
  return columns.includes(text) ? [text] : text.split(',').map((name) => name.trim());
}
