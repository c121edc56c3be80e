// What an import would make of a file, shown before it is made: by the command line with --dry-run, by the app while the mapping
// is put right. Pure but for the reading of a database.
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import { columnOf } from '../../analysis/grid/rate-columns.ts';
import type { MappedSource } from './create.ts';
import type { Label } from '../../analysis/labels/labels.ts';
import type { LeftOutRows } from '../../records/types.ts';
import { choicesOf, type ImportChoices } from './choices.ts';
import { guessMapping } from './guess/guess.ts';
import { ImportError } from './import-error.ts';
import { judge } from './judge.ts';
import type { Mapping } from '../../spec/import-mapping.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import type { Question } from './questions.ts';
import { readTable, type ImportSource } from './read.ts';
import { importRuns, type ImportedRun, type ImportedRuns } from './runs.ts';
import {
  describeProblem,
  unitOf,
  type ImportKind,
  type RowProblem,
  type RowUnit,
  type Table,
} from './table.ts';

/** What will be said of the runs of one recipe at one learning rate. */
export interface RateCount {
  readonly recipe: string;
  readonly learningRate: number;
  readonly stable: number;
  readonly unstable: number;
  /** Nothing says what their losses are worth. */
  readonly unjudged: number;
  /** Failed for infrastructure reasons. */
  readonly failed: number;
  /** Rows that are no run; the runs of the recipe are less by so many. */
  readonly leftOut: number;
}

/** What was understood of one input. */
export interface TableLook {
  readonly kind: ImportKind;
  /** What the numbers of its rows count. */
  readonly unit: RowUnit;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly choices: ImportChoices;
  /** As given, or as guessed. */
  readonly mapping: Mapping;
}

/** What would come of all inputs together. */
export interface OutcomeLook {
  /** Why nothing can be imported yet; null where it can, but for the questions. */
  readonly complaint: string | null;
  /** What must be said first. */
  readonly questions: readonly Question[];
  readonly runs: number;
  /** Those among them that broke for infrastructure reasons. */
  readonly failed: number;
  readonly recipes: readonly string[];
  /** null: there is no run. */
  readonly baseline: string | null;
  /** Labels to come, by how many runs. */
  readonly labels: Readonly<Partial<Record<Label, number>>>;
  readonly rates: readonly RateCount[];
  readonly notes: readonly string[];
  readonly leftOut: readonly LeftOutRows[];
  /** Runs that another one repeats: of these the policy of duplicates keeps one. */
  readonly repeats: number;
  readonly problems: number;
  /** The first of the runs that no study has yet, and of the rows that are none. */
  readonly firstRuns: readonly PreviewedRun[];
  readonly firstProblems: readonly RowProblem[];
}

export type ImportPreview = TableLook & OutcomeLook;

type PreviewedRun = Pick<ImportedRun, 'line' | 'planned' | 'measured' | 'failure'> & {
  /** Number of the input that it is of. */
  readonly input: number;
  /** To come; null: none. */
  readonly label: Label | null;
};

const SHOWN_RUNS = 8;
const SHOWN_PROBLEMS = 100;

/** @throws ImportError where the file cannot be read as a table. */
export function previewImport(source: ImportSource, given: Mapping | null): ImportPreview {
  const table = readTable(source);
  return previewTable(table, given ?? guessMapping(table));
}

export function previewTable(
  table: Table,
  mapping: Mapping,
  onProgress: OnImportProgress = SILENT,
): ImportPreview {
  const source = { fileName: '', sha256: '', table };
  return previewRuns({ source, mapping }, () => importRuns(table, mapping, onProgress));
}

/** Of all runs that `assemble` makes; columns and choices are those of `shown`, an input of them. */
export function previewRuns(shown: MappedSource, assemble: () => ImportedRuns): ImportPreview {
  return { ...tableLook(shown), ...outcomeLook(assemble) };
}

export function tableLook({ source: { table }, mapping }: MappedSource): TableLook {
  return {
    kind: table.kind,
    unit: unitOf(table.kind),
    rows: table.rows.length,
    columns: table.columns,
    choices: choicesOf(table, mapping),
    mapping,
  };
}

export function outcomeLook(assemble: () => ImportedRuns): OutcomeLook {
  try {
    const imported = assemble();
    if (imported.runs.length === 0) {
      return { ...NOTHING, ...listed(imported), complaint: noRun(imported) };
    }
    const { runs } = imported;
    const { baseline, recipes, labels } = judge(imported);
    const counted = Map.groupBy(
      labels.filter((label) => label !== null),
      (label) => label,
    );
    const labelled = runs.map((run, i) => ({ run, label: labels[i]! }));
    return {
      ...listed(imported),
      complaint: null,
      runs: runs.length,
      failed: runs.filter(({ failure }) => failure !== null).length,
      recipes,
      baseline,
      labels: Object.fromEntries([...counted].map(([label, all]) => [label, all.length])),
      rates: rateCounts(imported, labels),
      firstRuns: labelled
        .filter(({ run }) => !run.candidate.stored)
        .slice(0, SHOWN_RUNS)
        .map(({ run: { line, planned, measured, failure, candidate }, label }) => ({
          input: candidate.input,
          line,
          planned,
          measured,
          failure,
          label,
        })),
    };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { ...NOTHING, complaint: error.message };
  }
}

const NOTHING = {
  questions: [],
  runs: 0,
  failed: 0,
  recipes: [],
  baseline: null,
  labels: {},
  rates: [],
  notes: [],
  leftOut: [],
  repeats: 0,
  problems: 0,
  firstRuns: [],
  firstProblems: [],
} as const satisfies Partial<OutcomeLook>;

function listed({ questions, notes, leftOut, problems, rests }: ImportedRuns) {
  return {
    questions,
    notes,
    leftOut,
    repeats: rests.reduce((sum, rest) => sum + rest.repeats, 0),
    problems: problems.length,
    firstProblems: problems.slice(0, SHOWN_PROBLEMS),
  };
}

/** Why no row became one. */
export function noRun({ problems, unit }: Pick<ImportedRuns, 'problems' | 'unit'>): string {
  const [first] = problems;
  return `No row is a run${first ? ` (${describeProblem(first, unit)})` : ''}.`;
}

type Counted = Omit<RateCount, 'recipe' | 'learningRate'>;

function rateCounts(
  { runs, leftOut, ratesPerDecade }: ImportedRuns,
  labels: readonly (Label | null)[],
): RateCount[] {
  const none: Counted = { stable: 0, unstable: 0, unjudged: 0, failed: 0, leftOut: 0 };
  const counts = new Map<string, RateCount>();
  const add = (recipe: string, rate: number, kind: keyof Counted, count: number) => {
    const learningRate = ratesPerDecade === null ? rate : columnOf(rate, ratesPerDecade);
    const key = JSON.stringify([recipe, learningRate]);
    const known = counts.get(key) ?? { recipe, learningRate, ...none };
    counts.set(key, { ...known, [kind]: known[kind] + count });
  };
  runs.forEach(({ planned }, i) => add(planned.recipe, planned.learningRate, kindOf(labels[i]!), 1));
  for (const { recipe, learningRate, rows } of leftOut) {
    if (recipe !== null && learningRate !== null) add(recipe, learningRate, 'leftOut', rows);
  }
  return [...counts.values()].sort(
    (a, b) => a.recipe.localeCompare(b.recipe) || a.learningRate - b.learningRate,
  );
}

function kindOf(label: Label | null): keyof Counted {
  if (label === null) return 'failed';
  if (label === 'unjudged') return 'unjudged';
  return DEFAULT_THRESHOLDS.unstableLabels.includes(label) ? 'unstable' : 'stable';
}
