// A recipe of one's own in the form: what changes of it write into the spec, and what follows its name. No DOM.
import { describe, expect, test } from 'vitest';
import { precisionOf } from '../../src-main/spec/spec.ts';
import { checkDraft } from '../../src-renderer/new-study/check.ts';
import { baselineOf } from '../../src-renderer/new-study/controls.ts';
import { draftOf, type Draft, type OwnDraft, type RecipeDraft } from '../../src-renderer/new-study/draft.ts';
import {
  namesIn,
  ownRecipe,
  recipeIn,
  shownAt,
  spelledPrecision,
  withFormat,
  withRenamed,
  withSite,
} from '../../src-renderer/new-study/own-draft.ts';
import { copyOf, replaced } from '../../src-renderer/new-study/recipe-words.ts';
import { FOUR_LAYERS, tinySpec } from '../sweep/tiny.ts';

const DRAFT = draftOf(tinySpec({ model: FOUR_LAYERS, recipes: ['bf16-mixed'] }), 'tiny');

const withRecipes = (recipes: readonly RecipeDraft[]): Draft => ({ ...DRAFT, recipes });
const changed = (recipe: RecipeDraft, change: (own: OwnDraft) => OwnDraft): RecipeDraft => ({
  ...recipe,
  own: change(recipe.own!),
});

test('begins as what it extends, under a name that is free, and is a right spec', () => {
  const mine = ownRecipe('tensorwise', DRAFT.recipes);
  expect(mine.name).toBe('my-tensorwise');
  expect(ownRecipe('tensorwise', [mine]).name).toBe('my-tensorwise-2');
  const { spec } = checkDraft(withRecipes([...DRAFT.recipes, mine]));
  expect(spec!.recipes[1]).toMatchObject({ name: 'my-tensorwise', extends: 'tensorwise' });
  expect(namesIn([mine])).toContain('my-tensorwise');
});

test('a copy trains in itself, not in what it was copied from', () => {
  const mine = changed(ownRecipe('tensorwise', []), (own) => withSite(own, 'residual', 'e5m2'));
  const copy = copyOf(mine, [mine]);
  const { spec } = checkDraft(withRecipes([mine, copy]));
  const [stage] = precisionOf(spec!, spec!.recipes[1]!).stages;
  expect(stage!.recipe.name).toBe('my-tensorwise 2');
  expect(stage!.recipe.residual!.cast.format.name).toBe('e5m2');
});

describe('another format', () => {
  const blocks = { format: 'e4m3fn', rounding: 'stochastic', scaling: { kind: 'mx' } } as const;
  test.each([
    [blocks, 'e5m2', { ...blocks, format: 'e5m2' }],
    // Formats with the range of float32 take no scale.
    [blocks, 'bf16', { format: 'bf16', rounding: 'stochastic' }],
    [{ format: 'e2m1', scaling: { kind: 'nvfp4' } } as const, 'e4m3fn', 'e4m3fn'],
    [null, 'fp16', 'fp16'],
    [blocks, null, null],
  ])('%j as %s', (from, format, to) => {
    expect(withFormat(from, format)).toEqual(to);
  });
});

test('a site shows what it has from what it extends until it is set, and again after', () => {
  const own = { extends: 'tensorwise', sites: {} };
  const base = recipeIn([], 'tensorwise');
  const site = 'linear.forward.weight';
  const before = shownAt(own, base, site);
  expect(before).toEqual({ format: 'e4m3fn', scaling: { kind: 'tensor' } });
  const set = withSite(own, site, null);
  expect(shownAt(set, base, site)).toBeNull();
  expect(spelledPrecision(shownAt(set, base, site))).toBeNull();
  expect(withSite(set, site, undefined)).toEqual(own);
});

describe('a new name', () => {
  const { recipes } = draftOf(
    tinySpec({
      model: FOUR_LAYERS,
      recipes: [
        { name: 'mine', extends: 'tensorwise' },
        { name: 'child', extends: 'mine', edgeLayers: { first: 1, extends: 'mine' } },
        'guarded-fp8:mine',
        { name: 'kept', recipe: 'fp8-unscaled', kept: { recipe: 'mine', firstLayers: 1 } },
        {
          name: 'acting',
          recipe: 'fp32',
          triggers: [{ watch: 'nonfinite', action: { kind: 'redo', recipe: 'mine' } }],
        },
      ],
    }),
    'tiny',
  );

  test('is followed wherever the old one was named', () => {
    const renamed = withRenamed(recipes, 0, 'ours');
    const { spec, found } = checkDraft(withRecipes(renamed));
    expect(found).toEqual([]);
    expect(JSON.stringify(spec!.recipes)).not.toContain('"mine"');
  });

  test('that a preset has is refused, and its next one takes nothing from the preset', () => {
    const taken = withRenamed(recipes, 0, 'fp32');
    expect(checkDraft(withRecipes(taken)).spec).toBeNull();
    const free = withRenamed(taken, 0, 'theirs');
    expect(free.at(-1)!.stages[0]!.recipe).toBe('fp32');
  });
});

test('mistakes stand at their sites, and a draft that is wrong has no guess for its baseline', () => {
  const mine = changed(ownRecipe('tensorwise', []), (own) => withSite(own, 'residual', 'bf17'));
  const draft = withRecipes([mine]);
  expect(checkDraft(draft).found).toMatchObject([{ field: 'recipes[0].residual' }]);
  expect(baselineOf(draft)).toBeNull();
  const circle = withRecipes(replaced([mine], 0, { ...mine, own: { extends: mine.name, sites: {} } }));
  expect(checkDraft(circle).found).toMatchObject([{ field: 'recipes[0].extends' }]);
});
