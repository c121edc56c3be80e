// Logs of runs, imported: a folder of them, and one alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readLogFile } from '../../../src-main/study/import/folder/logs.ts';
import { readFolder } from '../../../src-main/study/import/folder/read-folder.ts';
import { tableOfFolder } from '../../../src-main/study/import/folder/table.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { previewTable } from '../../../src-main/study/import/preview.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-log-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;
function folderOf(files: Readonly<Record<string, readonly string[]>>): string {
  const own = path.join(folder, String(folders++));
  mkdirSync(own);
  for (const [name, lines] of Object.entries(files)) writeFileSync(path.join(own, name), lines.join('\n'));
  return own;
}

/** As nanoGPT prints them, every tenth of 100 steps; from `broken` on they are NaN. */
function nanogpt(broken = Infinity): string[] {
  return Array.from({ length: 11 }, (_, i) => 10 * i).map(
    (step) =>
      `iter ${step}: loss ${step >= broken ? 'nan' : (2 + 2 / (1 + step)).toFixed(4)}, time 3.1ms, mfu 1.00%`,
  );
}

test('of a folder each is a run, with the settings of its name and the losses of its lines', () => {
  const place = folderOf({
    'bf16_lr1e-3_bs8_seed0.log': nanogpt(),
    'bf16_lr1e-2_bs8_seed0.log': nanogpt(),
    'fp8_lr1e-3_bs8_seed0.log': nanogpt(),
    'fp8_lr1e-2_bs8_seed0.log': nanogpt(50),
    'notes.txt': ['nothing of a run'],
  });
  const table = tableOfFolder(readFolder(place));
  const { firstRuns, questions } = previewTable(table, guessMapping(table));
  expect(questions).toEqual([]);
  expect(
    firstRuns.map(({ planned: { recipe, learningRate, batchSize, seed }, label }) => [
      recipe,
      learningRate,
      batchSize,
      seed,
      label,
    ]),
  ).toEqual([
    ['bf16', 0.01, 8, 0, 'ok'],
    ['bf16', 0.001, 8, 0, 'ok'],
    ['fp8', 0.01, 8, 0, 'nonfinite'],
    ['fp8', 0.001, 8, 0, 'ok'],
  ]);
});

test('one alone is a run as well; words of NaN at its end are a divergence', () => {
  const place = folderOf({
    'a.log': [...nanogpt().slice(0, 5), 'loss is nan, exiting'],
    'b.log': [
      'step 00001/00100 (1.00%) | loss: 4.000000 | lrm: 1.00',
      'step 00002/00100 (2.00%) | loss: 3.900000 | lrm: 1.00',
    ],
    'c.log': ["{'loss': '4.0', 'epoch': '0.1'}"],
    'd.log': ['nothing'],
  });
  const [stopped] = readLogFile(path.join(place, 'a.log'))!.runs;
  expect(stopped!.series.get('train/loss')).toEqual({
    steps: [0, 10, 20, 30, 40, 41],
    values: [4, 2.1818, 2.0952, 2.0645, 2.0488, NaN],
  });
  const smoothed = readLogFile(path.join(place, 'b.log'))!;
  expect(tableOfFolder(smoothed).notes).toContain(
    'The losses of 1 run are moving averages: spikes shorter than those are not seen.',
  );
  expect(smoothed.runs[0]!.layers[0]!.files.get('max_steps')).toBe(100);
  expect(() => readLogFile(path.join(place, 'c.log'))).toThrow(
    'c.log is a log of the Trainer of Hugging Face Transformers, which says no step; trainer_state.json of the run does.',
  );
  expect(readLogFile(path.join(place, 'd.log'))).toBeNull();
});

test('beside what a tool wrote of the runs they are not read', () => {
  const place = folderOf({
    'run.log': nanogpt(),
    'table.csv': ['lr,seed,step,loss', '0.1,0,0,4', '0.1,0,1,3'],
  });
  expect(readFolder(place).runs.flatMap(({ tools }) => tools)).toEqual(['table']);
});

const OUT_OF_MEMORY = [
  '[rank0]: Traceback (most recent call last):',
  '[rank0]:   File "train.py", line 10, in <module>',
  '[rank0]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB.',
];

test('what broke one is told by its last lines, unless training went on after them or was done', () => {
  const place = folderOf({
    'bf16_lr1e-1_bs64_seed0.log': [...nanogpt().slice(0, 4), ...OUT_OF_MEMORY],
    'bf16_lr1e-2_bs64_seed0.log': [
      ...nanogpt().slice(0, 4),
      'Traceback (most recent call last):',
      'KeyError: 0',
    ],
    'bf16_lr1e-3_bs64_seed0.log': [...nanogpt().slice(0, 4), ...OUT_OF_MEMORY, ...nanogpt().slice(3)],
    'bf16_lr1e-4_bs64_seed0.log': [...nanogpt(), 'Training completed', 'Traceback (most recent call last):'],
  });
  const table = tableOfFolder(readFolder(place));
  const { firstRuns, questions } = previewTable(table, guessMapping(table));
  expect(firstRuns.map(({ failure, label }) => failure ?? label)).toEqual([
    'The tool that trained it says "OUT_OF_MEMORY".',
    'The tool that trained it says "FAILED".',
    'ok',
    'ok',
  ]);
  expect(questions.map(({ sentence }) => sentence)).toEqual([
    expect.stringContaining('state is "FAILED" for 1 run whose losses do not tell whether it diverged'),
  ]);
});

test('an attempt that had blown up fails the run whose log begins again from its start', () => {
  const losses = [4, 3, 6, 9, 9, 9];
  const blownUp = losses.map((loss, i) => `iter ${10 * i}: loss ${loss}, time 3.1ms, mfu 1.00%`);
  const stopped = nanogpt().slice(0, 5);
  const place = folderOf({
    'bf16_lr1e-3_bs8_seed0.log': [...blownUp, ...nanogpt()],
    'bf16_lr1e-3_bs8_seed1.log': [...stopped, ...nanogpt()],
  });
  const table = tableOfFolder(readFolder(place));
  const { firstRuns } = previewTable(table, guessMapping(table));
  expect(firstRuns.map(({ label }) => label)).toEqual(['nonfinite', 'ok']);
});

test('an attempt that one began again after is counted as left out; an evaluation before its first step is none of its end', () => {
  const diverging = Array.from({ length: 5 }, (_, i) => `iter ${10 * i}: loss 11.5, time 3.1ms, mfu 1.00%`);
  const place = folderOf({
    'bf16_lr1e-3_bs8_seed0.log': ['step 0: train loss 4.1000, val loss 4.1000', ...nanogpt()],
    // From a checkpoint of its fourth step.
    'bf16_lr1e-3_bs8_seed1.log': [...nanogpt().slice(0, 3), ...diverging.slice(2), ...nanogpt().slice(3)],
    'bf16_lr1e-2_bs8_seed0.log': [...diverging, ...nanogpt(), 'step 100: train loss 2.0000, val loss 9.0000'],
  });
  const table = tableOfFolder(readFolder(place));
  const { firstRuns, firstProblems } = previewTable(table, guessMapping(table));
  expect(firstRuns.map(({ label }) => label)).toEqual(['above-init', 'ok', 'nonfinite']);
  expect(firstProblems.map(({ message }) => message)).toEqual([
    'bf16_lr1e-2_bs8_seed0.log: it began again from its start, and what was logged before, up to step 40, is left out.',
  ]);
});
