// Cost against size: models of 0.06 to 124 million parameters under three recipes on the wasm and the native device, one thread, one
// lane, beside PyTorch (the better of eager and compiled) with one thread, in turns. All times are the processor's.
// Prints a table in Markdown, row by row as it is measured.
//   node bench/sizes.ts [--sizes 0.06,1,10,30,124] [--devices wasm,native] [--recipes fp32,bf16-mixed,tensorwise]
//     [--seconds 4] [--python oracle/bin/python] [--compile]
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { timeProduct, timeSteps, type StepCase } from '../src-main/engine/devices/wasm/bench.ts';
import { transformerStep } from '../src-main/engine/transformer.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { readBenchSpec } from '../src-main/sweep/preset-files.ts';
import { parseSpec } from '../src-main/spec/spec.ts';

interface Size {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly context: number;
  readonly batch: number;
  readonly vocabulary: number;
  /** That PyTorch trains at once where that is faster than one by one. */
  readonly lanes: number;
}

/** By millions of parameters without the embeddings, but for the last, which is GPT-2. Four times the width is hidden. */
const SIZES: Readonly<Record<string, Size>> = {
  '0.06': { layers: 2, width: 48, heads: 4, context: 64, batch: 16, vocabulary: 87, lanes: 6 },
  '1': { layers: 5, width: 128, heads: 4, context: 128, batch: 16, vocabulary: 87, lanes: 4 },
  '3': { layers: 4, width: 256, heads: 8, context: 128, batch: 16, vocabulary: 87, lanes: 2 },
  '10': { layers: 6, width: 384, heads: 6, context: 256, batch: 8, vocabulary: 87, lanes: 1 },
  '30': { layers: 10, width: 512, heads: 8, context: 512, batch: 4, vocabulary: 87, lanes: 1 },
  '124': { layers: 12, width: 768, heads: 12, context: 1024, batch: 1, vocabulary: 50257, lanes: 1 },
};

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '0.06,1,10,30,124' },
    devices: { type: 'string', default: 'wasm,native' },
    recipes: { type: 'string', default: 'fp32,bf16-mixed,tensorwise' },
    seconds: { type: 'string', default: '4' },
    python: { type: 'string' },
    compile: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const devices = values.devices.split(',') as StepCase['on'][];
const recipes = values.recipes.split(',');

/** Lane-steps by second of PyTorch, by recipe. */
function pytorch(size: Size): Record<string, number> {
  const { layers, width, heads, context, batch, vocabulary, lanes } = size;
  const given = {
    layers,
    width,
    heads,
    context,
    batch,
    vocabulary,
    lanes,
    hidden: 4 * width,
    threads: 1,
    seconds,
  };
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const script = path.join(import.meta.dirname, 'pytorch.py');
  const more = ['--recipes', values.recipes, ...(values.compile ? ['--compile'] : [])];
  const printed = execFileSync(values.python!, [script, ...options, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { laneStepsPerSecond } = JSON.parse(printed) as {
    readonly laneStepsPerSecond: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  return Object.fromEntries(
    Object.entries(laneStepsPerSecond).map(([recipe, speeds]) => [
      recipe,
      Math.max(...Object.values(speeds)),
    ]),
  );
}

async function measure({ layers, width, heads, context, batch, vocabulary }: Size) {
  const { model, optimizer } = parseSpec(readBenchSpec('quick'));
  const corpus = Uint16Array.from({ length: 40_000 }, (_, i) => (i * i + 7 * i) % vocabulary);
  const cases = recipes.flatMap((recipe) => {
    const program = transformerStep({
      model: { ...model, layers, width, heads, context, hidden: 4 * width },
      optimizer,
      recipe: recipeByName(recipe),
      batchSize: batch,
      vocabulary,
      sharpnessEpsilon: 1e-3,
    });
    return devices.map((on) => ({ recipe, program, on }));
  });
  const times = await timeSteps(cases, corpus, seconds * cases.length);
  return cases.map(({ recipe, on }, index) => ({ recipe, on, ...times[index]! }));
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

const peaks: number[] = [];
for (const [m, n, k] of [
  [2048, 768, 256],
  [2048, 1024, 256],
] as const)
  peaks.push((await timeProduct(m, n, k, 2)).float32);
const peak = Math.max(...peaks);
console.log(`The wasm kernel alone: ${peak.toFixed(0)} GFLOP/s.\n`);
console.log(
  '| million parameters | recipe | device | lane-steps/s | of fp32’s time | products: share of the step, GFLOP/s, speed inside of that alone | step: share of the kernel’s peak | PyTorch: lane-steps/s, ratio |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const name of values.sizes.split(',')) {
  const size = SIZES[name];
  if (!size) throw new Error(`--sizes has "${name}"; it must be of ${Object.keys(SIZES).join(', ')}.`);
  const theirs = values.python === undefined ? [] : [pytorch(size)];
  const ours = await measure(size);
  if (values.python !== undefined) theirs.push(pytorch(size));
  for (const { recipe, on, milliseconds, byKind, operations, productsAlone } of ours) {
    const fp32 = ours.find((each) => each.recipe === 'fp32' && each.on === on);
    const whole = Object.values(byKind).reduce((sum, time) => sum + time, 0);
    const products = byKind.matmul!;
    const them = theirs.length > 0 ? median(theirs.map((speeds) => speeds[recipe]!)) : null;
    const cells = [
      name,
      recipe,
      on,
      (1000 / milliseconds).toPrecision(3),
      fp32 ? (milliseconds / fp32.milliseconds).toFixed(2) : '',
      `${percent(products / whole)}, ${(operations / products / 1e6).toFixed(0)}, ${(productsAlone / products).toFixed(2)}`,
      percent(operations / milliseconds / 1e6 / peak),
      them === null ? '' : `${them.toPrecision(3)}, ${(1000 / milliseconds / them).toFixed(2)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  const others = ours.map(({ recipe, on, byKind }) => {
    const whole = Object.values(byKind).reduce((sum, time) => sum + time, 0);
    const parts = Object.entries(byKind).sort(([, a], [, b]) => b - a);
    return `${recipe} ${on}: ${parts.map(([kind, time]) => `${kind} ${((100 * time) / whole).toFixed(1)}`).join(', ')}`;
  });
  process.stderr.write(`${name}: percent of the step\n  ${others.join('\n  ')}\n`);
}
