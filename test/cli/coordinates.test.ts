// The coordinate check on the command line.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TINY } from '../sweep/tiny.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-coordinates-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(path.join(folder, 'tiny.json'), JSON.stringify(TINY));

test('it prints slopes for all parametrisations and writes the figure', () => {
  const args = ['coordinates', 'tiny.json', '--widths', '8,16', '--steps', '2', '--out', 'figure.svg'];
  const output = execFileSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = output.trim().split('\n');
  expect(lines[0]).toMatch(/ after 2 steps, widths 8, 16 \(base 8\), seeds 0, 1\.$/);
  const rows = lines.filter((line) => /^(standard|muP|muS) .* slope [+−][\d.e−]+ \(/.test(line));
  expect(rows).toHaveLength(15);
  const svg = readFileSync(path.join(folder, 'figure.svg'), 'utf8');
  for (const name of ['standard: MLP output', 'muP: MLP output', 'muS: MLP output'])
    expect(svg).toContain(name);
  expect(svg).toContain('width 16, after 2 steps: ');
});

test.each([
  [
    ['--widths', '8'],
    '--widths is "8"; it must be two or more whole numbers from 2 to 8192, separated by commas.',
  ],
  [['--out', 'figure.png'], '--out is "figure.png"; its name must end in .svg.'],
])('%j is refused', (args, sentence) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'coordinates', 'tiny.json', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect([status, stderr.trim()]).toEqual([2, sentence]);
});
