// The report on a GPU: its time is shared out and kept, a section that fails or hangs ends itself alone, and what was found is on
// file at any moment. With made sections; then the command itself, for a moment, on whatever GPU there is.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { conduct, sentenceOf, type Start } from '../../bench/gpu-report/conduct.ts';
import { jobFor, MODELS } from '../../bench/gpu-report/models.ts';
import { publishedPeak } from '../../bench/gpu-report/published.ts';
import { foundIn, Report, type ReportHead } from '../../bench/gpu-report/report.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { gpuOfTests } from '../engine/webgpu-support.ts';

const gpu = await gpuOfTests();
gpu?.close();

const folder = mkdtempSync(path.join(tmpdir(), 'gpu-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD: ReportHead = { begun: 'now', minutes: 1, node: 'v24', system: 'made' };
const plan = (name: string, share: number) => ({ name, title: `The ${name}`, share });

const HUNG = { done: new Promise<void>(() => undefined), stop: async () => undefined };

describe('a report', () => {
  test('gives each section its share of what is left, so that time saved falls to the later ones', async () => {
    const out = path.join(folder, 'shares');
    const plans = [plan('first', 1), plan('second', 1), plan('third', 2)];
    let clock = 0;
    const given: number[] = [];
    const takes = [10, 0, 45];
    const start: Start = (_, seconds) => {
      clock += takes[given.push(seconds) - 1]!;
      return { done: Promise.resolve(), stop: async () => undefined };
    };
    await conduct(plans, 100, new Report(out, HEAD, plans), start, () => clock);
    // 100 / 4; then 90 x 1/3; then all of the 90 that are left.
    expect(given).toEqual([25, 30, 90]);
    expect(foundIn(out).map(({ state, seconds }) => [state, seconds])).toEqual([
      ['done', 10],
      ['done', 0],
      ['done', 45],
    ]);
  });

  test('goes on after a section that fails, one that cannot be started and one that hangs, and says so of each', async () => {
    vi.useFakeTimers();
    try {
      const out = path.join(folder, 'failing');
      const plans = ['fails', 'never', 'hangs', 'works'].map((name) => plan(name, 1));
      const stopped: string[] = [];
      const start: Start = (name, _, tell) => {
        tell({ what: name, value: 1 });
        const stop = async () => void stopped.push(name);
        if (name === 'never') throw new Error('no such program');
        if (name === 'hangs') return { ...HUNG, stop };
        const done =
          name === 'fails' ? Promise.reject(new Error('The GPU was lost.\nat line 3')) : Promise.resolve();
        return { done, stop };
      };
      const ended = conduct(plans, 40, new Report(out, HEAD, plans), start);
      await vi.advanceTimersByTimeAsync(60_000);
      await ended;
      const sections = foundIn(out);
      expect(sections.map(({ state, sentence }) => [state, sentence])).toEqual([
        ['failed', 'The GPU was lost.'],
        ['failed', 'no such program.'],
        ['cut', expect.stringMatching(/^Its time was up/)],
        ['done', null],
      ]);
      expect(sections.map(({ findings }) => findings)).toEqual(
        plans.map(({ name }) => [{ what: name, value: 1 }]),
      );
      expect(stopped).toEqual(['fails', 'hangs']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is whole on file after every finding', async () => {
    const out = path.join(folder, 'flushed');
    const plans = [plan('one', 1), plan('two', 1)];
    const seen: string[][] = [];
    const start: Start = (name, _, tell) => {
      for (const value of [1, 2]) {
        tell({ value });
        seen.push(foundIn(out).map(({ state, findings }) => `${state} ${findings.length}`));
      }
      return name === 'two' ? HUNG : { done: Promise.resolve(), stop: async () => undefined };
    };
    void conduct(plans, 1000, new Report(out, HEAD, plans), start);
    await expect.poll(() => seen.length).toBe(4);
    expect(seen).toEqual([
      ['running 1', 'waiting 0'],
      ['running 2', 'waiting 0'],
      ['done 2', 'running 1'],
      ['done 2', 'running 2'],
    ]);
    expect(readFileSync(path.join(out, 'report.md'), 'utf8')).toContain('| value |\n| --- |\n| 1 |\n| 2 |');
  });

  test('writes cells that stay cells', () => {
    const out = path.join(folder, 'cells');
    const report = new Report(out, HEAD, [plan('one', 1)]);
    report.add('one', { a: 'x|y\nz', b: 1234.5678 });
    report.add('one', { b: null, c: true });
    expect(readFileSync(path.join(out, 'report.md'), 'utf8')).toContain(
      '| a | b | c |\n| --- | --- | --- |\n| x\\|y z | 1235 |  |\n|  |  | true |\n',
    );
  });
});

test('sentences end as sentences do', () => {
  expect(sentenceOf(new Error('Lost.'))).toBe('Lost.');
  expect(sentenceOf('lost\nmore')).toBe('lost.');
  expect(sentenceOf(new Error(''))).toBe('It ended without a word.');
});

test('models have as many parameters as they are named for', () => {
  const found = MODELS.map((sized) => {
    const [program] = jobPrograms(jobFor(sized, 'fp32', 1), sized.vocabulary);
    return program!.weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) / 1e6;
  });
  MODELS.forEach(({ name }, i) => expect(found[i]! / Number.parseFloat(name)).toBeCloseTo(1, 0.5));
  // GPT-2 small has 124,439,808, of which 102,144 are biases (its own of norms, of products), which this model has none of.
  expect(found.at(-1)).toBe((124_439_808 - 102_144) / 1e6);
});

test('a peak is told of names that have one, of no other', () => {
  expect(publishedPeak('NVIDIA H200')?.float32).toBe(67);
  expect(publishedPeak('NVIDIA H100 PCIe')?.float32).toBe(51);
  expect(publishedPeak('NVIDIA H100 NVL')).toBeNull();
  expect(publishedPeak('Tesla T4')?.float16).toBe(65);
  expect(publishedPeak('NVIDIA T400')).toBeNull();
});

const COMMAND = path.resolve('bench/gpu-report.ts');

describe.skipIf(!gpu)('the command', () => {
  test('tells of the device that is there', () => {
    const out = path.join(folder, 'device');
    const { status } = spawnSync(process.execPath, [
      COMMAND,
      '--only',
      'device',
      '--minutes',
      '10',
      '--out',
      out,
    ]);
    expect(status).toBe(0);
    const [device] = foundIn(out);
    expect([device!.state, device!.sentence]).toEqual(['done', null]);
    expect(device!.findings).toContainEqual({ what: 'adapter', value: gpu!.name });
    expect(device!.findings).toContainEqual(
      expect.objectContaining({ what: 'maxStorageBufferBindingSize', value: gpu!.largestBuffer }),
    );
  });

  test('ends in time and with every section accounted for, however little time there is', () => {
    const out = path.join(folder, 'tiny');
    const { status } = spawnSync(process.execPath, [COMMAND, '--minutes', '0.2', '--out', out]);
    expect(status).toBe(0);
    const sections = foundIn(out);
    expect(sections).toHaveLength(9);
    for (const { name, state } of sections) {
      expect([name, ['done', 'cut', 'failed'].includes(state)]).toEqual([name, true]);
    }
  });

  test('leaves a whole report where it is killed in the middle', async () => {
    const out = path.join(folder, 'killed');
    const child = spawn(process.execPath, [COMMAND, '--minutes', '20', '--out', out], { stdio: 'ignore' });
    const adapter = () => foundIn(out)[0]!.findings.some(({ what }) => what === 'adapter');
    await expect
      .poll(() => {
        try {
          return adapter();
        } catch {
          return false;
        }
      })
      .toBe(true);
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
    expect(adapter()).toBe(true);
  });
});

test('an unknown section and a time that is none are refused by one sentence', () => {
  const refused = (...given: string[]) =>
    spawnSync(process.execPath, [COMMAND, ...given], { encoding: 'utf8' }).stderr;
  expect(refused('--only', 'devices')).toContain('--only has "devices"; sections are device, units,');
  expect(refused('--minutes', 'ten')).toContain('--minutes is "ten"; it must be a number above 0.');
});
