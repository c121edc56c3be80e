// Columns in which a table marks its runs as diverged: such a run has failed, whatever loss was written beside it, which may be the last
// that was finite. What is not marked is judged by its losses. Pure.
import { flagIn } from './cells.ts';
import { columnName } from './guess/names.ts';
import type { Outcome } from './outcome.ts';
import type { Row, Table } from './table.ts';

const DIVERGED =
  /^(((is|has|run)_)?(diverged|divergence|exploded|blew_up|blown_up|non_?finite)|(is|has)_(nan|inf)s?)$/;

export function divergenceFlags({ columns }: Table): readonly string[] {
  return columns.filter((column) => {
    const { kind, leaf } = columnName(column);
    return kind !== 'setting' && DIVERGED.test(leaf);
  });
}

/** The column by which a row is marked; null: it is not. */
export function flagOf(row: Row, flags: readonly string[]): string | null {
  return flags.find((column) => row.cell(column) !== undefined && flagIn(row.cell(column)) === true) ?? null;
}

export function asFlagged(outcome: Outcome, column: string): Outcome {
  const { measured } = outcome;
  if (measured.nonfinite !== null) return outcome;
  return {
    ...outcome,
    measured: { ...measured, tailLoss: null, nonfinite: { step: measured.endStep, tensor: 'loss' } },
    label: null,
    labelText: null,
    failure: null,
    unjudged: null,
    remarks: [
      ...outcome.remarks,
      `The column ${column} marks it as diverged: it has failed, whatever its loss.`,
    ],
  };
}
