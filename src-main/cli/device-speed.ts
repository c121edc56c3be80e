// What `precipice bench --device` measures: how the speed of a device grows with the number of lanes, and, on a GPU that tells
// its time, which operations a step spends it on.
import type { Corpus } from '../engine/corpus.ts';
import type { DeviceName } from '../engine/device.ts';
import { timeOperations } from '../engine/devices/webgpu/bench.ts';
import type { TrainingJob } from '../engine/job.ts';
import type { OperationKind } from '../engine/program.ts';
import { jobPrograms } from '../engine/train.ts';
import { messageOf } from '../host/measure.ts';
import { startHost } from '../host/supervisor.ts';
import { plural } from '../report/language/en/plural.ts';
import { mostLanes } from '../sweep/fit.ts';
import { jobOf } from '../plan/plan.ts';
import { readBenchSpec, type BENCH_SPECS } from '../sweep/preset-files.ts';
import { parseSpec } from '../spec/spec.ts';
import { corpusOf, MOBY_DICK, readText } from '../sweep/text-source.ts';
import { say } from './output.ts';
import { quantity } from './progress.ts';
import { rowValuesOf } from '../spec/spec.ts';

const SECONDS = 3;
/** Seconds after which a measurement is given up. */
const LIMIT = 300;

export interface DeviceSpeed {
  readonly summary: string;
  readonly lanes: readonly { readonly lanes: number; readonly laneStepsPerSecond: number }[];
  /** Of one step of as many lanes as were fastest; null on other devices, or why it is not known. */
  readonly operations:
    readonly { readonly kind: OperationKind; readonly milliseconds: number }[] | string | null;
}

/** The first row of a spec under its baseline, with 1, 2, 4 ... lanes. */
export async function measureDevice(
  name: DeviceName,
  model: (typeof BENCH_SPECS)[number],
): Promise<DeviceSpeed> {
  const spec = parseSpec(readBenchSpec(model));
  const corpus = corpusOf(readText(MOBY_DICK), spec);
  const lane = { seed: 0, learningRate: spec.learningRates[0]! };
  const job = {
    ...jobOf(spec, { recipe: spec.baseline, rowValue: rowValuesOf(spec)[0]!, runs: [] }),
    lanes: [lane],
  };
  const host = await startHost({ device: name, threads: null, corpus, trial: job });
  const { description } = host.opened;
  const speeds: DeviceSpeed['lanes'][number][] = [];
  try {
    const most = mostLanes(job, corpus, description);
    for (let lanes = 1; lanes <= most; lanes *= 2) {
      say(`Measuring ${plural(lanes, 'lane')} ...`);
      const filled = Array.from({ length: lanes }, () => lane);
      const speed = await host.measure({ ...job, lanes: filled }, SECONDS, LIMIT);
      if (speed === null) throw new Error(`Steps take too long to be measured within ${LIMIT} s.`);
      speeds.push({ lanes, laneStepsPerSecond: 1 / speed.secondsPerLaneStep });
    }
  } finally {
    await host.close();
  }
  const [best] = speeds.toSorted((a, b) => b.laneStepsPerSecond - a.laneStepsPerSecond);
  const operations = name === 'webgpu' ? await operationsOf(job, corpus, best!.lanes) : null;
  return { summary: description.summary, lanes: speeds, operations };
}

async function operationsOf(
  job: TrainingJob,
  corpus: Corpus,
  lanes: number,
): Promise<DeviceSpeed['operations']> {
  const [program] = jobPrograms(job, corpus.vocabularySize);
  try {
    const times = await timeOperations(program!, corpus, lanes);
    return [...times]
      .map(([kind, milliseconds]) => ({ kind, milliseconds }))
      .toSorted((a, b) => b.milliseconds - a.milliseconds);
  } catch (error) {
    return messageOf(error);
  }
}

export function describeSpeed({ summary, lanes, operations }: DeviceSpeed): string[] {
  const lines = lanes.map(
    (each) => `${plural(each.lanes, 'lane')}: ${quantity(each.laneStepsPerSecond)} lane-steps/s`,
  );
  if (operations === null) return [summary, ...lines];
  if (typeof operations === 'string') return [summary, ...lines, operations];
  const total = operations.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [
    summary,
    ...lines,
    `one step by kind of operation, ${total.toFixed(2)} ms in all:`,
    ...operations.map(
      ({ kind, milliseconds }) =>
        `  ${kind}: ${milliseconds.toFixed(2)} ms, ${((100 * milliseconds) / total).toFixed(0)} %`,
    ),
  ];
}
