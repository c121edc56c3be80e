// What it costs to compute activations again: milliseconds of a step on one thread of the wasm device that keeps them and of one
// that does not, in turns.
// node bench/recomputation.ts [SECONDS]
import { timeSteps } from '../src-main/engine/devices/wasm/bench.ts';
import { transformerStep } from '../src-main/engine/transformer.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { readPreset } from '../src-main/sweep/preset-files.ts';

const seconds = Number(process.argv[2] ?? 8);
const vocabulary = 87;
const quick = parseSpec(readPreset('quick'));
const SIZES = [
  { layers: 2, width: 48, heads: 4, hidden: 192, context: 64, batchSize: 8 },
  { layers: 4, width: 256, heads: 8, hidden: 1024, context: 128, batchSize: 8 },
  { layers: 12, width: 256, heads: 8, hidden: 1024, context: 128, batchSize: 4 },
];
const tokens = Uint16Array.from({ length: 8 * 128 + 1 }, (_, i) => (i * 31) % vocabulary);
for (const { batchSize, ...size } of SIZES) {
  for (const name of ['fp32', 'tensorwise']) {
    const settings = {
      model: { ...quick.model, ...size },
      optimizer: quick.optimizer,
      recipe: recipeByName(name),
      batchSize,
      vocabulary,
      sharpnessEpsilon: quick.sharpnessEpsilon,
    };
    const cases = (['none', 'layer'] as const).map((recomputation) => ({
      program: transformerStep({ ...settings, recomputation }),
      on: 'wasm' as const,
    }));
    const [kept, again] = (await timeSteps(cases, tokens, seconds)).map(({ milliseconds }) => milliseconds);
    console.log(
      `${size.layers} layers of width ${size.width}, batch size ${batchSize}, ${name}: ${kept!.toFixed(2)} ms, ${again!.toFixed(2)} ms with recomputation, ${(again! / kept!).toFixed(3)} of it`,
    );
  }
}
