// The result of a study in plain sentences: for a manager what to do; for engineers a headline for each recipe, in the order shift,
// failures, penalty, region; then what the study could have seen. The words are those of the language; the numbers come from the analysis.
import { decide } from '../analysis/decision/decide.ts';
import { mostKept } from '../analysis/decision/most-kept.ts';
import { isComplete } from '../analysis/grid/complete.ts';
import type { GridAnalysis, RecipeMap } from '../analysis/grid/grid.ts';
import type { LeftOut } from '../analysis/headline/pairs.ts';
import { headlineParts } from './figures/headline-words.ts';
import { managerText, type ManagerText } from './language/manager-text.ts';
import { formatNatsLimit } from './language/numbers.ts';
import { recipeName } from './language/recipe-name.ts';
import { inEach, type Language, type Words } from './language/language.ts';

/** "tensorwise: edge 0.05 decades lower (−0.20 to 0.11); 2 of 72 runs fail that train in bf16-mixed (p = 0.5); ..." */
function resultSentence(map: RecipeMap, analysis: GridAnalysis, words: Words): string {
  const { sentences, numbers } = words;
  const { baseline } = analysis;
  const name = recipeName(map.recipe, analysis, words);
  if (!hasFinished(map)) return sentences.notFinished(name);
  const base = analysis.recipes.find(({ recipe }) => recipe === baseline);
  if (map.headline === null || base === undefined || !hasFinished(base)) {
    return sentences.noBaselineRun(name, baseline);
  }
  const parts = headlineParts(map, analysis, words);
  const headline = sentences.headline(name, parts, isComplete(map, analysis));
  const leftOut = leftOutParts(map.headline.leftOut, words);
  return leftOut.length === 0 ? headline : numbers.sentences([headline, sentences.leftOut(leftOut)]);
}

/**
 * One for every recipe that is compared with the baseline, a positive control last. What a negative control is there for is told by
 * `visibilitySentences`.
 */
export function resultSentences(analysis: GridAnalysis, words: Words): string[] {
  const { baseline, visibility } = analysis;
  const isLast = ({ recipe }: RecipeMap) => Number(recipe === visibility.positive);
  return analysis.recipes
    .filter(({ recipe }) => recipe !== baseline && recipe !== visibility.negative)
    .toSorted((a, b) => isLast(a) - isLast(b))
    .map((map) => resultSentence(map, analysis, words));
}

/** For a manager: what to do about the recipe that keeps most of the region, and why; null where there is nothing to decide between. */
export function summaryIn(analysis: GridAnalysis): Readonly<Record<Language, ManagerText | null>> {
  const recipe = mostKept(analysis);
  const decision = recipe === null ? null : decide(analysis, recipe);
  return inEach((words) => decision && managerText(decision, words));
}

/** Of a refined sweep, as far as it came. */
export interface Refined {
  /** Decades of learning rate to which edges were to be known. */
  readonly width: number;
  readonly edges: number;
  readonly known: number;
  readonly trained: number;
  readonly runs: number;
  /** Of the steps of all runs, those that were trained. */
  readonly share: number;
}

export function refinementSentence(refined: Refined, { sentences, numbers }: Words): string {
  const { width, edges, known, trained, runs, share } = refined;
  const spent = numbers.percent(String(Math.round(100 * share)));
  return sentences.refined(known, edges, String(Number(width.toPrecision(2))), spent, runs - trained, runs);
}

/** What the study could have seen; nothing where there is nothing to compare. */
export function visibilitySentences(analysis: GridAnalysis, words: Words): string[] {
  const { sentences } = words;
  const { baseline, visibility, recipes } = analysis;
  const { negative, positive, couldHaveSeen, positiveControl, seenBy } = visibility;
  if (recipes.every(({ recipe }) => recipe === baseline)) return [];
  if (negative === null && positive === null) return [sentences.noControls];
  const { shift, penalty } = couldHaveSeen;
  const limits =
    negative === null
      ? sentences.noNegative
      : shift === null && penalty === null
        ? sentences.unknownLimits(negative)
        : sentences.notSeenBelow(
            shift === null ? null : shift.toFixed(2),
            penalty === null ? null : formatNatsLimit(penalty),
          );
  if (positive === null) return [limits, sentences.noPositive];
  const control = recipes.find(({ recipe }) => recipe === positive);
  const isFinal = control !== undefined && isComplete(control, analysis);
  return [
    limits,
    positiveControl === 'seen'
      ? sentences.seen(positive, baseline, seenBy)
      : sentences.missed(positive, baseline, isFinal),
  ];
}

function leftOutParts({ unjudged, failed, notRun, noTwin }: LeftOut, { sentences }: Words): string[] {
  return [
    unjudged > 0 && sentences.unjudged(unjudged),
    failed > 0 && sentences.failedOutside(failed),
    notRun > 0 && sentences.notRun(notRun),
    noTwin > 0 && sentences.noTwin(noTwin),
  ].filter((part) => part !== false);
}

function hasFinished({ cells }: RecipeMap): boolean {
  return cells.some((row) => row.some(({ finished }) => finished > 0));
}
