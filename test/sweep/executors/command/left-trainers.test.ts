// No trainer outlives the process that started it, and what does all the same is ended before its runs are trained again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStudy } from '../../../../src-main/study/study.ts';
import { recover } from '../../../../src-main/sweep/recover.ts';
import { trainerSpec } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-left-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sourceFile = (name: string) => path.resolve(import.meta.dirname, '../../../../src-main', name);
const source = (name: string) => JSON.stringify(sourceFile(name));
const GUARD = sourceFile('sweep/executors/command/guard-process.ts');

/** Trains a study by silent trainers, as the command line does. */
const SWEEP = `
import { openTrainerRunner } from ${source('sweep/executors/command/trainer-runner.ts')};
import { createPlannedStudy } from ${source('sweep/runner.ts')};
const [spec, file] = process.argv.slice(1);
const runner = openTrainerRunner(JSON.parse(spec));
await runner.run(createPlannedStudy(file, runner));`;

const isLinux = existsSync('/proc/self/environ');
if (!isLinux) process.stderr.write('Skipped, for there is no /proc: trainers that are left behind.\n');

/**
 * Processes that have this among their arguments, as a whole: a fork of the sweep that has not become another program yet has the
 * sweep's, whose spec holds the trainers' as text.
 */
function processesWith(argument: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument);
      } catch {
        return false;
      }
    });
}

async function killedSweep(name: string, killBefore: (sweep: number) => void) {
  const file = path.join(folder, `${name}.precipice`);
  const note = path.join(folder, name);
  const { command, ...rest } = trainerSpec('silent', { concurrency: 2 }).trainer;
  const spec = { ...trainerSpec('silent'), trainer: { ...rest, command: `${command} --note ${note}` } };
  const sweep = spawn(process.execPath, ['--input-type=module', '-e', SWEEP, JSON.stringify(spec), file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const trainers = () => processesWith(note);
  await expect.poll(() => trainers().length).toBe(2);
  killBefore(sweep.pid!);
  const ended = once(sweep, 'exit');
  sweep.kill('SIGKILL');
  await ended;
  return { file, trainers };
}

test.skipIf(!isLinux)('silent trainers end with a sweep that is killed', async () => {
  const { trainers } = await killedSweep('guarded', () => undefined);
  await expect.poll(() => trainers().length).toBe(0);
});

test.skipIf(!isLinux)(
  'where their guard was killed as well, they are ended before their runs are trained again',
  async () => {
    const { file, trainers } = await killedSweep('unguarded', (sweep) => {
      const parentOf = (pid: number) =>
        Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
      const guards = processesWith(GUARD).filter((pid) => parentOf(pid) === sweep);
      expect(guards).toHaveLength(1);
      for (const pid of guards) process.kill(pid, 'SIGKILL');
    });
    expect(trainers()).toHaveLength(2);
    const study = openStudy(file, 'write');
    expect(recover(study)).toBe(2);
    expect(study.events().map(({ message }) => message)).toContain(
      '2 processes that an earlier session had left training were ended.',
    );
    study.close();
    await expect.poll(() => trainers().length).toBe(0);
  },
);
