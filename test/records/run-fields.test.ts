// The declarations of a run's columns and values hold together.
import { expect, test } from 'vitest';
import { runsCsv } from '../../src-main/report/csv.ts';
import { RUN_COLUMN_NAMES, RUN_COLUMNS, runRow, type RunRecord } from '../../src-main/records/run-columns.ts';
import { measuredColumns, RUN_CSV, runOf } from '../../src-main/records/run-fields.ts';
import type { FinishedRun } from '../../src-main/records/types.ts';

const MEASURED: Required<FinishedRun['measured']> = {
  endStep: 41,
  startLoss: 4,
  tailLoss: 2.5,
  validationLoss: 2.6,
  nonfinite: { step: 40, tensor: 'loss' },
  lossSpikeScore: 0.25,
  gradientSpikeScore: 0.5,
  longestSpike: 7,
  jump: { rise: 1.5, step: 30 },
  foreseen: 'collapsed',
  measurements: { final_log_z: -Infinity },
};

const csvColumns = () => runsCsv([]).trimEnd().split(',');

/** As the file has it. */
const stored = {
  ...Object.fromEntries(RUN_COLUMN_NAMES.map((name) => [name, RUN_COLUMNS[name].unmeasured])),
  ...{
    id: 1,
    recipe: 'bf16',
    learning_rate: 0.01,
    batch_size: 4,
    row_value: 4,
    seed: 0,
    planned_steps: 50,
    state: 'finished',
  },
  ...measuredColumns(MEASURED),
};

test('what is written of a run that has finished is what is read of it', () => {
  expect(runOf(runRow.parse(stored), new Map())).toMatchObject(MEASURED);
});

test('every column is read by some value, but the checksum of what belongs to the run', () => {
  const read = new Set<string>();
  const row = new Proxy(runRow.parse(stored), {
    get: (target, name: string) => {
      read.add(name);
      return target[name as keyof RunRecord];
    },
  });
  runOf(row, new Map());
  expect(RUN_COLUMN_NAMES.filter((name) => !read.has(name))).toEqual(['data_checksum']);
});

test('the fast test of a column and its schema agree on what it may hold', () => {
  const states = ['planned', 'bf16', ''];
  const values = [
    null,
    0,
    1,
    -1,
    2,
    0.5,
    NaN,
    Infinity,
    2 ** 60,
    ...states,
    new Uint8Array(4),
    undefined,
    true,
  ];
  for (const name of RUN_COLUMN_NAMES) {
    // What is text or bytes may still not be read as JSON or numbers.
    if (name === 'measurements' || name === 'last_steps') continue;
    const { schema, is } = RUN_COLUMNS[name];
    for (const value of values) {
      expect(is(value), `${name} ${String(value)}`).toBe(schema.safeParse(value).success);
    }
  }
});

test('no two columns of the CSV have the same place, and none is left free', () => {
  const places = RUN_CSV.map(({ place }) => place);
  // Two are of pairs of runs.
  expect(new Set(places).size).toBe(places.length);
  expect(csvColumns()).toHaveLength(places.length + 2);
  for (const { place, header } of RUN_CSV) expect(csvColumns()[place - 1]).toBe(header);
});

test('the columns that every CSV has are these, in this order', () => {
  expect(csvColumns().join()).toBe(
    'recipe,learning_rate,batch_size,seed,state,label,reason,end_step,start_loss,tail_loss,val_loss,device,' +
      'planned_steps,provisional,nonfinite_step,nonfinite_tensor,loss_spike_score,gradient_spike_score,longest_spike,' +
      'sharpness,seconds,attempts,precision,twin_label,penalty,origin',
  );
});
