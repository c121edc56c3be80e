// A step of the wasm device makes no buffers, arrays or objects: only numbers that V8 puts in a box of 16 bytes where one
// function hands them to another, up to a few an operation (what V8 has not optimized yet boxes more).
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { compileKernels, instantiateKernels } from '../../src-main/engine/devices/wasm/kernels.ts';
import { planLayout } from '../../src-main/engine/devices/wasm/layout.ts';
import { Stepper } from '../../src-main/engine/devices/wasm/stepper.ts';
import { initialWeights } from '../../src-main/engine/train.ts';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, OPTIMIZER } from './support.ts';

const BOX = 16;
const BOXES_PER_OPERATION = 6;
const STEPS = 300;
/** Until V8 has optimized all functions of a step. */
const WARM_UP = 3000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function stepperOf(recipe: string): Promise<Stepper> {
  const program = transformerStep({
    model: MODEL,
    optimizer: OPTIMIZER,
    recipe: recipeByName(recipe),
    batchSize: 2,
    vocabulary: CORPUS.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const layout = planLayout({ programs: [program], lanes: 1 }, 1);
  const pages = Math.ceil(layout.totalBytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  for (const spec of program.weights) {
    const at = layout.states + layout.stateOffsets[spec.name]!;
    new Float32Array(memory.buffer, at, layout.lengths[spec.name]!).set(initialWeights(spec, 0));
  }
  const kernels = instantiateKernels(await compileKernels(), memory);
  const stepper = new Stepper([program], 0, layout, memory, 0, { kernels, blas: null });
  stepper.select(0, 0);
  return stepper;
}

const BATCH = { tokens: CORPUS.tokens as Uint16Array, offsets: Int32Array.of(0, 50) };

test.each(['fp32', 'tensorwise', 'te-delayed', 'mxfp8', 'ms-amp-o2'])(
  'a step under %s leaves nothing but boxed numbers behind',
  async (recipe) => {
    const stepper = await stepperOf(recipe);
    for (let step = 0; step < WARM_UP; step++) stepper.train(BATCH, 0, step, 1e-3, step % 2 === 0);
    collect();
    const before = process.memoryUsage();
    for (let step = 0; step < STEPS; step++) stepper.train(BATCH, 0, WARM_UP + step, 1e-3, step % 10 === 0);
    const after = process.memoryUsage();
    const perStep = (after.heapUsed - before.heapUsed) / STEPS;
    expect(perStep).toBeGreaterThanOrEqual(0);
    expect(perStep).toBeLessThan(BOX * BOXES_PER_OPERATION * stepper.operations.length);
    expect(after.arrayBuffers).toBeLessThanOrEqual(before.arrayBuffers);
  },
);
