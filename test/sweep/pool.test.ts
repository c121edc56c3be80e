// One study by several hosts: whatever they do and whoever dies, it has the numbers that one host gives it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Places } from '../../src-main/host/places.ts';
import { HostPool, type Member } from '../../src-main/host/pool.ts';
import { HostError, HostLostError, type Host } from '../../src-main/host/supervisor.ts';
import { Estimator } from '../../src-main/plan/estimate.ts';
import { runsCsv } from '../../src-main/report/csv.ts';
import { openStudy, type Study } from '../../src-main/study/study.ts';
import { Environments } from '../../src-main/sweep/environments.ts';
import { hostExecutor } from '../../src-main/sweep/executors/host-executor.ts';
import { LanePolicy } from '../../src-main/sweep/lane-policy.ts';
import { openLaneRunner, type LaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { recover } from '../../src-main/sweep/recover.ts';
import { runSweep, type SweepProgress } from '../../src-main/sweep/run.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { measured, read } from './measured.ts';
import { tinySpec } from './tiny.ts';

// A checkpoint between any two chunks of steps.
vi.hoisted(() => (process.env.PRECIPICE_CHECKPOINT_SECONDS = '0'));

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(300);
const source = { name: 'fox', text, bytes: text.length, sha256: 'fox' };
/** One recipe watches what the baseline's run of the same cell has shown. */
const WATCH = {
  watch: 'gradientNorm',
  test: 'twin-ratio',
  value: 0.999,
  atMost: 1,
  action: { kind: 'switch', recipe: 'fp32', steps: 2 },
};
const spec = tinySpec({
  recipes: [{ name: 'watching', recipe: 'fp8-unscaled', triggers: [WATCH] }, 'fp32', 'fp8-unscaled'],
  baseline: 'fp32',
  learningRates: [0.01, 0.03, 0.1],
  steps: 40,
  statisticsEvery: 1,
});
const RUNS = 3 * 3 * 2 * 2;

let files = 0;
async function onHosts<T>(
  places: Places,
  work: (study: Study, runner: LaneRunner, file: string) => Promise<T>,
): Promise<T> {
  const runner = await openLaneRunner(spec, source, { device: 'wasm', places, threads: 2 });
  const file = path.join(folder, `${files++}.precipice`);
  const study = createPlannedStudy(file, runner);
  try {
    return await work(study, runner, file);
  } finally {
    study.close();
    await runner.close();
  }
}

/** The table of the runs, without what they took. */
function untimed(study: Study): string {
  const runs = study.runs().map((run) => ({ ...run, seconds: null, attempts: 0 }));
  return runsCsv(runs, study.info());
}

const alone = onHosts(1, async (study, runner) => {
  await runner.run(study);
  return { results: measured(study), csv: untimed(study) };
});
alone.catch(() => undefined);

/** Progress of a batch that is under way, and not at its beginning. */
const isUnderWay = ({ currentBatch }: SweepProgress) => (currentBatch?.step ?? 0) > 0;

describe('a study by two hosts', () => {
  test('has the numbers and the table of one', async () => {
    await onHosts(2, async (study, runner) => {
      const together: number[] = [];
      const summary = await runner.run(study, {
        onProgress: ({ batchesUnderWay }) => together.push(batchesUnderWay),
      });
      expect(summary).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
      expect(Math.max(...together)).toBe(2);
      const { results, csv } = await alone;
      expect(measured(study)).toEqual(results);
      expect(untimed(study)).toEqual(csv);
      expect(study.info().environments).toEqual([expect.objectContaining({ device: 'wasm', hosts: 2 })]);
      // The trigger acted, and so what it compares with was there.
      const acted = results.filter(({ events }) => events.some(({ kind }) => kind === 'trigger'));
      expect(acted.length).toBeGreaterThan(0);
    });
  });

  test('one of which is killed repeats the batch of that one alone, from its checkpoint', async () => {
    await onHosts(2, async (study, runner) => {
      const { host } = await secondOf(runner);
      let isKilled = false;
      let laneSteps = 0;
      const reported: string[] = [];
      const onProgress = (progress: SweepProgress) => {
        if (progress.laneSteps > laneSteps) {
          const { recipe, rowValue, step } = progress.currentBatch!;
          reported.push(`${recipe} ${rowValue} ${step}`);
        }
        laneSteps = progress.laneSteps;
        if (isKilled || study.checkpoints().length < 2) return;
        isKilled = true;
        process.kill(host.pid()!, 'SIGKILL');
      };
      expect(await runner.run(study, { onProgress })).toMatchObject({ finished: RUNS, failed: 0 });
      expect(isKilled).toBe(true);
      expect(measured(study)).toEqual((await alone).results);
      const failures = study.eventsOfKind('device-failure').map(({ message }) => message);
      expect(failures).toEqual([
        expect.stringMatching(/^Host 2 of 2: The device process ended by signal SIGKILL/),
      ]);
      const repeated = study.runs().filter(({ attempts }) => attempts > 1);
      expect(new Set(repeated.map(({ recipe, rowValue }) => `${recipe} ${rowValue}`)).size).toBe(1);
      expect(repeated.every(({ attempts }) => attempts === 2)).toBe(true);
      // From its checkpoint: the first steps, after which there was one, were not trained again.
      const [{ recipe, rowValue }] = repeated as [(typeof repeated)[number]];
      // A step of another batch may be told beside where this one stands.
      const own = reported
        .filter((each) => each.startsWith(`${recipe} ${rowValue} `))
        .filter((each, i, all) => each !== all[i - 1]);
      expect(own.filter((each) => each === own[0])).toHaveLength(1);
    });
  });

  test('is stopped with both under way and goes on by three', async () => {
    await onHosts(2, async (study, runner, file) => {
      const stop = new AbortController();
      const onProgress = (progress: SweepProgress) => {
        if (isUnderWay(progress) && study.checkpoints().length === 2) stop.abort();
      };
      const summary = await runner.run(study, { signal: stop.signal, onProgress });
      expect(summary.outcome).toBe('stopped');
      expect(study.checkpoints()).toHaveLength(2);
      study.close();
      const again = openStudy(file, 'write');
      const others = await openLaneRunner(spec, source, { device: 'wasm', places: 3, threads: 2 });
      expect(await others.run(again)).toMatchObject({ outcome: 'done', failed: 0 });
      expect(measured(again)).toEqual((await alone).results);
      again.close();
      await others.close();
    });
  });
});

async function secondOf({ pool }: LaneRunner): Promise<Member> {
  const never = new AbortController().signal;
  const members = [await pool.take(never), await pool.take(never)];
  for (const member of members) pool.giveBack(member);
  return members[1]!;
}

describe('a pool', () => {
  /** A sweep by two hosts of which the second trains as `train` says; one lane a batch. */
  async function withSecond(train: (host: Host) => Partial<Host>, lanes = 1) {
    return onHosts(2, async (study, runner) => {
      const never = new AbortController().signal;
      const first = await runner.pool.take(never);
      const second = await runner.pool.take(never);
      const pool = new HostPool([first, { ...second, host: { ...second.host, ...train(second.host) } }]);
      const told = new Set<string | null>();
      const summary = await runSweep({
        study,
        spec,
        executor: hostExecutor(spec, pool, {
          policy: new LanePolicy(() => lanes),
          environment: { precision: 'emulated' },
          notes: [],
          version: 'test',
        }),
        estimator: new Estimator([]),
        environments: new Environments(study),
        onProgress: ({ loss }) => void told.add(loss),
      });
      return { summary, told: [...told], runs: measured(study), events: study.events() };
    });
  }

  test('goes on without a host whose device is gone, and says so', async () => {
    const { summary, told, runs, events } = await withSecond(() => ({
      train: () => Promise.reject(new HostLostError('Device wasm is not available: it is gone.')),
    }));
    const sentence = 'Host 2 of 2 has left, and the other goes on: Device wasm is not available: it is gone.';
    expect(summary).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
    expect(told.at(-1)).toBe(sentence);
    expect(events.filter(({ runId }) => runId === null).map(({ kind, message }) => [kind, message])).toEqual([
      ['host-lost', sentence],
    ]);
    expect(runs).toEqual((await alone).results);
  });

  test('lets a host go that breaks three times in a row, and loses no run to it', async () => {
    let broken = 0;
    const { summary, told, runs } = await withSecond(() => ({
      train: () => {
        broken += 1;
        return Promise.reject(new HostError('It broke.'));
      },
    }));
    expect(broken).toBe(3);
    expect(summary).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
    expect(told.at(-1)).toBe(
      'Host 2 of 2 has left, and the other goes on: it broke 3 times in a row, at last so: It broke.',
    );
    expect(runs).toEqual((await alone).results);
  });

  test('gives a host that is asked to be avoided only where there is no other', async () => {
    const [a, b] = ['a', 'b'].map((name) => ({ name, host: { close: async () => undefined } as Host }));
    const pool = new HostPool([a!, b!]);
    const { signal } = new AbortController();
    expect(await pool.take(signal, a)).toBe(b);
    const waiting = pool.take(signal, a);
    pool.giveBack(b!);
    expect(await waiting).toBe(b);
    expect(pool.dismiss(b!, 'gone')).toBe(true);
    expect(await pool.take(signal, a)).toBe(a);
    expect(pool.dismiss(a!, 'gone too')).toBe(false);
  });

  test('that is told to stop gives nobody who waits a host', async () => {
    const pool = HostPool.of({} as Host);
    const stop = new AbortController();
    await pool.take(stop.signal);
    const waiting = pool.take(stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

test('a command that is killed with two batches under way goes on by one host to the same numbers', async () => {
  const file = path.join(folder, 'killed.precipice');
  const specFile = path.join(folder, 'spec.json');
  writeFileSync(path.join(folder, 'fox.txt'), text);
  writeFileSync(specFile, JSON.stringify({ ...spec, text: 'fox.txt', steps: spec.steps }));
  const main = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
  const child = spawn(
    process.execPath,
    [main, 'sweep', specFile, '--out', file, '--device', 'wasm', '--devices', '2', '--threads', '2'],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const underWay = () => (existsSync(file) ? read(file, (study) => study.checkpoints().length) : 0);
  await expect.poll(() => child.exitCode !== null || underWay() === 2, { interval: 5 }).toBe(true);
  child.kill('SIGKILL');
  await ended;
  const study = openStudy(file, 'write');
  recover(study);
  const runner = await openLaneRunner(spec, source, { device: 'wasm', threads: 2 });
  expect(await runner.run(study)).toMatchObject({ outcome: 'done', failed: 0 });
  await runner.close();
  expect(measured(study)).toEqual((await alone).results);
  study.close();
});
