// Steps of a large model on a device: the memory that a plan has for it, the peak that the process has had, and seconds a step.
// By default GPT-2's 124 million parameters. Each recipe has a process of its own, so that each has a peak of its own (Linux).
//   node bench/large-model.ts [--device wasm] [--recipes fp32,bf16-mixed,tensorwise] [--layers 12] [--width 768] [--heads 12]
//     [--context 256] [--batch 1] [--vocabulary 50257] [--lanes 1] [--threads 2] [--steps 1]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { DeviceName } from '../src-main/engine/device.ts';
import { sessionMemory } from '../src-main/engine/devices/memory.ts';
import { lengthOf } from '../src-main/engine/session-buffers.ts';
import { initialWeights } from '../src-main/engine/train.ts';
import { transformerStep } from '../src-main/engine/transformer.ts';
import { createDevice } from '../src-main/host/devices.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { parseSpec } from '../src-main/spec/spec.ts';

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: 'wasm' },
    recipes: { type: 'string', default: 'fp32,bf16-mixed,tensorwise' },
    layers: { type: 'string', default: '12' },
    width: { type: 'string', default: '768' },
    heads: { type: 'string', default: '12' },
    context: { type: 'string', default: '256' },
    batch: { type: 'string', default: '1' },
    vocabulary: { type: 'string', default: '50257' },
    lanes: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    steps: { type: 'string', default: '1' },
  },
});
const LEARNING_RATE = 1e-4;
const MIB = 2 ** 20;
const [layers, width, heads, context, batchSize, vocabulary, lanes, threads, steps] = (
  ['layers', 'width', 'heads', 'context', 'batch', 'vocabulary', 'lanes', 'threads', 'steps'] as const
).map((name) => Number(values[name])) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

const recipes = values.recipes.split(',');
if (recipes.length > 1) {
  for (const [index, recipe] of recipes.entries()) {
    const others = Object.entries(values).flatMap(([name, value]) =>
      name === 'recipes' ? [] : [`--${name}`, value],
    );
    const line = execFileSync(process.execPath, [
      import.meta.filename,
      ...others,
      ...['--recipes', recipe],
    ]).toString();
    process.stdout.write(index === 0 ? line : line.split('\n').slice(1).join('\n'));
  }
} else await measure(recipes[0]!);

/** Of this process, so far. */
function peakBytes(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return 1024 * Number(kilobytes);
}

async function measure(recipe: string): Promise<void> {
  const { model, optimizer } = parseSpec({
    name: 'large model',
    model: { layers, width, heads, context, hidden: 4 * width, tiedHead: true },
    recipes: [recipe],
    learningRates: [LEARNING_RATE],
    batchSizes: [batchSize],
    seeds: 1,
    steps,
  });
  const program = transformerStep({
    model,
    optimizer,
    recipe: recipeByName(recipe),
    batchSize,
    vocabulary,
    sharpnessEpsilon: 1e-3,
  });
  const device = await createDevice(values.device as DeviceName, { threads });
  const seeds = Array.from({ length: lanes }, (_, lane) => lane);
  const { bytes } = sessionMemory(device.describe(), [program], 0);
  const before = process.memoryUsage().rss;
  const session = await device.open({ programs: [program], seeds });
  for (const weight of program.weights) {
    const given = initialWeights(weight, 1);
    for (const lane of seeds) await session.write(lane, weight.name, given);
  }
  const batches = lanes * steps * batchSize;
  const tokens = Uint32Array.from({ length: batches * context + 1 }, (_, i) => (i * i + 7 * i) % vocabulary);
  const began = performance.now();
  const usedBefore = process.cpuUsage();
  const { series } = await session.run({
    program: 0,
    lanes: seeds,
    fromStep: 0,
    steps,
    tokens,
    offsets: Int32Array.from({ length: batches }, (_, index) => index * context),
    learningRates: new Float64Array(lanes * steps).fill(LEARNING_RATE),
    statisticsEvery: 100,
  });
  const seconds = (performance.now() - began) / 1000 / (lanes * steps);
  const used = process.cpuUsage(usedBefore);
  const processor = (used.user + used.system) / 1e6 / (lanes * steps);
  const peak = peakBytes();
  const millions = program.weights.reduce((sum, weight) => sum + lengthOf(weight), 0) / 1e6;
  const planned = bytes(lanes);
  const mib = (count: number) => `${(count / MIB).toFixed(0)} MiB`;
  const share = (100 * (peak - before)) / planned;
  console.log(
    `${values.device}, ${layers} layers of ${width}, vocabulary ${vocabulary}, context ${context}, batch ${batchSize}, ` +
      `${millions.toFixed(1)} million parameters, ${lanes} lanes, ${threads} threads, ${steps} steps`,
  );
  console.log(
    `  ${recipe}: planned ${mib(planned)}, peak ${mib(peak)}, of it ${mib(peak - before)} since the device was there (${share.toFixed(1)} % of the plan); ` +
      `${seconds.toPrecision(3)} s a lane-step, ${processor.toPrecision(3)} processor seconds; loss ${series.loss[0]!.toFixed(4)} to ${series.loss[lanes * steps - 1]!.toFixed(4)}`,
  );
  await session.close();
  await device.close();
}
