// `precipice evidence` on a folder whose runs are made up: what is finished is judged and not trained again.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EFFECTS } from '../../src-main/evidence/effects.ts';
import { writeMadeStudy } from '../evidence/made-study.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-evidence-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ARGS = ['evidence', '--quick', '--folder', 'suite'];

const precipice = (...args: string[]) =>
  execFileSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

describe('a folder in which one study has been trained', () => {
  beforeAll(() => {
    // Unscaled FP8 ends 0.30 to 0.34 nats above BF16, a mean of 0.32 with 2.776 x 0.0158 / sqrt(5) either way; tensorwise 0.000 to 0.002.
    writeMadeStudy(path.join(folder, 'suite'), 'scaling', ({ recipe, seed }) => ({
      validationLoss:
        2.4 + 0.1 * seed + ({ 'fp8-unscaled': 0.3 + 0.01 * seed, tensorwise: 0.0005 * seed }[recipe] ?? 0),
    }));
  });

  test('is judged with nothing left to train', () => {
    const output = precipice(...ARGS, '--only', 'underflow,scaled-fp8');
    expect(output).toMatch(/^underflow +appears +\+0\.320 nats \(\+0\.300 to \+0\.340\)$/m);
    expect(output).toMatch(/^scaled-fp8 +appears +\+0\.00100 nats \(\+0\.00002 to \+0\.00198\)$/m);
    expect(output).not.toContain('norm-gains');
  });

  test('as JSON has a verdict, an estimate and whether it stands with the others', () => {
    const report = JSON.parse(precipice(...ARGS, '--only', 'underflow', '--json')) as {
      scale: string;
      judged: { verdict: string; together: boolean; estimate: { value: number; seeds: number } }[];
    };
    expect(report.scale).toBe('quick');
    expect(report.judged).toHaveLength(1);
    expect(report.judged[0]).toMatchObject({ verdict: 'appears', together: true, estimate: { seeds: 5 } });
    expect(report.judged[0]!.estimate.value).toBeCloseTo(0.32, 6);
  });

  test('is a page with every effect, its source, its test and what was found', () => {
    precipice(...ARGS, '--no-train', '--out', 'page.md');
    const page = readFileSync(path.join(folder, 'page.md'), 'utf8');
    for (const { title, source, expectation } of EFFECTS) {
      expect(page).toContain(`### ${title.en}\n`);
      expect(page).toContain(`(https://arxiv.org/abs/${source.arxiv})`);
      expect(page).toContain(expectation.en);
    }
    expect(page).toContain(
      `3 appear, 0 do not at this size, 0 are undecided, ${EFFECTS.length - 3} have not been run`,
    );
  });
});

test.each([
  [['--only', 'overflow'], /^--only is "overflow"; there is no effect "overflow", there are underflow, /],
  [['--out', 'page.html'], /^--out is "page\.html"; its name must end in \.md\.$/],
  [['--threads', '0'], /^--threads is "0"; it must be a whole number from 1 on\.$/],
])('%j is refused', (args, sentence) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...ARGS, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr.trim()).toMatch(sentence);
  expect([status, stdout]).toEqual([2, '']);
});
