// A terminal that closes while a command works: it ends the work in good order, though nobody can be told any more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openStudy } from '../../src-main/study/study.ts';
import { TINY } from '../sweep/tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');

/** In a group of its own, as a shell starts a command, so that its engine host gets its signals too. */
function start(...args: string[]) {
  return startIn(process.env, ...args);
}

function startIn(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const signalAll = (name: NodeJS.Signals) => process.kill(-child.pid!, name);
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(() => void (child.exitCode === null && child.signalCode === null && signalAll('SIGKILL')));
  return {
    child,
    /** Both the system and the shell may tell of it. */
    closeTerminal: () => {
      child.stdout.destroy();
      child.stderr.destroy();
      signalAll('SIGHUP');
      signalAll('SIGHUP');
      return exit;
    },
  };
}

const hasGroups = process.platform !== 'win32';

test.runIf(hasGroups)('a sweep leaves one plain file with every finished run', async () => {
  const made = path.join(folder, 'a', 'a.precipice');
  writeFileSync(
    path.join(folder, 'spec.json'),
    JSON.stringify({
      ...TINY,
      steps: 3000,
      statisticsEvery: 1000,
      batchSizes: [1, 2, 4, 8, 16, 32, 64, 128],
    }),
  );
  mkdirSync(path.dirname(made));
  const { closeTerminal } = start('sweep', 'spec.json', '--out', made, '--device', 'wasm', '--threads', '1');
  const counts = () => {
    const study = openStudy(made, 'read');
    try {
      return study.counts();
    } finally {
      study.close();
    }
  };
  await expect.poll(() => existsSync(made) && counts().finished > 0, { interval: 100 }).toBe(true);
  const before = counts().finished;
  expect(await closeTerminal()).toEqual([1, null]);
  expect(readdirSync(path.dirname(made))).toEqual(['a.precipice']);
  expect(counts()).toMatchObject({ running: 0, 'failed-infrastructure': 0 });
  expect(counts().finished).toBeGreaterThanOrEqual(before);
  expect(counts().planned).toBeGreaterThan(0);
});

test.runIf(hasGroups)('the server ends as after Ctrl-C', async () => {
  const { child, closeTerminal } = start('serve', '--library', path.join(folder, 'library'));
  await once(child.stdout, 'data');
  expect(await closeTerminal()).toEqual([0, null]);
});

/** What makes an engine host hang as soon as it begins. */
const HANG = `if (process.argv[1]?.endsWith('${path.join('host', 'main.ts')}')) process.kill(process.pid, 'SIGSTOP');`;

/** The engine host of a command, once it hangs; null before. */
function hostOf(command: number): number | null {
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const isHost = Number(parent) === command && words.includes(path.join('host', 'main.ts'));
      if (isHost && state === 'T') return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  return null;
}

test.runIf(existsSync('/proc/self/stat')).each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a sweep whose host hangs before anything is trained, and leaves no file',
  async (name) => {
    writeFileSync(path.join(folder, 'hangs.json'), JSON.stringify(TINY));
    const made = path.join(folder, `${name}.precipice`);
    const hang = path.join(folder, 'hang.mjs');
    writeFileSync(hang, HANG);
    const env = { ...process.env, NODE_OPTIONS: `--import=${hang}` };
    const { child } = startIn(
      env,
      'sweep',
      'hangs.json',
      '--out',
      made,
      '--device',
      'wasm',
      '--threads',
      '1',
    );
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    await expect.poll(() => hostOf(child.pid!)).not.toBeNull();
    const exit = once(child, 'exit');
    const begun = performance.now();
    child.kill(name);
    expect(await exit).toEqual([1, null]);
    // Three seconds are promised; a machine that tests is busy with more.
    expect(performance.now() - begun).toBeLessThan(60_000);
    expect(said).toContain('Stopped before anything was trained.');
    expect(existsSync(made)).toBe(false);
  },
);
