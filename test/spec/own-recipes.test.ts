import { describe, expect, test } from 'vitest';
import { recipesOf } from '../../src-main/recipes/precision-program.ts';
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { parseSpec, precisionOf, SpecError, type Spec } from '../../src-main/spec/spec.ts';
import { FOUR_LAYERS, TINY, tinySpec } from '../sweep/tiny.ts';

const FORMATS =
  'tf32, bf16, fp16, e4m3fn, e5m2, e4m3, e3m4, e4m3fnuz, e5m2fnuz, e2m3, e3m2, e2m1, or eXmY with X from 2 to 8 and Y from 0 to 10';
const PRECISION = `null (float32), a format (${FORMATS}), or an object with format and scaling`;
const PRESETS = RECIPE_NAMES.join(', ');

function complaint(recipes: unknown): string {
  try {
    parseSpec({ ...TINY, model: FOUR_LAYERS, recipes });
  } catch (error) {
    expect(error).toBeInstanceOf(SpecError);
    return (error as Error).message;
  }
  return 'accepted';
}

const own = (changes: object) => ({ name: 'mine', extends: 'tensorwise', ...changes });
const scaled = (kind: string, more: object = {}) => ({ format: 'e4m3fn', scaling: { kind, ...more } });

describe('a wrong recipe of one’s own is refused in one sentence that names field, value and what is allowed', () => {
  test.each<[changes: object, sentence: string]>([
    [{ residual: 'bf17' }, `recipes[0].residual is "bf17"; it must be ${PRECISION}.`],
    [{ residual: 'fp32' }, `recipes[0].residual is "fp32"; it must be ${PRECISION}.`],
    [{ residual: 'e8m0' }, `recipes[0].residual is "e8m0"; it must be ${PRECISION}.`],
    [{ residual: 'e9m2' }, `recipes[0].residual is "e9m2"; it must be ${PRECISION}.`],
    [{ residual: 16 }, `recipes[0].residual is 16; it must be ${PRECISION}.`],
    [{ residual: [] }, `recipes[0].residual is []; it must be ${PRECISION}.`],
    [{ residual: {} }, `recipes[0].residual.format is missing; it must be one of ${FORMATS}.`],
    [
      { residual: { format: 'bf16', round: 'down' } },
      'recipes[0].residual.round is not a known field; it must be one of format, rounding, overflow, subnormals, scaling.',
    ],
    [
      { residual: { format: 'bf16', rounding: 'down' } },
      'recipes[0].residual.rounding is "down"; it must be one of nearest-even, toward-zero, stochastic.',
    ],
    [
      { 'attention.qk': scaled('row') },
      'recipes[0].attention.qk.scaling.kind is "row"; it must be one of none, tensor.',
    ],
    [
      { weights: scaled('delayed') },
      'recipes[0].weights.scaling.kind is "delayed"; it must be one of none, tensor, row, block, mx, nvfp4.',
    ],
    [
      { adamV: scaled('delayed') },
      'recipes[0].adamV.scaling.kind is "delayed"; it must be one of none, tensor, row, block, mx, nvfp4.',
    ],
    [
      { 'linear.output': scaled('column') },
      'recipes[0].linear.output.scaling.kind is "column"; it must be one of none, tensor, delayed, row, block, mx, nvfp4.',
    ],
    [
      { 'linear.output': { format: 'e4m3fn', scaling: 'row' } },
      'recipes[0].linear.output.scaling is "row"; it must be an object with kind.',
    ],
    [
      { 'linear.output': scaled('block', { along: 0, across: 128 }) },
      'recipes[0].linear.output.scaling.along is 0; it must be a whole number from 1 to 65536.',
    ],
    [
      { 'linear.output': scaled('row', { along: 8 }) },
      'recipes[0].linear.output.scaling.along is not a known field; it must be one of kind, powerOfTwo.',
    ],
    [
      { 'linear.output': scaled('mx', { exponent: 'down' }) },
      'recipes[0].linear.output.scaling.exponent is "down"; it must be one of up, floor.',
    ],
    [
      { 'linear.output': scaled('nvfp4') },
      'recipes[0].linear.output.format is "e4m3fn"; it must be e2m1 where the scaling is nvfp4.',
    ],
    [
      { 'linear.output': { format: 'bf16', scaling: { kind: 'tensor' } } },
      'recipes[0].linear.output.scaling.kind is "tensor"; it must be none: bf16 has the range of float32.',
    ],
    [
      { accumulation: { bits: 25, promoteEvery: 128 } },
      'recipes[0].accumulation.bits is 25; it must be a whole number from 1 to 24.',
    ],
    [
      { accumulation: { bits: 14 } },
      'recipes[0].accumulation.promoteEvery is missing; it must be a whole number from 1 to 65536.',
    ],
    [
      { lossScale: 1000 },
      'recipes[0].lossScale is 1000; it must be null, a power of two from 1 to 16777216, or an object with kind.',
    ],
    [
      { lossScale: '2' },
      'recipes[0].lossScale is "2"; it must be null, a power of two from 1 to 16777216, or an object with kind.',
    ],
    [{ lossScale: { kind: 'constant' } }, 'recipes[0].lossScale.kind is "constant"; it must be dynamic.'],
    [
      { lossScale: { kind: 'dynamic', initial: 1000 } },
      'recipes[0].lossScale.initial is 1000; it must be a power of two from 1 to 16777216.',
    ],
    [
      { lossScale: { kind: 'dynamic', growthInterval: 0 } },
      'recipes[0].lossScale.growthInterval is 0; it must be a whole number from 1 to 1000000.',
    ],
    [
      { lossScale: { kind: 'dynamic', growthFactor: 2 } },
      'recipes[0].lossScale.growthFactor is not a known field; it must be one of kind, initial, growthInterval.',
    ],
    [{ hadamard: 8 }, 'recipes[0].hadamard is 8; it must be null or 16.'],
    [
      { accumulation: 14 },
      'recipes[0].accumulation is 14; it must be null, or an object with bits and promoteEvery.',
    ],
    [
      { edgeLayers: { first: 1 } },
      `recipes[0].edgeLayers.extends is missing; it must be one of ${PRESETS}, mine.`,
    ],
    [
      { edgeLayers: { first: -1, extends: 'fp32' } },
      'recipes[0].edgeLayers.first is -1; it must be a whole number from 0 to 1000.',
    ],
    [{ extends: 'tensorwize' }, `recipes[0].extends is "tensorwize"; it must be one of ${PRESETS}, mine.`],
    [
      { extends: undefined, residual: 'bf16' },
      `recipes[0].extends is missing; it must be one of ${PRESETS}, mine.`,
    ],
    [
      { extends: 'mine' },
      'recipes[0].extends is "mine"; it must be a recipe that does not extend itself, alone or through others.',
    ],
    [
      { edgeLayers: { first: 1, extends: 'mine' } },
      'recipes[0].extends is "tensorwise"; it must be a recipe that does not extend itself, alone or through others.',
    ],
    [
      { name: 'mxfp8' },
      'recipes[0].name is "mxfp8"; it must be a name that no preset and no program has and that does not end in ")".',
    ],
    [
      { name: 'there:tensorwise' },
      'recipes[0].name is "there:tensorwise"; it must be a name that no preset and no program has and that does not end in ")".',
    ],
    [
      { name: 'tensorwise (head in bf16-mixed)' },
      'recipes[0].name is "tensorwise (head in bf16-mixed)"; it must be a name that no preset and no program has and that does not end in ")".',
    ],
    [{ name: '' }, 'recipes[0].name is ""; it must be a text of 1 to 60 characters.'],
  ])('%j', (changes, sentence) => {
    expect(complaint([own(changes)])).toBe(sentence);
  });

  test('a site that there is not is answered with the nearest one', () => {
    expect(complaint([own({ 'linear.forward.activations': 'bf16' })])).toMatch(
      /^recipes\[0\]\.linear\.forward\.activations is not a known field; it must be linear\.forward\.activation, the nearest, or one of name, extends, linear\.forward\.activation, /,
    );
    expect(complaint([own({ 'attention.kq': 'bf16' })])).toContain(
      'it must be attention.qk, the nearest, or',
    );
    expect(complaint([own({ nothing: 1 })])).toContain(
      'is not a known field; it must be one of name, extends,',
    );
  });

  test('every circle is told at each of its recipes', () => {
    const circle = [
      own({ extends: 'b' }),
      own({ name: 'b', extends: 'c' }),
      own({ name: 'c', extends: 'mine' }),
    ];
    const sentence = (at: number, value: string) =>
      `recipes[${at}].extends is "${value}"; it must be a recipe that does not extend itself, alone or through others.`;
    expect(complaint(circle)).toBe([sentence(0, 'b'), sentence(1, 'c'), sentence(2, 'mine')].join('\n'));
  });

  test('one that keeps as many layers as the model has would be the other recipe throughout', () => {
    const told = (layers: number, recipes: unknown[]) => {
      const model = { ...TINY.model, layers };
      return () => parseSpec({ ...TINY, model, recipes, baseline: 'fp32' });
    };
    const sentence = (layers: number, name: string) =>
      `model.layers is ${layers}; it must be above ${layers}, the first and last layers that recipe "${name}" has in another precision.`;
    const kept = {
      name: 'kept',
      recipe: 'mxfp8',
      kept: { recipe: 'bf16-mixed', firstLayers: 1, lastLayers: 1 },
    };
    const edges = { name: 'edges', extends: 'mxfp8', edgeLayers: { last: 2, extends: 'bf16-mixed' } };
    const staged = {
      name: 'staged',
      stages: [{ recipe: 'nvfp4-published', untilStep: 3 }, { recipe: 'bf16-mixed' }],
    };
    expect(told(1, ['fp32', 'nvfp4-published'])).toThrow(sentence(1, 'nvfp4-published'));
    expect(told(1, ['fp32', staged])).toThrow(sentence(1, 'staged'));
    expect(told(2, ['fp32', kept])).toThrow(sentence(2, 'kept'));
    expect(told(2, ['fp32', edges])).toThrow(sentence(2, 'edges'));
    expect(told(2, ['fp32', staged])).not.toThrow();
    expect(told(3, ['fp32', kept, edges])).not.toThrow();
  });

  test('a name that no recipe has is refused wherever it is named, with the spec’s own among those allowed', () => {
    const wrong = (recipe: string) => ({
      name: 'b',
      stages: [{ recipe, untilStep: 2 }, { recipe: 'mine' }],
      triggers: [{ watch: 'nonfinite', action: { kind: 'redo', recipe } }],
      kept: { recipe, firstLayers: 1 },
    });
    const told = (place: string) => `recipes[1].${place} is "their"; it must be one of ${PRESETS}, mine.`;
    expect(complaint([own({}), wrong('their')])).toBe(
      [told('stages[0].recipe'), told('triggers[0].action.recipe'), told('kept.recipe')].join('\n'),
    );
    expect(complaint([own({}), wrong('mine')])).toBe('accepted');
    expect(complaint([own({}), 'back:their'])).toBe(
      `recipes[1] is "back:their"; it must be one of ${PRESETS}, mine.`,
    );
  });
});

function programOf(spec: Spec, name: string) {
  return precisionOf(
    spec,
    spec.recipes.find((each) => each.name === name)!,
  );
}

const rowwise: Recipe['linear']['forward']['activation'] = recipeByName('rowwise').linear.forward.activation;

describe('a recipe of one’s own', () => {
  const mine = own({
    'linear.forward.activation': scaled('row'),
    weightGradient: null,
    accumulation: { bits: 14, promoteEvery: 128 },
    hadamard: 16,
    lossScale: 1024,
    edgeLayers: { first: 1, extends: 'mxfp8', 'linear.output': null },
  });
  const tensorwise = recipeByName('tensorwise');
  const expected = {
    ...tensorwise,
    name: 'mine',
    linear: { ...tensorwise.linear, forward: { ...tensorwise.linear.forward, activation: rowwise } },
    weightGradient: null,
    accumulation: { bits: 14, promoteEvery: 128 },
    hadamard: 16 as const,
    lossScale: 1024,
    edgeLayers: { first: 1, last: 0, linear: { ...recipeByName('mxfp8').linear, output: null } },
  };
  const ofName = ({ summary: _, ...recipe }: Recipe) => recipe;
  const plain = ofName(expected);

  test('is what it extends but for the sites that it sets, and may be extended', () => {
    const child = own({ name: 'child', extends: 'mine', residual: 'bf16' });
    const spec = tinySpec({ model: FOUR_LAYERS, recipes: [child, mine] });
    expect(ofName(programOf(spec, 'mine').stages[0]!.recipe)).toEqual(plain);
    const { residual, ...others } = ofName(programOf(spec, 'child').stages[0]!.recipe);
    expect({ ...others, name: 'mine', residual: null }).toEqual(plain);
    expect(residual?.cast.format.name).toBe('bf16');
  });

  test('stands in stages, triggers, kept parts and programs by name', () => {
    const spec = tinySpec({
      model: FOUR_LAYERS,
      recipes: [
        mine,
        'there-and-back:mine',
        'guarded-fp8:mine',
        { name: 'kept', recipe: 'fp8-unscaled', kept: { recipe: 'mine', sites: ['linear.forward'] } },
        { name: 'staged', stages: [{ recipe: 'fp32', untilStep: 3 }, { recipe: 'mine' }] },
        {
          name: 'acting',
          recipe: 'fp32',
          triggers: [{ watch: 'nonfinite', action: { kind: 'redo', recipe: 'mine' } }],
        },
      ],
    });
    const names = (name: string) => recipesOf(programOf(spec, name)).map((recipe) => recipe.name);
    expect(names('mine')).toEqual(['mine']);
    expect(names('there-and-back:mine')).toEqual(['bf16-mixed', 'mine']);
    expect(names('guarded-fp8:mine')).toEqual(['mine', 'bf16-mixed']);
    expect(names('staged')).toEqual(['fp32', 'mine']);
    expect(names('acting')).toEqual(['fp32', 'mine']);
    expect(ofName(recipesOf(programOf(spec, 'staged'))[1]!)).toEqual(plain);
    expect(recipesOf(programOf(spec, 'kept'))[0]!.linear.forward.activation).toEqual(rowwise);
  });

  test('may have stages, an optimizer and kept parts; its name is then the recipe that they name', () => {
    const program = { ...mine, stages: [{ recipe: 'bf16-mixed', untilStep: 2 }, { recipe: 'mine' }] };
    const spec = tinySpec({ model: FOUR_LAYERS, recipes: [{ ...program, optimizer: { clip: 0 } }] });
    expect(recipesOf(programOf(spec, 'mine')).map(({ name }) => name)).toEqual(['bf16-mixed', 'mine']);
    expect(spec.recipes[0]!.optimizer).toEqual({ clip: 0 });
  });

  test('guards against scales that are outgrown where its own are', () => {
    const watched = (entry: object) =>
      tinySpec({ model: FOUR_LAYERS, recipes: [entry, 'guarded-fp8:mine'] }).recipes[1]!.triggers!.map(
        ({ watch }) => watch,
      );
    expect(watched(own({}))).not.toContain('overflow');
    expect(watched(own({ 'head.forward.weight': 'e4m3fn' }))).toContain('overflow');
  });

  test('a spec with one says the same when it is parsed again', () => {
    const spec = tinySpec({ model: FOUR_LAYERS, recipes: [mine, 'back:mine'] });
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    expect(spec.recipes[0]).toMatchObject(mine);
  });

  test('its negative control is the entry that trains in it', () => {
    const again = { name: 'again', recipe: 'mine', control: 'negative' };
    expect(tinySpec({ model: FOUR_LAYERS, recipes: [mine, again], baseline: 'mine' }).baseline).toBe('mine');
  });
});

describe('the highest precision', () => {
  const baseline = (...recipes: unknown[]) => tinySpec({ model: FOUR_LAYERS, recipes }).baseline;

  test('goes by the narrowest site of a recipe of one’s own, whatever it extends', () => {
    expect(baseline(own({ extends: 'fp32', adamV: 'e5m2' }), 'bf16-mixed')).toBe('bf16-mixed');
    expect(baseline(own({ extends: 'fp32', residual: 'bf16' }), 'tensorwise')).toBe('mine');
    expect(baseline(own({ extends: 'fp32', residual: 'bf16' }), 'bf16-mixed')).toBe('bf16-mixed');
    expect(baseline(own({ extends: 'fp32' }), 'tf32')).toBe('mine');
    expect(baseline(own({ extends: 'fp32' }), 'fp32')).toBe('fp32');
    expect(baseline(own({}), 'exponent-e3')).toBe('exponent-e3');
  });
});
