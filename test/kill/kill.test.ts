// Sweeps whose processes are killed by SIGKILL, a few times; bench/kill.ts does it some hundred times. Linux only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carryOut, resultsOf, type Kills, type Mode } from '../../bench/kill/carry-out.ts';
import { countsOf, HAS_PAGES, startCommand, type Plan } from '../../bench/kill/victims.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { random32, randomUnit } from '../../src-main/engine/random.ts';
import { createStudy, openStudy } from '../../src-main/study/study.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));
const spec = {
  name: 'kill',
  model: { layers: 1, width: 16, heads: 2, context: 16 },
  recipes: ['bf16-weights-stochastic', 'guarded-fp8:fp8-unscaled'],
  learningRates: [0.003, 0.03, 0.3],
  batchSizes: [4],
  seeds: 4,
  steps: 120,
  statisticsEvery: 20,
  validationSequences: 4,
};
const specFile = path.join(folder, 'spec.json');
writeFileSync(specFile, JSON.stringify(spec));
function planIn(name: string): Plan {
  mkdirSync(path.join(folder, name));
  return { spec, specFile, file: path.join(folder, name, 'kill.precipice'), checkpointSeconds: 0.05 };
}

const hasProc = existsSync('/proc/self/status');
if (!hasProc) process.stderr.write('Skipped, for there is no /proc: killed sweeps.\n');
if (!HAS_PAGES)
  process.stderr.write('Skipped, for the page is not built (npm run build): a killed server.\n');

describe.skipIf(!hasProc)('a sweep that is killed', () => {
  let expected: string;
  let milliseconds: number;
  beforeAll(async () => {
    const whole = planIn('whole');
    const begun = performance.now();
    await startCommand(whole).ended;
    milliseconds = performance.now() - begun;
    expected = resultsOf(whole.file);
    expect(JSON.parse(expected)).toHaveLength(24);
  });

  const modes = (['command', 'server'] as const).filter((mode) => mode === 'command' || HAS_PAGES);
  test.each(modes)(
    'with its %s, or the host of it, loses no finished run and ends with the same numbers',
    async (mode: Mode) => {
      const kills: Kills = { command: 0, server: 0, made: 0, host: 0, withCheckpoint: 0 };
      let draws = 0;
      // Sooner where the machine has become faster than it was, and the sweep was through before.
      for (let within = milliseconds; kills[mode] === 0; within /= 2) {
        const plan = planIn(`${mode} within ${within}`);
        await carryOut(plan, mode, kills, () => {
          draws += 1;
          if (kills[mode] + kills.host >= 3) return null;
          return {
            after: (0.1 + 0.6 * randomUnit(draws, 0)) * within,
            isHost: random32(draws, 1) % 3 === 0,
          };
        });
        expect(resultsOf(plan.file)).toBe(expected);
      }
    },
  );

  test('or suspended for a while, and woken, ends with the same numbers', async () => {
    const plan = planIn('slept');
    const sleeper = startCommand(plan);
    while (!existsSync(plan.file)) await sleep(20);
    process.kill(sleeper.pid, 'SIGSTOP');
    await sleep(1500);
    process.kill(sleeper.pid, 'SIGCONT');
    await sleeper.ended;
    expect(resultsOf(plan.file)).toBe(expected);
  });

  test('is not resumed by two at once: the second is refused in a sentence', async () => {
    const plan = planIn('twice');
    const first = startCommand(plan);
    while (!existsSync(plan.file) || countsOf(plan.file).planned === 0) await sleep(20);
    // It must not be done before the others have tried.
    process.kill(first.pid, 'SIGSTOP');
    const cli = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
    for (const verb of ['resume', 'retry']) {
      const { status, stderr, stdout } = spawnSync(process.execPath, [cli, verb, plan.file], {
        encoding: 'utf8',
      });
      expect(stderr).toBe(
        `${plan.file} is being written by another Precipice; wait for it, or end it first.\n`,
      );
      expect([status, stdout]).toEqual([2, '']);
    }
    await first.kill();
    openStudy(plan.file, 'write').close();
  });
});

test('what a writer left that was killed is read, and is not touched by reading', () => {
  const file = path.join(folder, 'left.precipice');
  const script = `
    const { createStudy } = await import(${JSON.stringify(path.resolve('src-main/study/study.ts'))});
    const study = createStudy(process.argv[1], JSON.parse(process.argv[2]));
    study.rename('written, not closed');
    process.kill(process.pid, 'SIGKILL');`;
  const contents = {
    name: 'left',
    spec: {},
    text: null,
    baseline: 'fp32',
    recipes: ['fp32'],
    thresholds: DEFAULT_THRESHOLDS,
    runs: [],
  };
  spawnSync(process.execPath, ['--input-type=module', '-e', script, file, JSON.stringify(contents)]);
  expect(existsSync(`${file}-wal`)).toBe(true);
  const before = ['', '-wal'].map((ending) => readFileSync(`${file}${ending}`, 'base64'));
  const study = openStudy(file, 'read');
  expect(study.info().name).toBe('written, not closed');
  study.close();
  expect(['', '-wal'].map((ending) => readFileSync(`${file}${ending}`, 'base64'))).toEqual(before);
  expect(() => createStudy(file, contents)).toThrow('exists already');
});
