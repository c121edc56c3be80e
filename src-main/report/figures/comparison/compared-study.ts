// A study beside others: what the figure, the sentences and the tables of a comparison are told of it. Pure.
import type { GridAnalysis, RecipeMap } from '../../../analysis/grid/grid.ts';
import type { Comparable } from '../../../records/comparability.ts';
import type { FigureFacts } from '../facts.ts';

export interface ComparedStudy extends Comparable {
  readonly name: string;
  readonly facts: FigureFacts;
}

/** Beyond these no picture is wide enough. */
export const MOST_COMPARED = 8;

/** What the figure is exported as. */
export const COMPARISON_FORMATS = ['svg', 'png', 'pdf'] as const;
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number];

/** The same under names of which no two are alike: of those with one name the second is "name (2)". */
export function namedApart<T extends { readonly name: string }>(studies: readonly T[]): T[] {
  return studies.map((study, index) => {
    const before = studies.slice(0, index).filter(({ name }) => name === study.name).length;
    return before === 0 ? study : { ...study, name: `${study.name} (${before + 1})` };
  });
}

/** Of all studies, in the order in which they come up; a recipe of one alone is among them. */
export function recipesOf(studies: readonly Pick<ComparedStudy, 'analysis'>[]): string[] {
  return [...new Set(studies.flatMap(({ analysis }) => analysis.recipes.map(({ recipe }) => recipe)))];
}

export function mapOf({ recipes }: GridAnalysis, recipe: string): RecipeMap | null {
  return recipes.find((map) => map.recipe === recipe) ?? null;
}
