// The values of a run, each declared once: from which columns of its file it is read, what of it is written when the run has
// finished, and where in the CSV it stands. In the order in which JSON has them. Pure.
import type { Measurements } from '../analysis/labels/run.ts';
import { runOriginOf, type RunOrigin } from './origin.ts';
import { measurementsText } from './measurements.ts';
import type { RunColumn, RunRecord } from './run-columns.ts';
import type { FinishedRun, RunPrecision, RunRow } from './types.ts';

/** Precisions of the environments by id. */
export type Precisions = ReadonlyMap<number, RunPrecision | null>;

export type CsvValue = string | number | boolean | null;
interface CsvColumn<T> {
  /** From 1 on. The first twelve are promised; new ones come at the end. */
  readonly place: number;
  readonly header: string;
  /** Absent: the value as it is. */
  readonly show?: (value: T, run: RunRow) => CsvValue;
}

interface Field<T> {
  readonly read: (row: RunRecord, precisions: Precisions) => T;
  /** Of a run that has finished; absent where something else writes it. SQLite keeps no NaN. */
  readonly write?: (value: T) => Partial<Readonly<Record<RunColumn, unknown>>>;
  readonly csv?: readonly CsvColumn<T>[];
}

interface Plain<C extends RunColumn> extends Field<RunRecord[C]> {
  readonly column: C;
}

/** As the column has it. `place`: in the CSV; null: not in it. */
const plain = <C extends RunColumn & CsvShown>(
  column: C,
  place: number | null,
  header: string = column,
): Plain<C> => ({
  column,
  read: (row) => row[column],
  ...(place !== null && { csv: [{ place, header }] }),
});

/** Columns that hold what a CSV can. */
type CsvShown = { [C in RunColumn]: RunRecord[C] extends CsvValue ? C : never }[RunColumn];

/** The same, measured of the run. */
const measured = <C extends RunColumn & CsvShown>(...declared: Parameters<typeof plain<C>>) => ({
  ...plain(...declared),
  write: (value: RunRecord[C]) => ({ [declared[0]]: value }),
});

/** The same, and of no meaning before the run has finished. */
const measuredAtEnd = <C extends RunColumn & CsvShown>(column: C, place: number) => ({
  ...measured(column, null),
  csv: [
    {
      place,
      header: column,
      show: (value: RunRecord[C], { state }: RunRow) => (state === 'finished' ? (value as CsvValue) : null),
    },
  ],
});

export const RUN_FIELDS = {
  id: plain('id', null),
  recipe: plain('recipe', 1),
  learningRate: plain('learning_rate', 2),
  rowValue: plain('row_value', null),
  batchSize: plain('batch_size', 3),
  seed: plain('seed', 4),
  plannedSteps: plain('planned_steps', 13),
  state: plain('state', 5),
  label: plain('label', 6),
  reason: plain('reason', 7),
  provisional: {
    read: ({ provisional }) => provisional === 1,
    csv: [
      {
        place: 14,
        header: 'provisional',
        show: (value: boolean, { label }: RunRow) => (label === null ? null : value),
      },
    ],
  },
  endStep: measuredAtEnd('end_step', 8),
  startLoss: measured('start_loss', 9),
  tailLoss: measured('tail_loss', 10),
  validationLoss: {
    ...measured('validation_loss', 11, 'val_loss'),
    // Where it is no number, `nonfinite` says why.
    write: (value: number | null) => ({ validation_loss: Number.isFinite(value) ? value : null }),
  },
  nonfinite: {
    read: ({ nonfinite_step: step, nonfinite_tensor: tensor }) =>
      step === null ? null : { step, tensor: tensor ?? '' },
    write: (value: RunRow['nonfinite']) => ({
      nonfinite_step: value?.step ?? null,
      nonfinite_tensor: value?.tensor ?? null,
    }),
    csv: [
      { place: 15, header: 'nonfinite_step', show: (value: RunRow['nonfinite']) => value?.step ?? null },
      { place: 16, header: 'nonfinite_tensor', show: (value: RunRow['nonfinite']) => value?.tensor ?? null },
    ],
  },
  sharpness: {
    read: ({ sharpness }) => lastFloat(sharpness),
    csv: [{ place: 20, header: 'sharpness', show: (value: RunRow['sharpness']) => value ?? null }],
  },
  lossSpikeScore: measuredAtEnd('loss_spike_score', 17),
  gradientSpikeScore: measuredAtEnd('gradient_spike_score', 18),
  longestSpike: measuredAtEnd('longest_spike', 19),
  jump: {
    read: ({ loss_jump: rise, loss_jump_step: step }) =>
      rise === null || step === null ? null : { rise, step },
    write: (value: RunRow['jump']) => ({
      loss_jump: value?.rise ?? null,
      loss_jump_step: value?.step ?? null,
    }),
  },
  lastSteps: { read: ({ last_steps: steps }) => steps && [...steps] },
  foreseen: {
    read: ({ foreseen }) => foreseen,
    write: (value: RunRow['foreseen']) => ({ foreseen: value ?? null }),
  },
  seconds: plain('seconds', 21),
  device: plain('device', 12),
  precision: {
    read: ({ state, environment_id: id }, precisions) =>
      state === 'finished' ? (precisions.get(id!) ?? null) : null,
    csv: [{ place: 23, header: 'precision' }],
  },
  attempts: plain('attempts', 22),
  origin: {
    read: runOriginOf,
    csv: [
      {
        place: 26,
        header: 'origin',
        show: (value: RunOrigin, { device, attempts }: RunRow) =>
          device === null && attempts === 0 ? null : value,
      },
    ],
  },
  /** Each has a column of its own name at the end of the CSV. */
  measurements: {
    read: ({ measurements }) => measurements ?? undefined,
    write: (value: Measurements | undefined) => ({ measurements: measurementsText(value) }),
  },
} satisfies { readonly [K in keyof Required<RunRow>]: Field<RunRow[K]> };

const FIELDS = Object.entries(RUN_FIELDS) as unknown as readonly (readonly [keyof RunRow, Field<unknown>])[];

/** Objects that begin as a copy of one are twice as fast, to make and to read, as those that grow key by key. */
const BLANK = Object.fromEntries(
  FIELDS.filter(([key]) => key !== 'measurements').map(([key]) => [key, null]),
);

/** A key is absent where the run has no such value. */
export function runOf(row: RunRecord, precisions: Precisions): RunRow {
  const run: Partial<Record<keyof RunRow, unknown>> = { ...BLANK };
  for (const [key, { read }] of FIELDS) {
    const value = read(row, precisions);
    if (value !== undefined) run[key] = value;
  }
  return run as unknown as RunRow;
}

/** What is written of a run that has finished, by column. */
export function measuredColumns(values: FinishedRun['measured']): Partial<Record<RunColumn, unknown>> {
  const columns: Partial<Record<RunColumn, unknown>> = {};
  for (const [key, { write }] of FIELDS) {
    if (write) Object.assign(columns, write(values[key as keyof typeof values]));
  }
  return columns;
}

/** Columns of the CSV with their places, in no order. */
export const RUN_CSV = FIELDS.flatMap(([key, { csv }]) =>
  (csv ?? []).map(({ place, header, show }) => ({
    place,
    header,
    show: show ? (run: RunRow) => show(run[key], run) : (run: RunRow) => run[key] as CsvValue,
  })),
);

/** By which runs can be sorted. */
export const SORT_FIELDS = [
  'id',
  'recipe',
  'learningRate',
  'rowValue',
  'seed',
  'state',
  'label',
  'endStep',
  'tailLoss',
  'validationLoss',
  'seconds',
] as const;
export type SortField = (typeof SORT_FIELDS)[number];

/** The last value of a curve, given its last four bytes; null where it is not finite. */
export function lastFloat(bytes: Uint8Array | null): number | null {
  const value = bytes?.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true) : NaN;
  return Number.isFinite(value) ? value : null;
}
