// `precipice devices`: which devices are here, how fast they train a small model, and why the others are missing.
import type { Command } from 'commander';
import { DEVICE_NAMES, type DeviceName } from '../../engine/device.ts';
import { measurableLanes } from '../../host/measurable.ts';
import { plannedMemory } from '../../host/machine-memory.ts';
import { startHost } from '../../host/supervisor.ts';
import { stepFlops } from '../../engine/flops.ts';
import { mostLanes } from '../../sweep/fit.ts';
import { jobOf } from '../../plan/plan.ts';
import { presetNames } from '../../sweep/preset-files.ts';
import type { Spec } from '../../spec/spec.ts';
import { hasTrainer } from '../../spec/trainer.ts';
import { readSource, storedCorpusOf } from '../../sweep/corpus-source.ts';
import { print, printJson } from '../output.ts';
import { quantity } from '../progress.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { integerArgument, UsageError } from '../usage.ts';
import { readSpec } from './sweep.ts';
import { rowValuesOf } from '../../spec/spec.ts';

/** Seconds of training that the speed is measured over, and those after which it is given up. */
const SECONDS = 1;
const LIMIT = 30;

interface DeviceReport {
  readonly name: DeviceName;
  readonly available: boolean;
  /** What it is, or why it is not there. */
  readonly summary: string;
  readonly threads: number | null;
  /** GPUs that it could be opened on, by number; null: it does not say, or has none. */
  readonly gpus: readonly string[] | null;
  /** That a sweep plans with. */
  readonly memoryBytes: number | null;
  readonly laneStepsPerSecond: number | null;
  readonly gigaflopsPerSecond: number | null;
}

export function registerDevices(cli: Command): void {
  const command = cli
    .command('devices')
    .description('list the devices with their speed on the program of a study, or why they are missing')
    .argument('[preset or spec.json]', `${presetNames().join(', ')}, or the path of a spec`, 'quick')
    .option('--threads <n>', 'threads of the devices (default: all)', integerArgument('--threads', 1));
  withJson(command).action(async (source: string, options: JsonOption & { threads?: number }) => {
    const spec = readSpec(source, undefined);
    if (hasTrainer(spec))
      throw new UsageError(`The runs of ${source} are trained by a command, not by a device.`);
    const reports: DeviceReport[] = [];
    for (const name of DEVICE_NAMES) {
      const report = await measure(name, spec, options.threads ?? null);
      reports.push(report);
      if (!options.json) print(describe(report));
    }
    if (options.json) printJson(reports);
  });
}

/** The baseline in the first row of the study, as many lanes as the device likes. */
async function measure(name: DeviceName, spec: Spec, threads: number | null): Promise<DeviceReport> {
  const corpus = await storedCorpusOf(readSource(spec), spec);
  const lane = { seed: 0, learningRate: spec.learningRates[0]! };
  const job = {
    ...jobOf(spec, { recipe: spec.baseline, rowValue: rowValuesOf(spec)[0]!, runs: [] }),
    lanes: [lane],
  };
  try {
    const host = await startHost({ device: name, threads, corpus, trial: job });
    try {
      const { description } = host.opened;
      const flops = stepFlops(job.model, job.batchSize, corpus.vocabularySize);
      const count = measurableLanes(description, flops, mostLanes(job, corpus, description));
      const lanes = Array.from({ length: count }, () => lane);
      const speed = await host.measure({ ...job, lanes }, SECONDS, LIMIT);
      return {
        name,
        available: true,
        summary: description.summary,
        threads: description.threads,
        gpus: description.gpus ?? null,
        memoryBytes: plannedMemory(description),
        laneStepsPerSecond: speed && 1 / speed.secondsPerLaneStep,
        gigaflopsPerSecond: speed && flops / speed.secondsPerLaneStep / 1e9,
      };
    } finally {
      await host.close();
    }
  } catch (error) {
    const summary = (error as Error).message;
    return {
      name,
      available: false,
      summary,
      threads: null,
      gpus: null,
      memoryBytes: null,
      laneStepsPerSecond: null,
      gigaflopsPerSecond: null,
    };
  }
}

function describe({
  name,
  available,
  summary,
  gpus,
  memoryBytes,
  laneStepsPerSecond,
  gigaflopsPerSecond,
}: DeviceReport): string {
  if (!available) return `${name}: ${summary}`;
  const gibibytes = (memoryBytes! / 2 ** 30).toPrecision(2);
  const speed =
    laneStepsPerSecond === null || gigaflopsPerSecond === null
      ? `no speed: a step takes too long to be measured within ${LIMIT} s`
      : `${quantity(laneStepsPerSecond)} lane-steps/s (${gigaflopsPerSecond.toFixed(1)} GFLOP/s)`;
  const listed = (gpus ?? []).map((gpu, number) => `\n  ${name}:${number} ${gpu}`);
  return `${name}: ${summary}, ${gibibytes} GiB of memory to plan with, ${speed}${listed.join('')}`;
}
