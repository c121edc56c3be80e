// A run whose gradient norm was not finite where its curve ends had failed, though its last loss, which came before that gradient, was
// finite. Anywhere else a finite loss follows: then the step was skipped, as loss scalers do. Pure.
import { notFinite } from '../../training-logs/number.ts';
import type { Mark } from './flagged.ts';
import { columnName } from './guess/names.ts';
import type { RunRow } from './histories.ts';
import type { Table } from './table.ts';

const GRADIENT_NORM = /^((train|training|global|total)_)*grad(ient)?s?_?norm(_(total|global))?$/;

export function gradientColumns({ columns }: Table): readonly string[] {
  return columns.filter((column) => {
    const { kind, leaf } = columnName(column);
    return kind !== 'setting' && GRADIENT_NORM.test(leaf);
  });
}

/** null: the norm is finite at the end, or the run has no steps, or no norm that was ever finite. */
export function brokenGradientOf(
  row: RunRow,
  columns: readonly string[],
): (Mark & { readonly kind: 'diverged' }) | null {
  const end = row.curve?.steps?.at(-1);
  if (end === undefined) return null;
  for (const column of columns) {
    let [last, isBroken, wasFinite] = [-Infinity, false, false];
    for (const { step, value } of row.points(column)) {
      const isFinite = notFinite(String(value)) === null;
      wasFinite ||= isFinite;
      if (step !== null && step >= last) [last, isBroken] = [step, !isFinite];
    }
    if (isBroken && wasFinite && last >= end)
      return { kind: 'diverged', column, step: last, tensor: 'gradient' };
  }
  return null;
}
