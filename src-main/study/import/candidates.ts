// The rows of one input as runs that may be, by its mapping: what each was set to and how it ended, before runs of several inputs are
// put together. A row that cannot be one is listed with the reason, and what the file does not say is asked. Pure.
import type { LeftOutReason } from '../../records/types.ts';
import { RowError } from './cells.ts';
import { runsOfRows, type RunRow } from './histories.ts';
import { asMarked, divergenceColumns, markOf, unreadOutcome } from './flagged.ts';
import { brokenGradientOf, gradientColumns } from './gradients.ts';
import { ImportError } from './import-error.ts';
import { NO_CELL, type LeftOutCell } from './left-out.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { notesOnInput } from './notes.ts';
import { LeftOut, outcomeOf, type Outcome } from './outcome.ts';
import { SILENT, stepper, type OnImportProgress } from './progress.ts';
import { Questions } from './questions.ts';
import { recipeOf } from './recipes.ts';
import type { Candidate } from './repeats.ts';
import { resolve, type Resolved } from './resolve.ts';
import { placeOf, settingsOf } from './settings.ts';
import { unitOf, type RowProblem, type RowUnit, type Table } from './table.ts';

/** Rows of one place that are no run. */
export interface Dropped {
  readonly place: LeftOutCell;
  readonly reason: LeftOutReason;
  readonly rows: number;
}

/** One input of a study: a file or a folder, read by its mapping. */
export interface ReadInput {
  /** Of the file or the folder. */
  readonly name: string;
  /** Its levels in nats. */
  readonly mapping: Mapping;
  /** What the numbers of its rows count. */
  readonly unit: RowUnit;
  readonly candidates: readonly Candidate[];
  readonly dropped: readonly Dropped[];
  readonly problems: readonly RowProblem[];
  readonly questions: Questions;
  readonly notes: readonly string[];
  /** null: its runs are those of a study that was made earlier. */
  readonly table: Table | null;
  /** What the run of a line is called. */
  readonly nameOf?: ((line: number) => string) | undefined;
}

/** Runs of one study; its rows may be more, where they are steps. */
export const MOST_RUNS = 200_000;

interface InputReading {
  readonly name?: string;
  readonly onProgress?: OnImportProgress;
}

/** @throws ImportError where the mapping lacks what every run needs. */
export function readInput(
  table: Table,
  given: Mapping,
  { name = '', onProgress = SILENT }: InputReading = {},
): ReadInput {
  const unit = unitOf(table.kind);
  const questions = new Questions(unit, table.nameOf);
  const resolved = resolve(table, given, questions);
  const reading = new Reading(resolved, questions, table);
  const { mapping } = resolved;
  const candidates = reading.read(onProgress);
  const { problems, dropped } = reading;
  const notes = notesOnInput(table, mapping, { runs: candidates.length, rows: resolved.rows.length });
  return {
    name,
    mapping,
    unit,
    candidates,
    dropped,
    problems,
    questions,
    notes,
    table,
    nameOf: table.nameOf,
  };
}

/** Rows read one by one. */
class Reading {
  readonly problems: RowProblem[];
  readonly dropped: Dropped[] = [];
  readonly #marks: ReturnType<typeof divergenceColumns>;
  readonly #gradients: readonly string[];
  readonly #columns: readonly string[];
  readonly #resolved: Resolved;
  readonly #questions: Questions;
  readonly #nameOf: Table['nameOf'];

  constructor(resolved: Resolved, questions: Questions, table: Table) {
    const { problems, nameOf, columns } = table;
    this.#nameOf = nameOf;
    this.#columns = columns;
    this.#marks = divergenceColumns(table);
    this.#gradients = gradientColumns(table);
    this.#resolved = resolved;
    this.#questions = questions;
    this.problems = [...problems];
    if (problems.length > 0)
      this.dropped.push({ place: NO_CELL, reason: 'unreadable', rows: problems.length });
  }

  read(onProgress: OnImportProgress): Candidate[] {
    const { rows, mapping, scaleOf } = this.#resolved;
    const { runs, problems } = runsOfRows({ rows, columns: this.#columns }, mapping, scaleOf, onProgress);
    for (const problem of problems) {
      this.problems.push(problem);
      this.dropped.push({ place: NO_CELL, reason: 'unreadable', rows: 1 });
    }
    if (runs.length > MOST_RUNS) throw new ImportError(`The file has more than ${MOST_RUNS} runs.`);
    const step = stepper(onProgress, 'rows', runs.length);
    return runs.flatMap((row) => {
      step();
      return this.#candidate(row) ?? [];
    });
  }

  #candidate(row: RunRow): Candidate | null {
    const { mapping } = this.#resolved;
    try {
      if (row.conflict !== null) throw new RowError(row.conflict);
      const settings = settingsOf(row, mapping);
      const outcome = this.#outcome(row);
      this.#ask(row, outcome);
      return { input: 0, line: row.line, ...settings, outcome };
    } catch (error) {
      if (!(error instanceof RowError || error instanceof LeftOut)) throw error;
      const reason = error instanceof LeftOut ? error.reason : 'unreadable';
      const name = this.#nameOf?.(row.line);
      const { message } = error;
      this.problems.push({
        line: row.line,
        message: name === undefined ? message : `${name}: ${message}`,
      });
      this.dropped.push({ place: placeOf(row, mapping), reason, rows: 1 });
      return null;
    }
  }

  /** @throws RowError, LeftOut. */
  #outcome(row: RunRow): Outcome {
    const { mapping, scaleOf } = this.#resolved;
    const said = markOf(row, this.#marks);
    const mark = said?.kind === 'diverged' ? said : (brokenGradientOf(row, this.#gradients) ?? said);
    if (mark?.kind !== 'diverged') {
      const outcome = outcomeOf(row, mapping, scaleOf, this.#questions);
      if (mark !== null && outcome.measured.nonfinite === null) throw new RowError(mark.message);
      return outcome;
    }
    try {
      // Of a run that is known to have failed nothing is asked.
      return asMarked(outcomeOf(row, mapping, scaleOf, new Questions('run')), mark);
    } catch (error) {
      // Nor is it left out for what else is wrong with how it ended.
      if (!(error instanceof RowError || error instanceof LeftOut)) throw error;
      return asMarked(unreadOutcome(row), mark);
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
