// Memory of the wasm device over many steps: 10,000 by default, of six lanes of a small model, printed at intervals.
// node bench/memory.ts [STEPS]
import { trainingOffsets } from '../src-main/engine/corpus.ts';
import { createWasmDevice } from '../src-main/engine/devices/wasm/device.ts';
import { gatherSequences } from '../src-main/engine/sequences.ts';
import { initialWeights } from '../src-main/engine/train.ts';
import { transformerStep } from '../src-main/engine/transformer.ts';
import { recipeByName } from '../src-main/recipes/presets.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { corpusOf, readText } from '../src-main/sweep/text-source.ts';

const steps = Number(process.argv[2] ?? 10_000);
const LANES = [0, 1, 2, 3, 4, 5];
const CHUNK = 50;
const spec = parseSpec({
  name: 'memory',
  model: { layers: 2, width: 16, heads: 2, context: 16 },
  recipes: ['tensorwise'],
  learningRates: [0.003],
  batchSizes: [2],
  seeds: 1,
  steps,
});
const corpus = corpusOf(readText(spec.text!), spec);
const program = transformerStep({
  model: spec.model,
  optimizer: spec.optimizer,
  recipe: recipeByName('tensorwise'),
  batchSize: 2,
  vocabulary: corpus.vocabularySize,
  sharpnessEpsilon: spec.sharpnessEpsilon,
});
const device = await createWasmDevice({ threads: 2 });
const session = await device.open({ programs: [program], seeds: LANES });
for (const lane of LANES) {
  for (const weight of program.weights) await session.write(lane, weight.name, initialWeights(weight, lane));
}
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1).padStart(7);
console.log('  steps   resident      heap  external + buffers (MB)');
for (let done = 0; done < steps; done += CHUNK) {
  const batches = LANES.flatMap((lane) =>
    Array.from({ length: CHUNK }, (_, step) =>
      trainingOffsets(corpus, lane, done + step, 2, spec.model.context),
    ),
  );
  const learningRates = new Float64Array(LANES.length * CHUNK).fill(0.003);
  await session.run({
    program: 0,
    lanes: LANES,
    fromStep: done,
    steps: CHUNK,
    ...gatherSequences(corpus.tokens, batches, spec.model.context),
    learningRates,
    statisticsEvery: 500,
  });
  if ((done + CHUNK) % (steps / 10) === 0 || done === 0) {
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    console.log(
      `${String(done + CHUNK).padStart(7)}  ${megabytes(rss)}   ${megabytes(heapUsed)}   ${megabytes(external + arrayBuffers)}`,
    );
  }
}
await session.close();
await device.close();
