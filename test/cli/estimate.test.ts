// What a study would take, told by the command line before it is started; and presets whose size is chosen when they are trained.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSizedPreset } from '../../src-main/sweep/preset-files.ts';
import { readText } from '../../src-main/sweep/text-source.ts';
import { TINY } from '../sweep/tiny.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-estimate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const precipice = (...args: string[]) =>
  execFileSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });

test('runs, model, memory, time and cost of a study are told, and nothing is made', () => {
  writeFileSync(path.join(folder, 'tiny.json'), JSON.stringify(TINY));
  const lines = precipice('estimate', 'tiny.json', '--price', '3600').trim().split('\n');
  expect(lines[0]).toBe('tiny: 2 recipes × 2 learning rates × 2 batch sizes × 2 seeds = 16 runs of 6 steps');
  // Two tables of the characters, one of the positions, a layer with its norms, the last norm.
  const parameters = 2 * new Set(readText('moby-dick').text).size * 8 + 8 * 8 + (12 * 8 ** 2 + 2 * 8) + 8;
  expect(lines[1]).toContain(
    `Model: ${(parameters / 1000).toFixed(1)}k parameters (1 layer, width 8, context 8); `,
  );
  // 8 runs of 6 steps at either batch size: (1 + 2) x 8 tokens each.
  expect(lines[1]).toMatch(/; 1\.2k tokens and \d\.\de\d floating-point operations in all$/);
  expect(lines[2]).toMatch(/^Memory: [\d.]+ MiB per run$/);
  const wasm = lines.find((line) => line.startsWith('wasm ('))!;
  expect(wasm).toMatch(
    /: [\w ]+, [\d.]+k? lane-steps\/s, 4 runs at once in [\d.]+ MiB of [\d.]+ GiB to plan with, cost [\d.e-]+( to [\d.e-]+)?$/,
  );
  expect(precipice('presets', 'gpu-hour')).toBe(`${JSON.stringify(readSizedPreset('gpu-hour'), null, 2)}\n`);
});

test.each([
  [
    ['devices', 'gpu-hour'],
    /^The size of gpu-hour is chosen when it is trained; name a preset of which it is known: /,
  ],
  [['estimate', 'gpu-day'], /^There is no preset and no file "gpu-day"; presets are adam-eps, .*gpu-hour, /],
  [['estimate', 'quick', '--price', '-1'], /^--price is "-1"; it must be a number from 0 to 1000000000\.$/],
])('%j is refused in a sentence', (args, sentence) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  expect(stderr.trim()).toMatch(sentence);
  expect([status, stdout]).toEqual([2, '']);
});
