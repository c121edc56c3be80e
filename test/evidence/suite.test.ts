// The list of effects itself: each can be trained, and each can be judged by the studies that it names.
import { describe, expect, test } from 'vitest';
import { SCALES, studiesOf, type Measure } from '../../src-main/evidence/effect.ts';
import { EFFECT_NAMES, EFFECTS } from '../../src-main/evidence/effects.ts';
import { specOfStudy, STUDY_NAMES, type StudyName } from '../../src-main/evidence/studies.ts';
import { precisionOf } from '../../src-main/spec/spec.ts';
import { precisionAt } from '../../src-main/recipes/sites.ts';

test('names are told apart, and every study is seen by some effect', () => {
  expect(new Set(EFFECT_NAMES).size).toBe(EFFECT_NAMES.length);
  expect(new Set(EFFECTS.flatMap(studiesOf))).toEqual(new Set(STUDY_NAMES));
});

const sidesOf = (measure: Measure) =>
  measure.kind === 'warning'
    ? [measure.twin, ...measure.recipes].map((recipe) => ({ study: measure.study, recipe }))
    : [measure.of, measure.minus];

describe.each(EFFECTS)('$name', ({ measure, control, hypothesis, source, published }) => {
  test.each(SCALES)('compares recipes that its %s studies train', (scale) => {
    for (const { study, recipe } of [measure, ...(control ? [control] : [])].flatMap(sidesOf)) {
      expect(specOfStudy(study as StudyName, scale).recipes.map(({ name }) => name)).toContain(recipe);
    }
  });

  test('a claim of no difference has a control and a margin; every claim a source', () => {
    if (hypothesis.kind === 'within') expect(control).toBeDefined();
    expect(hypothesis.kind === 'within' ? hypothesis.margin : hypothesis.least).toBeGreaterThan(0);
    expect(source.arxiv).toMatch(/^\d{4}\.\d{5}$/);
    expect(published.en).not.toMatch(/as in the paper/i);
  });
});

test('what is compared across studies is the same but for the model', () => {
  const plain = specOfStudy('plain', 'quick');
  for (const study of ['qk-norm', 'z-loss'] as const) {
    const spec = specOfStudy(study, 'quick');
    expect({ ...spec, name: '', model: null }).toEqual({ ...plain, name: '', model: null });
    expect(spec.model).not.toEqual(plain.model);
  }
});

test('e4m7 and e8m3 round the same sites, the operands of every product, to formats of as many bits', () => {
  const spec = specOfStudy('bits', 'quick');
  const formats = ['e4m7', 'e8m3'].map((name) => {
    const choice = spec.recipes.find((each) => each.name === name)!;
    const { recipe } = precisionOf(spec, choice).stages[0]!;
    return (
      ['linear.forward.weight', 'head.weightGradient.activation', 'attention.pv', 'residual'] as const
    ).map((path) => precisionAt(recipe, path)?.cast.format.name ?? null);
  });
  expect(formats).toEqual([
    ['e4m7', 'e4m7', 'e4m7', null],
    ['e8m3', 'e8m3', 'e8m3', null],
  ]);
});
