import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { HostPool } from '../../src-main/host/pool.ts';
import { HostError, HostMemoryError, type Host } from '../../src-main/host/supervisor.ts';
import { openStudy, type Study } from '../../src-main/study/study.ts';
import { analyzeStudy } from '../../src-main/study/analyze-study.ts';
import { mostShare } from '../../src-main/plan/refine.ts';
import { refinementOf } from '../../src-main/sweep/refined-sweep.ts';
import { Estimator } from '../../src-main/plan/estimate.ts';
import { LanePolicy } from '../../src-main/sweep/lane-policy.ts';
import { runSweep, type SweepProgress } from '../../src-main/sweep/run.ts';
import { addGrid } from '../../src-main/sweep/into/add-grid.ts';
import { planInto } from '../../src-main/sweep/into/plan.ts';
import { Environments } from '../../src-main/sweep/environments.ts';
import { hostExecutor } from '../../src-main/sweep/executors/host-executor.ts';
import { openLaneRunner, type LaneRunner } from '../../src-main/sweep/lane-runner.ts';
import { createPlannedStudy } from '../../src-main/sweep/runner.ts';
import { measured } from './measured.ts';
import { tinySpec } from './tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(300);
const source = { name: 'fox', text, bytes: text.length, sha256: 'fox' };
const spec = tinySpec();
const RUNS = 2 * 2 * 2 * 2;

let files = 0;
async function withStudy<T>(
  work: (study: Study, runner: LaneRunner, file: string) => Promise<T>,
  spec = tinySpec(),
): Promise<T> {
  const runner = await openLaneRunner(spec, source, { device: 'reference', threads: null });
  const file = path.join(folder, `${files++}.precipice`);
  const study = createPlannedStudy(file, runner);
  try {
    return await work(study, runner, file);
  } finally {
    study.close();
    await runner.close();
  }
}

/** A sweep on this host with batches of so many lanes. */
function runOn(study: Study, host: Host, lanes: number) {
  const environment = { precision: 'emulated' };
  const settings = { policy: new LanePolicy(() => lanes), environment, notes: [], version: 'test' };
  return runSweep({
    study,
    spec,
    executor: hostExecutor(spec, HostPool.of(host), settings),
    estimator: new Estimator([]),
    environments: new Environments(study),
  });
}

const uninterrupted = withStudy(async (study, runner) => {
  const progress: SweepProgress[] = [];
  const summary = await runner.run(study, { onProgress: (step) => progress.push(step) });
  return { summary, progress, counts: study.counts(), results: measured(study) };
});

describe('a sweep', () => {
  test('ends with every run finished and labelled', async () => {
    const { summary, counts, results } = await uninterrupted;
    expect(summary).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0, failure: null });
    expect(counts).toEqual({
      planned: 0,
      running: 0,
      finished: RUNS,
      'failed-infrastructure': 0,
      cancelled: 0,
    });
    for (const run of results) {
      expect(run.label).not.toBeNull();
      expect(run.provisional).toBe(false);
      expect(run.curves.map(([name]) => name)).toContain('loss');
    }
    expect(summary.laneSteps).toBe(results.reduce((sum, run) => sum + run.endStep, 0));
  });

  test('reports progress that only grows and ends with nothing left', async () => {
    const { progress } = await uninterrupted;
    const done = progress.map(({ runsDone }) => runsDone);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({
      runsDone: RUNS,
      runsTotal: RUNS,
      secondsLeft: { low: 0, likely: 0, high: 0 },
      currentBatch: null,
    });
    expect(progress[0]!.currentBatch).toMatchObject({ recipe: 'fp32', rowValue: 1, step: 0, steps: 6 });
  });

  test.each([0, 1, 5])(
    'stopped at report %i and resumed gives the same numbers, bit for bit',
    async (when) => {
      await withStudy(async (study, runner, file) => {
        const stop = new AbortController();
        let reports = 0;
        const onProgress = () => {
          if (reports++ === when) stop.abort();
        };
        const summary = await runner.run(study, { signal: stop.signal, onProgress });
        expect(summary.outcome).toBe('stopped');
        expect(study.counts().running).toBe(0);
        expect(study.counts().planned).toBeGreaterThan(0);
        study.close();
        expect(readdirSync(folder).filter((name) => name.startsWith(path.basename(file)))).toEqual([
          path.basename(file),
        ]);

        const again = openStudy(file, 'write');
        expect(again.recoverInterrupted()).toBe(0);
        await runner.run(again);
        expect(measured(again)).toEqual((await uninterrupted).results);
        again.close();
      });
    },
  );

  test('with one lane a batch gives the same numbers as with many', async () => {
    await withStudy(async (study, runner) => {
      await runOn(study, runner.host, 1);
      expect(measured(study)).toEqual((await uninterrupted).results);
    });
  });

  test('whose host is killed starts another and finishes with the same numbers', async () => {
    await withStudy(async (study, runner) => {
      let killed = false;
      const onProgress = ({ currentBatch }: SweepProgress) => {
        if (killed || !currentBatch || currentBatch.step === 0) return;
        killed = true;
        process.kill(runner.host.pid()!, 'SIGKILL');
      };
      const summary = await runner.run(study, { onProgress });
      expect(killed).toBe(true);
      expect(summary).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
      expect(measured(study)).toEqual((await uninterrupted).results);
      expect(study.events().map(({ kind, message }) => [kind, message])).toEqual([
        [
          'device-failure',
          'The device process ended by signal SIGKILL (killed from outside, as the system does when memory runs out).',
        ],
      ]);
      expect(Math.max(...study.runs().map(({ attempts }) => attempts))).toBe(2);
    });
  });

  test('a reference device that auto fell back to is told while it trains, and once among the events', async () => {
    await withStudy(async (study, session) => {
      const { opened } = session.host;
      const missing = { name: 'wasm', laneStepsPerSecond: null, reason: 'It is not there.' } as const;
      const host: Host = { ...session.host, opened: { ...opened, candidates: [missing] } };
      const executor = hostExecutor(spec, HostPool.of(host), {
        policy: new LanePolicy(() => 2),
        notes: [],
        environment: {},
        version: 'x',
      });
      const told = new Set<string | null>();
      const sweep = {
        study,
        spec,
        executor,
        estimator: new Estimator([]),
        environments: new Environments(study),
        onProgress: ({ fallback }: SweepProgress) => void told.add(fallback),
      };
      await runSweep(sweep);
      expect([...told]).toEqual([
        expect.stringMatching(/^No fast device could be used, .* reference device/),
      ]);
      expect(study.eventsOfKind('fallback').map(({ message }) => message)).toEqual([...told]);
    });
  });

  test('marks a batch that breaks twice as failed and goes on; retry repeats just that', async () => {
    await withStudy(async (study, runner) => {
      const good = runner.host;
      let calls = 0;
      const flaky: Host = {
        ...good,
        train: (job, hooks) =>
          calls++ < 2 ? Promise.reject(new HostError('The device was lost.')) : good.train(job, hooks),
      };
      expect(await runOn(study, flaky, 2)).toMatchObject({
        outcome: 'done',
        finished: RUNS - 2,
        failed: 2,
        failure: 'The device was lost.',
      });
      const failed = study.runs().filter(({ state }) => state === 'failed-infrastructure');
      expect(failed.map(({ reason, attempts }) => [reason, attempts])).toEqual([
        ['The device was lost.', 2],
        ['The device was lost.', 2],
      ]);
      expect(study.retryFailed()).toBe(2);
      expect(await runOn(study, good, 2)).toMatchObject({ outcome: 'done', finished: 2 });
      expect(measured(study)).toEqual((await uninterrupted).results);
    });
  });

  test('splits a batch that does not fit into memory, and those like it, until they fit, with the same numbers', async () => {
    await withStudy(async (study, runner) => {
      const sizes: number[] = [];
      const small: Host = {
        ...runner.host,
        train: (job, hooks) => {
          sizes.push(job.lanes.length);
          if (job.lanes.length <= 1) return runner.host.train(job, hooks);
          return Promise.reject(new HostMemoryError('Too little memory.'));
        },
      };
      const summary = await runOn(study, small, 4);
      expect(summary).toMatchObject({ outcome: 'done', finished: RUNS, failed: 0 });
      expect(measured(study)).toEqual((await uninterrupted).results);
      // Four batches of four. Batch size 1 goes first and does not say what fits at 2, nor does any of them cost a failure.
      expect(sizes.filter((lanes) => lanes > 1)).toEqual([4, 2]);
      expect(study.events().map(({ kind, message }) => [kind, message])).toEqual([
        ['out-of-memory', 'Too little memory. The batch of 4 runs is split.'],
        ['out-of-memory', 'Too little memory. The batch of 2 runs is split.'],
      ]);
    });
  });

  test('a single run that does not fit is marked as failed', async () => {
    await withStudy(async (study, runner) => {
      const tooSmall: Host = {
        ...runner.host,
        train: () => Promise.reject(new HostMemoryError('Too little memory.')),
      };
      const summary = await runOn(study, tooSmall, 1);
      expect(summary).toMatchObject({
        outcome: 'broken',
        finished: 0,
        failed: 3,
        failure: 'Too little memory.',
      });
    });
  });

  test('gives up on a device that breaks three batches in a row, and leaves the rest planned', async () => {
    await withStudy(async (study, runner) => {
      const gone: Host = { ...runner.host, train: () => Promise.reject(new HostError('Gone.')) };
      const summary = await runOn(study, gone, 2);
      expect(summary).toMatchObject({ outcome: 'broken', finished: 0, failed: 6, failure: 'Gone.' });
      expect(study.counts()).toMatchObject({ planned: RUNS - 6, running: 0, 'failed-infrastructure': 6 });
    });
  });

  test('keeps a divergence as a result: neither resume nor retry touches it', async () => {
    const steep = tinySpec({ learningRates: [1e30], recipes: ['fp32'], batchSizes: [1] });
    await withStudy(async (study, runner) => {
      await runner.run(study);
      const diverged = study.runs();
      expect(diverged.map(({ state, label }) => [state, label])).toEqual([
        ['finished', 'nonfinite'],
        ['finished', 'nonfinite'],
      ]);
      expect(study.recoverInterrupted() + study.retryFailed()).toBe(0);
      expect(await runner.run(study)).toMatchObject({ outcome: 'done', finished: 0 });
      expect(study.runs()).toEqual(diverged);
    }, steep);
  });
});

test('a trigger that compares with the baseline twin acts by the run of the same rate, batch size and seed', async () => {
  const trigger = {
    watch: 'gradientNorm',
    test: 'twin-ratio',
    value: 0.999,
    atMost: 1,
    action: { kind: 'switch', recipe: 'fp32', steps: 2 },
  };
  const recipes = [{ name: 'guarded', recipe: 'fp8-unscaled', triggers: [trigger] }, 'fp32'];
  await withStudy(
    async (study, runner) => {
      await runner.run(study);
      const guarded = study.runs().filter(({ recipe }) => recipe === 'guarded');
      for (const run of guarded) {
        const twin = study.findRun({ ...run, recipe: 'fp32' })!;
        const [own, other] = [run, twin].map(({ id }) => study.curve(id, 'gradientNorm')!);
        // It trains in FP8 until the first step at which its gradient is above the twin's.
        const first = own!.findIndex((value, step) => value > Math.fround(0.999) * other![step]!);
        const acted = study.events(run.id).filter(({ kind }) => kind === 'trigger');
        expect(acted.map(({ step }) => step)).toEqual(first < 0 ? [] : [first]);
      }
      const acting = guarded.filter(({ id }) => study.events(id).some(({ kind }) => kind === 'trigger'));
      expect(acting.length).toBeGreaterThan(0);
    },
    tinySpec({ recipes, baseline: 'fp32', statisticsEvery: 1 }),
  );
});

test('a run that is stopped early is unstable, has no tail loss, and says why; what it is compared by does not change', async () => {
  const changes = {
    learningRates: [0.01, 30],
    recipes: ['fp32'],
    batchSizes: [1],
    steps: 80,
    optimizer: { clip: 0, warmupSteps: 0 },
  };
  const whole = await withStudy(async (study, runner) => {
    await runner.run(study);
    return study.runs();
  }, tinySpec(changes));
  await withStudy(
    async (study, runner) => {
      await runner.run(study);
      const runs = study.runs();
      const [gentle, steep] = [0.01, 30].map((rate) =>
        runs.filter(({ learningRate }) => learningRate === rate),
      );
      for (const { state, label, reason, tailLoss, validationLoss, endStep } of steep!) {
        expect([state, label, tailLoss, validationLoss]).toEqual(['finished', 'stopped', null, null]);
        expect(endStep).toBeLessThan(80);
        expect(reason).toMatch(
          new RegExp(
            `^Stopped early after step ${endStep} of 80, foreseen as (collapsed|above-init): the mean loss`,
          ),
        );
      }
      const comparable = (row: (typeof runs)[number]) => ({ ...row, seconds: null });
      expect(gentle!.map(comparable)).toEqual(
        whole.filter(({ learningRate }) => learningRate === 0.01).map(comparable),
      );
      const [map] = analyzeStudy(study).recipes;
      expect(map!.cells[0]!.map(({ unstable, medianTail }) => [unstable, medianTail === null])).toEqual([
        [0, false],
        [2, true],
      ]);
      expect(map!.sensitivity[0]!.value).toBeNull();
    },
    tinySpec({ ...changes, earlyStop: true }),
  );
});

test('a run that a trigger stops is told apart from one that was trained to its end', async () => {
  const stop = { watch: 'loss', test: 'above', value: 1e-9, fromStep: 3, action: { kind: 'stop' } };
  const recipes = [{ name: 'given up', recipe: 'fp32', triggers: [stop] }];
  await withStudy(
    async (study, runner) => {
      await runner.run(study);
      for (const { label, reason, endStep, tailLoss } of study.runs()) {
        expect([label, reason, endStep, tailLoss]).toEqual([
          'stopped',
          'Stopped by a trigger after step 4 of 6.',
          4,
          null,
        ]);
      }
    },
    tinySpec({ recipes, learningRates: [0.01], batchSizes: [1] }),
  );
});

test('a refined sweep trains less than the grid, counts nothing else as measured, and leaves nothing to resume', async () => {
  const refined = tinySpec({ learningRates: { from: 1e-4, to: 1, count: 8 }, refine: 0.6 });
  await withStudy(async (study, runner) => {
    const summary = await runner.run(study);
    expect(summary.outcome).toBe('done');
    const trained = study.runs().filter(({ state }) => state === 'finished');
    expect(trained).toHaveLength(summary.finished);
    expect(trained.length).toBeLessThan(0.75 * study.runs().length);
    expect(study.counts().planned).toBe(study.runs().length - trained.length);
    expect((await runner.run(study)).finished).toBe(0);
    const refinement = refinementOf(study)!;
    expect(refinement).toMatchObject({ isDone: true, edges: 4, trained: trained.length });
    expect(refinement.share).toBeLessThanOrEqual(mostShare(refined));
  }, refined);
});

test('a refined grid that is planned into a study pays for the runs that the study had planned, not for those it had trained', async () => {
  // No edge is ever known so well: the budget ends it.
  const axes = { learningRates: { from: 1e-4, to: 1, count: 8 }, batchSizes: [1], refine: 0.001 };
  const wider = tinySpec({ ...axes, seeds: 4 });
  await withStudy(async (study, runner) => {
    await runner.run(study);
    const before = study.counts();
    expect(before.planned).toBeGreaterThan(0);
    const stepsOf = () => study.runs().reduce((sum, { endStep }) => sum + endStep, 0);
    const spentBefore = stepsOf();
    // A grid that says nothing of refinement, nor of early stops, leaves both as they are.
    const plan = planInto(study.info(), study.runs(), tinySpec({ ...axes, refine: null, seeds: 4 }));
    expect(plan).toMatchObject({ before: before.planned, spec: wider });
    addGrid(study, plan, null);
    const own = await openLaneRunner(wider, source, { device: 'reference', threads: null });
    const { finished } = await own.run(study);
    await own.close();
    expect(before.planned + before.finished).toBe(wider.learningRates.length * 2 * 2);
    const couldBe = wider.learningRates.length * 2 * 4 - before.finished;
    expect(stepsOf() - spentBefore).toBeLessThanOrEqual(mostShare(wider) * couldBe * wider.steps);
    const refinement = refinementOf(study)!;
    expect(refinement).toMatchObject({ isDone: true, trained: finished, runs: couldBe });
    expect(refinement.share).toBeLessThanOrEqual(mostShare(wider));
  }, tinySpec(axes));
});

test('a refined grid is not planned into a study whose runs are to be trained whole, nor stopped early beside runs that are not', async () => {
  await withStudy((study) => {
    const refused = (changes: Record<string, unknown>) => () =>
      planInto(study.info(), study.runs(), tinySpec({ seeds: 3, ...changes }));
    expect(refused({ earlyStop: true })).toThrow(
      /^earlyStop is \{.*\}; it must be false, as in the study\.$/,
    );
    expect(refused({ refine: 0.3, earlyStop: false })).toThrow(
      `refine is 0.3; it must be left out while runs of the study (${RUNS}) are planned, each of which is to be trained: train them first.`,
    );
    return Promise.resolve();
  });
});

test.each([1, 7, 20])(
  'a refined sweep stopped at report %i and resumed trains the same runs to the same numbers',
  async (when) => {
    const refined = tinySpec({ learningRates: { from: 1e-4, to: 1, count: 8 }, refine: 0.3 });
    const undisturbed = await withStudy(async (study, runner) => {
      await runner.run(study);
      return measured(study);
    }, refined);
    await withStudy(async (study, runner) => {
      const stop = new AbortController();
      let reports = 0;
      const onProgress = () => {
        if (reports++ === when) stop.abort();
      };
      expect((await runner.run(study, { signal: stop.signal, onProgress })).outcome).toBe('stopped');
      expect(refinementOf(study)!.isDone).toBe(false);
      expect((await runner.run(study)).outcome).toBe('done');
      expect(measured(study)).toEqual(undisturbed);
    }, refined);
  },
);
