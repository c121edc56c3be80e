// What the columns of a foreign table mean, and what the file does not say and its user must: guessed by guess/, corrected by the
// user, applied by runs.ts. Types and words only. Pure.

/** What a column can mean. The columns of a recipe are a list beside these: it may be put together from several. */
export const IMPORT_FIELDS = [
  'learningRate',
  'batchSize',
  'row',
  'seed',
  'tailLoss',
  'validationLoss',
  'startLoss',
  'lossCurve',
  'run',
  'step',
  'steps',
  'label',
  'state',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

export const RATE_SCALES = ['linear', 'log10', 'ln'] as const;
export type RateScale = (typeof RATE_SCALES)[number];

export const BATCH_SCALES = ['linear', 'log2'] as const;
export type BatchScale = (typeof BATCH_SCALES)[number];

export const LOSS_UNITS = ['nats', 'bits', 'perplexity'] as const;
export type LossUnit = (typeof LOSS_UNITS)[number];

/** What a run that has ended without a loss, and says nothing of why, has been. */
export const EMPTY_LOSS_MEANINGS = ['diverged', 'failed', 'left-out'] as const;
export type EmptyLossMeaning = (typeof EMPTY_LOSS_MEANINGS)[number];

/** What a run has been whose tool calls it failed, crashed or killed while neither its loss nor its curve tells. */
export const FAILED_MEANINGS = ['diverged', 'infrastructure', 'finished', 'left-out'] as const;
export type FailedMeaning = (typeof FAILED_MEANINGS)[number];

/** What a run has been that was given up in favour of better ones: `finished`: judged by its losses as far as they go. */
export const PRUNED_MEANINGS = ['finished', 'diverged', 'left-out'] as const;
export type PrunedMeaning = (typeof PRUNED_MEANINGS)[number];

export const DIRECTIONS = ['minimize', 'maximize'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** A factor of the batch size: its column, or the same number for all runs; null: there is none. */
export type BatchFactor = string | number | null;

/** Columns of learning rates, where they were drawn freely: as many a decade; `auto`: three, where they look so. */
export type RateBins = 'auto' | 'none' | number;
export const MOST_RATE_BINS = 20;

/** What seeds were where no column says them: one for all learning rates, as far as anybody knows, or one for each run. */
export const UNSAID_SEEDS = ['one', 'own'] as const;
export type UnsaidSeeds = (typeof UNSAID_SEEDS)[number];

/**
 * Of runs with the same recipe, learning rate, batch size and seed: the one that ended worst, the first or the last is kept; `refuse`:
 * nothing is imported; `seeds`: they are runs of other seeds.
 */
export const DUPLICATE_POLICIES = ['worst', 'refuse', 'first', 'last', 'seeds'] as const;
export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];

/** Of experiments of MLflow and projects of W&B, all together. */
export const ALL_STUDIES = '*';

export interface Mapping {
  /** Name of the column; null: there is none. */
  readonly columns: Readonly<Record<ImportField, string | null>>;
  /** Whether a row is a run, or a step of one (then `run` and `step` say which); null: the file does not tell. */
  readonly rowsAre: 'runs' | 'steps' | null;
  /** Columns that make up the recipe: words as they are, flags by their names where they are set. */
  readonly recipeColumns: readonly string[];
  /** Micro-steps before an update, and devices that each take the batch: the batch size is multiplied by both. */
  readonly accumulation: BatchFactor;
  readonly devices: BatchFactor;
  /** How the column holds the learning rate: itself, or its logarithm. */
  readonly rateScale: RateScale;
  /** The same of the batch size. */
  readonly batchScale: BatchScale;
  /** Unit of every loss; bits and perplexity are turned into nats. */
  readonly lossUnit: LossUnit;
  /** Name of the recipe where no column has it; null: it was not named. */
  readonly recipe: string | null;
  /** Whether spellings of one precision (bf16, bfloat16, torch.bfloat16) are one recipe. */
  readonly mergeSpellings: boolean;
  /** null: the highest precision, as far as the names tell. */
  readonly baseline: string | null;

  /** What a loss is measured against, as far as the user knows it: loss at the start and level in the unit of the losses. */
  readonly initialLoss: number | null;
  /** A loss above this is a failure. */
  readonly failedAbove: number | null;
  /** Tokens of the vocabulary: an untrained model's loss is its logarithm. */
  readonly vocabulary: number | null;
  /** H1 of the text in nats per token. */
  readonly unigramEntropy: number | null;

  /** null: not said; asked for where it matters. */
  readonly emptyLoss: EmptyLossMeaning | null;
  /** By the word of the file, in lower case; '*' for all others. */
  readonly failedMeans: Readonly<Record<string, FailedMeaning>>;
  readonly prunedMeans: PrunedMeaning | null;

  /** Of several studies, experiments or projects, the one by this name; ALL_STUDIES: all of them. null: not said. */
  readonly study: string | null;
  /** Of several objectives, the one of this name or number. */
  readonly objective: string | null;
  /** maximize: the loss is the negative of the value; null: as the study says. */
  readonly direction: Direction | null;
  readonly rateBins: RateBins;
  readonly unsaidSeeds: UnsaidSeeds;
  readonly duplicates: DuplicatePolicy;
}

/** What must be one for all runs of a study, whichever input they are of; null where nothing was said. */
export const SAID_RULES = [
  'initialLoss',
  'failedAbove',
  'vocabulary',
  'unigramEntropy',
  'emptyLoss',
  'prunedMeans',
  'baseline',
] as const satisfies readonly (keyof Mapping)[];
/** Those that always have a value. */
export const CHOSEN_RULES = [
  'mergeSpellings',
  'rateBins',
  'unsaidSeeds',
] as const satisfies readonly (keyof Mapping)[];
export const RULES = [...SAID_RULES, ...CHOSEN_RULES, 'failedMeans', 'duplicates'] as const;
export type Rule = (typeof RULES)[number];

export function isRule(field: string): field is Rule {
  return RULES.some((rule) => rule === field);
}
