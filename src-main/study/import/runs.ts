// The rows of a foreign table as runs, by a mapping. A row that cannot be one is listed with the reason and counted where it would
// have been; what the file does not say is asked. Pure.
import type { PlannedRun, LeftOutReason, LeftOutRows } from '../../records/types.ts';
import { RowError } from './cells.ts';
import { earlyUnjudged } from './early.ts';
import { askOfRepeats } from './folder/unsaid.ts';
import { runsOfRows, type RunRow } from './histories.ts';
import { ImportError } from './import-error.ts';
import { LeftOutCount, NO_CELL, type LeftOutCell } from './left-out.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { notesOf } from './notes.ts';
import { LeftOut, outcomeOf, type Outcome } from './outcome.ts';
import { SILENT, stepper, type OnImportProgress } from './progress.ts';
import { Questions, type Question } from './questions.ts';
import { rateColumns, type RateColumns } from './rates.ts';
import { oneSpelling, recipeOf } from './recipes.ts';
import { placeKey, withoutRepeats, type Candidate, type Ledger } from './repeats.ts';
import { resolve, type Resolved } from './resolve.ts';
import { seedsOf } from './seeds.ts';
import { placeOf, settingsOf } from './settings.ts';
import { unitOf, type RowProblem, type RowUnit, type Table } from './table.ts';

export interface ImportedRun extends Outcome {
  readonly line: number;
  readonly planned: PlannedRun;
}

export interface ImportedRuns {
  /** The mapping that they were read by, its levels in nats. */
  readonly mapping: Mapping;
  /** What the numbers of its rows count. */
  readonly unit: RowUnit;
  readonly runs: readonly ImportedRun[];
  readonly problems: readonly RowProblem[];
  readonly leftOut: readonly LeftOutRows[];
  /** What must be said before they can be imported. */
  readonly questions: readonly Question[];
  readonly notes: readonly string[];
  readonly ratesPerDecade: number | null;
  /** Runs whose seed is a number within their cell. */
  readonly numberedRuns: number;
}

/** Runs of one study; its rows may be more, where they are steps. */
const MOST_RUNS = 200_000;

/** @throws ImportError where the mapping lacks what every run needs. */
export function importRuns(
  table: Table,
  given: Mapping,
  onProgress: OnImportProgress = SILENT,
): ImportedRuns {
  const unit = unitOf(table.kind);
  const questions = new Questions(unit, table.nameOf);
  const resolved = resolve(table, given, questions);
  const reading = new Reading(resolved, questions, table);
  const { mapping } = resolved;
  const { candidates: read, dropped } = reading.read(onProgress);
  const candidates = earlyUnjudged(read, mapping);
  const known = [
    ...candidates.map(({ learningRate }) => learningRate),
    ...dropped.flatMap(({ place }) => place.learningRate ?? []),
  ];
  const rates = rateColumns(known, mapping.rateBins);
  const names = mapping.mergeSpellings
    ? oneSpelling(candidates.map((run) => ({ recipe: run.recipe, place: placeKey(run, rates) })))
    : new Map<string, string>();
  const nameOf = (recipe: string) => names.get(recipe) ?? recipe;
  const hasRows = mapping.columns.row !== null;
  if (hasRows) mustBeOneBatchSize(candidates, mapping);
  askOfRepeats(table, mapping, candidates, { rates, nameOf, questions });
  const distinct = withoutRepeats(candidates, rates, nameOf, {
    ledger: reading,
    whereOf: (line) => table.nameOf?.(line) ?? `${unit} ${line}`,
    hasRows,
  });
  const { runs, numberedRuns } = seeded(distinct, rates, nameOf);
  const leftOut = new LeftOutCount();
  for (const { place, reason, rows } of dropped) {
    const learningRate = place.learningRate === null ? null : rates.of(place.learningRate);
    leftOut.add(
      { ...place, learningRate, recipe: place.recipe === null ? null : nameOf(place.recipe) },
      reason,
      rows,
    );
  }
  return {
    mapping,
    unit,
    runs: withPlannedSteps(runs, distinct),
    problems: reading.problems.toSorted((a, b) => a.line - b.line),
    leftOut: leftOut.list(),
    questions: questions.list(),
    notes: notesOf({ table, mapping, candidates, rates, names, numberedRuns, rows: resolved.rows.length }),
    ratesPerDecade: rates.perDecade,
    numberedRuns,
  };
}

/** Runs of one row would else differ in what the map does not show. @throws ImportError. */
function mustBeOneBatchSize(candidates: readonly Candidate[], { columns }: Mapping): void {
  const sizes = [...new Set(candidates.map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
  if (sizes.length <= 1) return;
  const shown = sizes.slice(0, LISTED_SIZES).join(', ') + (sizes.length > LISTED_SIZES ? ', …' : '');
  throw new ImportError(
    `${columns.batchSize} has ${sizes.length} values (${shown}); it must have one where rows are of ${columns.row}: import the runs of one batch size at a time.`,
  );
}

const LISTED_SIZES = 6;

interface Dropped {
  readonly place: LeftOutCell;
  readonly reason: LeftOutReason;
  readonly rows: number;
}

/** Rows read one by one. */
class Reading implements Ledger {
  readonly problems: RowProblem[];
  readonly #resolved: Resolved;
  readonly #questions: Questions;
  readonly #nameOf: Table['nameOf'];
  readonly #dropped: Dropped[] = [];

  constructor(resolved: Resolved, questions: Questions, { problems, nameOf }: Table) {
    this.#nameOf = nameOf;
    this.#resolved = resolved;
    this.#questions = questions;
    this.problems = [...problems];
    if (problems.length > 0)
      this.#dropped.push({ place: NO_CELL, reason: 'unreadable', rows: problems.length });
  }

  read(onProgress: OnImportProgress): {
    readonly candidates: Candidate[];
    readonly dropped: readonly Dropped[];
  } {
    const { rows, mapping, scaleOf } = this.#resolved;
    const { runs, problems } = runsOfRows(rows, mapping, scaleOf, onProgress);
    for (const problem of problems) {
      this.problems.push(problem);
      this.#dropped.push({ place: NO_CELL, reason: 'unreadable', rows: 1 });
    }
    if (runs.length > MOST_RUNS) throw new ImportError(`The file has more than ${MOST_RUNS} runs.`);
    const step = stepper(onProgress, 'rows', runs.length);
    const candidates = runs.flatMap((row) => {
      step();
      return this.#candidate(row) ?? [];
    });
    return { candidates, dropped: this.#dropped };
  }

  list(line: number, message: string): void {
    const name = this.#nameOf?.(line);
    this.problems.push({ line, message: name === undefined ? message : `${name}: ${message}` });
  }

  leaveOut(line: number, message: string, place: LeftOutCell, reason: LeftOutReason): void {
    this.list(line, message);
    this.#dropped.push({ place, reason, rows: 1 });
  }

  #candidate(row: RunRow): Candidate | null {
    const { mapping, scaleOf } = this.#resolved;
    try {
      if (row.conflict !== null) throw new RowError(row.conflict);
      const settings = settingsOf(row, mapping);
      const outcome = outcomeOf(row, mapping, scaleOf, this.#questions);
      this.#ask(row, outcome);
      return { line: row.line, ...settings, outcome };
    } catch (error) {
      if (!(error instanceof RowError || error instanceof LeftOut)) throw error;
      const reason = error instanceof LeftOut ? error.reason : 'unreadable';
      this.leaveOut(row.line, error.message, placeOf(row, mapping), reason);
      return null;
    }
  }

  /** What nothing tells of this run, where it matters. */
  #ask(row: RunRow, { measured, label, failure }: Outcome): void {
    const { mapping } = this.#resolved;
    if (
      recipeOf(row, mapping.recipeColumns) === null &&
      mapping.recipeColumns.length > 0 &&
      mapping.recipe === null
    ) {
      this.#questions.raise('recipe', '', row.line, noRecipe(mapping.recipeColumns));
    }
    if (measured.nonfinite !== null || label !== null || failure !== null || measured.tailLoss === null)
      return;
    if (measured.tailLoss < 0 && mapping.direction === null) {
      this.#questions.raise('direction', 'negative', row.line, negative);
    }
    const { initialLoss, vocabulary, unigramEntropy, failedAbove } = mapping;
    const hasReference = [initialLoss, vocabulary, unigramEntropy, failedAbove].some(
      (value) => value !== null,
    );
    if (measured.startLoss === null && !hasReference)
      this.#questions.raise('reference', '', row.line, noReference);
    if (measured.startLoss !== null && measured.startLoss > LARGEST_START && failedAbove === null)
      this.#questions.raise('reference', 'start', row.line, largeStart);
  }
}

const noRecipe = (columns: readonly string[]) => (count: number, where: string) =>
  `${count} ${count === 1 ? 'run has' : 'runs have'} no recipe in ${columns.join(', ')} (${where}); name it by --recipe-name, as in --recipe-name bf16.`;

const negative = (count: number, where: string) =>
  `The loss of ${count} ${count === 1 ? 'run' : 'runs'} is negative (${where}), which a cross-entropy never is; say --direction maximize if the column holds the negative of the loss, or name another by --tail-loss.`;

const noReference = (count: number, where: string) =>
  `Nothing says what the final loss of ${count} ${count === 1 ? 'run' : 'runs'} is worth (${where}); say the loss at the start (--initial-loss), the size of the vocabulary (--vocabulary), the unigram entropy of the text (--unigram-entropy) or a loss above which a run has failed (--failed-above).`;

/** Nats: far above ln of any vocabulary. Measured against such a start, a run that failed would seem to have learned. */
const LARGEST_START = 100;

const largeStart = (count: number, where: string) =>
  `The loss at the start of ${count} ${count === 1 ? 'run' : 'runs'} is above ${LARGEST_START} nats (${where}), which an untrained language model hardly has; say a loss above which a run has failed (--failed-above), or name another column by --start-loss.`;

function seeded(
  candidates: readonly Candidate[],
  rates: RateColumns,
  nameOf: (recipe: string) => string,
): { readonly runs: ImportedRun[]; readonly numberedRuns: number } {
  const cells = Map.groupBy(candidates, (run) =>
    JSON.stringify([nameOf(run.recipe), rates.of(run.learningRate), run.rowValue]),
  );
  const seeds = new Map<Candidate, number>();
  for (const cell of cells.values()) {
    const own = seedsOf(cell);
    cell.forEach((run, i) => seeds.set(run, own[i]!));
  }
  let numberedRuns = 0;
  const runs = candidates.map((run): ImportedRun => {
    const seed = seeds.get(run)!;
    if (seed !== run.seed) numberedRuns++;
    const learningRate = rates.of(run.learningRate);
    const drawn =
      rates.perDecade === null
        ? []
        : [`Its learning rate is ${run.learningRate}, in the column of ${learningRate}.`];
    return {
      ...run.outcome,
      line: run.line,
      remarks: [...run.outcome.remarks, ...drawn],
      planned: {
        recipe: nameOf(run.recipe),
        learningRate,
        rowValue: run.rowValue,
        batchSize: run.batchSize,
        seed,
        plannedSteps: 1,
      },
    };
  });
  return { runs, numberedRuns };
}

/** Where the file does not say how many steps a run was to take: as many as the longest run of its row took. */
function withPlannedSteps(runs: readonly ImportedRun[], candidates: readonly Candidate[]): ImportedRun[] {
  const longest = new Map<number, number>();
  for (const { rowValue, outcome } of candidates) {
    longest.set(rowValue, Math.max(longest.get(rowValue) ?? 0, outcome.measured.endStep));
  }
  return runs.map((run, i) => {
    const { plannedSteps } = candidates[i]!.outcome;
    const steps = plannedSteps ?? longest.get(run.planned.rowValue)!;
    return { ...run, planned: { ...run.planned, plannedSteps: Math.max(1, steps) } };
  });
}
