// The 72 runs of a known truth, written in every layout that keeps the whole curve, or the last loss alone: the same failures come out
// of each, and about 70 % of the stable region.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { imported, labelsOf, textFile } from './cases-support.ts';
import { TRUE_RUNS, VOCABULARY, type TrueRun } from './truth-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-truth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FAILED = TRUE_RUNS.filter(({ ends }) => ends !== 'trained').length;

const csv = (head: string, rows: readonly (readonly unknown[])[]) =>
  [head, ...rows.map((cells) => cells.join(','))].join('\n');
const steps = (row: (run: TrueRun, step: number, loss: number, n: number) => readonly unknown[]) =>
  TRUE_RUNS.flatMap((run, n) => run.losses.map((loss, step) => row(run, step, loss, n)));
const settings = ({ lr, batch_size: size, seed, precision }: TrueRun) => [lr, size, seed, precision];

const LAYOUTS: readonly (readonly [name: string, text: string, said: Partial<Mapping>])[] = [
  [
    'one row a step, by run and seed',
    csv(
      'run_id,step,lr,batch_size,seed,precision,loss',
      steps((run, step, loss, n) => [`r${n}`, step, ...settings(run), loss]),
    ),
    {},
  ],
  [
    'one row a step, by run, without seeds',
    csv(
      'run,global_step,lr,batch_size,precision,train/loss',
      steps(({ lr, batch_size: size, precision }, step, loss, n) => [n, step, lr, size, precision, loss]),
    ),
    {},
  ],
  [
    'one row a step, by settings and seed alone',
    csv(
      'iteration,learning_rate,bs,seed,dtype,train_loss',
      steps((run, step, loss) => [step, ...settings(run), loss]),
    ),
    {},
  ],
  [
    'one row a step, neither run nor seed, runs one after the other',
    csv(
      'step,lr,batch_size,precision,loss',
      steps(({ lr, batch_size: size, precision }, step, loss) => [step, lr, size, precision, loss]),
    ),
    {},
  ],
  [
    'JSON lines with curves and a configuration',
    TRUE_RUNS.map(({ losses, ends: _, ...config }) =>
      JSON.stringify({ config, losses: losses.map((loss) => (Number.isFinite(loss) ? loss : 'NaN')) }),
    ).join('\n'),
    {},
  ],
  [
    'one JSON document with pairs of step and loss every tenth step',
    JSON.stringify({
      runs: TRUE_RUNS.map(({ losses, ends: _, ...config }) => ({
        params: config,
        loss_history: losses.flatMap((loss, step) =>
          step % 10 === 0 || !Number.isFinite(loss) ? [[step, Number.isFinite(loss) ? loss : null]] : [],
        ),
      })),
    }),
    {},
  ],
  [
    'the last loss alone, with the vocabulary',
    csv(
      'lr;batch_size;seed;precision;final_loss',
      TRUE_RUNS.map((run) => [[...settings(run), run.losses.at(-1)].join(';')]),
    ),
    { vocabulary: VOCABULARY },
  ],
];

describe.each(LAYOUTS)('%s', (name, text, said) => {
  const runs = imported(textFile(text), said);

  test('is 72 runs, none of them asked about or left out', () => {
    expect([runs.questions, runs.problems, runs.leftOut]).toEqual([[], [], []]);
    expect(runs.runs).toHaveLength(72);
  });

  test('has the failures of the truth, run by run', () => {
    const labels = labelsOf(runs);
    expect(FAILED).toBeGreaterThan(15);
    TRUE_RUNS.forEach(({ ends }, i) => {
      expect(labels[i]).toMatch(
        ends === 'NaN' ? 'nonfinite' : ends === 'blown up' ? 'above-init' : /^(ok|degraded|slow)$/,
      );
    });
  });

  test('gives fp8 60 to 88 %% of the stable region of bf16', () => {
    const source = textFile(text);
    const file = path.join(folder, `${name}.precipice`);
    importStudy(file, source, { ...guessMapping(readTable(source)), ...said });
    const study = openStudy(file, 'read');
    const map = analyzeStudy(study).recipes.find(({ recipe }) => recipe === 'fp8')!;
    study.close();
    expect(map.areaRatio).toBeGreaterThan(0.6);
    expect(map.areaRatio).toBeLessThan(0.88);
  });
});
