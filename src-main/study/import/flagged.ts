// Columns in which a table marks its runs as diverged: such a run has failed, whatever loss was written beside it, which may be the last
// that was finite. What is not marked is judged by its losses; what cannot be understood is no run. Pure.
import { DEFAULT_THRESHOLDS } from '../../analysis/labels/thresholds.ts';
import { shortLine } from '../../spec/one-line.ts';
import { notFinite } from '../../training-logs/number.ts';
import { flagIn } from './cells.ts';
import { mostly } from './guess/candidates.ts';
import { columnName } from './guess/names.ts';
import type { RunRow } from './histories.ts';
import { LABEL_WORDS } from './label-words.ts';
import { measure } from './measure.ts';
import type { Outcome } from './outcome.ts';
import type { Table } from './table.ts';

const DIVERGED =
  /^(((is|has|run|loss)_)?(diverged|divergent|unstable|exploded|blew_up|blown_up|non_?finite)|did_diverge|((\w+_)?loss_)?(is|has)_(nan|inf)s?|loss_(nan|inf)s?)$/;
/** Also the name of a measure between distributions, and of a setting that says which. */
const DIVERGENCE = /^((is|has|run|loss)_)?divergence$/;
/** The step, or epoch, at which a run diverged. */
const DIVERGED_AT =
  /^((is|has|run|loss|first)_)*(diverged|divergence|exploded|blew_up|blown_up|nan|inf|non_?finite)_((at|on|in)_)?(step|iter|iteration|update|epoch)$/;

/** A column that tells which runs diverged; `names`: what its numbers are. */
interface DivergenceColumn {
  readonly column: string;
  readonly names: 'whether' | 'step' | 'epoch';
}

/** Tools keep what a run was found to be among its settings too, as the attributes of Optuna's trials. */
export function divergenceColumns({ columns, rows }: Table): readonly DivergenceColumn[] {
  return columns.flatMap((column): DivergenceColumn[] => {
    const { kind, leaf } = columnName(column);
    if (DIVERGED_AT.test(leaf)) return [{ column, names: leaf.endsWith('epoch') ? 'epoch' : 'step' }];
    const isMark =
      DIVERGED.test(leaf) ||
      (kind !== 'setting' &&
        DIVERGENCE.test(leaf) &&
        mostly(rows, column, (value) => markIn(value) !== null));
    return isMark ? [{ column, names: 'whether' }] : [];
  });
}

/** What the columns say of a run. `step`: at which it is marked first; null: they do not say. */
export type Mark =
  | {
      readonly kind: 'diverged';
      readonly column: string;
      readonly step: number | null;
      /** What was not finite. */
      readonly tensor: 'loss' | 'gradient';
    }
  | { readonly kind: 'unclear'; readonly message: string };

/** One mark in any of its rows or at any of its steps is enough. null: it has none. */
export function markOf(row: RunRow, columns: readonly DivergenceColumn[]): Mark | null {
  let unclear: Mark | null = null;
  for (const { column, names } of columns) {
    let first: number | null = null;
    for (const { step, value } of row.points(column)) {
      const said = names === 'whether' ? markIn(value) : placeIn(value);
      if (said === null) unclear ??= { kind: 'unclear', message: COMPLAINTS[names](column, value) };
      else if (said !== false) {
        const at = typeof said === 'number' ? (names === 'step' ? said : null) : step;
        first = Math.min(first ?? Infinity, at ?? Infinity);
      }
    }
    if (first === null) continue;
    return { kind: 'diverged', column, step: Number.isFinite(first) ? first : null, tensor: 'loss' };
  }
  return unclear;
}

/** Whether a cell says that its run diverged; null: it cannot be understood. */
function markIn(value: unknown): boolean | null {
  const label = LABEL_WORDS.get(String(value).trim().toLowerCase());
  if (label === undefined) return flagIn(value);
  return label === 'unjudged' ? null : DEFAULT_THRESHOLDS.unstableLabels.includes(label);
}

/** The step or epoch that a cell names; false: none, as NaN and -1 do; null: it cannot be understood, and 0 may be either. */
function placeIn(value: unknown): number | boolean | null {
  const text = String(value).trim();
  const number = Number(text);
  if (notFinite(text) !== null || number < 0) return false;
  if (number === 0) return null;
  return Number.isNaN(number) ? flagIn(text) : number;
}

const shown = (value: unknown) => shortLine(String(value)).slice(0, 60);

const COMPLAINTS: Readonly<Record<DivergenceColumn['names'], (column: string, value: unknown) => string>> = {
  whether: (column, value) =>
    `${column} is "${shown(value)}"; whether the run diverged must be said by true or false, yes or no, 1 or 0, or a label such as diverged or ok.`,
  step: (column, value) =>
    `${column} is "${shown(value)}"; it must be the step at which the run diverged, above 0, and empty or -1 where it did not.`,
  epoch: (column, value) =>
    `${column} is "${shown(value)}"; it must be the epoch in which the run diverged, above 0, and empty or -1 where it did not.`,
};

/** A run of which nothing else can be read. */
export function unreadOutcome({ damage }: RunRow): Outcome {
  const none = { tail: null, validation: null, start: null };
  return {
    measured: measure(null, none, { plannedSteps: null, reached: null, beginsLate: false }),
    curve: null,
    plannedSteps: null,
    label: null,
    labelText: null,
    failure: null,
    isPruned: false,
    unjudged: null,
    damage,
    remarks: [],
  };
}

export function asMarked(
  outcome: Outcome,
  { column, step, tensor }: Mark & { readonly kind: 'diverged' },
): Outcome {
  const { measured } = outcome;
  const at = Math.max(0, Math.round(step ?? measured.endStep));
  if (measured.nonfinite !== null && measured.nonfinite.step <= at) return outcome;
  return {
    ...outcome,
    measured: { ...measured, tailLoss: null, nonfinite: { step: at, tensor } },
    label: null,
    labelText: null,
    failure: null,
    unjudged: null,
    remarks: [...outcome.remarks, REMARKS[tensor](column)],
  };
}

const REMARKS = {
  loss: (column: string) => `The column ${column} marks it as diverged: it has failed, whatever its loss.`,
  gradient: (column: string) =>
    `${column} is NaN or infinite where its curve ends: it has failed, whatever its loss.`,
} as const;
