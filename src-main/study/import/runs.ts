// The runs of the inputs of a study, put together: rates and recipes that are one, what repeats, seeds and budgets. Rows that
// are no run are counted where they would have been. Pure.
import type { PlannedRun, LeftOutRows, RunRow } from '../../records/types.ts';
import { besideTrained, takenSeeds } from './beside-trained.ts';
import { MOST_RUNS, readInput, type Dropped, type ReadInput } from './candidates.ts';
import { earlyUnjudged } from './early.ts';
import { askOfRepeats } from './folder/unsaid.ts';
import { ImportError } from './import-error.ts';
import { LeftOutCount } from './left-out.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { notesOnRuns } from './notes.ts';
import type { Outcome } from './outcome.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { Questions, type Question } from './questions.ts';
import { rateColumns, type RateColumns } from './rates.ts';
import { oneSpelling } from './recipes.ts';
import { placeKey, withoutRepeats, type Candidate } from './repeats.ts';
import { rulesOf } from './rules.ts';
import { seedsOf } from './seeds.ts';
import { askOfRecipes } from './unnamed.ts';
import { describeProblem, type RowProblem, type RowUnit, type Table } from './table.ts';

export interface ImportedRun extends Outcome {
  readonly line: number;
  readonly planned: PlannedRun;
  /** As it was read, before it was put together with others. */
  readonly candidate: Candidate;
}

/** What of one input is no run. */
interface InputRest {
  readonly problems: readonly RowProblem[];
  /** Before rates and recipes that are one were put together. */
  readonly leftOut: readonly LeftOutRows[];
  /** Runs that another one repeats, and that are therefore none of the study's. */
  readonly repeats: number;
}

export interface ImportedRuns {
  /** The mapping of the first input, with what holds for all of them; its levels in nats. */
  readonly mapping: Mapping;
  /** What the numbers of its rows count; of several inputs the sentences say it. */
  readonly unit: RowUnit;
  readonly runs: readonly ImportedRun[];
  readonly problems: readonly RowProblem[];
  readonly leftOut: readonly LeftOutRows[];
  /** In the order of the inputs. */
  readonly rests: readonly InputRest[];
  /** What must be said before they can be imported. */
  readonly questions: readonly Question[];
  readonly notes: readonly string[];
  readonly ratesPerDecade: number | null;
  /** Runs whose seed is a number within their cell. */
  readonly numberedRuns: number;
}

/** @throws ImportError where the mapping lacks what every run needs. */
export function importRuns(
  table: Table,
  given: Mapping,
  onProgress: OnImportProgress = SILENT,
): ImportedRuns {
  return assembled([readInput(table, given, { onProgress })]);
}

/**
 * `trained`: runs of the study that were trained here, beside which they come to lie.
 * @throws ImportError where what was said of the inputs contradicts, or their runs do not make one study.
 */
export function assembled(inputs: readonly ReadInput[], trained: readonly RunRow[] = []): ImportedRuns {
  const isOne = inputs.length === 1;
  const mapping = { ...inputs[0]!.mapping, ...rulesOf(inputs) };
  const read = inputs.flatMap(({ candidates }, input) =>
    candidates.map((given) => {
      const run = given.input === input ? given : { ...given, input };
      return { ...run, asRead: run };
    }),
  );
  if (read.length > MOST_RUNS) throw new ImportError(`They are more than ${MOST_RUNS} runs.`);
  const candidates = earlyUnjudged(read, mapping);
  const dropped = inputs.flatMap((input) => input.dropped);
  const known = [
    ...candidates.map(({ learningRate }) => learningRate),
    ...dropped.flatMap(({ place }) => place.learningRate ?? []),
  ];
  const ratesOfTrained = trained.map(({ learningRate }) => learningRate);
  const rates = rateColumns(known, mapping.rateBins, ratesOfTrained);
  const names = mapping.mergeSpellings
    ? oneSpelling(candidates.map((run) => ({ recipe: run.recipe, place: placeKey(run, rates) })))
    : new Map<string, string>();
  const nameOf = (recipe: string) => names.get(recipe) ?? recipe;
  const hasRows = mapping.columns.row !== null;
  if (hasRows) mustBeOneBatchSize(candidates, mapping);
  const byInput = Map.groupBy(candidates, ({ input }) => input);
  for (const [input, { table, questions, mapping: own }] of inputs.entries()) {
    if (table !== null) askOfRepeats(table, own, byInput.get(input) ?? [], { rates, nameOf, questions });
  }
  /** Of several inputs together. */
  const shared = new Questions(isOne ? inputs[0]!.unit : 'run');
  askOfRecipes(inputs, { byInput, rates, questions: shared });
  const problems = inputs.map((): RowProblem[] => []);
  const list = (input: number, problem: RowProblem) => {
    const { name, unit } = inputs[input]!;
    problems[input]!.push(
      isOne ? problem : { line: 0, message: `${name}: ${describeProblem(problem, unit)}` },
    );
  };
  const pathOf = ({ input, line, stored }: Candidate) => {
    const { unit, nameOf: named } = inputs[input]!;
    return stored && unit === 'run' ? stored.key : named?.(line);
  };
  const whereOf = (run: Candidate) => {
    const { name, unit } = inputs[run.input]!;
    const where = pathOf(run) ?? `${unit} ${run.line}`;
    return isOne ? where : `${where} of ${name}`;
  };
  const assembly = { policy: mapping.duplicates, rates, nameOf, whereOf, questions: shared };
  const once = withoutRepeats(candidates, assembly);
  const beside = besideTrained(once.kept, trained, assembly);
  const { kept } = beside;
  const repeats = [...once.repeats, ...beside.repeats];
  inputs.forEach(({ problems: own }, input) => own.forEach((problem) => list(input, problem)));
  const leftOut = new LeftOutCount();
  const counts = inputs.map(() => new LeftOutCount());
  const count = (input: number, { place, reason, rows }: Dropped) => {
    counts[input]!.add(place, reason, rows);
    const learningRate = place.learningRate === null ? null : rates.exact(place.learningRate);
    const recipe = place.recipe === null ? null : nameOf(place.recipe);
    leftOut.add({ ...place, learningRate, recipe }, reason, rows);
  };
  inputs.forEach((own, input) => own.dropped.forEach((rows) => count(input, rows)));
  for (const { run, message, isLeftOut } of repeats) {
    const { input, line, recipe, learningRate, batchSize, rowValue } = run;
    const path = pathOf(run);
    list(input, { line, message: path === undefined ? message : `${path}: ${message}` });
    const place = { recipe, learningRate, batchSize, ...(hasRows && { rowValue }) };
    if (isLeftOut) count(input, { place, reason: 'repeated', rows: 1 });
  }
  const repeated = Map.groupBy(repeats, ({ run }) => run.input);
  const rests = inputs.map((_, input) => ({
    problems: problems[input]!.toSorted((a, b) => a.line - b.line),
    leftOut: counts[input]!.list(),
    repeats: repeated.get(input)?.length ?? 0,
  }));
  const isOfOwnSeeds = mapping.unsaidSeeds === 'own' && kept.every(({ seed }) => seed === null);
  const { runs, numberedRuns } = seeded(kept, { rates, nameOf, isOfOwnSeeds, taken: takenSeeds(trained) });
  return {
    mapping,
    unit: isOne ? inputs[0]!.unit : 'run',
    runs: withPlannedSteps(runs, kept),
    problems: rests.flatMap((rest) => rest.problems),
    leftOut: leftOut.list(),
    rests,
    questions: [
      ...shared.list(),
      ...inputs.flatMap(({ name, questions }) =>
        questions
          .list()
          .map((asked) => (isOne ? asked : { ...asked, sentence: `${name}: ${asked.sentence}` })),
      ),
    ],
    notes: [
      ...inputs.flatMap(({ name, notes }) => notes.map((note) => (isOne ? note : `${name}: ${note}`))),
      ...notesOnRuns({ candidates, rates, names, numberedRuns, isOfOwnSeeds }),
    ],
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

/** Runs without a seed are numbered: in the whole row where each had a seed of its own, else where they were trained. */
function seeded(
  candidates: readonly Candidate[],
  {
    rates,
    nameOf,
    isOfOwnSeeds,
    taken,
  }: {
    readonly rates: RateColumns;
    readonly nameOf: (recipe: string) => string;
    readonly isOfOwnSeeds: boolean;
    readonly taken: ReturnType<typeof takenSeeds>;
  },
): { readonly runs: ImportedRun[]; readonly numberedRuns: number } {
  const cells = Map.groupBy(candidates, (run) =>
    JSON.stringify([nameOf(run.recipe), isOfOwnSeeds || rates.exact(run.learningRate), run.rowValue]),
  );
  const seeds = new Map<Candidate, number>();
  for (const cell of cells.values()) {
    const others = new Set(
      cell.flatMap((run) => [...taken(nameOf(run.recipe), rates.exact(run.learningRate), run.rowValue)]),
    );
    const own = seedsOf(cell, others);
    cell.forEach((run, i) => seeds.set(run, own[i]!));
  }
  let numberedRuns = 0;
  const runs = candidates.map((run): ImportedRun => {
    const seed = seeds.get(run)!;
    if (seed !== run.seed) numberedRuns++;
    return {
      ...run.outcome,
      line: run.line,
      candidate: run.asRead ?? run,
      planned: {
        recipe: nameOf(run.recipe),
        learningRate: rates.exact(run.learningRate),
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
