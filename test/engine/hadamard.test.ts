// A transform of both operands of a weight gradient leaves the product what it is, in whole batches and in micro-batches.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { randomNormal } from '../../src-main/engine/random.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import type { LinearPrecision, Recipe } from '../../src-main/recipes/recipe.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { withKeptParts } from '../../src-main/recipes/kept-parts.ts';
import { outcome } from './conformance/outcome.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';
import { programOf } from './webgpu-support.ts';

/** 32 that are transformed, and 5 left over. */
const [ROWS, INNER, COLUMNS] = [37, 12, 7];
const untouched: LinearPrecision = recipeByName('fp32').linear;

/** Two layers that share a buffer for what is transformed, whichever sides of the product it is. */
function layers(hadamard: Recipe['hadamard'], tied: boolean) {
  const build = new StepBuilder(null);
  for (const name of ['first', 'second']) {
    const shape = { rows: ROWS, inner: INNER, columns: COLUMNS };
    const weight = build.state(`${name} w`, tied ? [COLUMNS, INNER] : [INNER, COLUMNS]);
    build.state(`${name} x`, [ROWS, INNER]);
    build.state(`${name} dy`, [ROWS, COLUMNS]);
    build.state(`${name} dx`, [ROWS, INNER]);
    const layer = {
      label: name,
      site: 'linear',
      precision: untouched,
      weight,
      tied,
      factor: 1,
      hadamard,
      ...shape,
    };
    build.linearGradient(layer, `${name} x`, `${name} dy`, `${name} dx`, null);
  }
  return programOf(build);
}

const given = Object.fromEntries(
  ['first', 'second'].flatMap((name, layer) =>
    [INNER, COLUMNS].map((width, side) => [
      `${name} ${side === 0 ? 'x' : 'dy'}`,
      Float32Array.from({ length: ROWS * width }, (_, i) => randomNormal(10 * layer + side, i)),
    ]),
  ),
);

const DEVICES = { reference: createReferenceDevice, wasm: () => createWasmDevice({ threads: 1 }) };

describe.each(Object.entries(DEVICES))('on %s', (_, open) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device.close());

  test.each([false, true])('a weight gradient without rounding is what it was: tied %s', async (tied) => {
    const results = ['first w/gradient', 'second w/gradient'];
    const [plain, transformed] = [
      await outcome(device, layers(null, tied), given, results),
      await outcome(device, layers(16, tied), given, results),
    ];
    for (const name of results) {
      const [expected, found] = [plain.buffers[name]!, transformed.buffers[name]!];
      const most = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      const apart = expected.reduce((a, b, i) => Math.max(a, Math.abs(b - found[i]!)), 0);
      expect(most).toBeGreaterThan(1);
      // As far as float32 carries sums of 37 terms.
      expect(apart).toBeLessThan(1e-6 * most);
      expect(apart).toBeGreaterThan(0);
    }
  });
});

describe('of a model', () => {
  const published = recipeByName('nvfp4-published');
  const transformsOf = (recipe: Recipe, layerCount = 3) => {
    const job = jobOf(recipe, { model: { ...MODEL, layers: layerCount }, batchSize: 4, microBatch: 2 });
    return jobPrograms(job, CORPUS.vocabularySize)[0]!.operations.filter(({ kind }) => kind === 'hadamard');
  };

  test('both operands of every linear layer but those of edge layers are transformed, in every micro-batch', () => {
    const parts = ['mlp-down', 'mlp-up', 'attention-output', 'qkv'];
    expect(transformsOf(published).map(({ phase, label }) => [phase, label])).toEqual(
      ['layer1', 'layer0'].flatMap((layer) =>
        parts.flatMap((part) =>
          ['activation', 'output gradient'].map((side) => [
            'backward',
            `${layer} ${part} weight gradient ${side} transform`,
          ]),
        ),
      ),
    );
  });

  test('none is where the weight gradient is kept in another recipe', () => {
    const kept = {
      recipe: 'bf16-mixed',
      firstLayers: 0,
      lastLayers: 0,
      sites: ['linear.weightGradient'],
    } as const;
    const recipe = withKeptParts(published, recipeByName('bf16-mixed'), kept);
    expect(transformsOf(recipe)).toEqual([]);
  });
});
