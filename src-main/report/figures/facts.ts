// What every figure must say about how its numbers came about. Computed from the stored runs, not from the plan, so that
// it also holds for imported runs.
import { columnOf, inColumns } from '../../analysis/grid/rate-columns.ts';
import { seedsPerCell } from '../../analysis/grid/seeds-per-cell.ts';
import type { Thresholds } from '../../analysis/labels/thresholds.ts';
import {
  importedFacts,
  knowsSteps,
  originOf,
  ratesPerDecadeIn,
  rowsLeftOut,
  trainedSpecIn,
  type StoredSpec,
} from '../../records/origin.ts';
import {
  AVERAGES,
  type Averaging,
  type LeftOutRows,
  type RunRow,
  type TextFacts,
} from '../../records/types.ts';
import { formatOf, reportsSchema } from '../../spec/reports.ts';
import type { Words } from '../language/language.ts';
import { formatLearningRate, formatNumber, formatPercent } from '../language/numbers.ts';
import { wrapText } from './text.ts';
import { describeUnusual } from './unusual.ts';
import { rowsSchema } from '../../spec/rows.ts';
import { formatRow } from '../language/row-text.ts';

export interface FigureFacts {
  /** Emulated or hardware precision. */
  readonly precision: string;
  /** Equal steps or equal tokens. */
  readonly budget: string;
  readonly device: string;
  readonly seeds: string;
  readonly thresholds: string;
  /** The text and other facts a reader needs; may be empty. */
  readonly data: string;
}

export type BudgetRun = Pick<RunRow, 'plannedSteps' | 'batchSize' | 'rowValue'>;

/** Whether the runs of different rows took equally many steps or equally many tokens. */
function describeBudget(given: readonly BudgetRun[], spec: StoredSpec, { facts }: Words): string {
  const contextAt = contextsOf(spec);
  // In tokens where rows set the context, else in sequences, of which all are equally long.
  const runs = given.map(({ plannedSteps, batchSize, rowValue }) => ({
    plannedSteps,
    ofStep: batchSize * contextAt(rowValue),
  }));
  const steps = new Set(runs.map((run) => run.plannedSteps));
  const sequences = new Set(runs.map((run) => run.plannedSteps * run.ofStep));
  if (runs.length === 0) return facts.noRuns;
  const [low, high] = [Math.min(...steps), Math.max(...steps)];
  if (steps.size === 1 && sequences.size === 1) return facts.steps(low);
  if (steps.size === 1) return facts.equalSteps(low);
  if (sequences.size === 1) return facts.equalTokens(low, high);
  const slack = runs.reduce((most, run) => Math.max(most, run.ofStep), 0);
  if (Math.max(...sequences) - Math.min(...sequences) <= slack) return facts.equalTokens(low, high);
  return facts.neitherEqual(low, high);
}

/** Tokens of a sequence by row, where rows set them; else 1. */
function contextsOf({ rows }: StoredSpec): (rowValue: number) => number {
  const parsed = rowsSchema.safeParse(rows);
  if (!parsed.success) return () => 1;
  const { setting, values, with: along } = parsed.data;
  const contexts = setting === 'model.context' ? values : along?.['model.context'];
  return (rowValue) => contexts?.[values.indexOf(rowValue)] ?? 1;
}

/** What the facts are told from. */
export type FactRun = BudgetRun &
  SeedRun &
  Pick<RunRow, 'state' | 'device' | 'precision'> &
  Partial<Pick<RunRow, 'origin'>>;

/** Failed runs of another tool do not say how long they were meant to be. */
function importedBudget(source: FactSource, runs: readonly FactRun[], words: Words): string {
  const finished = runs.filter(({ state }) => state === 'finished');
  return finished.every((run) => knowsSteps(source, run))
    ? describeBudget(finished, trainedSpecIn(source) ?? source.spec, words)
    : words.facts.unknownSteps;
}

export type SeedRun = Pick<RunRow, 'recipe' | 'learningRate' | 'rowValue' | 'seed'>;

/** Seeds per cell, as "3 seeds per cell" or "2 to 4 seeds per cell". */
function describeSeeds(runs: readonly SeedRun[], perDecade: number | null, { facts }: Words): string {
  const counts = new Set(seedsPerCell(inColumns(runs, perDecade)));
  if (counts.size === 0) return facts.noSeeds;
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return facts.seeds(low, high);
}

/** The devices that trained the finished runs. */
function describeDevices(runs: readonly Pick<RunRow, 'device'>[], { facts }: Words): string {
  const names = [...new Set(runs.map((run) => run.device))].filter((name) => name !== null).sort();
  return names.length === 0 ? facts.noDevice : facts.devices(names);
}

/** Every constant that decides what counts as unstable, in the words of the labels. */
function describeThresholds(thresholds: Thresholds, { facts, labels, numbers }: Words): string {
  const share = (value: number) => numbers.percent(formatPercent(value));
  return numbers.semicolons([
    facts.unstableMeans(thresholds.unstableLabels.map((label) => labels[label])),
    facts.unstableFrom(share(thresholds.unstableShare)),
    facts.stalledBelow(share(thresholds.stalledShare)),
    thresholds.degradedFactor === undefined
      ? facts.degradedAbove(formatNumber(thresholds.lossTolerance, 4))
      : facts.degradedAboveFactor(formatNumber(thresholds.degradedFactor, 4)),
    facts.spikyAbove(
      numbers.percent(formatNumber(100 * thresholds.spikeScore)),
      formatNumber(thresholds.spikeSigma),
      thresholds.spikePersistence,
      formatNumber(thresholds.jumpNats),
      thresholds.jumpSteps,
    ),
    facts.tail(thresholds.tailSteps, share(thresholds.tailShare)),
    facts.level(share(thresholds.confidence)),
  ]);
}

type PrecisionRun = Pick<FactRun, 'recipe' | 'precision' | 'origin' | 'state'>;

/** Whether the formats are the machine's own, recipe by recipe where they differ. */
function describePrecision(source: FactSource, runs: readonly PrecisionRun[], words: Words): string {
  const { facts } = words;
  const { kind } = originOf(source);
  if (kind !== 'imported') return precisionOfTrained(kind, runs, words);
  const trained = runs.filter(({ origin, state }) => origin === 'trained' && state === 'finished');
  if (trained.length === 0) return facts.imported;
  const by = trainedSpecIn(source)?.trainer ? 'command' : 'own';
  return [facts.imported, precisionOfTrained(by, trained, words)].join(' · ');
}

function precisionOfTrained(
  kind: 'own' | 'command',
  runs: readonly PrecisionRun[],
  { facts }: Words,
): string {
  const recipesOf = (precision: RunRow['precision']) => [
    ...new Set(runs.filter((run) => run.precision === precision).map(({ recipe }) => recipe)),
  ];
  const [hardware, emulated] = [recipesOf('hardware'), recipesOf('emulated')];
  if (hardware.length === 0) {
    const isUnknown = kind === 'command' && emulated.length === 0;
    return isUnknown ? facts.unknownPrecision : facts.emulated;
  }
  return emulated.length === 0 ? facts.hardware : facts.bothPrecisions(hardware, emulated);
}

/** Where the runs came from, and which of them were left out or ended early. */
function describeData(source: FactSource, runs: readonly FactRun[], words: Words): string {
  const spec = trainedSpecIn(source) ?? source.spec;
  const { refine, earlyStop, microBatch, recomputation } = spec;
  const { facts } = words;
  const imported = importedFacts(source);
  return [
    describeOrigin(source, words),
    describeMixed(source, runs, words),
    describeAlong(spec, words) ?? '',
    refine ? facts.refined : '',
    earlyStop ? facts.earlyStop : '',
    microBatch === undefined ? '' : facts.microBatches(microBatch),
    recomputation === 'layer' ? facts.recomputed : '',
    ...describeUnusual(spec, words),
    imported?.ratesPerDecade ? facts.rateColumns(imported.ratesPerDecade) : '',
    describeAverages(source, runs, words),
    describeLeftOut(rowsLeftOut(imported), ratesPerDecadeIn(source), words),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Losses that are means of several steps, of imported runs and of those that a command printed: empty where there are none. */
function describeAverages(source: FactSource, runs: readonly FactRun[], { facts, numbers }: Words): string {
  const imported = importedFacts(source);
  const printed = printedKind(trainedSpecIn(source));
  if (imported === null)
    return printed === 'step' ? '' : facts.averaged(facts.averagedAll(facts.averages[printed]));
  const trained = runs.filter(({ state, origin }) => state === 'finished' && origin === 'trained').length;
  const counts = AVERAGES.flatMap((kind) => {
    const read = imported.inputs?.reduce((sum, { averaged }) => sum + (averaged?.[kind] ?? 0), 0) ?? 0;
    const count = read + (kind === printed ? trained : 0);
    return count === 0 ? [] : [facts.averagedRuns(count, facts.averages[kind])];
  });
  return counts.length === 0 ? '' : facts.averaged(numbers.list(counts));
}

/** What a loss is that a command prints; of runs that Precipice trains itself, that of one step. */
function printedKind(spec: StoredSpec | null): Averaging | 'step' {
  const parsed = reportsSchema.safeParse(spec?.trainer?.reports);
  return parsed.success && parsed.data !== 'protocol' ? formatOf(parsed.data).lossKind : 'step';
}

/** What moves along with the rows; null where nothing does. */
export function describeAlong({ rows }: StoredSpec, { facts, numbers, rows: names }: Words): string | null {
  const parsed = rowsSchema.safeParse(rows);
  if (!parsed.success) return null;
  const nameOf = (path: string) => names.names[path] ?? path;
  const along = Object.entries(parsed.data.with ?? {}).flatMap(([path, values]) =>
    values ? [`${nameOf(path)} ${values.map(formatRow).join(', ')}`] : [],
  );
  return along.length === 0 ? null : facts.along(nameOf(parsed.data.setting), numbers.semicolons(along));
}

/** Learning rates that a sentence lists. */
const LISTED_RATES = 6;

function inItsColumn(rate: number | null, perDecade: number | null): number | null {
  return rate === null || perDecade === null ? rate : columnOf(rate, perDecade);
}

/** How many rows of a file were left out, by learning rate or its column; empty where none was. */
export function describeLeftOut(
  rows: readonly LeftOutRows[],
  perDecade: number | null,
  { facts, numbers }: Words,
): string {
  const leftOut = rows.map((place) => ({
    ...place,
    learningRate: inItsColumn(place.learningRate, perDecade),
  }));
  const total = leftOut.reduce((sum, { rows }) => sum + rows, 0);
  if (total === 0) return '';
  const known = leftOut.filter(({ learningRate }) => learningRate !== null);
  const byRate = [...Map.groupBy(known, ({ learningRate }) => learningRate!)]
    .map(([rate, all]) => ({ rate, rows: all.reduce((sum, { rows }) => sum + rows, 0) }))
    .sort((a, b) => b.rows - a.rows || a.rate - b.rate);
  const places = byRate
    .slice(0, LISTED_RATES)
    .map(({ rate, rows }) => facts.leftOutAt(rows, formatLearningRate(rate)));
  const more = byRate.length > LISTED_RATES ? [facts.leftOutMore(byRate.length - LISTED_RATES)] : [];
  return facts.leftOut(total, places.length === 0 ? '' : numbers.list([...places, ...more]));
}

/** How many of the runs were imported, and how many trained here; empty where they are all of one origin. */
function describeMixed(source: FactSource, runs: readonly FactRun[], { facts }: Words): string {
  if (originOf(source).kind !== 'imported') return '';
  const of = (origin: RunRow['origin']) =>
    runs.filter((run) => run.state === 'finished' && run.origin === origin).length;
  return of('trained') === 0 ? '' : facts.mixed(of('imported'), of('trained'));
}

function describeOrigin(source: FactSource, { facts }: Words): string {
  if (source.text) return facts.text(source.text.name);
  const origin = originOf(source);
  switch (origin.kind) {
    case 'own':
      return '';
    case 'command':
      return facts.byCommand;
    case 'imported':
      return facts.from(origin.facts.fileName);
  }
}

export interface FactSource {
  readonly text: Pick<TextFacts, 'name'> | null;
  readonly spec: StoredSpec;
  readonly thresholds: Thresholds;
}

export function figureFacts(source: FactSource, runs: readonly FactRun[], words: Words): FigureFacts {
  const imported = importedFacts(source);
  return {
    precision: describePrecision(source, runs, words),
    budget: imported ? importedBudget(source, runs, words) : describeBudget(runs, source.spec, words),
    seeds: describeSeeds(
      runs.filter(({ state }) => state === 'finished'),
      ratesPerDecadeIn(source),
      words,
    ),
    device: describeDevices(runs, words),
    thresholds: describeThresholds(source.thresholds, words),
    data: describeData(source, runs, words),
  };
}

/** The footer as lines that fit the width. */
export function footerLines(facts: FigureFacts, width: number, size: number, words: Words): string[] {
  const parts = [facts.precision, facts.budget, facts.seeds, facts.device, facts.data].filter(
    (part) => part !== '',
  );
  const first = words.facts.line(parts);
  const second =
    facts.thresholds === '' ? [] : wrapText(words.facts.thresholdsLine(facts.thresholds), width, size);
  return [...wrapText(first, width, size), ...second];
}
