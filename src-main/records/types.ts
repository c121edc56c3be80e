// What a study file holds, as values. schema.ts says how it is laid out in SQLite, study.ts reads and writes it.
import type { Label, LossReference } from '../analysis/labels/labels.ts';
import type { MeasuredRun, RunState } from '../analysis/labels/run.ts';
import type { Thresholds } from '../analysis/labels/thresholds.ts';
import { importedFacts, trainingOf, type RunOrigin, type StoredSpec } from './origin.ts';

export const RUN_PRECISIONS = ['hardware', 'emulated'] as const;
export type RunPrecision = (typeof RUN_PRECISIONS)[number];

export interface PlannedRun {
  readonly recipe: string;
  readonly learningRate: number;
  /** Which row of the map it belongs to: the value of the setting that rows are of, the batch size unless its spec says otherwise. */
  readonly rowValue: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly plannedSteps: number;
}

/** One row of the grid. The measured fields are null (spike scores 0) until the run has finished. */
export interface RunRow extends MeasuredRun {
  readonly id: number;
  readonly batchSize: number;
  readonly state: RunState;
  readonly label: Label | null;
  /** Why it was labelled so, or why it failed, in one sentence. */
  readonly reason: string | null;
  readonly provisional: boolean;
  readonly device: string | null;
  /** Whether its machine computed in the formats of the recipe or imitated them; null where nobody said. */
  readonly precision: RunPrecision | null;
  readonly seconds: number | null;
  readonly attempts: number;
  /** Of one that is planned: trained, as it will be. */
  readonly origin: RunOrigin;
}

/** Facts about the text or the token files it was trained on, which are not stored. */
export interface TextFacts {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly tokens: number;
  readonly vocabulary: 'character' | 'byte' | 'gpt2' | 'tokens';
  readonly vocabularySize: number;
  /** H1 in nats per token. */
  readonly unigramEntropy: number;
  /** Of token files, how many tokens the SHA-256 and the entropy are of; absent: all. */
  readonly sampledTokens?: number | undefined;
}

/** Why rows of a file became no run that counts. */
export const LEFT_OUT_REASONS = ['not-ended', 'no-loss', 'by-state', 'unreadable', 'repeated'] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Rows of a file that were left out, of one place and one reason; null: the rows do not say that of their place. */
export interface LeftOutRows {
  readonly learningRate: number | null;
  readonly batchSize: number | null;
  /** Absent where rows are batch sizes. */
  readonly rowValue?: number | null | undefined;
  readonly recipe: string | null;
  readonly reason: LeftOutReason;
  readonly rows: number;
}

/** A file or a folder that runs of a study were read from. */
export interface ImportedInput {
  readonly name: string;
  /** Where it lay; null: it was given without its place, as by a browser, and cannot be read again. */
  readonly place: string | null;
  /** Changes with any of its files, as far as their sizes and times tell; null where its place is. */
  readonly state: string | null;
  readonly kind: string;
  /** Of the file, or of all that was read of the folder. */
  readonly sha256: string;
  /** By which it was read, as given; import-mapping.ts says what it holds. */
  readonly mapping?: unknown;
  /** Rows of it that were left out, before rates and recipes that are one were put together. */
  readonly leftOut: readonly LeftOutRows[];
  readonly skipped: number;
  /** Runs of it that are not in the study, for another run says the same, or more. */
  readonly repeats?: number | undefined;
  /** How it was read, a sentence each. */
  readonly notes: readonly string[];
  /** Runs whose losses are means of several steps; absent: of none it is known. */
  readonly averaged?: AveragedRuns | undefined;
}

/** What a printed loss may be a mean of, other than one step; see training-logs/formats.ts. */
export const AVERAGES = ['interval', 'epoch', 'smoothed'] as const;
export type Averaging = (typeof AVERAGES)[number];
export type AveragedRuns = Readonly<Partial<Record<Averaging, number>>>;

/** Where the runs of an imported study came from; it is their study's spec. */
export interface ImportedFacts {
  readonly fileName: string;
  readonly kind: string;
  readonly sha256: string;
  /** Column by meaning; null where there was none. */
  readonly columns: Readonly<Record<string, string | null>>;
  readonly rateScale: string;
  /** Scale of the batch sizes and unit of the losses in the file; absent in older studies: linear, nats. */
  readonly batchScale?: string | undefined;
  readonly lossUnit?: string | undefined;
  /** H1 in nats per token, where the user knew it. */
  readonly unigramEntropy: number | null;
  /** Loss at the start in nats, tokens of the vocabulary, and the loss in nats above which a run has failed, as the user said
   * them; absent in older studies. */
  readonly initialLoss?: number | null | undefined;
  readonly vocabulary?: number | null | undefined;
  readonly failedAbove?: number | null | undefined;
  /** The column that rows are of; null or absent: they are batch sizes. */
  readonly rowColumn?: string | null | undefined;
  /** Labels were taken from a column. */
  readonly labelled: boolean;
  readonly runs: number;
  readonly skipped: number;
  /** Rows that might have been runs and were not taken; absent in older studies: not known. */
  readonly leftOut?: readonly LeftOutRows[] | undefined;
  /**
   * Columns a decade of the map, where learning rates were drawn freely; null or absent: each is a column. Runs of older studies have
   * the rate of their column.
   */
  readonly ratesPerDecade?: number | null | undefined;
  /** Runs whose seed the file does not say: they are numbered within their cell. */
  readonly numberedRuns?: number | undefined;
  /** What was decided on the way, a sentence each. */
  readonly notes?: readonly string[] | undefined;
  /** In the order in which they came; absent in older studies, to which no runs can be added. */
  readonly inputs?: readonly ImportedInput[] | undefined;
}

/**
 * Machine, device and versions of one session that trained runs of this study. Where the device was chosen by measuring, each
 * candidate is a fact too: its lane-steps per second, or why it could not be taken.
 */
export type Environment = Readonly<Record<string, string | number | boolean | null>>;

export function precisionOf({ precision }: Environment): RunPrecision | null {
  return RUN_PRECISIONS.find((known) => known === precision) ?? null;
}

type Referred = Pick<StudyContents, 'spec' | 'text'> & { readonly environments: readonly Environment[] };

/** H1 of the text in nats per token: computed, given at import, or said by a trainer, the first of which counts. */
export function unigramEntropyOf(info: Referred): number | null {
  const known = trainingOf(info)?.text?.unigramEntropy ?? importedFacts(info)?.unigramEntropy;
  if (known !== undefined && known !== null) return known;
  const said = info.environments.map(({ unigramEntropy }) => unigramEntropy);
  return said.find((value) => typeof value === 'number') ?? null;
}

/**
 * What the losses of this study's runs of an origin are measured against where a run does not say it itself. What is known of the text
 * that runs are trained on here is not known of that of imported ones.
 */
export function lossReferenceOf(info: Referred, origin: RunOrigin): LossReference {
  const imported = importedFacts(info);
  const text = origin === 'imported' ? null : (trainingOf(info)?.text ?? null);
  const vocabulary = text?.vocabularySize ?? imported?.vocabulary ?? null;
  return {
    initialLoss: imported?.initialLoss ?? (vocabulary === null ? null : Math.log(vocabulary)),
    unigramEntropy: origin === 'imported' ? (imported?.unigramEntropy ?? null) : unigramEntropyOf(info),
    failedAbove: imported?.failedAbove ?? null,
  };
}

/** Begins the names of such facts; the device's name follows. */
export const CANDIDATE_PREFIX = 'candidate ';

export interface StudyContents {
  readonly name: string;
  /** The validated spec; spec/spec.ts and spec/trainer.ts define it. */
  readonly spec: StoredSpec;
  /** null where the text is not known: imported runs. */
  readonly text: TextFacts | null;
  readonly baseline: string;
  readonly recipes: readonly string[];
  readonly thresholds: Thresholds;
  readonly runs: readonly PlannedRun[];
}

/** What is stored when a run has finished. */
export interface FinishedRun {
  /** What its curves do not say by themselves. */
  readonly measured: Omit<MeasuredRun, keyof PlannedRun | 'sharpness' | 'lastSteps'>;
  /**
   * By name of the series: one value a step from step 0 on, or, where there is a series `step`, one for each of its steps,
   * which ascend.
   */
  readonly curves: Readonly<Record<string, Float32Array>>;
  readonly sites: readonly string[];
  readonly siteSteps: readonly number[];
  /** [site steps, sites, 3]: underflow share, overflow share, scale. */
  readonly siteStatistics: Float32Array;
  readonly seconds: number;
  readonly device: string;
  /** Why it was stopped before its end, in one sentence; null: it was not. A stopped run has no tail loss. */
  readonly stopped: string | null;
  /** What happened to this run on its way. */
  readonly events: readonly Omit<StudyEvent, 'runId'>[];
}

export interface StudyEvent {
  readonly runId: number | null;
  readonly step: number | null;
  readonly kind: string;
  readonly message: string;
  /** As JSON value, where the kind has more to say than its message. */
  readonly details?: unknown;
}
