// `precipice devices`: which devices are here, how fast they train a small model, and why the others are missing.
import type { Command } from 'commander';
import { DEVICE_NAMES, type DeviceName } from '../../engine/device.ts';
import { startHost } from '../../host/supervisor.ts';
import { stepFlops } from '../../sweep/estimate.ts';
import { jobOf } from '../../sweep/plan.ts';
import { readPreset } from '../../sweep/preset-files.ts';
import { parseSpec } from '../../sweep/spec.ts';
import { corpusOf, MOBY_DICK, readText } from '../../sweep/text-source.ts';
import { print, printJson } from '../output.ts';
import { quantity } from '../progress.ts';
import { withJson, type JsonOption } from '../settings.ts';
import { integerArgument } from '../usage.ts';

/** Seconds of training that the speed is measured over. */
const SECONDS = 1;

interface DeviceReport {
  readonly name: DeviceName;
  readonly available: boolean;
  /** What it is, or why it is not there. */
  readonly summary: string;
  readonly threads: number | null;
  readonly laneStepsPerSecond: number | null;
  readonly gigaflopsPerSecond: number | null;
}

export function registerDevices(program: Command): void {
  const command = program
    .command('devices')
    .description('list the devices with their speed, or why they are missing')
    .option('--threads <n>', 'threads of the devices (default: all)', integerArgument('--threads', 1));
  withJson(command).action(async (options: JsonOption & { threads?: number }) => {
    const reports: DeviceReport[] = [];
    for (const name of DEVICE_NAMES) {
      const report = await measure(name, options.threads ?? null);
      reports.push(report);
      if (!options.json) print(describe(report));
    }
    if (options.json) printJson(reports);
  });
}

/** The model, recipe and smallest batch size of the quick preset, as many lanes as the device likes. */
async function measure(name: DeviceName, threads: number | null): Promise<DeviceReport> {
  const spec = parseSpec(readPreset('quick'));
  const corpus = corpusOf(readText(MOBY_DICK), spec);
  const batchSize = spec.batchSizes[0]!;
  const lane = { seed: 0, learningRate: spec.learningRates[0]! };
  const job = { ...jobOf(spec, { recipe: spec.baseline, batchSize, runs: [] }), lanes: [lane] };
  try {
    const host = await startHost({ device: name, threads, corpus, probe: job });
    try {
      const { description } = host.opened;
      const lanes = Array.from({ length: description.lanes }, () => lane);
      const { secondsPerLaneStep } = await host.measure({ ...job, lanes }, SECONDS);
      const flops = stepFlops(spec.model, batchSize, corpus.vocabularySize);
      return {
        name,
        available: true,
        summary: description.summary,
        threads: description.threads,
        laneStepsPerSecond: 1 / secondsPerLaneStep,
        gigaflopsPerSecond: flops / secondsPerLaneStep / 1e9,
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
      laneStepsPerSecond: null,
      gigaflopsPerSecond: null,
    };
  }
}

function describe({
  name,
  available,
  summary,
  laneStepsPerSecond,
  gigaflopsPerSecond,
}: DeviceReport): string {
  if (!available) return `${name}: ${summary}`;
  return `${name}: ${summary}, ${quantity(laneStepsPerSecond!)} lane-steps/s (${gigaflopsPerSecond!.toFixed(1)} GFLOP/s)`;
}
