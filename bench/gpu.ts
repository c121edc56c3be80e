// Everything about speed on a GPU in one go, to be run where there is one: lane-steps per second of the devices on the models
// of two presets by number of lanes, PyTorch on the same GPU (eager and compiled, one run at a time and all lanes at once), the
// share of the GPU's peak, and where a step's time goes.
//   node bench/gpu.ts --python oracle/bin/python [--peak 67] [--devices webgpu] [--presets quick,standard] [--batch 16]
//     [--lanes 1,16,64] [--recipes fp32,bf16-mixed,tensorwise] [--seconds 5]
// `peak` is the GPU's float32 TFLOP/s by its data sheet (H100 SXM: 67). Without --python only the devices are measured.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { DeviceName } from '../src-main/engine/device.ts';
import { timeOperations } from '../src-main/engine/devices/webgpu/bench.ts';
import { jobPrograms } from '../src-main/engine/train.ts';
import { startHost } from '../src-main/host/supervisor.ts';
import { constantProgram } from '../src-main/recipes/precision-program.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { stepFlops } from '../src-main/engine/flops.ts';
import { jobOf } from '../src-main/plan/plan.ts';
import { readPreset } from '../src-main/sweep/preset-files.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { corpusOf, MOBY_DICK, readText } from '../src-main/sweep/text-source.ts';

/** Seconds after which a measurement is given up. */
const LIMIT = 600;

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    peak: { type: 'string', default: '67' },
    devices: { type: 'string', default: 'webgpu' },
    presets: { type: 'string', default: 'quick,standard' },
    batch: { type: 'string', default: '16' },
    lanes: { type: 'string', default: '1,16,64' },
    recipes: { type: 'string', default: 'fp32,bf16-mixed,tensorwise' },
    seconds: { type: 'string', default: '5' },
  },
});
const [batchSize, seconds] = [Number(values.batch), Number(values.seconds)];
const lanesOf = values.lanes.split(',').map(Number);
const recipes = values.recipes.split(',');
const most = Math.max(...lanesOf);
const shown = (speed: number) => speed.toPrecision(3);

interface PyTorchResult {
  readonly torch: string;
  readonly on: string;
  readonly laneStepsPerSecond: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

for (const preset of values.presets.split(',')) {
  const spec = parseSpec(readPreset(preset));
  const corpus = corpusOf(readText(MOBY_DICK), spec);
  const { model } = spec;
  const flops = stepFlops(model, batchSize, corpus.vocabularySize);
  const share = (speed: number) =>
    `${((100 * speed * flops) / (Number(values.peak) * 1e12)).toFixed(1)} % of peak`;
  const lane = { seed: 0, learningRate: 1e-3 };
  const base = jobOf(spec, { recipe: spec.baseline, batchSize, runs: [] });
  const jobWith = (recipe: string, lanes: number) => ({
    ...base,
    precision: constantProgram(recipeByName(recipe)),
    lanes: Array.from({ length: lanes }, () => lane),
  });
  console.log(
    `${preset}, batch size ${batchSize}, ${(flops / 1e9).toFixed(2)} GFLOP a lane-step; lane-steps/s`,
  );
  const best = new Map<string, number>();
  for (const device of values.devices.split(',') as DeviceName[]) {
    const host = await startHost({ device, threads: null, corpus, trial: jobWith('fp32', 1) });
    console.log(`  ${host.opened.description.summary}`);
    for (const recipe of recipes) {
      const speeds: string[] = [];
      for (const lanes of lanesOf) {
        const measured = await host.measure(jobWith(recipe, lanes), seconds, LIMIT);
        const speed = measured ? 1 / measured.secondsPerLaneStep : NaN;
        best.set(recipe, Math.max(best.get(recipe) ?? 0, speed));
        speeds.push(`${lanes} lanes ${shown(speed)}`);
      }
      console.log(`    ${recipe}: ${speeds.join(', ')} (${share(best.get(recipe)!)})`);
    }
    await host.close();
  }
  if (values.python !== undefined) {
    const shape = { width: model.width, layers: model.layers, heads: model.heads, hidden: model.hidden };
    const given = {
      ...shape,
      context: model.context,
      vocabulary: corpus.vocabularySize,
      batch: batchSize,
      lanes: most,
    };
    const output = execFileSync(
      values.python,
      [
        path.join(import.meta.dirname, 'pytorch.py'),
        ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]),
        ...['--seconds', String(seconds), '--device', 'cuda', '--compile', '--recipes', recipes.join()],
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const { torch, on, laneStepsPerSecond } = JSON.parse(output) as PyTorchResult;
    console.log(`  PyTorch ${torch} on ${on}, ${most} lanes`);
    for (const [recipe, speeds] of Object.entries(laneStepsPerSecond)) {
      const each = Object.entries(speeds).map(([way, speed]) => {
        return `${way} ${shown(speed)} (ratio ${shown(best.get(recipe)! / speed)})`;
      });
      console.log(`    ${recipe}: ${each.join(', ')}`);
    }
  }
  if (!values.devices.split(',').includes('webgpu')) continue;
  for (const recipe of recipes) {
    const [program] = jobPrograms(jobWith(recipe, most), corpus.vocabularySize);
    const times = [...(await timeOperations(program!, corpus, most))].toSorted(([, a], [, b]) => b - a);
    const total = times.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
    const parts = times.slice(0, 6).map(([kind, time]) => `${kind} ${((100 * time) / total).toFixed(0)} %`);
    console.log(
      `  ${recipe}, ${most} lanes, ${total.toFixed(1)} ms a step by the GPU's clock: ${parts.join(', ')}`,
    );
  }
}
