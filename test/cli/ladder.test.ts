// Ladders of sizes on the command line: predict, decide on a larger model, compare.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudy } from '../../src-main/study/study.ts';
import { TINY } from '../sweep/tiny.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-ladder-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) =>
  execFileSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const refused = (...args: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });
  return [status, stderr.trim()];
};

const SIZES = { setting: 'model.width', values: [4, 8, 12, 16], with: { 'model.heads': [1, 2, 3, 4] } };

beforeAll(() => {
  const write = (name: string, spec: object) => writeFileSync(path.join(folder, name), JSON.stringify(spec));
  // After so few steps every run would be one that learned too little.
  const thresholds = { unstableLabels: ['nonfinite'] };
  write('sizes.json', { ...TINY, name: 'sizes', batchSizes: [2], rows: SIZES, thresholds });
  write('plain.json', { ...TINY, name: 'plain', batchSizes: [2] });
  write('short.json', { ...TINY, name: 'short', batchSizes: [2], rows: SIZES, thresholds, steps: 3 });
  write('long.json', { ...TINY, name: 'long', batchSizes: [2], rows: SIZES, thresholds, steps: 12 });
  write('seeds.json', { ...TINY, name: 'seeds', batchSizes: [2], rows: SIZES, thresholds, seeds: 3 });
  for (const name of ['sizes', 'plain', 'short', 'long', 'seeds'])
    run('sweep', `${name}.json`, '--out', `${name}.precipice`, '--device', 'wasm');
});

test('predict says of every measure what was measured by parameters, and what is said of a larger model', () => {
  const output = run('predict', 'sizes.precipice', '--parameters', '1.3e9', '--out', 'ladder.svg');
  expect(output).toContain('Edge of the learning rates (LR50) (parameters)');
  expect(output).toMatch(/fp8-unscaled, Precision penalty, nats: nothing is said of larger models: /);
  const svg = readFileSync(path.join(folder, 'ladder.svg'), 'utf8');
  expect(svg).toContain('sizes: from small to large');
  const json = JSON.parse(run('predict', 'sizes.precipice', '--parameters', '1.3e9', '--json')) as {
    sizeIn: string;
    ladders: unknown[];
    predictions: { prediction: unknown; refusal: unknown }[];
  };
  expect(json.sizeIn).toBe('parameters');
  expect(json.predictions).toHaveLength(json.ladders.length);
  for (const { prediction, refusal } of json.predictions) {
    expect(prediction).toBeNull();
    expect(refusal).not.toBeNull();
  }
});

test('every size has a map', () => {
  run('export', 'sizes.precipice', '--figure', 'sizes', '--out', 'maps.svg');
  const svg = readFileSync(path.join(folder, 'maps.svg'), 'utf8');
  for (const width of SIZES.values) expect(svg).toMatch(new RegExp(`>width ${width}, [\\d,]+ parameters<`));
});

test('a verdict on a larger model is withheld where the ladder says nothing, and says why', () => {
  const asked = ['sizes.precipice', '--target-parameters', '1.3e9', '--recipe', 'fp8-unscaled'];
  const output = run('decide', ...asked);
  run('export', ...asked, '--out', 'target.html');
  const report = readFileSync(path.join(folder, 'target.html'), 'utf8');
  for (const said of [output, report]) {
    expect(said).toMatch(/penalty at 1,300,000,000 parameters predicted from 4 sizes of [\d,]+ to [\d,]+/);
    expect(said).toMatch(/the penalty of the model that it is about is not known: /);
  }
  expect(output).toMatch(/^fp8-unscaled, Precision penalty, nats: nothing is said of larger models: /m);
});

test('budgets keep in a study what its sizes measured under fewer steps, and predict and decide go by them', () => {
  const told = run('budgets', 'long.precipice', 'sizes.precipice', 'short.precipice');
  expect(told).toMatch(/fp8-unscaled, Precision penalty, nats: nothing is said of larger models: /);
  const asked = ['--parameters', '2000', '--tokens', '1e6', '--json'];
  const { budgets, tokenPredictions } = JSON.parse(run('predict', 'long.precipice', ...asked)) as {
    budgets: { steps: number[]; sizes: { parameters: number; tokens: number[] }[] };
    tokenPredictions: { recipe: string; prediction: unknown; refusal: { kind: string } }[];
  };
  expect(budgets.steps).toEqual([3, 6, 12]);
  // Two sequences of eight tokens a step.
  expect(budgets.sizes.map(({ tokens }) => tokens)).toEqual(Array(4).fill([48, 96, 192]));
  expect(tokenPredictions).toMatchObject([{ recipe: 'fp8-unscaled', prediction: null }]);
  const target = ['--target-parameters', '2000', '--target-tokens', '1e6', '--recipe', 'fp8-unscaled'];
  const decided = run('decide', 'long.precipice', ...target);
  expect(decided).toContain('each trained for 3, 6, 12 steps');
  expect(decided).toMatch(/the penalty of the model that it is about is not known: /);
});

test('budgets that were told from other runs than a study has by now say nothing, and how to have them said again', () => {
  const file = path.join(folder, 'changed.precipice');
  copyFileSync(path.join(folder, 'long.precipice'), file);
  run('budgets', 'changed.precipice', 'sizes.precipice', 'short.precipice');
  const asked = ['predict', 'changed.precipice', '--parameters', '2000', '--tokens', '1e6'];
  expect(run(...asked)).toMatch(/nothing is said of larger models/);
  const study = openStudy(file, 'write');
  study.repeatRuns([study.runs()[0]!.id]);
  study.close();
  expect(run('predict', 'changed.precipice')).toContain(
    'The runs or the thresholds of this study have changed since its budgets were compared',
  );
  expect(refused(...asked)).toEqual([
    2,
    '--tokens is 1000000; the runs or the thresholds of this study have changed since its budgets were compared. Run "precipice budgets" again.',
  ]);
});

test('a study of sizes is not decided on without the model that it is about, and says how to name it', () => {
  const told = run('decide', 'sizes.precipice', '--recipe', 'fp8-unscaled');
  expect(told).toMatch(/^No verdict on .*\.$/m);
  expect(told).toMatch(
    /with --target-parameters and --target-tokens of "precipice decide": its penalty is then predicted from these sizes\.$/m,
  );
});

test('compare lays studies side by side', () => {
  const output = run('compare', 'sizes.precipice', 'plain.precipice', '--out', 'compared.svg');
  expect(output).toMatch(/fp8-unscaled\n {2}sizes: LR50 by width 4: .*\n {2}plain: LR50 by batch size 2: /);
  const svg = readFileSync(path.join(folder, 'compared.svg'), 'utf8');
  expect(svg).toContain('Studies side by side');
  expect(output).toContain('The rows are of different settings (sizes: width; plain: batch size)');
  const { cautions, differences } = JSON.parse(
    run('compare', 'sizes.precipice', 'plain.precipice', '--json'),
  ) as { cautions: string[]; differences: { path: string; said: string[] }[] };
  for (const caution of cautions) expect(output).toContain(caution);
  expect(differences).toContainEqual({ path: 'model.width', said: ['by row', String(TINY.model.width)] });
});

test.each([
  [
    ['predict', 'plain.precipice'],
    'The rows of this study are batchSize; a ladder needs rows of a size of the model, e.g. model.width.',
  ],
  [
    ['predict', 'sizes.precipice', '--parameters', '0'],
    '--parameters is "0"; it must be a number from 1 to 1000000000000000.',
  ],
  [['predict', 'sizes.precipice', '--out', 'a.png'], '--out is "a.png"; its name must end in .svg.'],
  [
    ['decide', 'sizes.precipice', '--target-tokens', '1e9'],
    '--target-tokens is 1000000000 without --target-parameters; both say of which model.',
  ],
  [
    ['predict', 'sizes.precipice', '--tokens', '1e9'],
    '--tokens is 1000000000 without --parameters; both say of which model.',
  ],
  [
    ['predict', 'sizes.precipice', '--parameters', '2000', '--tokens', '1e9'],
    '--tokens is 1000000000; this study keeps nothing of its sizes under fewer steps, which "precipice budgets" puts into it.',
  ],
  [
    ['budgets', 'long.precipice', 'short.precipice'],
    'There is 1 study of fewer steps; it takes 2 at least to hold this one against what they say of it.',
  ],
  [
    ['budgets', 'plain.precipice', 'short.precipice', 'sizes.precipice'],
    'The rows of this study are batchSize; budgets are compared over rows of a size of the model, e.g. model.width.',
  ],
  [
    ['budgets', 'sizes.precipice', 'short.precipice', 'long.precipice'],
    'long takes more steps than this study; what budgets say is kept in the one of the most.',
  ],
  [
    ['budgets', 'long.precipice', 'short.precipice', 'seeds.precipice'],
    'seeds (6 steps) differs in seeds; only the steps of budgets may differ.',
  ],
  [
    ['budgets', 'long.precipice', 'short.precipice', 'short.precipice'],
    'short and short have the same steps; each budget is one study.',
  ],
  [['compare', 'plain.precipice'], 'compare has 1 study file; it must have 2 to 8.'],
  [
    ['export', 'plain.precipice', '--format', 'svg', '--figure', 'ladder', '--out', 'b.svg'],
    'A ladder needs rows that are sizes of a model.',
  ],
])('%j is refused', (args, sentence) => {
  expect(refused(...args)).toEqual([2, sentence]);
});
