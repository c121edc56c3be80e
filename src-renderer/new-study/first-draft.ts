// A first study from three answers: what is trained, in which precisions, how long it may take. It becomes a draft of the form, where
// all else can still be changed and the time is measured. Pure.
import type { Preset } from '../../src-main/contract/contract.ts';
import { baselineOf, controlKind } from './controls.ts';
import { draftOf, TEXT_SOURCE, type Draft } from './draft.ts';
import { plainRecipe } from './recipe-words.ts';

/** Precisions that people ask about first, by the recipe that stands for each. */
export const PRECISIONS = ['tensorwise', 'mxfp8', 'deepseek-block', 'nvfp4'] as const;
export type PrecisionName = (typeof PRECISIONS)[number];

/** By the preset that takes about so long on two cores with the recipes that it has. */
export const DURATIONS = ['quick', 'standard'] as const;
export type Duration = (typeof DURATIONS)[number];

export interface FirstAnswers {
  /** Path of a text file; empty: Moby-Dick. */
  readonly text: string;
  readonly precisions: readonly PrecisionName[];
  readonly duration: Duration;
  /** Of the study. */
  readonly name: string;
}

/** With the baseline and the controls of the preset; the precisions in the order above. null where there is no such preset. */
export function firstDraft(
  { text, precisions, duration, name }: FirstAnswers,
  presets: readonly Preset[],
): Draft | null {
  const preset = presets.find((each) => each.name === duration);
  if (!preset) return null;
  const draft = draftOf(preset.spec, preset.name);
  const baseline = baselineOf(draft);
  const controls = draft.recipes.filter((recipe) => controlKind(recipe, baseline) !== null);
  const first = draft.recipes.filter((recipe) => recipe.name === baseline);
  const chosen = PRECISIONS.filter((each) => precisions.includes(each)).map(plainRecipe);
  const source = text.trim() === '' ? {} : { [TEXT_SOURCE]: 'file', text: text.trim() };
  return {
    ...draft,
    isTouched: true,
    recipes: [...first, ...chosen, ...controls],
    texts: { ...draft.texts, ...source, name },
  };
}
