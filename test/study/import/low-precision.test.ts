// What an imported recipe may gain in speed: nobody says how its runs were trained, but its name may say that it gains nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { programRuns } from '../../../src-main/study/program-runs.ts';
import { openStudy, type Study } from '../../../src-main/study/study.ts';
import { relabel } from '../../../src-main/study/relabel.ts';
import { textFile } from './cases-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-low-precision-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NAMES = ['bf16', 'float32', 'torch.float16', 'fp8', 'mine'];
function importedStudy(name: string, mode: 'read' | 'write'): Study {
  const rows = NAMES.flatMap((recipe) => [0, 1, 2].map((seed) => `1e-3,16,${seed},${recipe},2.${seed}`));
  const source = textFile(['lr,batch_size,seed,precision,final_loss', ...rows].join('\n'));
  const file = path.join(folder, name);
  importStudy(file, source, { ...guessMapping(readTable(source)), vocabulary: 65 });
  return openStudy(file, mode);
}

const sharesIn = (study: Study) =>
  analyzeStudy(study).recipes.map(({ recipe, lowPrecision }) => [recipe, lowPrecision?.lowShare]);
/** By their names. */
const SHARES = [
  ['bf16', 0],
  ['float32', 0],
  ['torch.float16', 0],
  ['fp8', undefined],
  ['mine', undefined],
];

test('a precision of 16 bits and more has no steps in low precision, in any spelling; of others nobody knows', () => {
  const study = importedStudy('names.precipice', 'read');
  expect(sharesIn(study)).toEqual(SHARES);
  study.close();
});

test('of runs that were trained here beside them it is known, as they were trained', () => {
  const study = importedStudy('beside.precipice', 'write');
  const { spec, baseline } = study.info();
  const recipes = [...NAMES, 'late'];
  study.changeContents({ spec: { ...spec, training: { spec: {}, text: null } }, baseline, recipes });
  const [environment, place] = [
    study.addEnvironment({}),
    { learningRate: 1e-3, rowValue: 16, batchSize: 16 },
  ];
  for (const seed of [0, 1, 2]) {
    const id = study.addRun({ recipe: 'late', ...place, seed, plannedSteps: 4 }, null);
    study.startRuns([id], environment);
    const losses = { endStep: 4, startLoss: 4.1, tailLoss: 2, validationLoss: null, nonfinite: null };
    study.finishRun(id, {
      measured: { ...losses, lossSpikeScore: 0, gradientSpikeScore: 0, longestSpike: 0 },
      curves: { recipe: Float32Array.of(0, 1, 1, 1) },
      ...{
        sites: [],
        siteSteps: [],
        siteStatistics: new Float32Array(),
        seconds: 1,
        device: 'CPU',
        stopped: null,
      },
      events: [
        {
          ...{ step: null, kind: 'program', message: 'It changes on its way.' },
          details: [
            { name: 'bf16-mixed', bits: 16 },
            { name: 'tensorwise', bits: 8 },
          ],
        },
      ],
    });
  }
  relabel(study);
  expect(sharesIn(study)).toEqual([...SHARES, ['late', 0.75]]);
  // Those that were imported have no recipes that could be looked up.
  expect(programRuns(study).map(({ choice }) => choice)).toEqual(['late', 'late', 'late']);
  study.close();
});
