// Trains a few steps under every recipe on the wasm device and prints a hash of every number, a line each. Started by
// wasm-vectors.test.ts under one compiler of V8 or the other.
import { createHash } from 'node:crypto';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { ModelSettings } from '../../src-main/engine/model.ts';
import { train } from '../../src-main/engine/train.ts';
import { RECIPES } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';

/** Widths that are and are not multiples of the kernels' vectors and tiles. */
const MODELS: readonly Partial<ModelSettings>[] = [
  { width: 48, heads: 4, hidden: 96, context: 33 },
  {
    width: 20,
    heads: 2,
    hidden: 31,
    norm: 'rmsnorm',
    activation: 'swiglu',
    positions: 'rotary',
    qkNorm: true,
  },
];

const sums = { ...RECIPES[0]!, name: 'narrow sums', accumulation: { bits: 14, promoteEvery: 32 } } as Recipe;
const device = await createWasmDevice({ threads: 1 });
for (const changes of MODELS) {
  for (const recipe of [...RECIPES, sums]) {
    const job = jobOf(recipe, { model: { ...MODEL, ...changes }, steps: 4, statisticsEvery: 2 });
    const [lane] = await train(device, job, CORPUS);
    const hash = createHash('sha256');
    for (const numbers of [...Object.values(lane!.series), lane!.siteStatistics]) {
      hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    }
    process.stdout.write(`${recipe.name} ${lane!.series.loss[3]} ${hash.digest('hex')}\n`);
  }
}
await device.close();
