// What each preset is for, in a sentence, and the order they are shown in. A preset that is not known here is told by its
// axes.
import type { Spec } from '../../src-main/spec/spec.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { rowCount } from '../../src-main/report/language/row-text.ts';
import { rowSettingOf, rowValuesOf } from '../../src-main/spec/spec.ts';
import { pageWordsOf, type PageWords } from '../words/words.ts';

/** From small to special. */
const ORDER = Object.keys(pageWordsOf('en').newStudyPresets);

/** One sentence. */
export function presetWords(name: string, spec: Spec, page: PageWords, report: Words): string {
  const { recipeCount, rateCount } = page.newStudyBefore;
  const axes = [
    recipeCount(spec.recipes.length),
    rateCount(spec.learningRates.length),
    rowCount(rowSettingOf(spec), rowValuesOf(spec).length, report),
  ];
  return page.newStudyPresets[name] ?? page.newStudyForm.axes(axes);
}

/** The known ones in the order above, which is from small to special; then the others. */
export function inOrder<P extends { readonly name: string }>(presets: readonly P[]): P[] {
  const rank = ({ name }: P) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return presets.toSorted((a, b) => rank(a) - rank(b));
}
