// Prints what outlier stress costs each recipe: the loss over the last tenth of a small run less that of BF16 with the same seed,
// a mean over seeds with its standard error, for outliers that are always there and for such as come and go.
//
// node bench/outlier-stress.ts
import { readCorpus } from '../src-main/engine/corpus.ts';
import { createWasmDevice } from '../src-main/engine/devices/wasm/device.ts';
import type { TrainingJob } from '../src-main/engine/job.ts';
import type { OutlierSettings } from '../src-main/engine/outliers.ts';
import { train } from '../src-main/engine/train.ts';
import { constantProgram } from '../src-main/recipes/precision-program.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { MOBY_DICK, readText } from '../src-main/sweep/text-source.ts';

const SEEDS = [1, 2, 3, 4];
const STEPS = 300;
const TAIL = STEPS / 10;
const RECIPES = ['te-delayed', 'megatron-delayed', 'tensorwise', 'rowwise', 'deepseek-block', 'mxfp8'];
const FACTORS = [2 ** 18];
/** Every step has outliers, or one of so many. */
const EVERY = [1, 16];
const COLUMNS = 4;

const corpus = readCorpus(readText(MOBY_DICK).text, 'character');
const device = await createWasmDevice({ threads: 2 });

function jobOf(recipe: string, outliers: OutlierSettings | undefined): TrainingJob {
  return {
    model: {
      layers: 2,
      width: 48,
      heads: 2,
      hidden: 192,
      context: 32,
      norm: 'layernorm',
      activation: 'gelu',
      positions: 'learned',
      qkNorm: false,
      tiedHead: false,
      zLoss: 0,
      initialStandardDeviation: 0.02,
      outliers,
    },
    optimizer: {
      kind: 'adamw',
      beta1: 0.9,
      beta2: 0.95,
      epsilon: 1e-8,
      momentum: 0.9,
      weightDecay: 0.1,
      clip: 1,
      warmupSteps: 30,
      schedule: 'cosine',
      finalFraction: 0.1,
    },
    precision: constantProgram(recipeByName(recipe)),
    batchSize: 8,
    steps: STEPS,
    lanes: SEEDS.map((seed) => ({ seed, learningRate: 3e-3 })),
    statisticsEvery: STEPS,
    validationSequences: 0,
    sharpnessEpsilon: 1e-3,
    earlyStop: null,
  };
}

/** Mean loss of the last steps of each seed; NaN of a run that ended in NaN or Inf. */
async function tails(recipe: string, outliers?: OutlierSettings): Promise<number[]> {
  const lanes = await train(device, jobOf(recipe, outliers), corpus);
  return lanes.map(({ series, nonfinite }) =>
    nonfinite ? NaN : series.loss.subarray(STEPS - TAIL).reduce((sum, loss) => sum + loss / TAIL, 0),
  );
}

function gap(found: readonly number[], baseline: readonly number[]): string {
  const differences = found.map((loss, i) => loss - baseline[i]!);
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (differences.length - 1);
  return `${mean >= 0 ? '+' : ''}${mean.toFixed(3)} +- ${Math.sqrt(variance / differences.length).toFixed(3)}`;
}

const baseline = await tails('bf16-mixed');
console.log(`bf16-mixed ends at ${baseline.map((loss) => loss.toFixed(3)).join(', ')}.`);
const stressed = await tails('bf16-mixed', { columns: COLUMNS, factor: FACTORS[0]! });
console.log(
  `With outliers of 2^${Math.log2(FACTORS[0]!)}: ${stressed.map((loss) => loss.toFixed(3)).join(', ')}.`,
);
console.log('recipe | none');
for (const recipe of RECIPES) console.log(`${recipe} | ${gap(await tails(recipe), baseline)}`);
for (const factor of FACTORS) {
  for (const every of EVERY) {
    console.log(`recipe | 2^${Math.log2(factor)} in one of ${every} steps`);
    for (const recipe of RECIPES) {
      const found = await tails(recipe, { columns: COLUMNS, factor, every });
      console.log(`${recipe} | ${gap(found, baseline)}`);
    }
  }
}
await device.close();
process.exit(0);
