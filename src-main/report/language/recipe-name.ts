// What a recipe is called wherever it is shown: a control is called one. Files keep the bare name.
import { UNSCALED, type Controls } from '../../analysis/headline/controls.ts';
import type { Words } from './language.ts';

/** The study that the recipe belongs to, as far as it is known; a whole analysis is one. */
export interface NamedIn {
  readonly baseline: string;
  readonly visibility: Controls;
}

/** "fp8-unscaled (control)". Without a study a recipe is known by its name alone. */
export function recipeName(recipe: string, study: NamedIn | null, { figures }: Words): string {
  if (study?.visibility.negative === recipe) return figures.negativeControl(recipe);
  return isControl(recipe, study) ? figures.control(recipe) : recipe;
}

/** Whether it is known to fail, and there to be seen failing. */
function isControl(recipe: string, study: NamedIn | null): boolean {
  return study?.visibility.positive === recipe || (recipe === UNSCALED && recipe !== study?.baseline);
}

/** What its controls are, in a sentence each; those that are not shown are not told. */
export function controlNotes(shown: readonly string[], study: NamedIn, { figures }: Words): string[] {
  const { negative } = study.visibility;
  const known = shown.filter((recipe) => isControl(recipe, study));
  return [
    ...known.map((recipe) => figures.controlNote(recipe, recipe === UNSCALED)),
    ...(negative !== null && shown.includes(negative)
      ? [figures.negativeControlNote(negative, study.baseline)]
      : []),
  ];
}
