// The command line on studies that a command trains: nothing runs that was not allowed, Ctrl-C leaves nothing behind.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStudy } from '../../src-main/study/study.ts';
import { commandOf, GRID } from '../sweep/executors/command/support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function precipice(...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** Writes a spec into a folder of its own, and returns its path. */
function specFile(name: string, behaviour: string, more = '', changes: object = {}): string {
  mkdirSync(path.join(folder, name));
  const file = path.join(folder, name, 'spec.json');
  writeFileSync(
    file,
    JSON.stringify({ ...GRID, trainer: { command: commandOf(behaviour, more) }, ...changes }),
  );
  return file;
}

test('a spec, a resume and a retry show the command and run nothing until it is allowed', async () => {
  const spec = specFile('allowed', 'edge');
  const out = path.join(folder, 'allowed.precipice');
  const refused = await precipice('sweep', spec, '--out', out);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(commandOf('edge'));
  expect(refused.stderr).toContain(`in the folder ${path.dirname(spec)}`);
  expect(refused.stderr).toContain('Nothing was started. If you trust it, add --allow-command.');
  expect(existsSync(out)).toBe(false);

  const { code, stdout } = await precipice('sweep', spec, '--out', out, '--allow-command', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ session: { outcome: 'done', finished: 24, failed: 0 } });
  const info = await precipice('info', out);
  const facts = new Map(info.stdout.split('\n').map((line) => line.split(/ {2,}/) as [string, string]));
  expect(facts.get('Command')).toBe(commandOf('edge'));
  expect(facts.get('Precision')).toBe('Hardware precision (bf16) and emulated precision (fp8)');
  expect(facts.get('Unigram entropy')).toBe('4.2000 nats');

  const study = openStudy(out, 'write');
  study.repeatRuns([1, 2]);
  study.close();
  for (const verb of ['resume', 'retry']) {
    const asked = await precipice(verb, out);
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining(commandOf('edge'))]);
  }
  const left = openStudy(out, 'read');
  expect(left.counts().planned).toBe(2);
  left.close();
  expect((await precipice('resume', out, '--allow-command')).code).toBe(0);
  // With nothing to train there is nothing to allow.
  expect((await precipice('resume', out)).code).toBe(0);
});

test('Ctrl-C ends the trainers, keeps what has finished, and says how to go on', async () => {
  const note = path.join(folder, 'stays.pid');
  const spec = specFile('stays', 'stays', `--note "${note}"`, { seeds: 1 });
  const out = path.join(folder, 'stays.precipice');
  const child = spawn(process.execPath, [MAIN, 'sweep', spec, '--out', out, '--allow-command'], {
    cwd: folder,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exit = new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => existsSync(note) && readFileSync(note, 'utf8') !== '').toBe(true);
  child.kill('SIGINT');
  expect(await exit).toBe(1);
  expect(stderr).toContain('12 runs are left; continue with "precipice resume');
  const isGone = () => {
    try {
      process.kill(Number(readFileSync(note, 'utf8')), 0);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ESRCH';
    }
  };
  await expect.poll(isGone).toBe(true);
});

test('what a run printed is shown, and why runs failed is among the facts of the study', async () => {
  const out = path.join(folder, 'crash.precipice');
  const changes = { recipes: ['bf16'], learningRates: [0.01], batchSizes: [1], seeds: 2 };
  const spec = specFile('crash', 'crash', '', changes);
  expect((await precipice('sweep', spec, '--out', out, '--allow-command')).code).toBe(1);
  const reason =
    'The trainer exited with code 3 after 2 of 6 steps. It said: RuntimeError: CUDA out of memory';
  expect((await precipice('info', out)).stdout).toContain(`2 runs, as run 1: ${reason}\n`);

  const list = await precipice('log', out);
  expect(list.stdout).toBe(
    `1  failed-infrastructure: ${reason}\n2  failed-infrastructure: ${reason}\nShow one with "precipice log ${out} RUN".\n`,
  );
  const { stdout } = await precipice('log', out, '2');
  expect(stdout).toContain('run 2: bf16, learning rate 0.01, batch size 1, seed 1\n');
  expect(stdout).toContain('== standard error ==\nTraceback (most recent call last):\nRuntimeError');
  expect(stdout).toContain(import.meta.dirname.replace(/cli$/, 'sweep'));
  const sent = (await precipice('log', out, '2', '--sendable')).stdout;
  expect(sent).toContain('RuntimeError: CUDA out of memory');
  expect(sent).not.toContain(import.meta.dirname.replace(/cli$/, 'sweep'));

  const missing = await precipice('log', out, '3');
  expect([missing.code, missing.stderr]).toEqual([
    2,
    expect.stringMatching(/^run is 3; .* has no such run\.\n$/),
  ]);
});

test('--text is refused where a command reads its own', async () => {
  const { code, stderr } = await precipice(
    'sweep',
    specFile('text', 'edge'),
    '--text',
    'x.txt',
    '--allow-command',
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^--text is "x\.txt"; the runs of .*spec\.json are trained by a command, which reads its own\.\n$/,
  );
});
