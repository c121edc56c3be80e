// Twelve runs whose truth is known, logged by the tools themselves (test/oracle/folders): from every folder come the same runs, with the
// same settings, curves and ends.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { GOLDEN, importFolder, TRUTH, type TrueRun } from './folder-support.ts';
import { labelsOf } from './cases-support.ts';

/** What each tool keeps of a run that was killed at step 100, beyond its curve: nothing, but for what is said here. */
const KILLED = { failedMeans: { '*': 'finished' } } as const;
const FOLDERS: readonly {
  readonly name: string;
  readonly killedAt?: number;
  readonly said?: Partial<Mapping>;
  /** What its settings call fp8. */
  readonly fp8?: string;
}[] = [
  { name: 'torch' },
  { name: 'tensorboardX' },
  { name: 'tensors' },
  { name: 'transformers' },
  // The last checkpoint is all that the run that was killed has: it ends at step 60.
  { name: 'trainer-state', killedAt: 60 },
  { name: 'csv' },
  { name: 'jsonl' },
  { name: 'parquet' },
  { name: 'lightning' },
  { name: 'ray', said: KILLED },
  { name: 'mlflow', said: KILLED },
  { name: 'mlflow-db', said: KILLED },
  { name: 'wandb', said: KILLED },
  { name: 'torchtitan', said: { recipe: 'bf16' }, fp8: 'quantize.linear.float8' },
];

describe.each(FOLDERS)('$name', (folder) => {
  const { name, said, fp8 = 'fp8', killedAt = Infinity } = folder;
  const imported = importFolder(path.join(GOLDEN, name), said);
  const labels = labelsOf(imported);
  const indexOf = ({ lr, precision, seed }: TrueRun) =>
    imported.runs.findIndex(
      ({ planned }) =>
        planned.learningRate === lr &&
        planned.recipe === (precision === 'fp8' ? fp8 : precision) &&
        planned.seed === seed,
    );

  test('is twelve runs, with nothing to ask and nothing left out', () => {
    expect(imported.runs).toHaveLength(TRUTH.length);
    expect(imported.questions).toEqual([]);
    expect(imported.problems).toEqual([]);
  });

  test.each(TRUTH)('$name', (truth) => {
    const run = imported.runs[indexOf(truth)]!;
    expect(run.planned.batchSize).toBe(truth.batch_size);
    const { curve } = run;
    const known = truth.ends === 'killed' ? killedAt : Infinity;
    const losses = truth.losses.filter(([step]) => step <= known).map(([step, loss]) => [step, Number(loss)]);
    // What was logged after a NaN was NaN as well.
    const steps = [...curve!.steps!].slice(0, losses.length);
    expect(steps).toEqual(losses.map(([step]) => step));
    for (const [i, [, loss]] of losses.entries()) {
      if (Number.isNaN(loss)) expect(curve!.losses[i]).toBeNaN();
      else expect(curve!.losses[i]).toBeCloseTo(loss!, 5);
    }
    if (truth.ends !== 'NaN') expect(curve!.losses).toHaveLength(losses.length);
    expect(labels[indexOf(truth)]).toBe(
      { trained: 'ok', 'blown up': 'above-init', NaN: 'nonfinite', killed: 'unjudged' }[truth.ends],
    );
  });
});

test.each([
  ['ray', 'error'],
  ['mlflow', 'KILLED'],
  ['mlflow-db', 'KILLED'],
  ['wandb', 'failed'],
])('what %s says of the run that was killed is asked', (name, word) => {
  const { questions } = importFolder(path.join(GOLDEN, name));
  expect(questions.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(new RegExp(`^state is "${word}" for 1 run whose losses do not tell`)),
  ]);
});

test('runs that were deleted in MLflow are passed over, and said', () => {
  for (const name of ['mlflow', 'mlflow-db']) {
    expect(importFolder(path.join(GOLDEN, name)).notes.join(' ')).toContain(
      '1 run that was deleted in MLflow',
    );
  }
});

test('a run of torchtitan without converters is asked for its recipe, not taken for one of fp8', () => {
  const { questions, runs } = importFolder(path.join(GOLDEN, 'torchtitan'));
  expect(runs).toHaveLength(12);
  expect(questions[0]!.sentence).toContain('6 runs have no recipe in config.model.converters');
});
