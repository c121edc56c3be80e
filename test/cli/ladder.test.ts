// Ladders of sizes on the command line: predict, decide on a larger model, compare.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  for (const name of ['sizes', 'plain'])
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

test('a verdict on a larger model is withheld where the ladder says nothing, and says why', () => {
  const output = run('decide', 'sizes.precipice', '--target-parameters', '1.3e9', '--recipe', 'fp8-unscaled');
  expect(output).toMatch(/penalty at 1,300,000,000 parameters predicted from 4 sizes of [\d,]+ to [\d,]+/);
  expect(output).toMatch(/the penalty of the model that it is about is not known: /);
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
  [['compare', 'plain.precipice'], 'compare has 1 study file; it must have 2 to 8.'],
  [
    ['export', 'plain.precipice', '--format', 'svg', '--figure', 'ladder', '--out', 'b.svg'],
    'A ladder needs rows that are sizes of a model.',
  ],
])('%j is refused', (args, sentence) => {
  expect(refused(...args)).toEqual([2, sentence]);
});
