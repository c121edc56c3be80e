// A sweep of 10,000 runs in one study: memory, size of the file, and how quick the interface is, by runs done. By default the
// runs are made up at once, with curves of 400 steps and a checkpoint every simulated minute of eight hours; `real` trains
// them, as tiny models in a real host. usage: node --expose-gc bench/long-haul.ts [real] [RUNS]
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contentOf } from '../src-main/api/cards.ts';
import { judgeStudy } from '../src-main/api/study-view.ts';
import { SERIES, type SeriesName } from '../src-main/engine/device.ts';
import type { LaneResult, TrainingJob } from '../src-main/engine/job.ts';
import { randomUnit, streamKey } from '../src-main/engine/random.ts';
import { HostPool } from '../src-main/host/pool.ts';
import type { Host, TrainHooks } from '../src-main/host/supervisor.ts';
import { openStudy, type Study } from '../src-main/study/study.ts';
import { Environments } from '../src-main/sweep/environments.ts';
import { Estimator } from '../src-main/plan/estimate.ts';
import { LanePolicy } from '../src-main/sweep/lane-policy.ts';
import { hostExecutor } from '../src-main/sweep/executors/host-executor.ts';
import { openLaneRunner } from '../src-main/sweep/lane-runner.ts';
import { runSweep, type SweepProgress } from '../src-main/sweep/run.ts';
import { createPlannedStudy } from '../src-main/sweep/runner.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { readText } from '../src-main/sweep/text-source.ts';

const isReal = process.argv[2] === 'real';
const wanted = Number(process.argv.at(-1)) || 10_000;
const ROWS = 10;
const HOURS = 8;
const SITES = ['linear.forward.weight', 'linear.forward.activation', 'linear.backward.output'] as const;
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-long-'));
const file = path.join(folder, 'long.precipice');

/** 4 recipes x 5 batch sizes x 5 seeds, and as many learning rates as it takes. */
const spec = parseSpec({
  name: 'long',
  model: { layers: 1, width: 8, heads: 2, context: 8 },
  recipes: ['bf16-mixed', 'tensorwise', 'mxfp8', 'fp8-unscaled'],
  learningRates: { from: 1e-4, to: 1, count: wanted / 100 },
  batchSizes: [1, 2, 3, 4, 5],
  seeds: 5,
  steps: isReal ? 20 : 400,
  statisticsEvery: isReal ? 10 : 20,
  validationSequences: 2,
});

/** A host that has trained before it was asked; every simulated minute it hands over a checkpoint of a megabyte. */
function instantHost(batches: number): Host {
  let minutes = 0;
  const lane = (job: TrainingJob, index: number): LaneResult => {
    const { seed, learningRate } = job.lanes[index]!;
    const noise = randomUnit(streamKey(seed, 'outcome', 0), Math.round(1e6 * learningRate));
    const isLost = Math.log10(learningRate) > -0.6 - job.precision.name.length / 20 + 0.4 * noise;
    const tail = isLost ? 3.2 : 2.2 + 0.01 * noise;
    const loss = Float32Array.from({ length: job.steps }, (_, step) => tail + Math.exp(-step / 60));
    const siteSteps = Array.from(
      { length: job.steps / job.statisticsEvery },
      (_, i) => i * job.statisticsEvery,
    );
    return {
      endStep: job.steps,
      nonfinite: null,
      series: Object.fromEntries(SERIES.map((name) => [name, loss])) as Record<SeriesName, Float32Array>,
      recipes: [job.precision.name],
      recipeByStep: new Float32Array(job.steps),
      events: [],
      sites: SITES,
      siteSteps,
      siteStatistics: new Float32Array(siteSteps.length * SITES.length * 3),
      activations: [],
      validationLoss: tail,
      seconds: 1,
      stopped: null,
    };
  };
  return {
    opened: {
      description: {
        name: 'wasm',
        summary: 'none',
        threads: 2,
        lanes: 12,
        together: false,
        clock: 'processor',
      },
      candidates: [],
    },
    pid: () => null,
    measure: () => Promise.resolve(null),
    probe: () => Promise.resolve([]),
    train: async (job: TrainingJob, hooks: TrainHooks = {}) => {
      for (minutes += (HOURS * 60) / batches; minutes >= 1; minutes--) {
        if (hooks.checkpoints?.part(new Uint8Array(1e6))) hooks.checkpoints.end(null);
        hooks.onProgress?.({
          step: job.steps / 2,
          lanesActive: job.lanes.length,
          laneSteps: job.lanes.length,
          processorSeconds: 1,
        });
        await Promise.resolve();
      }
      return job.lanes.map((_, index) => lane(job, index));
    },
    close: () => Promise.resolve(),
  };
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0).padStart(6);
const sizeOf = (name: string) => (existsSync(name) ? statSync(name).size : 0);

function residentOf(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

function timed(work: () => unknown): string {
  const begun = performance.now();
  work();
  return (performance.now() - begun).toFixed(0).padStart(6);
}

/** What a page asks for, as the app answers it while the sweep goes on. */
function interfaceTimes(): string {
  const page = { sort: 'tailLoss', descending: true, offset: 0, limit: 100 } as const;
  const reading = (read: (study: Study) => unknown) => {
    const study = openStudy(file, 'read');
    read(study);
    study.close();
  };
  return [
    timed(() => reading(contentOf)),
    timed(() => reading(judgeStudy)),
    timed(() => reading((study) => study.runPage({}, page))),
    timed(() => reading((study) => study.curve(1, 'loss'))),
  ].join(' ');
}

const source = readText(spec.text!);
const runner = await openLaneRunner(spec, source, { device: 'wasm', threads: 2 });
const study = createPlannedStudy(file, runner);
const total = study.runs().length;
const begun = performance.now();
let last = begun;
let row = 0;
console.log('   runs  s/row   heap    RSS   host   file    log   card   view   page  curve   (MB; ms)');
const onProgress = ({ runsDone }: SweepProgress) => {
  if (runsDone < ((row + 1) * total) / ROWS) return;
  row += 1;
  const seconds = ((performance.now() - last) / 1000).toFixed(1).padStart(6);
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const host = isReal ? residentOf(runner.host.pid()!) : 0;
  const sizes = [heapUsed, rss, host, sizeOf(file), sizeOf(`${file}-wal`)].map(megabytes).join(' ');
  console.log(`${String(runsDone).padStart(7)} ${seconds} ${sizes} ${interfaceTimes()}`);
  last = performance.now();
};
if (isReal) await runner.run(study, { onProgress });
else {
  await runSweep({
    study,
    spec,
    executor: hostExecutor(spec, HostPool.of(instantHost(total / 12)), {
      policy: new LanePolicy(() => 12),
      notes: [],
      environment: {},
      version: 'none',
    }),
    estimator: new Estimator([]),
    environments: new Environments(study),
    onProgress,
  });
}
const closing = timed(() => study.close());
await runner.close();
console.log(
  `${total} runs in ${((performance.now() - begun) / 1000).toFixed(0)} s; closing${closing} ms; ${megabytes(sizeOf(file))} MB, opening again: ${interfaceTimes()} ms.`,
);
rmSync(folder, { recursive: true });
