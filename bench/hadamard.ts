// What the random Hadamard transform costs: milliseconds of a step on one thread of the wasm device under NVFP4 without it, with it, and
// as published, in turns, and the share of the transforms in the second.
// node bench/hadamard.ts [SECONDS]
import { timeSteps } from '../src-main/engine/devices/wasm/bench.ts';
import { transformerStep } from '../src-main/engine/transformer.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { readPreset } from '../src-main/sweep/preset-files.ts';

const seconds = Number(process.argv[2] ?? 8);
const vocabulary = 87;
const quick = parseSpec(readPreset('quick'));
const SIZES = [
  { layers: 4, width: 48, heads: 4, hidden: 192, context: 64, batchSize: 8 },
  { layers: 4, width: 256, heads: 8, hidden: 1024, context: 128, batchSize: 8 },
];
const square = recipeByName('nvfp4-square');
const recipes = [square, { ...square, hadamard: 16 } as const, recipeByName('nvfp4-published')];
const tokens = Uint16Array.from({ length: 8 * 128 + 1 }, (_, i) => (i * 31) % vocabulary);
for (const { batchSize, ...size } of SIZES) {
  const settings = {
    model: { ...quick.model, ...size },
    optimizer: quick.optimizer,
    batchSize,
    vocabulary,
    sharpnessEpsilon: quick.sharpnessEpsilon,
  };
  const cases = recipes.map((recipe) => ({
    program: transformerStep({ ...settings, recipe }),
    on: 'wasm' as const,
  }));
  const [without, transformed, published] = await timeSteps(cases, tokens, seconds);
  const ratio = (times: typeof without) => (times!.milliseconds / without!.milliseconds).toFixed(3);
  const { byKind } = transformed!;
  const share = byKind.hadamard! / Object.values(byKind).reduce((sum, time) => sum + time);
  console.log(
    `${size.layers} layers of width ${size.width}, batch size ${batchSize}: ${without!.milliseconds.toFixed(2)} ms, ${ratio(transformed)} of it with the transforms, which are ${(100 * share).toFixed(1)} % of that step, ${ratio(published)} of it as published`,
  );
}
