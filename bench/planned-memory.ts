// Memory that one lane of a preset's baseline is planned with, by device, by how its batches are split and by what is computed again.
// node bench/planned-memory.ts PRESET BATCH_SIZE VOCABULARY
import { sessionMemory } from '../src-main/engine/devices/memory.ts';
import { jobPrograms } from '../src-main/engine/train.ts';
import { jobOf } from '../src-main/plan/plan.ts';
import { parseSpec } from '../src-main/spec/spec.ts';
import { readPreset } from '../src-main/sweep/preset-files.ts';

const [preset = 'gpt2-124m', rowValue = 8, vocabulary = 50_257] = process.argv
  .slice(2)
  .map((argument, index) => (index === 0 ? argument : Number(argument))) as [string?, number?, number?];
const spec = parseSpec(readPreset(preset));
const job = jobOf(spec, { recipe: spec.baseline, rowValue, runs: [] });
const gibibytes = (bytes: number) => (bytes / 2 ** 30).toFixed(2);
for (let microBatch = rowValue; Number.isInteger(microBatch); microBatch /= 2) {
  for (const recomputation of ['none', 'layer'] as const) {
    const programs = jobPrograms({ ...job, microBatch, recomputation }, vocabulary);
    const [wasm, webgpu] = (['wasm', 'webgpu'] as const).map((name) =>
      gibibytes(sessionMemory({ name, threads: 1 }, programs, 0).bytes(1)),
    );
    console.log(
      `${spec.baseline}, micro-batches of ${microBatch}, recomputation ${recomputation}: wasm ${wasm} GiB, webgpu ${webgpu} GiB`,
    );
  }
}
