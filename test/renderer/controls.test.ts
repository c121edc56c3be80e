// The controls in the form: added, taken away, and the negative one always what the baseline is. No DOM.
import { describe, expect, test } from 'vitest';
import { checkDraft } from '../../src-renderer/new-study/check.ts';
import {
  baselineOf,
  controlKind,
  hasControls,
  withControls,
  withoutControls,
} from '../../src-renderer/new-study/controls.ts';
import { draftOf, specJson, type Draft } from '../../src-renderer/new-study/draft.ts';
import { initialState, reduceForm, type FormAction } from '../../src-renderer/new-study/form-reducer.ts';
import { copyOf, isPlain } from '../../src-renderer/new-study/recipe-words.ts';
import { tinySpec } from '../sweep/tiny.ts';

const draftWith = (recipes: readonly unknown[], changes: object = {}) =>
  draftOf(tinySpec({ recipes, ...changes }), 'tiny');
const added = (draft: Draft): Draft => ({ ...draft, recipes: withControls(draft) });
const names = ({ recipes }: Pick<Draft, 'recipes'>) => recipes.map(({ name }) => name);

function after(draft: Draft, ...actions: readonly FormAction[]): Draft {
  return actions.reduce(reduceForm, initialState(draft)).draft;
}

describe('controls', () => {
  test('are added behind the recipes, and what comes of it is a spec that holds both', () => {
    const draft = added(draftWith(['bf16-mixed', 'tensorwise']));
    expect(names(draft)).toEqual(['bf16-mixed', 'tensorwise', 'bf16-mixed-perturbed', 'fp8-unscaled']);
    expect(hasControls(draft)).toBe(true);
    const { spec } = checkDraft(draft);
    expect(spec!.baseline).toBe('bf16-mixed');
    expect(spec!.recipes.map(({ control }) => control ?? null)).toEqual([null, null, 'negative', 'positive']);
    expect(names({ recipes: withoutControls(draft) })).toEqual(['bf16-mixed', 'tensorwise']);
  });

  test('that are there already are not added again', () => {
    const draft = added(draftWith(['bf16-mixed', 'fp8-unscaled']));
    expect(names(draft)).toEqual(['bf16-mixed', 'fp8-unscaled', 'bf16-mixed-perturbed']);
    expect(names(added(draft))).toEqual(names(draft));
  });

  test('have names that are free', () => {
    const recipes = [
      'fp32',
      { name: 'fp32-perturbed', recipe: 'tf32' },
      { name: 'fp8-unscaled', recipe: 'fp8-unscaled', optimizer: { clip: 2 } },
    ];
    const draft = added(draftWith(recipes));
    expect(names(draft).slice(3)).toEqual(['fp32-perturbed-2', 'fp8-unscaled-2']);
    expect(checkDraft(draft).found).toEqual([]);
  });

  test('of a baseline that is fp8-unscaled itself are the negative one alone', () => {
    const draft = added(draftWith(['fp8-unscaled', 'nvfp4'], { baseline: 'fp8-unscaled' }));
    expect(names(draft)).toEqual(['fp8-unscaled', 'nvfp4', 'fp8-unscaled-perturbed']);
    expect(checkDraft(draft).found).toEqual([]);
  });
});

describe('the negative control follows the baseline', () => {
  const draft = added(draftWith(['bf16-mixed', 'fp32']));
  const again = (of: Draft) => of.recipes.find(({ kept }) => kept.control === 'negative')!;

  test('when that gets settings or stages of its own', () => {
    const [first, ...rest] = draft.recipes;
    expect(baselineOf(draft)).toBe('fp32');
    const own = { ...rest[0]!, optimizer: [{ setting: 'clip', value: '3' }] };
    const changed = after(draft, { kind: 'set-recipes', recipes: [first!, own, ...rest.slice(1)] });
    expect(again(changed).optimizer).toEqual(own.optimizer);
    expect(checkDraft(changed).found).toEqual([]);
  });

  test('when another recipe becomes the baseline, with the name that was made for it', () => {
    const changed = after(draft, { kind: 'set', path: 'baseline', value: 'bf16-mixed' });
    expect(again(changed)).toMatchObject({
      name: 'bf16-mixed-perturbed',
      stages: [{ recipe: 'bf16-mixed' }],
    });
    expect(checkDraft(changed).found).toEqual([]);
    const own = draft.recipes.map((recipe) =>
      recipe.kept.control === 'negative' ? { ...recipe, name: 'chance' } : recipe,
    );
    const renamed = after(
      draft,
      { kind: 'set-recipes', recipes: own },
      { kind: 'set', path: 'baseline', value: 'bf16-mixed' },
    );
    expect(again(renamed)).toMatchObject({ name: 'chance', stages: [{ recipe: 'bf16-mixed' }] });
  });
});

test('a copy of a control is none, and a control is still known as the recipe that it trains', () => {
  const draft = added(draftWith(['fp32']));
  const unscaled = draft.recipes.at(-1)!;
  expect(isPlain(unscaled, 'fp8-unscaled')).toBe(true);
  expect(controlKind(unscaled, 'fp32')).toBe('positive');
  const copy = { ...draft, recipes: [...draft.recipes, copyOf(draft.recipes[1]!, draft.recipes)] };
  expect(checkDraft(copy).found).toEqual([]);
  expect(specJson(copy).recipes).toEqual([
    'fp32',
    { name: 'fp32-perturbed', recipe: 'fp32', control: 'negative' },
    { name: 'fp8-unscaled', recipe: 'fp8-unscaled', control: 'positive' },
    { name: 'fp32-perturbed 2', recipe: 'fp32' },
  ]);
});
