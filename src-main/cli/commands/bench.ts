// `precipice bench`: how fast this machine trains on the wasm device, one thread, from the product kernel to a step; or how
// the speed of any device grows with the number of lanes.
import { Option, type Command } from 'commander';
import { DEVICE_NAMES, type DeviceName } from '../../engine/device.ts';
import { timeProduct, timeStep } from '../../engine/devices/wasm/bench.ts';
import { transformerProgram } from '../../engine/transformer.ts';
import { recipeByName } from '../../recipes/presets.ts';
import { startHost } from '../../host/supervisor.ts';
import { jobOf } from '../../sweep/plan.ts';
import { readPreset } from '../../sweep/preset-files.ts';
import { parseSpec, type Spec } from '../../sweep/spec.ts';
import { corpusOf, MOBY_DICK, readText } from '../../sweep/text-source.ts';
import { print, printJson, say } from '../output.ts';
import { quantity } from '../progress.ts';
import { withJson, type JsonOption } from '../settings.ts';

const RECIPES = ['fp32', 'bf16-mixed', 'tensorwise', 'mxfp8', 'fp8-unscaled'];
const VOCABULARY = 85;
const SECONDS = 0.4;
const LANE_SECONDS = 3;

const PRESETS = ['quick', 'standard'];
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
  const steps = [];
  for (const name of RECIPES) {
    const program = transformerProgram({
      model: settings,
      optimizer,
      recipe: recipeByName(name),
      batchSize: BATCH,
      vocabulary: VOCABULARY,
      sharpnessEpsilon: 1e-3,
    });
    steps.push({ recipe: name, ...(await timeStep(program, corpus, SECONDS)) });
  }
  return { products, steps };
}

/** The model and baseline of the quick preset at its smallest batch size, with 1, 2, 4 ... lanes. */
async function measureLanes(name: DeviceName) {
  const spec = parseSpec(readPreset('quick'));
  const corpus = corpusOf(readText(MOBY_DICK), spec);
  const lane = { seed: 0, learningRate: spec.learningRates[0]! };
  const job = {
    ...jobOf(spec, { recipe: spec.baseline, batchSize: spec.batchSizes[0]!, runs: [] }),
    lanes: [lane],
  };
  const host = await startHost({ device: name, threads: null, corpus, probe: job });
  try {
    const speeds: LaneSpeed[] = [];
    for (let lanes = 1; lanes <= host.opened.description.lanes; lanes *= 2) {
      say(`Measuring ${lanes} ${lanes === 1 ? 'lane' : 'lanes'} ...`);
      const filled = Array.from({ length: lanes }, () => lane);
      const { secondsPerLaneStep } = await host.measure({ ...job, lanes: filled }, LANE_SECONDS);
      speeds.push({ lanes, laneStepsPerSecond: 1 / secondsPerLaneStep });
    }
    return speeds;
  } finally {
    await host.close();
  }
}

interface LaneSpeed {
  readonly lanes: number;
  readonly laneStepsPerSecond: number;
}

function describeLanes({ lanes, laneStepsPerSecond }: LaneSpeed): string {
  return `${lanes} ${lanes === 1 ? 'lane' : 'lanes'}: ${quantity(laneStepsPerSecond)} lane-steps/s`;
}

type Measured = Awaited<ReturnType<typeof measureModel>>;

function describe(name: string, { products, steps }: Measured): string[] {
  const float32 = steps[0]!.milliseconds;
  return [
    `${name}, batch size ${BATCH}, one thread`,
    '  product m x n x k: GFLOP/s in float32, with rounding to E4M3',
    ...products.map((p) => `    ${p.m} x ${p.n} x ${p.k}: ${p.float32.toFixed(1)}, ${p.rounded.toFixed(1)}`),
    '  one step by recipe: lane-steps/s, time relative to fp32, largest parts',
    ...steps.map(({ recipe, milliseconds, byKind }) => {
      const parts = Object.entries(byKind)
        .sort(([, a], [, b]) => b - a)
        .slice(0, 5)
        .map(([kind, time]) => `${kind} ${((100 * time) / milliseconds).toFixed(0)} %`);
      const ratio = (milliseconds / float32).toFixed(2);
      return `    ${recipe}: ${(1000 / milliseconds).toFixed(1)}, ${ratio}, ${parts.join(', ')}`;
    }),
  ];
}

export function registerBench(program: Command): void {
  const command = program
    .command('bench')
    .description('measure how fast this machine trains')
    .addOption(
      new Option('--device <name>', 'instead, lane-steps/s of a device by number of lanes').choices(
        DEVICE_NAMES,
      ),
    );
  withJson(command).action(async (options: JsonOption & { device?: DeviceName }) => {
    if (options.device) {
      const speeds = await measureLanes(options.device);
      if (options.json) printJson(speeds);
      else speeds.forEach((speed) => print(describeLanes(speed)));
      return;
    }
    const results: Record<string, Measured> = {};
    for (const name of PRESETS) {
      say(`Measuring ${name} ...`);
      results[name] = await measureModel(parseSpec(readPreset(name)));
    }
    if (options.json) printJson(results);
    else {
      const lines = Object.entries(results).flatMap(([name, measured]) => describe(name, measured));
      print(lines.join('\n'));
    }
  });
}
