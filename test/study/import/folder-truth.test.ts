// Twelve runs whose truth is known, logged by the tools themselves (test/oracle/folders): from every folder come the same runs, with the
// same settings, curves and ends.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOLDEN, importFolder, TRUTH, type TrueRun } from './folder-support.ts';
import { labelsOf } from './cases-support.ts';

/** What each tool keeps of a run that was killed at step 100, beyond its curve: nothing, but for what is said here. */
const FOLDERS = [
  { name: 'torch' },
  { name: 'tensorboardX' },
  { name: 'transformers' },
  // The last checkpoint is all that the run that was killed has: it ends at step 60.
  { name: 'trainer-state', killedAt: 60 },
  { name: 'csv' },
  { name: 'jsonl' },
  { name: 'lightning' },
] as const;

describe.each(FOLDERS)('$name', (folder) => {
  const { name } = folder;
  const imported = importFolder(path.join(GOLDEN, name));
  const labels = labelsOf(imported);
  const indexOf = ({ lr, precision, seed }: TrueRun) =>
    imported.runs.findIndex(
      ({ planned }) => planned.learningRate === lr && planned.recipe === precision && planned.seed === seed,
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
    const known = truth.ends === 'killed' && 'killedAt' in folder ? folder.killedAt : Infinity;
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
