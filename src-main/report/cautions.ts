// What a reader has to know before the results of a study: runs that nothing judges, and a budget too short to measure stability
// by. In plain sentences; the words are those of the language, the numbers come from the analysis.
import type { GridAnalysis } from '../analysis/grid/grid.ts';
import { unjudgedOf } from './figures/cell.ts';
import { formatLearningRate, formatPercent } from './language/numbers.ts';
import type { Words } from './language/language.ts';
import { rowsText, rowText } from './language/row-text.ts';
import { openInterval } from './figures/headline-words.ts';

/** None where nothing is to be said. */
export function cautionSentences(analysis: GridAnalysis, words: Words): string[] {
  const { cautions, numbers } = words;
  const { baseline, budget, budgetsApart, origins, recipes, rowSetting, thresholds } = analysis;
  const cells = recipes.flatMap((map) => map.cells.flat());
  const unjudged = cells.reduce((sum, cell) => sum + unjudgedOf(cell), 0);
  const judged = cells.reduce((sum, { finished }) => sum + finished, 0);
  const share = numbers.percent(formatPercent(thresholds.stalledShare));
  const { slow, unlearned, moved, pair } = budget;
  return [
    origins !== null && cautions.mixed(origins.imported, origins.trained),
    ...(origins?.apart ?? []).map(({ recipe, settings }) =>
      cautions.originsApart(recipe, baseline, settings),
    ),
    unjudged > 0 && cautions.unjudged(unjudged, unjudged + judged),
    unlearned.length > 0 && cautions.unlearned(baseline, rowsText(rowSetting, unlearned, words)),
    slow !== null && cautions.slow(baseline, slow.rates, slow.of, formatLearningRate(slow.upTo), share),
    ...budgetsApart.map(({ recipe, steps, baselineSteps, settings }) =>
      cautions.apart(recipe, steps, baseline, baselineSteps, settings),
    ),
    ...moved.map(({ rowValue, fewerSteps, moreSteps, decades }) =>
      cautions.moved(
        baseline,
        rowText(rowSetting, rowValue, words),
        [fewerSteps, moreSteps],
        Math.abs(decades).toFixed(2),
        decades < 0 ? 'lower' : 'higher',
      ),
    ),
    ...(pair?.moved ?? []).map(({ rowValue, decades, interval }) =>
      cautions.movesOn(
        baseline,
        rowText(rowSetting, rowValue, words),
        [pair!.fewerSteps, pair!.moreSteps],
        Math.abs(decades).toFixed(2),
        decades < 0 ? 'lower' : 'higher',
        openInterval(interval, words),
      ),
    ),
    pair !== null &&
      pair.unsettled.length > 0 &&
      cautions.unsettled(baseline, rowsText(rowSetting, pair.unsettled, words), [
        pair.fewerSteps,
        pair.moreSteps,
      ]),
  ].filter((sentence) => sentence !== false);
}
