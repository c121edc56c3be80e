// What stands beside the slab of a recipe: its name, and what the headline says first of it that the grid does not cut: the share of
// the region, or else the shift of the edge.
import { isComplete } from '../../../analysis/grid/complete.ts';
import type { GridAnalysis, RecipeMap } from '../../../analysis/grid/grid.ts';
import { recipeName } from '../../language/recipe-name.ts';
import type { Words } from '../../language/language.ts';
import { regionPart, shiftPart } from '../headline-words.ts';
import type { SlabLabel } from './scene.ts';

export function slabLabel(map: RecipeMap, analysis: GridAnalysis, words: Words): SlabLabel {
  const { scenes } = words;
  const { recipe, headline, cells } = map;
  const name = recipeName(recipe, analysis, words);
  const hasFinished = cells.some((row) => row.some(({ finished }) => finished > 0));
  if (!hasFinished) return { name, words: scenes.notRunYet };
  if (recipe === analysis.baseline) return { name, words: scenes.baseline };
  if (headline === null) return { name, words: '' };
  const { share, isCut } = headline.region;
  const told =
    share !== null && Number.isFinite(share) && !isCut
      ? regionPart(headline, analysis.baseline, words)
      : shiftPart(headline, analysis.rowSetting, words);
  return { name, words: isComplete(map, analysis) ? told : words.figures.soFar(told) };
}
