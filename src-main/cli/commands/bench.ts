// `precipice bench`: how fast this machine trains on the wasm device, one thread, from the product kernel to a step; or how
// the speed of any device grows with the number of lanes.
import { Option, type Command } from 'commander';
import { DEVICE_NAMES, type DeviceName } from '../../engine/device.ts';
import { timeProduct, timeSteps } from '../../engine/devices/wasm/bench.ts';
import { transformerStep } from '../../engine/transformer.ts';
import { recipeByName } from '../../recipes/presets.ts';
import { BENCH_SPECS, readBenchSpec } from '../../sweep/preset-files.ts';
import { parseSpec, type Spec } from '../../spec/spec.ts';
import { describeSpeed, measureDevice } from '../device-speed.ts';
import { print, printJson, say } from '../output.ts';
import { withJson, type JsonOption } from '../settings.ts';

const RECIPES = ['fp32', 'bf16-mixed', 'tensorwise', 'mxfp8', 'fp8-unscaled'];
const VOCABULARY = 85;
const SECONDS = 1;
const STEP_SECONDS = 3;

const BATCH = 16;

async function measureModel({ model: settings, optimizer }: Spec) {
  const rows = BATCH * settings.context;
  const { width, hidden } = settings;
  const products = [];
  for (const [n, k] of [
    [3 * width, width],
    [hidden, width],
    [width, hidden],
  ] as const) {
    products.push(await timeProduct(rows, n, k, SECONDS));
  }
  const corpus = Uint16Array.from({ length: 40_000 }, (_, i) => (i * i + 7 * i) % VOCABULARY);
  const programs = RECIPES.map((name) =>
    transformerStep({
      model: settings,
      optimizer,
      recipe: recipeByName(name),
      batchSize: BATCH,
      vocabulary: VOCABULARY,
      sharpnessEpsilon: 1e-3,
    }),
  );
  const times = await timeSteps(
    programs.map((program) => ({ program, on: 'wasm' })),
    corpus,
    STEP_SECONDS * RECIPES.length,
  );
  const steps = times.map((time, index) => ({ recipe: RECIPES[index]!, ...time }));
  return { products, steps };
}

interface Options extends JsonOption {
  readonly device?: DeviceName;
  readonly model: (typeof BENCH_SPECS)[number];
}

type Measured = Awaited<ReturnType<typeof measureModel>>;

function describe(name: string, { products, steps }: Measured): string[] {
  const float32 = steps[0]!.milliseconds;
  const kernel = Math.max(...products.map((product) => product.float32));
  return [
    `${name}, batch size ${BATCH}, one thread`,
    '  product m × n × k: GFLOP/s in float32, with rounding to E4M3',
    ...products.map((p) => `    ${p.m} × ${p.n} × ${p.k}: ${p.float32.toFixed(1)}, ${p.rounded.toFixed(1)}`),
    '  one step by recipe: lane-steps/s, time relative to fp32, share of it that the products take at the best speed above,',
    '  largest parts',
    ...steps.map(({ recipe, milliseconds, byKind, operations }) => {
      const parts = Object.entries(byKind)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 5)
        .map(([kind, time]) => `${kind} ${((100 * time) / milliseconds).toFixed(0)} %`);
      const ratio = (milliseconds / float32).toFixed(2);
      const share = ((100 * operations) / (kernel * 1e6) / milliseconds).toFixed(0);
      return `    ${recipe}: ${(1000 / milliseconds).toFixed(1)}, ${ratio}, ${share} %, ${parts.join(', ')}`;
    }),
  ];
}

export function registerBench(cli: Command): void {
  const command = cli
    .command('bench')
    .description('measure how fast this machine trains')
    .addOption(
      new Option('--device <name>', 'instead, lane-steps/s of a device by number of lanes').choices(
        DEVICE_NAMES,
      ),
    )
    .addOption(
      new Option('--model <name>', 'with --device: the preset, or the larger spec, whose model is trained')
        .choices(BENCH_SPECS)
        .default('quick'),
    );
  withJson(command).action(async (options: Options) => {
    if (options.device) {
      const speed = await measureDevice(options.device, options.model);
      if (options.json) printJson(speed);
      else print(describeSpeed(speed).join('\n'));
      return;
    }
    const results: Record<string, Measured> = {};
    for (const name of BENCH_SPECS) {
      say(`Measuring ${name} ...`);
      results[name] = await measureModel(parseSpec(readBenchSpec(name)));
    }
    if (options.json) printJson(results);
    else {
      const lines = Object.entries(results).flatMap(([name, measured]) => describe(name, measured));
      print(lines.join('\n'));
    }
  });
}
