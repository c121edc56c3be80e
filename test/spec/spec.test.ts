import { describe, expect, test } from 'vitest';
import { RECIPE_NAMES } from '../../src-main/recipes/presets.ts';
import { presetNames, readPreset } from '../../src-main/sweep/preset-files.ts';
import {
  optimizerOf,
  parseSpec,
  precisionOf,
  specAtRow,
  SpecError,
  stepsAt,
  type Spec,
} from '../../src-main/spec/spec.ts';
import { namedProgram, spelledOut } from '../../src-main/spec/programs.ts';
import { TINY, tinySpec } from '../sweep/tiny.ts';

function complaint(changes: Record<string, unknown>): string {
  try {
    parseSpec({ ...TINY, ...changes });
  } catch (error) {
    expect(error).toBeInstanceOf(SpecError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('a wrong spec is refused in one sentence that names field, value and what is allowed', () => {
  const { model } = TINY;
  test.each([
    [{ learningRates: [0.1, 0.2, -0.1] }, 'learningRates[2] is -0.1; it must be a positive number.'],
    [{ learningRates: [0] }, 'learningRates[0] is 0; it must be a positive number.'],
    [{ learningRates: [NaN] }, 'learningRates[0] is NaN; it must be a positive number.'],
    [{ learningRates: [Infinity] }, 'learningRates[0] is Infinity; it must be a positive number.'],
    [{ learningRates: ['0.1'] }, 'learningRates[0] is "0.1"; it must be a positive number.'],
    [{ learningRates: [null] }, 'learningRates[0] is null; it must be a positive number.'],
    [
      { learningRates: 0.1 },
      'learningRates is 0.1; it must be a list of positive numbers, or {from, to, count}.',
    ],
    [
      { learningRates: [] },
      'learningRates is []; it must be a list of positive numbers, or {from, to, count} (1 to 1000 of them).',
    ],
    [
      { learningRates: [0.1, 0.01, 0.1] },
      'learningRates[2] is 0.1; it must be a learning rate that is not in the list yet.',
    ],
    [
      { learningRates: { from: 0.1, to: 0.01, count: 3 } },
      'learningRates.to is 0.01; it must be above from, 0.1.',
    ],
    [
      { learningRates: { from: 0.1, to: 0.2 } },
      'learningRates.count is missing; it must be a whole number from 1 to 1000.',
    ],
    [
      { learningRates: { from: 0.1, to: 0.2, count: 2, base: 10 } },
      'learningRates.base is not a known field; it must be one of from, to, count.',
    ],
    [{ batchSizes: [4, 4.5] }, 'batchSizes[1] is 4.5; it must be a whole number from 1 to 65536.'],
    [{ batchSizes: { from: 4, to: 24 } }, 'batchSizes.to is 24; it must be from, 4, times a power of two.'],
    [{ seeds: 0 }, 'seeds is 0; it must be a whole number from 1 to 1000, or a list of seeds.'],
    [{ seeds: [3, 3] }, 'seeds[1] is 3; it must be a seed that is not in the list yet.'],
    [{ steps: 1.5 }, 'steps is 1.5; it must be a whole number from 1 to 10000000.'],
    [{ steps: undefined }, 'steps is missing; it must be a whole number from 1 to 10000000.'],
    [{ budget: 'flops' }, 'budget is "flops"; it must be "steps" or "tokens".'],
    [{ model: { ...model, heads: 3 } }, 'model.heads is 3; it must be a divisor of width, 8.'],
    [
      { model: { ...model, width: 6, positions: 'rotary' } },
      'model.heads is 2; it must be such that width / heads is even, for rotary positions (it is 3).',
    ],
    [
      { model: { ...model, parametrisation: 'ntk' } },
      'model.parametrisation is "ntk"; it must be "standard", "mup" or "mus".',
    ],
    [
      { model: { ...model, parametrisation: 'mup' } },
      'model.baseWidth is missing; it must be a whole number from 2 to 8192 where parametrisation is "mup".',
    ],
    [
      { model: { ...model, parametrisation: 'mup', baseWidth: 5 } },
      'model.baseWidth is 5; it must be a multiple of heads, 2, unless baseHeads says how many the base width has.',
    ],
    [
      { model: { ...model, parametrisation: 'mup', baseWidth: 4, baseHeads: 3 } },
      'model.baseHeads is 3; it must be a divisor of baseWidth, 4.',
    ],
    [
      { model: { ...model, parametrisation: 'mus' } },
      'model.baseWidth is missing; it must be a whole number from 2 to 8192 where parametrisation is "mus".',
    ],
    [
      { model: { ...model, parametrisation: 'mus', baseWidth: 4, baseHeads: 2 } },
      'model.baseHeads is 2; it must be left out unless parametrisation is "mup".',
    ],
    [
      { model: { ...model, parametrisation: 'mus', baseWidth: 4, initialStandardDeviation: 0.02 } },
      'model.initialStandardDeviation is 0.02; it must be left out, or 1, where parametrisation is "mus".',
    ],
    [
      { model: { ...model, parametrisation: 'mus', baseWidth: 4, residualCoefficient: 1 } },
      'model.residualCoefficient is 1; it must be a number above 0 and below 1.',
    ],
    [
      { model: { ...model, residualCoefficient: 0.4 } },
      'model.residualCoefficient is 0.4; it must be left out unless parametrisation is "mus".',
    ],
    [
      { model: { ...model, parametrisation: 'mus', baseWidth: 4 }, optimizer: { kind: 'sgd' } },
      'optimizer.kind is "sgd"; it must be "adamw" where model.parametrisation is "mus".',
    ],
    [
      { model: { ...model, baseWidth: 4 } },
      'model.baseWidth is 4; it must be left out unless parametrisation is "mup" or "mus".',
    ],
    [
      { model: { ...model, outliers: { columns: 4, factor: 100 } } },
      'model.outliers.factor is 100; it must be a power of two from 2 to 1073741824.',
    ],
    [
      { model: { ...model, hidden: 16, outliers: { columns: 16, factor: 64 } } },
      'model.outliers.columns is 16; it must be a whole number from 1 to 15, below the hidden width.',
    ],
    [
      { model: { ...model, outliers: { columns: 4, factor: 64, fromStep: 6 } } },
      'model.outliers.fromStep is 6; it must be below the steps of the shortest run, 6.',
    ],
    [
      { model: { ...model, parametrisation: 'mup', baseWidth: 4 }, optimizer: { kind: 'muon' } },
      'optimizer.kind is "muon"; it must be "adamw" or "sgd" where model.parametrisation is "mup".',
    ],
    [
      { optimizer: { kind: 'muon', adjustRate: 'none' } },
      'optimizer.adjustRate is "none"; it must be "original" or "match_rms_adamw".',
    ],
    [{ model: { ...model, layers: 0 } }, 'model.layers is 0; it must be a whole number from 1 to 96.'],
    [{ optimizer: { beta2: 1 } }, 'optimizer.beta2 is 1; it must be a number from 0 to below 1.'],
    [{ optimizer: { warmupSteps: 7 } }, 'optimizer.warmupSteps is 7; it must be at most steps, 6.'],
    [{ baseline: 'bf16' }, 'baseline is "bf16"; it must be one of the recipes: fp32, fp8-unscaled.'],
    [
      { recipes: ['fp32', 'fp32'] },
      'recipes[1] is "fp32"; it must be a recipe whose name is not in the list yet ("fp32" is).',
    ],
    [
      { recipes: [{ name: 'a', recipe: 'fp32', optimizer: { clip: -1 } }] },
      'recipes[0].optimizer.clip is -1; it must be a number of 0 or more.',
    ],
    [
      { recipes: [{ name: 'a', stages: [{ recipe: 'fp32', untilStep: 6 }, { recipe: 'tf32' }] }] },
      'recipes[0].stages[0].untilStep is 6; it must be below steps, 6.',
    ],
    [
      { recipes: [{ name: 'a', stages: [{ recipe: 'fp32', untilStep: 3 }] }] },
      'recipes[0].stages[0].untilStep is 3; it must be null in the last stage.',
    ],
    [{ thresholds: { tailShare: 2 } }, 'thresholds.tailShare is 2; it must be a number from 0 to 1.'],
    [
      { thresholds: { unstableLabels: ['dead'] } },
      'thresholds.unstableLabels[0] is "dead"; it must be one of nonfinite, above-init, slow, collapsed, stalled, stopped, spiky, degraded, ok.',
    ],
    [{ sharpnessEpsilon: 0 }, 'sharpnessEpsilon is 0; it must be a number above 0 and at most 1.'],
    [{ recomputation: 'block' }, 'recomputation is "block"; it must be "none" or "layer".'],
    [{ microBatch: 0 }, 'microBatch is 0; it must be a whole number from 1 to 65536.'],
    [
      { microBatch: 3, batchSizes: [1, 2, 3, 6, 8] },
      'microBatch is 3; it must be a divisor of every batch size above it, as of 8.',
    ],
    [
      { earlyStop: 'yes' },
      'earlyStop is "yes"; it must be true, false, or an object with from, window and fall.',
    ],
    [
      { earlyStop: { from: 2, window: 0.1, fall: 1 } },
      'earlyStop.from is 2; it must be a number from 0 to 1.',
    ],
    [
      { earlyStop: true, thresholds: { unstableLabels: ['nonfinite', 'stopped'] } },
      'thresholds.unstableLabels is nonfinite, stopped; it must hold above-init, collapsed, stopped where runs are stopped early.',
    ],
    [
      {
        recipes: [
          {
            name: 'fp32',
            recipe: 'fp32',
            triggers: [{ watch: 'sharpness', test: 'twin-ratio', value: 2, action: { kind: 'stop' } }],
          },
          'fp8-unscaled',
        ],
      },
      'recipes[0].triggers[0].test is twin-ratio; it must be another one: the baseline has no twin.',
    ],
    [
      {
        recipes: [
          {
            name: 'guarded',
            recipe: 'fp8-unscaled',
            triggers: [{ watch: 'underflow', test: 'twin-ratio', value: 2, action: { kind: 'stop' } }],
          },
        ],
      },
      'recipes[0].triggers[0].test is "twin-ratio"; it must be another one for underflow: only loss, gradientNorm, updateRms, largestLogit, logZ, sharpness have a twin.',
    ],
    [{ version: 2 }, 'version is 2; it must be 1.'],
    [
      { learningRates: { from: 1e-4, to: 1, count: 1000 }, seeds: 1000 },
      'The grid has 4000000 runs; it must have at most 1000000.',
    ],
    [
      { seeds: 1000, steps: 1_000_000 },
      'The curves of 8000 runs of 1000000 steps take 256 GB; it must be at most 100 GB.',
    ],
  ])('%j', (changes, sentence) => {
    expect(complaint(changes)).toBe(sentence);
  });

  test('an unknown recipe is answered with the known ones', () => {
    expect(complaint({ recipes: ['fp33'] })).toMatch(
      /^recipes\[0\] is "fp33"; it must be one of fp32, tf32, .*\.$/,
    );
  });

  test('an unknown field is answered with the known ones', () => {
    expect(complaint({ learningRate: 1 })).toMatch(
      /^learningRate is not a known field; it must be learningRates, the nearest, or one of version, name, /,
    );
  });

  test.each([null, 3, 'quick', []])('%j is no spec', (value) => {
    expect(() => parseSpec(value)).toThrow(/^The spec is .*; it must be an object with name, model, .*\.$/);
  });
});

describe('what a spec leaves open is filled in', () => {
  test('AdamW 0.9/0.95 with clipping, a tenth of the steps as warm-up, cosine', () => {
    expect(tinySpec({ steps: 200 }).optimizer).toEqual({
      kind: 'adamw',
      beta1: 0.9,
      beta2: 0.95,
      epsilon: 1e-8,
      momentum: 0.9,
      weightDecay: 0.1,
      clip: 1,
      warmupSteps: 20,
      schedule: 'cosine',
      finalFraction: 0,
    });
  });

  test('the hidden width is 4 x width, and 8/3 of it for SwiGLU, in eights', () => {
    expect(tinySpec().model.hidden).toBe(32);
    expect(tinySpec({ model: { ...TINY.model, activation: 'swiglu' } }).model.hidden).toBe(24);
  });

  test('Muon has the momentum of torch.optim.Muon unless it is given', () => {
    expect(tinySpec({ optimizer: { kind: 'muon' } }).optimizer.momentum).toBe(0.95);
    expect(tinySpec({ optimizer: { kind: 'muon', momentum: 0.8 } }).optimizer.momentum).toBe(0.8);
  });

  test('unit scaling says what it begins with, and a spec that says so is the same', () => {
    const model = { ...TINY.model, parametrisation: 'mus', baseWidth: 4 };
    const spec = tinySpec({ model });
    expect(spec.model).toMatchObject({ initialStandardDeviation: 1, residualCoefficient: 0.4 });
    expect(tinySpec({ model: spec.model })).toEqual(spec);
    expect(tinySpec().model.initialStandardDeviation).toBe(0.02);
  });

  test('the standard parametrisation is that of a model which says nothing of it', () => {
    expect(tinySpec({ model: { ...TINY.model, parametrisation: 'standard' } })).toEqual(tinySpec());
  });

  test('the baseline is the highest precision, whatever the order', () => {
    expect(tinySpec({ recipes: ['fp8-unscaled', 'bf16-mixed', 'tensorwise'] }).baseline).toBe('bf16-mixed');
    expect(tinySpec({ recipes: ['mask-e8m1', 'bf16-mixed', 'fp32'] }).baseline).toBe('fp32');
    const program = { name: 'there', stages: [{ recipe: 'fp32', untilStep: 2 }, { recipe: 'tensorwise' }] };
    expect(tinySpec({ recipes: [program, 'bf16-mixed'] }).baseline).toBe('bf16-mixed');
  });

  test('learning rates from 1e-3 to 1e-1 in three are a decade apart', () => {
    expect(tinySpec({ learningRates: { from: 1e-3, to: 1e-1, count: 3 } }).learningRates).toEqual([
      1e-3, 1e-2, 1e-1,
    ]);
  });

  test('learning rates may be further apart than the largest number', () => {
    const { learningRates } = tinySpec({ learningRates: { from: 1e-300, to: 1e300, count: 5 } });
    expect(learningRates).toEqual([1e-300, 1e-150, 1, 1e150, 1e300]);
  });

  test('learning rates that no number lies between are refused', () => {
    expect(() => tinySpec({ learningRates: { from: 1, to: 1 + 2 ** -52, count: 3 } })).toThrow(
      'learningRates.to is 1.0000000000000002; it must be so far above from, 1, that 3 values differ.',
    );
  });

  test('close learning rates stay apart', () => {
    const { learningRates } = tinySpec({ learningRates: { from: 1, to: 1.001, count: 100 } });
    expect(new Set(learningRates).size).toBe(100);
  });

  test('octaves from 4 to 32', () => {
    expect(tinySpec({ batchSizes: { from: 4, to: 32 } }).batchSizes).toEqual([4, 8, 16, 32]);
  });

  test('axes are sorted, grids of one value are grids', () => {
    const spec = tinySpec({ learningRates: [0.1], batchSizes: [8, 2], seeds: [7] });
    expect(spec).toMatchObject({ learningRates: [0.1], batchSizes: [2, 8], seeds: [7] });
  });

  test('a parsed spec parses to itself, also after JSON', () => {
    const program = { name: 'there', stages: [{ recipe: 'fp32', untilStep: 2 }, { recipe: 'tensorwise' }] };
    const variant = { name: 'eps', recipe: 'bf16-mixed', optimizer: { epsilon: 1e-6 } };
    const spec = tinySpec({ recipes: [program, variant, 'fp32'], thresholds: { tailSteps: 3 } });
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });
});

describe('budget', () => {
  const program = { name: 'there', stages: [{ recipe: 'tf32', untilStep: 40 }, { recipe: 'fp32' }] };
  const settings = {
    recipes: [program],
    batchSizes: [2, 8, 1024],
    steps: 100,
    optimizer: { warmupSteps: 10 },
  };

  test('equal steps leave everything as it is', () => {
    const spec = tinySpec(settings);
    expect(spec.batchSizes.map((size) => stepsAt(spec, size))).toEqual([100, 100, 100]);
  });

  test('equal tokens shrink run, warm-up and stages in proportion, to one step at least', () => {
    const spec = tinySpec({ ...settings, budget: 'tokens' });
    expect(spec.batchSizes.map((size) => stepsAt(spec, size))).toEqual([100, 25, 1]);
    const rows = spec.batchSizes.map((size) => specAtRow(spec, size));
    expect(rows.map((row) => optimizerOf(row, row.recipes[0]!).warmupSteps)).toEqual([10, 3, 1]);
    const [, row] = rows as [Spec, Spec, Spec];
    expect(row.batchSizes).toEqual([8]);
    expect(precisionOf(row, row.recipes[0]!).stages.map(({ untilStep }) => untilStep)).toEqual([10, null]);
  });
});

test('changes of the optimizer for one recipe leave the others alone', () => {
  const variant = { name: 'eps', recipe: 'fp32', optimizer: { epsilon: 1e-4 } };
  const spec = tinySpec({ recipes: ['fp32', variant] });
  expect(spec.recipes.map((recipe) => optimizerOf(spec, recipe).epsilon)).toEqual([1e-8, 1e-4]);
});

test.each(presetNames())('the preset %s is a valid spec of its own name', (name) => {
  expect(parseSpec(readPreset(name)).name).toBe(name);
});

test('guarded-fp8 watches overflow where values can outgrow their scale, and the rest under every recipe', () => {
  const watched = (recipe: string) =>
    spelledOut(namedProgram('guarded-fp8', recipe), 120).triggers!.map(({ watch }) => watch);
  expect(watched('nvfp4')).toEqual(['nonfinite', 'loss', 'underflow']);
  expect(watched('te-delayed')).toEqual(['nonfinite', 'loss', 'underflow', 'overflow']);
  expect(RECIPE_NAMES.filter((recipe) => watched(recipe).includes('overflow'))).toEqual([
    'te-delayed',
    'megatron-delayed',
    'fp8-unscaled',
    'fp8-static',
    'fp8-loss-scale',
    ...[7, 6, 5, 4, 3].map((bits) => `exponent-e${bits}`),
  ]);
});

describe('all problems of a spec are told at once', () => {
  const problemsOf = (changes: Record<string, unknown>) => {
    try {
      parseSpec({ ...TINY, ...changes });
    } catch (error) {
      if (error instanceof SpecError) return error;
      throw error;
    }
    throw new Error('The spec was accepted.');
  };

  test('a sentence a line, each with the keys that lead to its value', () => {
    const { message, problems } = problemsOf({
      name: 5,
      model: { ...TINY.model, layers: 0, depth: 2, wide: 3 },
      learningRates: [0.1, -1, 'x'],
    });
    expect(message.split('\n')).toEqual(problems.map((problem) => problem.message));
    expect(problems.map(({ path }) => path)).toEqual([
      ['name'],
      ['model', 'layers'],
      ['model', 'depth'],
      ['model', 'wide'],
      ['learningRates', 1],
      ['learningRates', 2],
    ]);
  });

  test('of fields that do not fit together too', () => {
    const { problems } = problemsOf({
      baseline: 'bf16',
      optimizer: { warmupSteps: 7 },
      recipes: ['fp32', { name: 'own', recipe: 'fp32', optimizer: { warmupSteps: 8 } }],
      refine: 0.3,
      thresholds: { unstableLabels: [] },
    });
    expect(problems.map(({ path }) => path)).toEqual([
      ['baseline'],
      ['optimizer', 'warmupSteps'],
      ['recipes', 1, 'optimizer', 'warmupSteps'],
      ['thresholds', 'unstableLabels'],
    ]);
  });

  test('of very many the first, and how many more there are', () => {
    const { message, problems } = problemsOf({ learningRates: Array.from({ length: 100 }, () => -1) });
    expect(problems).toHaveLength(20);
    expect(message).toMatch(/\n80 more problems are not told\.$/);
  });
});
