// What an import would make of a file, shown before it is made.
import { guessMapping, type Mapping } from './mapping.ts';
import { importRuns, type ImportedRun } from './runs.ts';
import { ImportError } from './import-error.ts';
import { readTable, type ImportKind, type RowProblem } from './table.ts';

export interface ImportPreview {
  readonly kind: ImportKind;
  readonly columns: readonly string[];
  /** As given, or as guessed. */
  readonly mapping: Mapping;
  /** Why nothing can be imported yet; null where it can. */
  readonly complaint: string | null;
  readonly runs: number;
  /** Those among them that broke for outside reasons. */
  readonly failed: number;
  readonly recipes: readonly string[];
  readonly problems: number;
  /** The first of the runs and of the rows that are none. */
  readonly firstRuns: readonly Pick<ImportedRun, 'line' | 'planned' | 'measured' | 'label' | 'failure'>[];
  readonly firstProblems: readonly RowProblem[];
}

const SHOWN_RUNS = 8;
const SHOWN_PROBLEMS = 100;

/** @throws ImportError where the file cannot be read as a table. */
export function previewImport(fileName: string, bytes: Uint8Array, given: Mapping | null): ImportPreview {
  const table = readTable(fileName, bytes);
  const mapping = given ?? guessMapping(table);
  const common = { kind: table.kind, columns: table.columns, mapping };
  try {
    const { runs, problems } = importRuns(table, mapping);
    return {
      ...common,
      complaint: runs.length === 0 ? 'No row is a run.' : null,
      runs: runs.length,
      failed: runs.filter(({ failure }) => failure !== null).length,
      recipes: [...new Set(runs.map(({ planned }) => planned.recipe))],
      problems: problems.length,
      firstRuns: runs
        .slice(0, SHOWN_RUNS)
        .map(({ line, planned, measured, label, failure }) => ({ line, planned, measured, label, failure })),
      firstProblems: problems.slice(0, SHOWN_PROBLEMS),
    };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const none = { runs: 0, failed: 0, recipes: [], problems: 0, firstRuns: [], firstProblems: [] };
    return { ...common, complaint: error.message, ...none };
  }
}
