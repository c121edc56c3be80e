// Controls in a spec: what they may be, and what they train by.
import { describe, expect, test } from 'vitest';
import { PERTURBATION } from '../../src-main/recipes/control.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { presetNames, readPreset } from '../../src-main/sweep/preset-files.ts';
import { parseSpec, SpecError } from '../../src-main/spec/spec.ts';
import { controlsOf } from '../../src-main/study/controls.ts';
import { tinySpec } from '../sweep/tiny.ts';

const negative = { name: 'again', recipe: 'fp32', control: 'negative' };
const positive = { name: 'broken', recipe: 'fp8-unscaled', control: 'positive' };

function complaint(changes: Record<string, unknown>): string {
  try {
    tinySpec(changes);
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a spec with controls', () => {
  const spec = tinySpec({ recipes: [negative, 'fp32', positive] });

  test('parses to itself, with the recipe that is no control as the baseline', () => {
    expect(spec.baseline).toBe('fp32');
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    const info = { ...spec, spec, recipes: spec.recipes.map(({ name }) => name) };
    expect(controlsOf(info)).toEqual({ negative: 'again', positive: 'broken' });
  });

  test('trains the negative one as the baseline, but for its initial weights', () => {
    const job = (recipe: string) => jobOf(spec, { recipe, rowValue: 2, runs: [] });
    const { perturbation, precision, ...rest } = job('again');
    const { precision: own, ...others } = job('fp32');
    expect(perturbation).toBe(PERTURBATION);
    expect(rest).toEqual(others);
    expect({ ...precision, name: 'fp32' }).toEqual(own);
    expect(job('broken')).not.toHaveProperty('perturbation');
  });

  test('may repeat what the baseline has of its own in other words', () => {
    const own = { recipe: 'bf16-mixed', optimizer: { epsilon: 1e-6, beta2: 0.99 } };
    const recipes = [
      { name: 'base', ...own },
      { name: 'again', recipe: 'bf16-mixed', optimizer: { beta2: 0.99 }, control: 'negative' },
    ];
    expect(complaint({ recipes, optimizer: { epsilon: 1e-6 } })).toBe('none');
    const staged = { stages: [{ recipe: 'fp32', untilStep: 3 }, { recipe: 'tf32' }] };
    const programs = [
      { name: 'base', ...staged },
      { name: 'again', ...staged, control: 'negative' },
    ];
    expect(complaint({ recipes: programs })).toBe('none');
  });
});

const alike = (index: number, baseline = 'fp32') =>
  `recipes[${index}].control is "negative"; it must be left out, or all else that recipes[${index}] says must be as in the baseline, "${baseline}".`;

describe('what cannot be a control is told in one sentence', () => {
  test.each<[Record<string, unknown>, string]>([
    [
      { recipes: ['fp32', { ...negative, control: 'none' }] },
      'recipes[1].control is "none"; it must be "negative" or "positive".',
    ],
    [
      { recipes: ['fp32', negative, { ...negative, name: 'once more' }] },
      'recipes[2].control is "negative"; it must be left out: "again" is the negative one.',
    ],
    [
      { recipes: ['fp32', positive, { ...positive, name: 'e4', recipe: 'exponent-e4' }] },
      'recipes[2].control is "positive"; it must be left out: "broken" is the positive one.',
    ],
    [
      { recipes: ['fp32', positive], baseline: 'broken' },
      'recipes[1].control is "positive"; it must be left out of the baseline.',
    ],
    [{ recipes: [negative] }, 'recipes[0].control is "negative"; it must be left out of the baseline.'],
    [{ recipes: ['fp32', { ...negative, recipe: 'tf32' }] }, alike(1)],
    [{ recipes: ['fp32', { ...negative, optimizer: { clip: 2 } }] }, alike(1)],
    [{ recipes: ['fp32', { ...negative, kept: { recipe: 'tf32', sites: ['head'] } }] }, alike(1)],
    [{ recipes: ['fp32', 'tf32', negative], baseline: 'tf32' }, alike(2, 'tf32')],
    [
      {
        recipes: [
          'fp32',
          {
            ...negative,
            triggers: [{ watch: 'loss', test: 'above', value: 9, action: { kind: 'stop' } }],
          },
        ],
      },
      alike(1),
    ],
    [
      { recipes: ['fp32', { name: 'again', program: 'there', recipe: 'tf32', control: 'negative' }] },
      'recipes[1].control is not a known field; it must be one of name, program, recipe, high, share.',
    ],
  ])('%j', (changes, sentence) => {
    expect(complaint(changes)).toBe(sentence);
  });
});

test.each(presetNames())('the preset %s has both controls', (name) => {
  const spec = parseSpec(readPreset(name));
  const { negative: again, positive: broken } = controlsOf({
    spec,
    baseline: spec.baseline,
    recipes: spec.recipes.map((recipe) => recipe.name),
  });
  expect(again).not.toBeNull();
  expect(broken).not.toBeNull();
});
