// The three answers of a first study and the spec that the form makes of them.
import { expect, test } from 'vitest';
import type { Preset } from '../../src-main/contract/contract.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';
import { readPreset } from '../../src-main/sweep/preset-files.ts';
import { checkDraft } from '../../src-renderer/new-study/check.ts';
import { DURATIONS, firstDraft, PRECISIONS } from '../../src-renderer/new-study/first-draft.ts';

const PRESETS: readonly Preset[] = DURATIONS.map((name) => ({
  name,
  spec: parseSpec(readPreset(name)),
  sizedFor: null,
}));

test.each(DURATIONS)(
  '%s: every precision may be chosen, with baseline and both controls, on Moby-Dick',
  (duration) => {
    const precisions = [...PRECISIONS];
    const draft = firstDraft({ text: ' ', precisions, duration, name: 'mine' }, PRESETS)!;
    const { spec, found } = checkDraft(draft);
    expect(found).toEqual([]);
    const names = spec!.recipes.map(({ name }) => name);
    expect(names).toEqual(['bf16-mixed', ...precisions, 'bf16-mixed-perturbed', 'fp8-unscaled']);
    expect(spec!.recipes.filter(({ control }) => control !== undefined)).toHaveLength(2);
    expect([spec!.baseline, spec!.text, spec!.steps]).toEqual(['bf16-mixed', 'moby-dick', 400]);
  },
);

test('a text of one’s own, and only what was chosen beside the baseline and the controls', () => {
  const answers = {
    text: '/texts/mine.txt ',
    precisions: ['nvfp4'],
    duration: 'quick',
    name: 'mine',
  } as const;
  const { spec } = checkDraft(firstDraft(answers, PRESETS)!);
  expect(spec!.text).toBe('/texts/mine.txt');
  expect(spec!.recipes.map(({ name }) => name)).toEqual([
    'bf16-mixed',
    'nvfp4',
    'bf16-mixed-perturbed',
    'fp8-unscaled',
  ]);
});
